resource "sakura_database" "main" {
  name     = "main"
  username = "app"

  network_interface = {
    vswitch_id = "113000000001"
    ip_address = "192.168.11.11"
    netmask    = 24
    gateway    = "192.168.11.1"
  }

  monitoring_suite = {
    enabled = true
  }
}
