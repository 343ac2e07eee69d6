# Google Cloud documentation, Cloud NAT: "Cloud NAT overview"; VPC: "Routes" (a new network has a
# default route to the Internet).
resource "google_compute_network" "tax" {
  name                    = "tax"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "tax" {
  name          = "tax"
  network       = google_compute_network.tax.id
  ip_cidr_range = "10.1.1.0/24"
}

resource "google_compute_router" "tax" {
  name    = "tax"
  network = google_compute_network.tax.id
}

resource "google_compute_router_nat" "tax" {
  name                               = "tax"
  router                             = google_compute_router.tax.name
  region                             = google_compute_router.tax.region
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"
}
