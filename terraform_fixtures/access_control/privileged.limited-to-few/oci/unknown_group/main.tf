# Who is in the group is not in this input.

resource "oci_identity_group" "administrator" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  name           = "administrators"
  description    = "Group of administrators"
}

resource "oci_identity_policy" "administrator" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  name           = "administrators"
  description    = "What administrators may do"
  statements = [
    "Allow group administrators to manage all-resources in tenancy",
  ]
}
