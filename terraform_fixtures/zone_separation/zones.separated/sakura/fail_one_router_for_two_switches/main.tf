# terraform-provider-sakuracloud docs, sakuracloud_vpc_router: routes between its private interfaces,
# and filters nothing where no firewall is written.
resource "sakuracloud_switch" "tax" {
  name = "tax"
  tags = ["zone=mynumber"]
}

resource "sakuracloud_switch" "portal" {
  name = "portal"
  tags = ["zone=lgwan"]
}

resource "sakuracloud_vpc_router" "city" {
  name                = "city"
  internet_connection = false

  private_network_interface {
    index        = 1
    switch_id    = sakuracloud_switch.tax.id
    ip_addresses = ["192.168.1.1"]
    netmask      = 24
  }

  private_network_interface {
    index        = 2
    switch_id    = sakuracloud_switch.portal.id
    ip_addresses = ["192.168.2.1"]
    netmask      = 24
  }
}

resource "sakuracloud_server" "tax" {
  name = "tax"

  network_interface {
    upstream        = sakuracloud_switch.tax.id
    user_ip_address = "192.168.1.4"
  }
}

resource "sakuracloud_server" "portal" {
  name = "portal"

  network_interface {
    upstream        = sakuracloud_switch.portal.id
    user_ip_address = "192.168.2.4"
  }
}
