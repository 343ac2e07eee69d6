resource "sakura_vpn_router" "main" {
  name        = "main"
  syslog_host = "192.168.11.90"
}
