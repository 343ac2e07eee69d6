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
  location = "ASIA-NORTHEAST2"
}

resource "google_compute_disk" "batch" {
  name = "batch"
  zone = "asia-northeast2-b"
}

# The region of the provider block.
resource "google_sql_database_instance" "residents" {
  name             = "residents"
  database_version = "POSTGRES_16"

  settings {
    tier = "db-custom-2-7680"
  }
}

resource "google_sql_database" "residents" {
  name     = "residents"
  instance = google_sql_database_instance.residents.name
}

resource "google_bigquery_dataset" "statistics" {
  dataset_id = "statistics"
  location   = "asia-northeast1"
}

resource "google_bigquery_table" "population" {
  dataset_id = google_bigquery_dataset.statistics.dataset_id
  table_id   = "population"
}
