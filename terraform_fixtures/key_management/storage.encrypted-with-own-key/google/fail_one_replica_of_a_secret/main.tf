resource "google_kms_key_ring" "city" {
  name     = "kawabe"
  location = "asia-northeast1"
}

resource "google_kms_crypto_key" "city" {
  name            = "city"
  key_ring        = google_kms_key_ring.city.id
  rotation_period = "7776000s"
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

      replicas {
        location = "asia-northeast2"
      }
    }
  }
}
