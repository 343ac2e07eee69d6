variable "name" { type = string }
variable "cidr" { type = string }
variable "gateway" { type = string }
variable "log_store" { type = string }

variable "bridge_id" {
  description = "庁舎とのハイブリッド接続 · the hybrid connection to the town hall"
  type        = string
  default     = null
}

variable "online" {
  description = "インターネットへ出るか · whether it may reach the Internet"
  type        = bool
  default     = false
}

terraform {
  required_providers {
    sakura = { source = "sacloud/sakura" }
  }
}

resource "sakura_vswitch" "this" {
  name        = var.name
  description = var.cidr
  bridge_id   = var.bridge_id
}

resource "sakura_vpn_router" "this" {
  name = var.name
  plan = "standard"

  internet_connection = var.online

  private_network_interface = [{
    index        = 1
    vswitch_id   = sakura_vswitch.this.id
    ip_addresses = [var.gateway]
    netmask      = 24
  }]

  monitoring_suite = { enabled = true }
}

resource "sakura_monitoring_suite_log_routing" "router" {
  resource_id    = sakura_vpn_router.this.id
  storage_id     = var.log_store
  publisher_code = "vpcrouter"
  variant        = "log"
}

resource "sakura_packet_filter" "this" {
  name = var.name
}

resource "sakura_packet_filter_rules" "this" {
  packet_filter_id = sakura_packet_filter.this.id

  expression = [
    { protocol = "tcp", source_network = var.cidr, destination_port = "443" },
    { protocol = "ip", allow = false },
  ]
}

output "vswitch_id" {
  value = sakura_vswitch.this.id
}

output "packet_filter_id" {
  value = sakura_packet_filter.this.id
}
