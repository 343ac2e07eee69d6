resource "sakuracloud_kms" "main" {
  name = "main"
}

resource "sakuracloud_disk" "data" {
  name                 = "data"
  size                 = 100
  encryption_algorithm = "aes256_xts"
  kms_key_id           = sakuracloud_kms.main.id
}
