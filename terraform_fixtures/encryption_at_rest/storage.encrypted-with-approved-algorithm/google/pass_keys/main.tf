resource "google_kms_key_ring" "city" {
  name     = "kawabe"
  location = "asia-northeast1"
}

resource "google_kms_crypto_key" "city" {
  name            = "city"
  key_ring        = google_kms_key_ring.city.id
  rotation_period = "7776000s"
}

resource "google_sql_database_instance" "residents" {
  name                = "residents"
  database_version    = "POSTGRES_16"
  region              = "asia-northeast1"
  encryption_key_name = google_kms_crypto_key.city.id

  settings {
    tier = "db-custom-2-7680"
  }
}
