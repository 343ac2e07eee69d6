resource "sakura_kms" "main" {
  name = "main"
}

resource "sakura_disk" "data" {
  name                 = "data"
  plan                 = "ssd"
  size                 = 100
  encryption_algorithm = "aes256_xts"
  kms_key_id           = sakura_kms.main.id
}

resource "sakura_database" "main" {
  name          = "main"
  database_type = "postgres"
  plan          = "30g"
  username      = "app"

  network_interface = {
    vswitch_id = "113000000001"
    ip_address = "192.168.11.11"
    netmask    = 24
    gateway    = "192.168.11.1"
  }

  disk = {
    encryption_algorithm = "aes256_xts"
    kms_key_id           = sakura_kms.main.id
  }
}
