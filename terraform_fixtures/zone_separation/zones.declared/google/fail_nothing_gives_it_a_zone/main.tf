resource "google_compute_network" "new" {
  name                    = "new"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "new" {
  name          = "new"
  network       = google_compute_network.new.id
  ip_cidr_range = "10.9.1.0/24"
}
