# Each contract has a key of its own.

resource "sakura_kms" "residents" {
  name = "residents"
}

resource "sakura_kms" "portal" {
  name = "portal"
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
  kms_key_id           = sakura_kms.portal.id
}
