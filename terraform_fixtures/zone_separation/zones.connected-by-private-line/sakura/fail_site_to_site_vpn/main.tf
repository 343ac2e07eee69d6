# SAKURA Cloud manual, "Site-to-site VPN settings": over the Internet.
resource "sakura_vswitch" "tax" {
  name = "tax"
  tags = ["zone=mynumber"]
}

resource "sakura_vpn_router" "town_hall" {
  name                = "town_hall"
  internet_connection = false

  private_network_interface = [{
    index        = 1
    vswitch_id   = sakura_vswitch.tax.id
    ip_addresses = ["10.1.1.1"]
    netmask      = 24
  }]

  site_to_site_vpn = [{
    peer              = "203.0.113.9"
    remote_id         = "203.0.113.9"
    pre_shared_secret = "made-up"
    routes            = ["192.168.0.0/16"]
    local_prefix      = ["10.1.1.0/24"]
  }]
}
