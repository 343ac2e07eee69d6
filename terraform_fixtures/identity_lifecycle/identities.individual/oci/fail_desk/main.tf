resource "oci_identity_user" "clerk" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  name           = "madoguchi"
  description    = "A clerk"
  email          = "madoguchi@desk.example.jp"
}
