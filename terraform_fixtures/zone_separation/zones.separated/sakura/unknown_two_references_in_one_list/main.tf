# Of a list of objects a plan does not tell which object holds which of several references.
resource "sakura_vswitch" "tax" {
  name = "tax"
  tags = ["zone=mynumber"]
}

resource "sakura_vswitch" "portal" {
  name = "portal"
  tags = ["zone=lgwan"]
}

resource "sakura_server" "city" {
  name = "city"

  network_interface = [
    {
      upstream        = sakura_vswitch.tax.id
      user_ip_address = "10.1.1.4"
    },
    {
      upstream        = sakura_vswitch.portal.id
      user_ip_address = "10.2.1.4"
    },
  ]
}
