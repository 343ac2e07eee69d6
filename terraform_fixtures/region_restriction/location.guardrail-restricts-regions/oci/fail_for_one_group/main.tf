resource "oci_identity_policy" "regions" {
  compartment_id = "ocid1.tenancy.oc1..exampleumibe"
  name           = "regions"
  description    = "regions"

  statements = [
    "Deny group Operators to manage all-resources in tenancy where request.region != 'nrt'",
  ]
}
