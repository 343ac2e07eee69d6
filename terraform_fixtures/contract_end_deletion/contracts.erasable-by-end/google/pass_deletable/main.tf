# Soft delete is off, and nothing else keeps what is deleted.

resource "google_storage_bucket" "residents" {
  name     = "kawabe-residents"
  location = "ASIA-NORTHEAST1"

  soft_delete_policy {
    retention_duration_seconds = 0
  }
}

resource "google_compute_disk" "residents" {
  name = "residents"
  zone = "asia-northeast1-a"
  size = 200
}
