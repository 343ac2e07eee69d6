# SAKURA Cloud manual, "Bridge Connection".
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
