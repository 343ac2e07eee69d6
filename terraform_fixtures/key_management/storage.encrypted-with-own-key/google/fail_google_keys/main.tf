# Nothing is written of encryption: Google encrypts all that is stored.

resource "google_storage_bucket" "documents" {
  name     = "kawabe-documents"
  location = "ASIA1"
}

resource "google_compute_disk" "batch" {
  name = "batch"
  zone = "asia-northeast1-a"
  size = 200
}

resource "google_sql_database_instance" "residents" {
  name             = "residents"
  database_version = "POSTGRES_16"
  region           = "asia-northeast1"

  settings {
    tier = "db-custom-2-7680"
  }
}

resource "google_pubsub_topic" "certificates" {
  name = "certificates"

  message_storage_policy {
    allowed_persistence_regions = ["asia-northeast1"]
  }
}
