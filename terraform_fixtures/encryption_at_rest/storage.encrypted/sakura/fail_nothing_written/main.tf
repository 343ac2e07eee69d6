# Nothing is encrypted unless it says so; some things cannot be.

resource "sakura_disk" "data" {
  name = "data"
  size = 100
}

resource "sakura_database_read_replica" "reading" {
  name      = "reading"
  master_id = "113000000002"

  network_interface = {
    ip_address = "192.168.11.12"
    netmask    = 24
  }

  disk = {
    encryption_algorithm = "none"
  }

  replica_password_wo         = "umibe"
  replica_password_wo_version = 1
}

resource "sakura_nfs" "shared" {
  name = "shared"
  plan = "ssd"
  size = 100

  network_interface = {
    vswitch_id = "113000000001"
    ip_address = "192.168.11.13"
    netmask    = 24
  }
}

resource "sakura_archive" "monthly" {
  name           = "monthly"
  source_disk_id = sakura_disk.data.id
}

resource "sakura_object_storage_bucket" "forms" {
  name    = "umibe-forms"
  site_id = "isk01"
}
