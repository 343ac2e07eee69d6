# OCI documentation, Networking: "NAT Gateway": out to the Internet, with answers.
resource "oci_core_vcn" "tax" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
  cidr_blocks    = ["10.1.0.0/16"]
}

resource "oci_core_subnet" "tax" {
  compartment_id             = "ocid1.compartment.oc1..aaaatax"
  vcn_id                     = oci_core_vcn.tax.id
  cidr_block                 = "10.1.1.0/24"
  prohibit_public_ip_on_vnic = true
  route_table_id             = oci_core_route_table.tax.id
  freeform_tags              = { zone = "mynumber" }
}

resource "oci_core_nat_gateway" "tax" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
  vcn_id         = oci_core_vcn.tax.id
}

resource "oci_core_route_table" "tax" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
  vcn_id         = oci_core_vcn.tax.id

  route_rules {
    destination       = "0.0.0.0/0"
    network_entity_id = oci_core_nat_gateway.tax.id
  }
}
