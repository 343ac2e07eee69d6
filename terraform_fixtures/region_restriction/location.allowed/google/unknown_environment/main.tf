resource "google_compute_disk" "batch" {
  name = "batch"
}
