# OCI documentation, Networking: "Site-to-Site VPN". What lies behind is in cloudguard.yaml.
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
    destination       = "172.16.0.0/16"
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

resource "oci_core_cpe" "vendor" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
  ip_address     = "203.0.113.9"
}

resource "oci_core_ipsec" "vendor" {
  compartment_id = "ocid1.compartment.oc1..aaaatax"
  cpe_id         = oci_core_cpe.vendor.id
  drg_id         = oci_core_drg.city.id
  static_routes  = ["172.16.0.0/16"]
}
