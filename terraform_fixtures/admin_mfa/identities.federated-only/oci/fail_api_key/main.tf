# A user of the tenancy itself, with a key of its own.

resource "oci_identity_user" "taro" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  name           = "taro"
  description    = "Taro of the information systems division"
  email          = "taro@city.example.jp"
}

resource "oci_identity_group" "operators" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  name           = "operators"
  description    = "Operators"
}

resource "oci_identity_user_group_membership" "taro" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  user_id        = oci_identity_user.taro.id
  group_id       = oci_identity_group.operators.id
}

resource "oci_identity_api_key" "taro" {
  user_id   = oci_identity_user.taro.id
  key_value = "-----BEGIN PUBLIC KEY-----example-----END PUBLIC KEY-----"
}

resource "oci_identity_policy" "operators" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  name           = "operators"
  description    = "What operators may do"
  statements = [
    "Allow group operators to manage all-resources in tenancy",
  ]
}
