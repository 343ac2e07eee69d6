resource "oci_identity_user" "clerk" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  name           = "u104233"
  description    = "A clerk"
  email          = "hanako@city.example.jp"
}
