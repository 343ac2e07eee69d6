# OCI documentation, Networking: "Local VCN Peering using Local Peering Gateways".
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
  peer_id        = oci_core_local_peering_gateway.welfare.id
}

resource "oci_core_vcn" "welfare" {
  compartment_id = "ocid1.compartment.oc1..aaaawelfare"
  cidr_blocks    = ["10.3.0.0/16"]
  freeform_tags  = { zone = "mynumber" }
}

resource "oci_core_subnet" "welfare" {
  compartment_id             = "ocid1.compartment.oc1..aaaawelfare"
  vcn_id                     = oci_core_vcn.welfare.id
  cidr_block                 = "10.3.1.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_local_peering_gateway" "welfare" {
  compartment_id = "ocid1.compartment.oc1..aaaawelfare"
  vcn_id         = oci_core_vcn.welfare.id
}
