resource "google_kms_key_ring" "city" {
  name     = "kawabe"
  location = "asia-northeast1"
}

resource "google_kms_crypto_key" "city" {
  name            = "city"
  key_ring        = google_kms_key_ring.city.id
  rotation_period = "7776000s"

  skip_initial_version_creation = true
}

resource "google_kms_crypto_key_version" "first" {
  crypto_key = google_kms_crypto_key.city.id
  state      = "DISABLED"
}

resource "google_storage_bucket" "audit" {
  name     = "kawabe-audit"
  location = "ASIA-NORTHEAST1"

  encryption {
    default_kms_key_name = google_kms_crypto_key.city.id
  }

  retention_policy {
    is_locked        = true
    retention_period = 34560000
  }
}

resource "google_logging_project_sink" "audit" {
  name        = "audit"
  destination = "storage.googleapis.com/${google_storage_bucket.audit.name}"
  filter      = "logName:\"cloudaudit.googleapis.com\""
}
