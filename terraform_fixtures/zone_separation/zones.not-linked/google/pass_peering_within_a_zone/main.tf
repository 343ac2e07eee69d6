# Google Cloud documentation, VPC: "VPC Network Peering".
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

resource "google_compute_network" "payments" {
  name                            = "payments"
  auto_create_subnetworks         = false
  delete_default_routes_on_create = true
}

resource "google_compute_subnetwork" "tax_payments" {
  name          = "payments"
  network       = google_compute_network.payments.id
  ip_cidr_range = "10.3.1.0/24"
}

resource "google_compute_network_peering" "tax" {
  name         = "tax-payments"
  network      = google_compute_network.tax.id
  peer_network = google_compute_network.payments.id
}

resource "google_compute_network_peering" "payments" {
  name         = "payments-tax"
  network      = google_compute_network.payments.id
  peer_network = google_compute_network.tax.id
}
