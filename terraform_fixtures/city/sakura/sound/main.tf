# 海辺市（架空）の標準化対象システム: 三つのネットワーク、鍵、サーバー。The systems of Umibe (a city that does not exist).

locals {
  city = "umibe"

  zones = {
    mynumber = { cidr = "192.168.10.0/24", gateway = "192.168.10.1", address = "192.168.10.11" }
    lgwan    = { cidr = "192.168.20.0/24", gateway = "192.168.20.1", address = "192.168.20.11" }
    internet = { cidr = "192.168.30.0/24", gateway = "192.168.30.1", address = "192.168.30.11" }
  }

  keys = {
    mynumber = "マイナンバー利用事務系"
    lgwan    = "LGWAN接続系"
    internet = "インターネット接続系"
    archive  = "保存文書"
  }

  # 庁舎とのハイブリッド接続（専用の回線） · Hybrid connections to the town hall, lines of its own
  halls = {
    mynumber = "113300000011"
    lgwan    = "113300000012"
  }

  servers = {
    residents   = { zone = "mynumber", core = 4, size = 200 }
    tax         = { zone = "mynumber", core = 4, size = 200 }
    pension     = { zone = "mynumber", core = 2, size = 100 }
    attendance  = { zone = "lgwan", core = 2, size = 100 }
    documents   = { zone = "lgwan", core = 2, size = 500 }
    accounting  = { zone = "lgwan", core = 2, size = 100 }
    reception   = { zone = "internet", core = 2, size = 60 }
    reservation = { zone = "internet", core = 2, size = 60 }
  }

  databases = {
    mynumber = { plan = "90g" }
    lgwan    = { plan = "30g" }
    internet = { plan = "30g" }
  }
}

# 鍵 · Keys: the city brings its own material

resource "sakura_kms" "this" {
  for_each = local.keys

  name                      = "${local.city}-${each.key}"
  description               = each.value
  key_origin                = "imported"
  plain_key_wo              = lookup(var.key_material, each.key, "")
  schedule_destruction_days = 30
}

module "zone" {
  source   = "./modules/zone"
  for_each = local.zones

  name       = "${local.city}-${each.key}"
  cidr       = each.value.cidr
  bridge_id  = lookup(local.halls, each.key, null)
  online     = each.key == "internet"
  gateway    = each.value.gateway
  log_store  = sakura_monitoring_suite_log_storage.this["network"].id
}

module "server" {
  source   = "./modules/server"
  for_each = local.servers

  providers = {
    sakura       = sakura
    sakura.tokyo = sakura.tokyo
  }

  name       = "${local.city}-${each.key}"
  core       = each.value.core
  size       = each.value.size
  vswitch_id = module.zone[each.value.zone].vswitch_id
  kms_key_id = sakura_kms.this[each.value.zone].id
  encryption = lookup(each.value, "encryption", "aes256_xts")
}

module "database" {
  source   = "./modules/database"
  for_each = local.databases

  name       = "${local.city}-${each.key}"
  plan       = each.value.plan
  vswitch_id = module.zone[each.key].vswitch_id
  address    = local.zones[each.key].address
  gateway    = local.zones[each.key].gateway
  password   = var.database_password
  kms_key_id = sakura_kms.this[each.key].id
  algorithm  = lookup(each.value, "algorithm", "aes256_xts")
  log_store  = sakura_monitoring_suite_log_storage.this["database"].id
}
