# A disk is gone when it is deleted.

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
