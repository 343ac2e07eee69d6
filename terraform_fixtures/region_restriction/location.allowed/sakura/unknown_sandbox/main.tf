# The sandbox keeps nothing: whoever finds his data there has a mistake.

resource "sakura_disk" "data" {
  name = "data"
  zone = "tk1v"
}
