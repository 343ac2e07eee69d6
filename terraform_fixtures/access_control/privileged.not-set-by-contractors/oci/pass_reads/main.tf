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

resource "oci_identity_user" "contractor" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  name           = "contractor"
  description    = "A person"
  email          = "contractor@city.example.jp"
}

resource "oci_identity_user_group_membership" "contractor" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  user_id        = oci_identity_user.contractor.id
  group_id       = oci_identity_group.contractor.id
}

resource "oci_identity_group" "contractor" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  name           = "contractors"
  description    = "Group of contractors"
}

resource "oci_identity_policy" "contractor" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  name           = "contractors"
  description    = "What contractors may do"
  statements = [
    "Allow group contractors to read all-resources in tenancy",
  ]
}
