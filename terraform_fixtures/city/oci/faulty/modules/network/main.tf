variable "name" { type = string }
variable "compartment_id" { type = string }
variable "cidr" { type = string }
variable "subnets" { type = map(string) }
variable "log_group_id" { type = string }

variable "routes" {
  description = "行き先ごとのゲートウェイ · gateways by destination"
  type        = map(string)
  default     = {}
}

variable "peers" {
  description = "通信を許すアドレス · addresses that may talk to the subnets"
  type        = list(string)
}

terraform {
  required_providers {
    oci = { source = "oracle/oci" }
  }
}

resource "oci_core_vcn" "this" {
  compartment_id = var.compartment_id
  cidr_block     = var.cidr
  display_name   = var.name
}

resource "oci_core_subnet" "this" {
  for_each = var.subnets

  compartment_id             = var.compartment_id
  vcn_id                     = oci_core_vcn.this.id
  cidr_block                 = each.value
  display_name               = each.key
  prohibit_public_ip_on_vnic = true
  route_table_id             = oci_core_route_table.this.id
  security_list_ids          = [oci_core_security_list.this.id]
}

resource "oci_core_route_table" "this" {
  compartment_id = var.compartment_id
  vcn_id         = oci_core_vcn.this.id

  dynamic "route_rules" {
    for_each = var.routes

    content {
      destination       = route_rules.key
      network_entity_id = route_rules.value
    }
  }
}

resource "oci_core_security_list" "this" {
  compartment_id = var.compartment_id
  vcn_id         = oci_core_vcn.this.id

  dynamic "ingress_security_rules" {
    for_each = var.peers

    content {
      protocol = "6"
      source   = ingress_security_rules.value
    }
  }

  egress_security_rules {
    protocol    = "all"
    destination = "0.0.0.0/0"
  }
}

resource "oci_core_network_security_group" "this" {
  compartment_id = var.compartment_id
  vcn_id         = oci_core_vcn.this.id
}

resource "oci_logging_log" "flow" {
  for_each = oci_core_subnet.this

  display_name       = "${var.name}-${each.key}"
  log_group_id       = var.log_group_id
  log_type           = "SERVICE"
  retention_duration = 90

  configuration {
    source {
      category    = "all"
      resource    = each.value.id
      service     = "flowlogs"
      source_type = "OCISERVICE"
    }
  }
}

output "subnet_ids" {
  value = { for name, subnet in oci_core_subnet.this : name => subnet.id }
}

output "vcn_id" {
  value = oci_core_vcn.this.id
}
