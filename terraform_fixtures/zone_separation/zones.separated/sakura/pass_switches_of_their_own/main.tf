# SAKURA Cloud manual, "Switches": nothing passes from one switch to another by itself.
resource "sakura_vswitch" "tax" {
  name = "tax"
  tags = ["zone=mynumber"]
}

resource "sakura_vswitch" "portal" {
  name = "portal"
  tags = ["zone=lgwan"]
}

resource "sakura_server" "tax" {
  name = "tax"

  network_interface = [{
    upstream        = sakura_vswitch.tax.id
    user_ip_address = "10.1.1.4"
  }]
}

resource "sakura_server" "portal" {
  name = "portal"

  network_interface = [{
    upstream        = sakura_vswitch.portal.id
    user_ip_address = "10.1.1.4"
  }]
}
