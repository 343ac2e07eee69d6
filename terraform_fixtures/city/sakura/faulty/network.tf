# 夜間の連携: 二つの系をまたぐルータ · The nightly exchange: a router on both switches

resource "sakura_vpn_router" "exchange" {
  name = "${local.city}-exchange"
  plan = "standard"

  internet_connection = false

  private_network_interface = [
    {
      index        = 1
      vswitch_id   = module.zone["mynumber"].vswitch_id
      ip_addresses = ["192.168.10.2"]
      netmask      = 24
    },
    {
      index        = 2
      vswitch_id   = module.zone["lgwan"].vswitch_id
      ip_addresses = ["192.168.20.2"]
      netmask      = 24
    },
  ]

  monitoring_suite = { enabled = true }
}

resource "sakura_monitoring_suite_log_routing" "exchange" {
  resource_id    = sakura_vpn_router.exchange.id
  storage_id     = sakura_monitoring_suite_log_storage.this["network"].id
  publisher_code = "vpcrouter"
  variant        = "log"
}

# 事業者の遠隔保守: 共有セグメントと住民系の両方に足がある · The vendor's remote maintenance: a leg on the shared segment
resource "sakura_packet_filter" "maintenance" {
  name = "maintenance"
}

resource "sakura_packet_filter_rules" "maintenance" {
  packet_filter_id = sakura_packet_filter.maintenance.id

  expression = [
    { protocol = "tcp", destination_port = "22" },
    { protocol = "ip", allow = false },
  ]
}

resource "sakura_server" "maintenance" {
  name   = "maintenance"
  core   = 1
  memory = 2

  network_interface = [
    {
      upstream         = "shared"
      packet_filter_id = sakura_packet_filter.maintenance.id
    },
    {
      upstream = module.zone["mynumber"].vswitch_id
    },
  ]
}
