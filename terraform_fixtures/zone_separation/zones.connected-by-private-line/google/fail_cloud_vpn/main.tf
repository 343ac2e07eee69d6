# Google Cloud documentation, Cloud VPN: "Cloud VPN overview": over the Internet.
resource "google_compute_network" "tax" {
  name                            = "tax"
  auto_create_subnetworks         = false
  delete_default_routes_on_create = true
}

resource "google_compute_vpn_gateway" "tax" {
  name    = "tax"
  network = google_compute_network.tax.id
}

resource "google_compute_vpn_tunnel" "town_hall" {
  name                    = "town-hall"
  peer_ip                 = "203.0.113.9"
  shared_secret           = "made-up"
  target_vpn_gateway      = google_compute_vpn_gateway.tax.id
  local_traffic_selector  = ["10.1.0.0/16"]
  remote_traffic_selector = ["192.168.0.0/16"]
}

resource "google_compute_route" "town_hall" {
  name                = "town-hall"
  network             = google_compute_network.tax.id
  dest_range          = "192.168.0.0/16"
  next_hop_vpn_tunnel = google_compute_vpn_tunnel.town_hall.id
}
