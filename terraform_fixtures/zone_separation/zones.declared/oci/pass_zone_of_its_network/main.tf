# A subnet is in the zone of its VCN, unless it has one of its own.
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

resource "oci_core_subnet" "portal" {
  compartment_id             = "ocid1.compartment.oc1..aaaatax"
  vcn_id                     = oci_core_vcn.tax.id
  cidr_block                 = "10.1.2.0/24"
  prohibit_public_ip_on_vnic = true
  freeform_tags              = { zone = "lgwan" }
}
