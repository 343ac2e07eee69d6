# Deleted objects stay for seven days, which nobody can shorten.

resource "google_storage_bucket" "residents" {
  name     = "kawabe-residents"
  location = "ASIA-NORTHEAST1"

  soft_delete_policy {
    retention_duration_seconds = 604800
  }
}
