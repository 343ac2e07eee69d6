# A server on the shared segment is in no switch of this account: its own tag gives it a zone.
resource "sakura_vswitch" "tax" {
  name = "tax"
  tags = ["zone=mynumber"]
}

resource "sakura_server" "portal" {
  name = "portal"
  tags = ["zone=lgwan"]

  network_interface = [{
    upstream = "shared"
  }]
}
