# Subnets of Google Cloud have no labels: rules of cloudguard.yaml name them.
resource "google_compute_network" "tax" {
  name                    = "tax"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "tax" {
  name          = "tax"
  network       = google_compute_network.tax.id
  ip_cidr_range = "10.1.1.0/24"
}

resource "google_compute_subnetwork" "portal" {
  name          = "portal"
  network       = google_compute_network.tax.id
  ip_cidr_range = "10.1.2.0/24"
}
