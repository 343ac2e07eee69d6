# The data of two contracts is under one key.

resource "sakura_kms" "residents" {
  name = "residents"
}

resource "sakura_disk" "residents" {
  name                 = "residents"
  plan                 = "ssd"
  size                 = 100
  encryption_algorithm = "aes256_xts"
  kms_key_id           = sakura_kms.residents.id
}

resource "sakura_disk" "portal" {
  name                 = "portal"
  plan                 = "ssd"
  size                 = 100
  encryption_algorithm = "aes256_xts"
  kms_key_id           = sakura_kms.residents.id
}
