# What is locked for a year is under a key that waits for 30 days, and service stops 30 days before the end.

resource "google_kms_key_ring" "city" {
  name     = "kawabe"
  location = "asia-northeast1"
}

resource "google_kms_crypto_key" "residents" {
  name     = "residents"
  key_ring = google_kms_key_ring.city.id
}

resource "google_storage_bucket" "residents" {
  name     = "kawabe-residents"
  location = "ASIA-NORTHEAST1"

  encryption {
    default_kms_key_name = google_kms_crypto_key.residents.id
  }

  retention_policy {
    is_locked        = true
    retention_period = 31536000
  }

  soft_delete_policy {
    retention_duration_seconds = 0
  }
}
