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
  route_table_id             = oci_core_route_table.tax.id
  security_list_ids          = [oci_core_security_list.tax.id]
}

resource "oci_core_security_list" "tax" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
  vcn_id         = oci_core_vcn.tax.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.2.0.0/16"

    tcp_options {
      min = 5432
      max = 5432
    }
  }
}

resource "oci_core_route_table" "tax" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
  vcn_id         = oci_core_vcn.tax.id

  route_rules {
    destination       = "10.2.0.0/16"
    network_entity_id = oci_core_local_peering_gateway.tax.id
  }
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
  route_table_id             = oci_core_route_table.portal.id
  security_list_ids          = [oci_core_security_list.portal.id]
}

resource "oci_core_security_list" "portal" {
  compartment_id = "ocid1.compartment.oc1..aaaaportal"
  vcn_id         = oci_core_vcn.portal.id

  egress_security_rules {
    protocol    = "all"
    destination = "0.0.0.0/0"
  }
}

resource "oci_core_route_table" "portal" {
  compartment_id = "ocid1.compartment.oc1..aaaaportal"
  vcn_id         = oci_core_vcn.portal.id

  route_rules {
    destination       = "10.1.0.0/16"
    network_entity_id = oci_core_local_peering_gateway.portal.id
  }
}

resource "oci_core_local_peering_gateway" "portal" {
  compartment_id = "ocid1.compartment.oc1..aaaaportal"
  vcn_id         = oci_core_vcn.portal.id
}
