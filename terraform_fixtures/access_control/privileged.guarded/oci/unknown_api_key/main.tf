resource "oci_identity_user" "administrator" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  name           = "hanako"
  description    = "A person"
  email          = "hanako@city.example.jp"
}

resource "oci_identity_user_group_membership" "administrator" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  user_id        = oci_identity_user.administrator.id
  group_id       = oci_identity_group.administrator.id
}

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

resource "oci_identity_api_key" "administrator" {
  user_id   = oci_identity_user.administrator.id
  key_value = "-----BEGIN PUBLIC KEY-----\nexample\n-----END PUBLIC KEY-----\n"
}
