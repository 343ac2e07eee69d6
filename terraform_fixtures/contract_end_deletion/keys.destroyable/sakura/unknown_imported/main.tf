# The key's material is the customer's own, and may still exist where it came from.

resource "sakura_kms" "residents" {
  name       = "residents"
  key_origin = "imported"
  plain_key  = "bm90LWEta2V5LW5vdC1hLWtleS1ub3QtYS1rZXktISE="
}

resource "sakura_disk" "residents" {
  name                 = "residents"
  plan                 = "ssd"
  size                 = 100
  encryption_algorithm = "aes256_xts"
  kms_key_id           = sakura_kms.residents.id
}
