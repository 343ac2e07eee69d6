# terraform-provider-sakura docs, sakura_vpn_router: internet_connection, true unless it is written:
# what is behind gets out.
resource "sakura_vswitch" "tax" {
  name = "tax"
  tags = ["zone=mynumber"]
}

resource "sakura_vpn_router" "tax" {
  name = "tax"

  private_network_interface = [{
    index        = 1
    vswitch_id   = sakura_vswitch.tax.id
    ip_addresses = ["192.168.1.1"]
    netmask      = 24
  }]
}

resource "sakura_server" "tax" {
  name = "tax"

  network_interface = [{
    upstream        = sakura_vswitch.tax.id
    user_ip_address = "192.168.1.4"
  }]
}
