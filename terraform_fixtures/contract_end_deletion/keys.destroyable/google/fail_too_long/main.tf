# A version waits for 60 days; service stops 30 days before the end.

resource "google_kms_key_ring" "city" {
  name     = "kawabe"
  location = "asia-northeast1"
}

resource "google_kms_crypto_key" "residents" {
  name                       = "residents"
  key_ring                   = google_kms_key_ring.city.id
  destroy_scheduled_duration = "5184000s"
}

resource "google_compute_disk" "residents" {
  name = "residents"
  zone = "asia-northeast1-a"
  size = 200

  disk_encryption_key {
    kms_key_self_link = google_kms_crypto_key.residents.id
  }
}
