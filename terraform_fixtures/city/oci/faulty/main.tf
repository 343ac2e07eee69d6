# 海辺市（架空）の標準化対象システム: 区画、鍵、ネットワーク、サーバー。The systems of Umibe (a city that does not exist).

locals {
  city   = "umibe"
  domain = "Uocm:AP-TOKYO-1-AD-1"

  zones = {
    mynumber = { cidr = "10.10.0.0/16", subnets = { app = "10.10.1.0/24", data = "10.10.2.0/24" } }
    lgwan    = { cidr = "10.20.0.0/16", subnets = { app = "10.20.1.0/24", data = "10.20.2.0/24" } }
    internet = { rotation_days = 0, cidr = "10.30.0.0/16", subnets = { app = "10.30.1.0/24", data = "10.30.2.0/24" } }
  }

  servers = {
    residents   = { zone = "mynumber", size = 200 }
    tax         = { zone = "mynumber", size = 200, own_key = false }
    documents   = { zone = "lgwan", size = 500 }
    accounting  = { zone = "lgwan", size = 100 }
    reception   = { zone = "internet", size = 60 }
    reservation = { zone = "internet", size = 60 }
  }

  tags = {
    System   = "residents"
    Contract = "R8-0417"
  }
}

resource "oci_identity_compartment" "zone" {
  for_each = local.zones

  compartment_id = var.tenancy_id
  name           = "${local.city}-${each.key}"
  description    = each.key
  freeform_tags  = local.tags
}

resource "oci_identity_compartment" "logs" {
  compartment_id = var.tenancy_id
  name           = "${local.city}-logs"
  description    = "logs"
}

module "key" {
  source   = "./modules/key"
  for_each = merge(local.zones, { logs = {} })

  name           = "${local.city}-${each.key}"
  compartment_id = each.key == "logs" ? oci_identity_compartment.logs.id : oci_identity_compartment.zone[each.key].id
  rotation_days  = lookup(each.value, "rotation_days", var.rotation_days)
}

module "network" {
  source   = "./modules/network"
  for_each = local.zones

  name           = "${local.city}-${each.key}"
  compartment_id = oci_identity_compartment.zone[each.key].id
  cidr           = each.value.cidr
  subnets        = each.value.subnets
  log_group_id   = oci_logging_log_group.this["flow"].id
  routes         = local.routes[each.key]
  peers          = local.peers[each.key]
}

module "server" {
  source   = "./modules/server"
  for_each = local.servers

  name           = "${local.city}-${each.key}"
  compartment_id = oci_identity_compartment.zone[each.value.zone].id
  domain         = local.domain
  subnet_id      = module.network[each.value.zone].subnet_ids["app"]
  size           = each.value.size
  kms_key_id     = module.key[each.value.zone].key_id
  own_key        = lookup(each.value, "own_key", true)
  policy_id      = oci_core_volume_backup_policy.daily.id
}

resource "oci_core_volume_backup_policy" "daily" {
  compartment_id     = var.tenancy_id
  display_name       = "${local.city}-daily"
  destination_region = "us-phoenix-1"

  schedules {
    backup_type       = "INCREMENTAL"
    period            = "ONE_DAY"
    retention_seconds = 2592000
  }
}
