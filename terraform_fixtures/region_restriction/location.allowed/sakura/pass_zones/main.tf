resource "sakura_disk" "here" {
  name = "here"
}

resource "sakura_disk" "there" {
  name = "there"
  zone = "tk1b"
}

resource "sakura_enhanced_db" "main" {
  name                = "main"
  database_name       = "umibe"
  database_type       = "mariadb"
  region              = "is1"
  password_wo         = "umibe"
  password_wo_version = 1
}

resource "sakura_object_storage_bucket" "forms" {
  name    = "umibe-forms"
  site_id = "isk01"
}

# Without a zone: the manual says where they keep their data.
resource "sakura_kms" "main" {
  name = "main"
}

resource "sakura_container_registry" "main" {
  name            = "main"
  subdomain_label = "umibe"
}

resource "sakura_addon_datalake" "statistics" {
  location    = "japaneast"
  performance = 1
  redundancy  = 1
}
