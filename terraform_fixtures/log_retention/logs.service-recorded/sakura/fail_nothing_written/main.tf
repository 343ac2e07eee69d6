resource "sakura_database" "main" {
  name     = "main"
  username = "app"

  network_interface = {
    vswitch_id = "113000000001"
    ip_address = "192.168.11.11"
    netmask    = 24
    gateway    = "192.168.11.1"
  }
}

resource "sakura_vpn_router" "main" {
  name = "main"
}

resource "sakura_webaccel" "site" {
  name             = "site"
  domain_type      = "subdomain"
  request_protocol = "https-redirect"

  origin_parameters = {
    type     = "web"
    origin   = "www.umibe.example.jp"
    protocol = "https"
  }
}
