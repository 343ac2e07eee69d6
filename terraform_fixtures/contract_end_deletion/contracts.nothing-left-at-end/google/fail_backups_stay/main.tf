# The backups of the instance are retained when it is deleted.

resource "google_sql_database_instance" "residents" {
  name             = "residents"
  database_version = "POSTGRES_16"
  region           = "asia-northeast1"

  settings {
    tier                     = "db-custom-2-7680"
    retain_backups_on_delete = true
  }
}
