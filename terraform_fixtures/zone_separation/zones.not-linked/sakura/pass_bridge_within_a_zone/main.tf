# SAKURA Cloud manual, "Bridge Connection".
resource "sakura_bridge" "tax" {
  name = "tax"
}

resource "sakura_vswitch" "tax" {
  name      = "tax"
  zone      = "is1a"
  bridge_id = sakura_bridge.tax.id
  tags      = ["zone=mynumber"]
}

resource "sakura_vswitch" "welfare" {
  name      = "welfare"
  zone      = "tk1a"
  bridge_id = sakura_bridge.tax.id
  tags      = ["zone=mynumber"]
}
