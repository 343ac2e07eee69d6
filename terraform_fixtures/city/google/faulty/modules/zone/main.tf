variable "name" {
  type = string
}

variable "region" {
  type = string
}

variable "cidr" {
  type = string
}

variable "osaka" {
  type = string
}

variable "outside" {
  type    = bool
  default = false
}

variable "flow_logs" {
  type    = bool
  default = true
}

locals {
  subnetworks = {
    tokyo = { region = var.region, cidr = var.cidr }
    osaka = { region = "asia-northeast3", cidr = var.osaka }
  }
}

resource "google_compute_network" "this" {
  name                    = var.name
  auto_create_subnetworks = false
  routing_mode            = "GLOBAL"
}

resource "google_compute_subnetwork" "this" {
  for_each = local.subnetworks

  name                     = "${var.name}-${each.key}"
  network                  = google_compute_network.this.id
  region                   = each.value.region
  ip_cidr_range            = each.value.cidr
  private_ip_google_access = true

  dynamic "log_config" {
    for_each = var.flow_logs ? [1] : []
    content {
      flow_sampling = 1
      metadata      = "INCLUDE_ALL_METADATA"
    }
  }
}

resource "google_compute_firewall" "deny" {
  name      = "${var.name}-deny"
  network   = google_compute_network.this.name
  direction = "INGRESS"
  priority  = 65000

  source_ranges = ["0.0.0.0/0"]

  deny {
    protocol = "all"
  }

  log_config {
    metadata = "INCLUDE_ALL_METADATA"
  }
}

resource "google_compute_firewall" "inside" {
  name      = "${var.name}-inside"
  network   = google_compute_network.this.name
  direction = "INGRESS"

  source_ranges = [var.cidr, var.osaka]

  allow {
    protocol = "tcp"
    ports    = ["443", "5432"]
  }
}

resource "google_compute_router" "this" {
  name    = var.name
  network = google_compute_network.this.id
  region  = var.region

  bgp {
    asn = 16550
  }
}

resource "google_compute_router_nat" "this" {
  count = var.outside ? 1 : 0

  name                               = var.name
  router                             = google_compute_router.this.name
  region                             = var.region
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"

  log_config {
    enable = true
    filter = "ALL"
  }
}

resource "google_dns_policy" "this" {
  name           = var.name
  enable_logging = var.outside

  networks {
    network_url = google_compute_network.this.id
  }
}

output "network" {
  value = google_compute_network.this.id
}

output "name" {
  value = google_compute_network.this.name
}

output "router" {
  value = google_compute_router.this.id
}

output "subnetwork" {
  value = google_compute_subnetwork.this["tokyo"].id
}
