# The same by the older provider: blocks, and none by default.

resource "sakuracloud_disk" "data" {
  name = "data"
  size = 100
}

resource "sakuracloud_database" "main" {
  name          = "main"
  database_type = "mariadb"
  username      = "app"
  password      = var.password

  network_interface {
    switch_id  = "113000000001"
    ip_address = "192.168.11.11"
    netmask    = 24
    gateway    = "192.168.11.1"
  }

  disk {
    encryption_algorithm = "none"
  }
}

variable "password" {
  type      = string
  sensitive = true
  default   = "made up"
}
