# OCI documentation, Networking: "Dynamic Routing Gateways": VCNs on one gateway reach each other
# by the tables that come with it. "Default Security List": port 22 is open to everyone.
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
  route_table_id             = oci_core_route_table.tax.id
}

resource "oci_core_route_table" "tax" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
  vcn_id         = oci_core_vcn.tax.id

  route_rules {
    destination       = "10.0.0.0/8"
    network_entity_id = oci_core_drg.city.id
  }
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
  route_table_id             = oci_core_route_table.portal.id
}

resource "oci_core_route_table" "portal" {
  compartment_id = "ocid1.compartment.oc1..aaaaportal"
  vcn_id         = oci_core_vcn.portal.id

  route_rules {
    destination       = "10.0.0.0/8"
    network_entity_id = oci_core_drg.city.id
  }
}

resource "oci_core_drg" "city" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
}

resource "oci_core_drg_attachment" "tax" {
  drg_id = oci_core_drg.city.id

  network_details {
    id   = oci_core_vcn.tax.id
    type = "VCN"
  }
}

resource "oci_core_drg_attachment" "portal" {
  drg_id = oci_core_drg.city.id

  network_details {
    id   = oci_core_vcn.portal.id
    type = "VCN"
  }
}
