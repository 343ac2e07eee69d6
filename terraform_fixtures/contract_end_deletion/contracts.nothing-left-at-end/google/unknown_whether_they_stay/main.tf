# Whether the backups stay is known only after apply.

resource "terraform_data" "keep" {
  input = false
}

resource "google_sql_database_instance" "residents" {
  name             = "residents"
  database_version = "POSTGRES_16"
  region           = "asia-northeast1"

  settings {
    tier                     = "db-custom-2-7680"
    retain_backups_on_delete = terraform_data.keep.output
  }
}
