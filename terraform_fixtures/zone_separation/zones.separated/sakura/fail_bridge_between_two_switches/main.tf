# SAKURA Cloud manual, "Bridge Connection": joins switches of several zones at layer 2.
resource "sakura_bridge" "city" {
  name = "city"
}

resource "sakura_vswitch" "tax" {
  name      = "tax"
  zone      = "is1a"
  bridge_id = sakura_bridge.city.id
  tags      = ["zone=mynumber"]
}

resource "sakura_vswitch" "portal" {
  name      = "portal"
  zone      = "tk1a"
  bridge_id = sakura_bridge.city.id
  tags      = ["zone=lgwan"]
}

resource "sakura_server" "tax" {
  name = "tax"
  zone = "is1a"

  network_interface = [{
    upstream        = sakura_vswitch.tax.id
    user_ip_address = "10.1.1.4"
  }]
}

resource "sakura_server" "portal" {
  name = "portal"
  zone = "tk1a"

  network_interface = [{
    upstream        = sakura_vswitch.portal.id
    user_ip_address = "10.1.1.5"
  }]
}
