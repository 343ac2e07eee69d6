# 川辺市（架空）の標準化対象システム: 三つのネットワーク、鍵、サーバー。The systems of Kawabe (a city that does not exist).

locals {
  city = "kawabe"

  zones = {
    mynumber = { cidr = "10.10.0.0/20", osaka = "10.10.16.0/20", outside = false }
    lgwan    = { cidr = "10.20.0.0/20", osaka = "10.20.16.0/20", outside = false }
    internet = { cidr = "10.30.0.0/20", osaka = "10.30.16.0/20", outside = true }
  }

  keys = {
    mynumber = { period = "7776000s" }
    lgwan    = { period = "7776000s" }
    internet = {}
    logs     = { period = "94608000s" }
  }

  servers = {
    mynumber = { machine = "n2-standard-4", disks = { data = 200, work = 50 } }
    internet = { machine = "e2-standard-2", disks = { data = 50, backup = 100 } }
  }
}

# 鍵 · Keys

module "keys" {
  source   = "./modules/keys"
  for_each = toset(["asia-northeast1", "asia-northeast2"])

  name     = local.city
  location = each.key
  keys     = local.keys
}

# The key that signs certificates: Cloud KMS cannot rotate it by itself.
resource "google_kms_key_ring" "signing" {
  name     = "${local.city}-signing"
  location = "global"
}

resource "google_kms_crypto_key" "signing" {
  name     = "certificates"
  key_ring = google_kms_key_ring.signing.id
  purpose  = "ASYMMETRIC_SIGN"

  version_template {
    algorithm        = "EC_SIGN_P256_SHA256"
    protection_level = "HSM"
  }
}

# ネットワーク · Networks

module "zone" {
  source   = "./modules/zone"
  for_each = local.zones

  name    = "${local.city}-${each.key}"
  region  = var.region
  cidr    = each.value.cidr
  osaka   = each.value.osaka
  outside = each.value.outside
}

resource "google_dns_managed_zone" "internal" {
  name       = "internal"
  dns_name   = "kawabe.internal."
  visibility = "private"

  private_visibility_config {
    dynamic "networks" {
      for_each = module.zone
      content {
        network_url = networks.value.network
      }
    }
  }
}

resource "google_dns_record_set" "database" {
  for_each = toset(["mynumber", "lgwan", "internet"])

  managed_zone = google_dns_managed_zone.internal.name
  name         = "db-${each.key}.kawabe.internal."
  type         = "A"
  ttl          = 300
  rrdatas      = ["10.99.0.10"]
}

# サーバー · Servers

module "server" {
  source   = "./modules/server"
  for_each = local.servers

  name       = "${local.city}-${each.key}"
  zone       = "${var.region}-a"
  machine    = each.value.machine
  disks      = each.value.disks
  subnetwork = module.zone[each.key].subnetwork
  key        = module.keys["asia-northeast1"].ids[each.key]
  schedule   = google_compute_resource_policy.nightly.name
  tags       = each.key == "mynumber" ? ["maintained"] : []
  external   = each.key == "mynumber"
}
