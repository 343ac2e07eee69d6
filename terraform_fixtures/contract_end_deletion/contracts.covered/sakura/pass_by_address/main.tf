# A contract covers it by its address.

resource "sakura_disk" "residents" {
  name = "residents"
  plan = "ssd"
  size = 100
}
