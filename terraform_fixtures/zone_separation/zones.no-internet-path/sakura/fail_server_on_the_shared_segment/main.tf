# SAKURA Cloud manual, "Limits of Lines, Routers and Switches": the shared segment has global
# addresses.
resource "sakura_server" "tax" {
  name = "tax"
  tags = ["zone=mynumber"]

  network_interface = [{
    upstream = "shared"
  }]
}
