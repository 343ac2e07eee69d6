# A snapshot is a resource of its own, and goes when it is deleted.

resource "google_compute_disk" "residents" {
  name = "residents"
  zone = "asia-northeast1-a"
  size = 200
}

resource "google_compute_snapshot" "residents" {
  name        = "residents"
  source_disk = google_compute_disk.residents.self_link
  zone        = "asia-northeast1-a"
}
