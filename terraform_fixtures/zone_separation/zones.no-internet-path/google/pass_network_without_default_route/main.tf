# Google Cloud documentation, VPC: "Routes"; terraform-provider-google docs, google_compute_network:
# delete_default_routes_on_create.
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

resource "google_compute_instance" "tax" {
  name         = "tax"
  machine_type = "e2-medium"
  zone         = "asia-northeast1-a"

  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
    }
  }

  network_interface {
    subnetwork = google_compute_subnetwork.tax.id
  }
}
