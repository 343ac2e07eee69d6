# Cloud KMS rotates symmetric keys of its own only.

resource "google_kms_key_ring" "city" {
  name     = "kawabe"
  location = "asia-northeast1"
}

resource "google_kms_crypto_key" "signing" {
  name     = "signing"
  key_ring = google_kms_key_ring.city.id
  purpose  = "ASYMMETRIC_SIGN"

  version_template {
    algorithm = "EC_SIGN_P256_SHA256"
  }
}

resource "google_kms_crypto_key" "imported" {
  name                          = "imported"
  key_ring                      = google_kms_key_ring.city.id
  import_only                   = true
  skip_initial_version_creation = true
}
