# No contract covers it.

resource "sakura_disk" "statistics" {
  name = "statistics"
  plan = "ssd"
  size = 100
}
