# データベースと、申請書・文書・公開資料 · Databases; forms, documents, what is published

locals {
  databases = {
    mynumber = { residents = {}, tax = {} }
    lgwan    = { documents = {}, accounting = { encrypted = false } }
  }

  accounts = {
    forms     = { zone = "internet", containers = ["uploads", "accepted"] }
    documents = { zone = "lgwan", containers = ["drafts", "records"], own_key = false }
    exchange  = { zone = "mynumber", containers = ["in", "out"], location = "Southeast Asia", replication = "GRS", public = true }
  }
}

module "database" {
  source   = "./modules/database"
  for_each = local.databases

  name                = "sql-${local.city}-${each.key}"
  resource_group_name = azurerm_resource_group.zone[each.key].name
  location            = azurerm_resource_group.zone[each.key].location
  password            = var.administrator_password
  key_id              = module.vault[each.key].key_id
  identity_id         = module.vault[each.key].identity_id
  databases           = each.value
  log_endpoint        = azurerm_storage_account.logs["audit"].primary_blob_endpoint
  audit               = each.key != "lgwan"
  subnet_id           = module.zone[each.key].subnet_ids["endpoints"]
}

module "account" {
  source   = "./modules/account"
  for_each = local.accounts

  name                = "${local.city}${each.key}"
  resource_group_name = azurerm_resource_group.zone[each.value.zone].name
  location            = lookup(each.value, "location", var.location)
  replication         = lookup(each.value, "replication", "ZRS")
  key_id              = lookup(each.value, "own_key", true) ? module.vault[each.value.zone].key_id : null
  identity_id         = module.vault[each.value.zone].identity_id
  containers          = each.value.containers
  public              = lookup(each.value, "public", false)
}

resource "azurerm_postgresql_flexible_server" "reservation" {
  name                          = "psql-${local.city}-reservation"
  resource_group_name           = azurerm_resource_group.zone["internet"].name
  location                      = azurerm_resource_group.zone["internet"].location
  version                       = "16"
  sku_name                      = "GP_Standard_D2ds_v5"
  storage_mb                    = 65536
  backup_retention_days         = 35
  administrator_login           = "umibe"
  administrator_password        = var.administrator_password
  public_network_access_enabled = false

  identity {
    type         = "UserAssigned"
    identity_ids = [module.vault["internet"].identity_id]
  }

  customer_managed_key {
    key_vault_key_id                  = module.vault["internet"].key_id
    primary_user_assigned_identity_id = module.vault["internet"].identity_id
  }
}

resource "azurerm_postgresql_flexible_server_database" "reservation" {
  name      = "reservation"
  server_id = azurerm_postgresql_flexible_server.reservation.id
}

resource "azurerm_synapse_workspace" "statistics" {
  name                                 = "syn-${local.city}"
  resource_group_name                  = azurerm_resource_group.zone["lgwan"].name
  location                             = azurerm_resource_group.zone["lgwan"].location
  storage_data_lake_gen2_filesystem_id = azurerm_storage_data_lake_gen2_filesystem.statistics.id

  identity {
    type = "SystemAssigned"
  }

  customer_managed_key {
    key_name           = "cmk"
    key_versionless_id = module.vault["lgwan"].key_versionless_id
  }
}

resource "azurerm_synapse_sql_pool" "statistics" {
  name                 = "statistics"
  synapse_workspace_id = azurerm_synapse_workspace.statistics.id
  sku_name             = "DW100c"
  create_mode          = "Default"
  storage_account_type = "GRS"
}

resource "azurerm_storage_account" "lake" {
  name                            = "${local.city}lake"
  resource_group_name             = azurerm_resource_group.zone["lgwan"].name
  location                        = azurerm_resource_group.zone["lgwan"].location
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  is_hns_enabled                  = true
  allow_nested_items_to_be_public = true

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_storage_account_customer_managed_key" "lake" {
  storage_account_id = azurerm_storage_account.lake.id
  key_vault_id       = module.vault["lgwan"].key_vault_id
  key_name           = "cmk"
}

resource "azurerm_storage_data_lake_gen2_filesystem" "statistics" {
  name               = "statistics"
  storage_account_id = azurerm_storage_account.lake.id
}

resource "azurerm_storage_container" "exchange" {
  name                  = "exchange"
  storage_account_id    = azurerm_storage_account.lake.id
  container_access_type = "blob"
}
