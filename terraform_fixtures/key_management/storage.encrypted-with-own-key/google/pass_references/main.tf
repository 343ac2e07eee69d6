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

resource "google_storage_bucket_object" "form" {
  name    = "form.csv"
  bucket  = google_storage_bucket.documents.name
  content = "name,address"
}

resource "google_compute_disk" "batch" {
  name = "batch"
  zone = "asia-northeast1-a"

  disk_encryption_key {
    kms_key_self_link = google_kms_crypto_key.city.id
  }
}

resource "google_spanner_instance" "tax" {
  name         = "tax"
  config       = "regional-asia-northeast1"
  display_name = "tax"
  num_nodes    = 1
}

resource "google_spanner_database" "tax" {
  name     = "tax"
  instance = google_spanner_instance.tax.name

  encryption_config {
    kms_key_name = google_kms_crypto_key.city.id
  }
}

resource "google_secret_manager_secret" "password" {
  secret_id = "password"

  replication {
    user_managed {
      replicas {
        location = "asia-northeast1"

        customer_managed_encryption {
          kms_key_name = google_kms_crypto_key.city.id
        }
      }
    }
  }
}
