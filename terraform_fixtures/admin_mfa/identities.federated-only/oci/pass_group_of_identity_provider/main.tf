# Who comes from the identity provider is known there.

resource "oci_identity_identity_provider" "city" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  name           = "city"
  description    = "The identity provider of the city"
  product_type   = "IDCS"
  protocol       = "SAML2"
  metadata       = "<EntityDescriptor/>"
  metadata_url   = "https://idp.city.example.jp/metadata"
}

resource "oci_identity_group" "operators" {
  compartment_id = "ocid1.tenancy.oc1..kawabecity"
  name           = "operators"
  description    = "Operators"
}

resource "oci_identity_idp_group_mapping" "operators" {
  identity_provider_id = oci_identity_identity_provider.city.id
  idp_group_name       = "cloud-operators"
  group_id             = oci_identity_group.operators.id
}
