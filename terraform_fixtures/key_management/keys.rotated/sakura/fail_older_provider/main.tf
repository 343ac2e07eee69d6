resource "sakuracloud_kms" "main" {
  name = "main"
}
