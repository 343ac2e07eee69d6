# Encrypted, and under a key that the city cannot destroy.

resource "sakura_disk" "data" {
  name                 = "data"
  encryption_algorithm = "aes256_xts"
}

resource "sakura_nosql" "main" {
  name                = "main"
  plan                = "100GB"
  vswitch_id          = "113000000001"
  password_wo         = "umibe"
  password_wo_version = 1

  disk = {
    encryption_algorithm = "aes256_xts"
  }

  remark = {
    nosql = {
      default_user = "umibe"
    }
    network = {
      gateway = "192.168.11.1"
      netmask = 24
    }
    servers = ["192.168.11.21"]
  }

  settings = {
    backup = {
      connect = "nfs://192.168.11.13/export"
      rotate  = 2
    }
  }
}
