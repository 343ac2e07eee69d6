# Google Cloud documentation, Cloud Interconnect: "Cloud Interconnect overview": not over the
# Internet.
resource "google_compute_network" "tax" {
  name                            = "tax"
  auto_create_subnetworks         = false
  delete_default_routes_on_create = true
}

resource "google_compute_router" "tax" {
  name    = "tax"
  network = google_compute_network.tax.id

  bgp {
    asn = 16550
  }
}

resource "google_compute_interconnect_attachment" "town_hall" {
  name   = "town-hall"
  type   = "PARTNER"
  router = google_compute_router.tax.id
}
