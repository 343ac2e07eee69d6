resource "oci_core_vcn" "new" {
  compartment_id = "ocid1.compartment.oc1..aaaanew"
  cidr_blocks    = ["10.9.0.0/16"]
}

resource "oci_core_subnet" "new" {
  compartment_id             = "ocid1.compartment.oc1..aaaanew"
  vcn_id                     = oci_core_vcn.new.id
  cidr_block                 = "10.9.1.0/24"
  prohibit_public_ip_on_vnic = true
  freeform_tags              = { owner = "tax" }
}
