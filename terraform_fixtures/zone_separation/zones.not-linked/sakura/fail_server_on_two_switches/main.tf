# terraform-provider-sakuracloud docs, sakuracloud_server: network_interface.
resource "sakuracloud_switch" "tax" {
  name = "tax"
  tags = ["zone=mynumber"]
}

resource "sakuracloud_switch" "portal" {
  name = "portal"
  tags = ["zone=lgwan"]
}

resource "sakuracloud_server" "city" {
  name = "city"

  network_interface {
    upstream        = sakuracloud_switch.tax.id
    user_ip_address = "192.168.1.4"
  }

  network_interface {
    upstream        = sakuracloud_switch.portal.id
    user_ip_address = "192.168.2.4"
  }
}
