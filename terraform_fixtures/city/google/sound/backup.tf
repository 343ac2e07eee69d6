# バックアップ · Backups

resource "google_compute_resource_policy" "nightly" {
  name   = "nightly"
  region = var.region

  snapshot_schedule_policy {
    schedule {
      daily_schedule {
        days_in_cycle = 1
        start_time    = "18:00"
      }
    }

    retention_policy {
      max_retention_days    = 14
      on_source_disk_delete = "APPLY_RETENTION_POLICY"
    }

    snapshot_properties {
      storage_locations = ["asia-northeast2"]
    }
  }
}

resource "google_gke_backup_backup_plan" "batch" {
  name     = "batch"
  cluster  = google_container_cluster.batch.id
  location = "asia-northeast2"

  backup_config {
    all_namespaces = true

    encryption_key {
      gcp_kms_encryption_key = module.keys["asia-northeast2"].ids["lgwan"]
    }
  }

  backup_schedule {
    cron_schedule = "0 18 * * *"
  }

  retention_policy {
    backup_delete_lock_days = 30
    backup_retain_days      = 90
    locked                  = true
  }
}

resource "google_filestore_backup" "shared" {
  name              = "shared"
  location          = "asia-northeast2"
  source_instance   = google_filestore_instance.shared.id
  source_file_share = "shared"
}

resource "google_firestore_backup_schedule" "reservations" {
  database  = google_firestore_database.reservations.name
  retention = "1209600s"

  daily_recurrence {}
}

resource "google_compute_snapshot_settings" "this" {
  storage_location {
    policy = "SPECIFIC_LOCATIONS"

    locations {
      name     = "asia-northeast2"
      location = "asia-northeast2"
    }
  }
}
