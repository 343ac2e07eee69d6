# Google Cloud documentation, VPC: "VPC Network Peering" (routes of subnets are exchanged), "VPC
# firewall rules" (egress is allowed unless a rule denies it).
resource "google_compute_network" "tax" {
  name                            = "tax"
  auto_create_subnetworks         = false
  delete_default_routes_on_create = true
}

resource "google_compute_subnetwork" "tax" {
  name          = "tax"
  network       = google_compute_network.tax.id
  ip_cidr_range = "10.1.1.0/24"
}

resource "google_compute_firewall" "tax" {
  name          = "tax-from-portal"
  network       = google_compute_network.tax.id
  direction     = "INGRESS"
  source_ranges = ["10.2.0.0/16"]

  allow {
    protocol = "tcp"
    ports    = ["5432"]
  }
}

resource "google_compute_network" "portal" {
  name                            = "portal"
  auto_create_subnetworks         = false
  delete_default_routes_on_create = true
}

resource "google_compute_subnetwork" "portal" {
  name          = "portal"
  network       = google_compute_network.portal.id
  ip_cidr_range = "10.2.1.0/24"
}

resource "google_compute_network_peering" "tax" {
  name         = "tax-portal"
  network      = google_compute_network.tax.id
  peer_network = google_compute_network.portal.id
}

resource "google_compute_network_peering" "portal" {
  name         = "portal-tax"
  network      = google_compute_network.portal.id
  peer_network = google_compute_network.tax.id
}
