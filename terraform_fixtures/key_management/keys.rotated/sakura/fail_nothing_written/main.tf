resource "sakura_kms" "main" {
  name = "main"
}
