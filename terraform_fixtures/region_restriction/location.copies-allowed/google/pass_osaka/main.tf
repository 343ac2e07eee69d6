resource "google_sql_database_instance" "residents" {
  name             = "residents"
  database_version = "POSTGRES_16"
  region           = "asia-northeast1"

  settings {
    tier = "db-custom-2-7680"

    backup_configuration {
      enabled  = true
      location = "asia-northeast2"
    }
  }
}

resource "google_sql_database_instance" "replica" {
  name                 = "residents-replica"
  database_version     = "POSTGRES_16"
  region               = "asia-northeast2"
  master_instance_name = google_sql_database_instance.residents.name

  settings {
    tier = "db-custom-2-7680"
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

    snapshot_properties {
      storage_locations = ["asia-northeast2"]
    }
  }
}

resource "google_bigtable_instance" "history" {
  name = "history"

  cluster {
    cluster_id = "tokyo"
    zone       = "asia-northeast1-a"
    num_nodes  = 1
  }

  cluster {
    cluster_id = "osaka"
    zone       = "asia-northeast2-a"
    num_nodes  = 1
  }
}
