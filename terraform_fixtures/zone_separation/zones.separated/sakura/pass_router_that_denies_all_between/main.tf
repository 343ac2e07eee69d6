# terraform-provider-sakuracloud docs, sakuracloud_vpc_router: a firewall on what an interface
# receives and on what it sends.
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

  firewall {
    interface_index = 1
    direction       = "receive"

    expression {
      protocol = "ip"
      allow    = false
    }
  }

  firewall {
    interface_index = 1
    direction       = "send"

    expression {
      protocol = "ip"
      allow    = false
    }
  }
}
