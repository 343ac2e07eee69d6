resource "sakura_disk" "data" {
  name = "data"
}
