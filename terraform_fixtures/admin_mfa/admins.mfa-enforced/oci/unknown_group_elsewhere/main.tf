# Who belongs to the group is not in this input.

resource "oci_identity_policy" "operators" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  name           = "operators"
  description    = "What operators may do"
  statements = [
    "Allow group 'city'/'administrators' to manage policies in tenancy",
  ]
}
