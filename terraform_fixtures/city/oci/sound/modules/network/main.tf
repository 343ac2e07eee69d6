variable "name" { type = string }
variable "compartment_id" { type = string }
variable "cidr" { type = string }
variable "subnets" { type = map(string) }
variable "log_group_id" { type = string }

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
}

resource "oci_core_route_table" "this" {
  compartment_id = var.compartment_id
  vcn_id         = oci_core_vcn.this.id
}

resource "oci_core_security_list" "this" {
  compartment_id = var.compartment_id
  vcn_id         = oci_core_vcn.this.id
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
