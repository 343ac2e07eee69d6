# Services whose documentation does not say whether they encrypt.

resource "sakura_enhanced_db" "main" {
  name                = "main"
  database_name       = "umibe"
  database_type       = "mariadb"
  region              = "tk1"
  password_wo         = "umibe"
  password_wo_version = 1
}

resource "sakura_container_registry" "main" {
  name            = "main"
  subdomain_label = "umibe"
}
