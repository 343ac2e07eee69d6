# 庁舎への専用線と、公開するサブネット · Dedicated lines to the town hall, and the subnet that is published

locals {
  halls = {
    mynumber = "10.110.0.0/16"
    lgwan    = "10.120.0.0/16"
  }

  routes = {
    mynumber = { (local.halls["mynumber"]) = oci_core_drg.this["mynumber"].id }
    lgwan    = { (local.halls["lgwan"]) = oci_core_drg.this["lgwan"].id }
    internet = { "0.0.0.0/0" = oci_core_nat_gateway.internet.id }
  }

  peers = {
    mynumber = [local.zones["mynumber"].cidr, local.halls["mynumber"]]
    lgwan    = [local.zones["lgwan"].cidr, local.halls["lgwan"]]
    internet = [local.zones["internet"].cidr]
  }
}

resource "oci_core_drg" "this" {
  for_each = local.halls

  compartment_id = oci_identity_compartment.zone[each.key].id
  display_name   = "${local.city}-${each.key}"
}

resource "oci_core_drg_attachment" "this" {
  for_each = local.halls

  drg_id       = oci_core_drg.this[each.key].id
  display_name = each.key

  network_details {
    id   = module.network[each.key].vcn_id
    type = "VCN"
  }
}

resource "oci_core_virtual_circuit" "this" {
  for_each = local.halls

  compartment_id       = oci_identity_compartment.zone[each.key].id
  display_name         = "hall-${each.key}"
  type                 = "PRIVATE"
  gateway_id           = oci_core_drg.this[each.key].id
  bandwidth_shape_name = "1 Gbps"
}

resource "oci_core_nat_gateway" "internet" {
  compartment_id = oci_identity_compartment.zone["internet"].id
  vcn_id         = module.network["internet"].vcn_id
}

resource "oci_core_internet_gateway" "internet" {
  compartment_id = oci_identity_compartment.zone["internet"].id
  vcn_id         = module.network["internet"].vcn_id
}

resource "oci_core_route_table" "edge" {
  compartment_id = oci_identity_compartment.zone["internet"].id
  vcn_id         = module.network["internet"].vcn_id

  route_rules {
    destination       = "0.0.0.0/0"
    network_entity_id = oci_core_internet_gateway.internet.id
  }
}

resource "oci_core_security_list" "edge" {
  compartment_id = oci_identity_compartment.zone["internet"].id
  vcn_id         = module.network["internet"].vcn_id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 443
      max = 443
    }
  }

  egress_security_rules {
    protocol    = "6"
    destination = local.zones["internet"].cidr
  }
}

resource "oci_core_subnet" "edge" {
  compartment_id    = oci_identity_compartment.zone["internet"].id
  vcn_id            = module.network["internet"].vcn_id
  cidr_block        = "10.30.9.0/24"
  display_name      = "edge"
  route_table_id    = oci_core_route_table.edge.id
  security_list_ids = [oci_core_security_list.edge.id]
}
