# OCI documentation, "Cross-Tenancy Access Policies".
resource "oci_identity_policy" "tax" {
  compartment_id = "ocid1.tenancy.oc1..umibe"
  name           = "tax"
  description    = "tax"
  freeform_tags  = { zone = "mynumber" }

  statements = [
    "Define tenancy Other as ocid1.tenancy.oc1..lgwan",
    "Admit group Staff of tenancy Other to read buckets in tenancy",
  ]
}
