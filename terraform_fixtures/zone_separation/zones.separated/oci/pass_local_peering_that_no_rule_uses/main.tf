# OCI documentation, Networking: "Local VCN Peering using Local Peering Gateways": without a rule
# of a route table nothing goes to a peer.
resource "oci_core_vcn" "tax" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
  cidr_blocks    = ["10.1.0.0/16"]
  freeform_tags  = { zone = "mynumber" }
}

resource "oci_core_subnet" "tax" {
  compartment_id             = "ocid1.compartment.oc1..aaaatax"
  vcn_id                     = oci_core_vcn.tax.id
  cidr_block                 = "10.1.1.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_local_peering_gateway" "tax" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
  vcn_id         = oci_core_vcn.tax.id
  peer_id        = oci_core_local_peering_gateway.portal.id
}

resource "oci_core_vcn" "portal" {
  compartment_id = "ocid1.compartment.oc1..aaaaportal"
  cidr_blocks    = ["10.2.0.0/16"]
  freeform_tags  = { zone = "lgwan" }
}

resource "oci_core_subnet" "portal" {
  compartment_id             = "ocid1.compartment.oc1..aaaaportal"
  vcn_id                     = oci_core_vcn.portal.id
  cidr_block                 = "10.2.1.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_local_peering_gateway" "portal" {
  compartment_id = "ocid1.compartment.oc1..aaaaportal"
  vcn_id         = oci_core_vcn.portal.id
}
