# Unless they are told otherwise, backups and snapshots go to the multi-region Asia.

resource "google_sql_database_instance" "residents" {
  name             = "residents"
  database_version = "POSTGRES_16"
  region           = "asia-northeast1"

  settings {
    tier = "db-custom-2-7680"

    backup_configuration {
      enabled = true
    }
  }
}

resource "google_compute_resource_policy" "nightly" {
  name = "nightly"

  snapshot_schedule_policy {
    schedule {
      daily_schedule {
        days_in_cycle = 1
        start_time    = "18:00"
      }
    }

    retention_policy {
      max_retention_days = 14
    }
  }
}
