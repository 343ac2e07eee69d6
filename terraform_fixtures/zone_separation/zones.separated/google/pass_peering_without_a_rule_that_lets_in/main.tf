# Google Cloud documentation, VPC: "VPC firewall rules": ingress is denied unless a rule allows it.
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
