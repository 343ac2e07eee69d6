# A snapshot in place is encrypted as its disk is, which another configuration makes.

resource "google_compute_instant_snapshot" "before_update" {
  name        = "before-update"
  zone        = "asia-northeast1-a"
  source_disk = "projects/kawabe-city/zones/asia-northeast1-a/disks/residents"
}
