resource "sakura_kms" "main" {
  name           = "main"
  rotate_version = 3
}
