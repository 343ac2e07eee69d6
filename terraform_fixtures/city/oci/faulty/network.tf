# 庁舎への専用線と、公開するサブネット · Dedicated lines to the town hall, and the subnet that is published

locals {
  halls = {
    mynumber = "10.110.0.0/16"
    lgwan    = "10.120.0.0/16"
  }

  routes = {
    mynumber = {
      (local.halls["mynumber"]) = oci_core_drg.this["mynumber"].id
      "10.20.0.0/16"            = oci_core_local_peering_gateway.mynumber.id
    }
    lgwan = {
      (local.halls["lgwan"]) = oci_core_drg.this["lgwan"].id
      "10.10.0.0/16"         = oci_core_local_peering_gateway.lgwan.id
    }
    internet = { "0.0.0.0/0" = oci_core_nat_gateway.internet.id }
  }

  peers = {
    mynumber = ["10.0.0.0/8"] # 夜間の連携のため · for the nightly exchange
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

# 夜間の連携 · The nightly exchange
resource "oci_core_local_peering_gateway" "mynumber" {
  compartment_id = oci_identity_compartment.zone["mynumber"].id
  vcn_id         = module.network["mynumber"].vcn_id
  peer_id        = oci_core_local_peering_gateway.lgwan.id
}

resource "oci_core_local_peering_gateway" "lgwan" {
  compartment_id = oci_identity_compartment.zone["lgwan"].id
  vcn_id         = module.network["lgwan"].vcn_id
}

# 事業者の遠隔保守 · The vendor's remote maintenance
resource "oci_core_internet_gateway" "maintenance" {
  compartment_id = oci_identity_compartment.zone["mynumber"].id
  vcn_id         = module.network["mynumber"].vcn_id
}

resource "oci_core_route_table" "maintenance" {
  compartment_id = oci_identity_compartment.zone["mynumber"].id
  vcn_id         = module.network["mynumber"].vcn_id

  route_rules {
    destination       = "0.0.0.0/0"
    network_entity_id = oci_core_internet_gateway.maintenance.id
  }
}

# security_list_ids がないので、既定のセキュリティリスト: SSH をどこからでも · The default security list: SSH from anywhere
resource "oci_core_subnet" "maintenance" {
  compartment_id = oci_identity_compartment.zone["mynumber"].id
  vcn_id         = module.network["mynumber"].vcn_id
  cidr_block     = "10.10.9.0/24"
  display_name   = "maintenance"
  route_table_id = oci_core_route_table.maintenance.id
}

resource "oci_core_instance" "maintenance" {
  availability_domain  = local.domain
  compartment_id       = oci_identity_compartment.zone["mynumber"].id
  preserve_boot_volume = true
  display_name         = "maintenance"
  shape                = "VM.Standard.E5.Flex"

  create_vnic_details {
    subnet_id = oci_core_subnet.maintenance.id
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.ap-tokyo-1.exampleumibe"
    kms_key_id  = module.key["mynumber"].key_id
  }
}
