resource "google_kms_key_ring" "city" {
  name     = "kawabe"
  location = "asia-northeast1"
}

resource "google_kms_crypto_key" "city" {
  name            = "city"
  key_ring        = google_kms_key_ring.city.id
  rotation_period = "63072000s"
}
