# A contract covers it by its address.

resource "google_compute_disk" "residents" {
  name = "residents"
  zone = "asia-northeast1-a"
  size = 200
}
