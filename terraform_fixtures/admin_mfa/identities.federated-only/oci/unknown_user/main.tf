# Whether the user has a password or key of its own is not in this input.

resource "oci_identity_user" "taro" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  name           = "taro"
  description    = "Taro of the information systems division"
}
