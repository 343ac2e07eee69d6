# 庁舎への専用線と、マネージドサービスの範囲 · Dedicated lines to the town hall, and ranges for managed services

locals {
  halls = {
    mynumber = "10.110.0.0/16"
    lgwan    = "10.120.0.0/16"
  }

  services = {
    mynumber = "10.10.240.0"
    lgwan    = "10.20.240.0"
    internet = "10.30.240.0"
  }
}

resource "google_compute_interconnect_attachment" "hall" {
  for_each = local.halls

  name                     = "${local.city}-hall-${each.key}"
  router                   = module.zone[each.key].router
  region                   = var.region
  type                     = "PARTNER"
  edge_availability_domain = "AVAILABILITY_DOMAIN_1"
}

resource "google_compute_firewall" "hall" {
  for_each = local.halls

  name          = "${local.city}-hall-${each.key}"
  network       = module.zone[each.key].name
  direction     = "INGRESS"
  source_ranges = [each.value]

  allow {
    protocol = "tcp"
    ports    = ["443"]
  }

  log_config {
    metadata = "INCLUDE_ALL_METADATA"
  }
}

resource "google_compute_global_address" "services" {
  for_each = local.services

  name          = "${local.city}-services-${each.key}"
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  address       = each.value
  prefix_length = 20
  network       = module.zone[each.key].network
}

resource "google_service_networking_connection" "services" {
  for_each = local.services

  network                 = module.zone[each.key].network
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = [google_compute_global_address.services[each.key].name]
}
