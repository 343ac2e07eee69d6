resource "google_compute_network" "city" {
  name                    = "city"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "city" {
  name          = "city"
  network       = google_compute_network.city.id
  ip_cidr_range = "10.0.0.0/24"

  log_config {
    flow_sampling = 1
  }
}

resource "google_compute_firewall" "web" {
  name    = "web"
  network = google_compute_network.city.id

  allow {
    protocol = "tcp"
    ports    = ["443"]
  }

  log_config {
    metadata = "INCLUDE_ALL_METADATA"
  }
}
