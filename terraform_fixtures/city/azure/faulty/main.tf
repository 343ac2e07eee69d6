# 海辺市（架空）の標準化対象システム: 三つのネットワーク、鍵、サーバー。The systems of Umibe (a city that does not exist).

locals {
  city = "umibe"

  zones = {
    mynumber = { cidr = "10.10.0.0/16", number = 10 }
    lgwan    = { cidr = "10.20.0.0/16", number = 20 }
    internet = { cidr = "10.30.0.0/16", number = 30, flow_logs = false }
  }

  servers = {
    residents   = { zone = "mynumber", size = 256 }
    tax         = { zone = "mynumber", size = 256, encrypt_data = false }
    pension     = { zone = "mynumber", size = 128 }
    documents   = { zone = "lgwan", size = 512 }
    attendance  = { zone = "lgwan", size = 128 }
    reservation = { zone = "internet", size = 64 }
  }
}

resource "azurerm_resource_group" "zone" {
  for_each = local.zones

  name     = "rg-${local.city}-${each.key}"
  location = var.location
}

resource "azurerm_resource_group" "shared" {
  name     = "rg-${local.city}-shared"
  location = var.location
}

# 鍵は区分ごとに分ける · One vault and one key for each zone

module "vault" {
  source   = "./modules/vault"
  for_each = local.zones

  name                = "kv-${local.city}-${each.key}"
  resource_group_name = azurerm_resource_group.zone[each.key].name
  location            = azurerm_resource_group.zone[each.key].location
  tenant_id           = var.tenant_id
  rotation            = each.key == "internet" ? null : "P180D"
  audit               = each.key != "lgwan"
  workspace_id        = azurerm_log_analytics_workspace.security.id
  log_account_id      = azurerm_storage_account.logs["audit"].id
}

module "zone" {
  source   = "./modules/zone"
  for_each = local.zones

  name                = "${local.city}-${each.key}"
  resource_group_name = azurerm_resource_group.zone[each.key].name
  location            = azurerm_resource_group.zone[each.key].location
  cidr                = each.value.cidr
  flow_logs           = lookup(each.value, "flow_logs", true)
  log_account_id      = azurerm_storage_account.logs["flows"].id
}

module "server" {
  source   = "./modules/server"
  for_each = local.servers

  name                   = "vm-${local.city}-${each.key}"
  resource_group_name    = azurerm_resource_group.zone[each.value.zone].name
  location               = azurerm_resource_group.zone[each.value.zone].location
  subnet_id              = module.zone[each.value.zone].subnet_ids["app"]
  disk_size_gb           = each.value.size
  disk_encryption_set_id = module.vault[each.value.zone].disk_encryption_set_id
  encrypt_data           = lookup(each.value, "encrypt_data", true)
  vault_name             = azurerm_recovery_services_vault.main.name
  vault_group            = azurerm_recovery_services_vault.main.resource_group_name
  policy_id              = azurerm_backup_policy_vm.daily.id
}
