# No contract covers it.

resource "google_compute_disk" "statistics" {
  name = "statistics"
  zone = "asia-northeast1-a"
  size = 200
}
