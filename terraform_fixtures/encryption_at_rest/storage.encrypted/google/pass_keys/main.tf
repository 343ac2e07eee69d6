# A key of one's own changes who holds it, not whether data is encrypted.

resource "google_kms_key_ring" "city" {
  name     = "kawabe"
  location = "asia-northeast1"
}

resource "google_kms_crypto_key" "city" {
  name            = "city"
  key_ring        = google_kms_key_ring.city.id
  rotation_period = "7776000s"
}

resource "google_storage_bucket" "documents" {
  name     = "kawabe-documents"
  location = "ASIA-NORTHEAST1"

  encryption {
    default_kms_key_name = google_kms_crypto_key.city.id
  }
}

resource "google_bigquery_dataset" "statistics" {
  dataset_id = "statistics"
  location   = "asia-northeast1"

  default_encryption_configuration {
    kms_key_name = google_kms_crypto_key.city.id
  }
}
