# Adopted on condition, which counts as adopted; the list says what is not confirmed of it.
resource "sakura_disk" "data" {
  name = "data"
  size = 100
}
