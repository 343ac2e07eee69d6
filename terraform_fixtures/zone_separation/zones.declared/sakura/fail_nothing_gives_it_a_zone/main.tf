resource "sakura_vswitch" "new" {
  name = "new"
  tags = ["owner=tax"]
}

resource "sakura_server" "new" {
  name = "new"

  network_interface = [{
    upstream = sakura_vswitch.new.id
  }]
}
