# SAKURA Cloud manual, "Hybrid Connection": a closed line at layer 2, joined to a switch as a bridge.
resource "sakura_vswitch" "tax" {
  name      = "tax"
  bridge_id = "113300000011"
  tags      = ["zone=mynumber"]
}

resource "sakura_server" "tax" {
  name = "tax"

  network_interface = [{
    upstream        = sakura_vswitch.tax.id
    user_ip_address = "10.1.1.4"
  }]
}
