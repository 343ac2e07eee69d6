resource "google_compute_network" "city" {
  name                    = "city"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "city" {
  name          = "city"
  network       = google_compute_network.city.id
  ip_cidr_range = "10.0.0.0/24"
}

resource "google_compute_firewall" "web" {
  name    = "web"
  network = google_compute_network.city.id

  allow {
    protocol = "tcp"
    ports    = ["443"]
  }
}

resource "google_storage_bucket" "documents" {
  name     = "kawabe-documents"
  location = "ASIA-NORTHEAST1"
}
