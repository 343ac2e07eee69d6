# The key is taken from the permission to use it, so that the permission stands first.

resource "google_kms_key_ring" "city" {
  name     = "kawabe"
  location = "asia-northeast1"
}

resource "google_kms_crypto_key" "city" {
  name            = "city"
  key_ring        = google_kms_key_ring.city.id
  rotation_period = "7776000s"
}

resource "google_kms_crypto_key_iam_member" "service" {
  crypto_key_id = google_kms_crypto_key.city.id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:service-1@gs-project-accounts.iam.gserviceaccount.com"
}

resource "google_storage_bucket" "documents" {
  name     = "kawabe-documents"
  location = "ASIA-NORTHEAST1"

  encryption {
    default_kms_key_name = google_kms_crypto_key_iam_member.service.crypto_key_id
  }
}
