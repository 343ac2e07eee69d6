# The data of two contracts is under one key.

resource "google_kms_key_ring" "city" {
  name     = "kawabe"
  location = "asia-northeast1"
}

resource "google_kms_crypto_key" "residents" {
  name     = "residents"
  key_ring = google_kms_key_ring.city.id
}

resource "google_compute_disk" "residents" {
  name = "residents"
  zone = "asia-northeast1-a"
  size = 200

  disk_encryption_key {
    kms_key_self_link = google_kms_crypto_key.residents.id
  }
}

resource "google_compute_disk" "portal" {
  name = "portal"
  zone = "asia-northeast1-a"
  size = 200

  disk_encryption_key {
    kms_key_self_link = google_kms_crypto_key.residents.id
  }
}
