# 海辺市（架空）の標準化対象システム: 三つのネットワーク、鍵、サーバー。The systems of Umibe (a city that does not exist).

locals {
  city = "umibe"

  tags = {
    System   = "residents"
    Contract = "R8-0417"
    Owner    = "johosystem-ka"
  }

  zones = {
    mynumber = { cidr = "10.10.0.0/16", class = "S" }
    lgwan    = { cidr = "10.20.0.0/16", class = "1" }
    internet = { cidr = "10.30.0.0/16", class = "2" }
  }

  keys = {
    mynumber = { description = "マイナンバー利用事務系", multi_region = true }
    lgwan    = { description = "LGWAN接続系", multi_region = false }
    internet = { description = "インターネット接続系", multi_region = false }
    logs     = { description = "ログ", multi_region = false }
    archive  = { description = "保存ログ", multi_region = false }
  }

  servers = {
    mynumber = { type = "m6i.large", disks = { data = 200, work = 50 } }
    internet = { type = "t3.medium", disks = { data = 50 } }
  }
}

# 鍵 · Keys

module "key" {
  source   = "./modules/key"
  for_each = local.keys

  name         = "${local.city}-${each.key}"
  description  = each.value.description
  multi_region = each.value.multi_region
  account_id   = var.account_id
  tags         = { Zone = each.key }
}

# The copy of the key that Osaka's copies are encrypted with
resource "aws_kms_replica_key" "osaka" {
  provider = aws.osaka

  description             = "マイナンバー利用事務系（大阪）"
  primary_key_arn         = module.key["mynumber"].arn
  deletion_window_in_days = 30
  tags                    = { Zone = "mynumber", DataClass = "S" }
}

# ネットワーク · Networks

module "zone" {
  source   = "./modules/zone"
  for_each = local.zones

  name         = "${local.city}-${each.key}"
  cidr         = each.value.cidr
  flow_log_arn = "${module.access_log_bucket[each.key].arn}/flow/"
  tags         = { Zone = each.key, DataClass = each.value.class }
}

# サーバー · Servers

module "server" {
  source   = "./modules/server"
  for_each = local.servers

  name              = "${local.city}-${each.key}"
  ami               = var.ami
  instance_type     = each.value.type
  availability_zone = "${var.region}a"
  subnet_id         = module.zone[each.key].subnet_ids["a"]
  disks             = each.value.disks
  key_arn           = module.key[each.key].arn
  tags              = { Zone = each.key, DataClass = local.zones[each.key].class }
}

# 地域ごとの既定 · Defaults of each region

module "region_tokyo" {
  source = "./modules/region_settings"
}

module "region_osaka" {
  source    = "./modules/region_settings"
  providers = { aws = aws.osaka }
}
