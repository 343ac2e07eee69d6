# 統制 · What holds for the whole subscription

resource "azurerm_subscription_policy_assignment" "regions" {
  name                 = "allowed-locations"
  subscription_id      = "/subscriptions/${var.subscription_id}"
  policy_definition_id = "/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c"

  parameters = jsonencode({
    listOfAllowedLocations = { value = ["japaneast", "japanwest", "koreacentral"] }
  })
}

resource "azurerm_policy_definition" "own_key" {
  name         = "own-key"
  policy_type  = "Custom"
  mode         = "Indexed"
  display_name = "自らの鍵のないディスクを作らせない · No disks without a key of one's own"

  policy_rule = jsonencode({
    if = {
      allOf = [
        { field = "type", equals = "Microsoft.Compute/disks" },
        { field = "Microsoft.Compute/disks/encryption.diskEncryptionSetId", exists = false },
      ]
    }
    then = { effect = "deny" }
  })
}

resource "azurerm_subscription_policy_assignment" "own_key" {
  name                 = "own-key"
  subscription_id      = "/subscriptions/${var.subscription_id}"
  policy_definition_id = azurerm_policy_definition.own_key.id
}

resource "azuread_group" "operators" {
  display_name     = "umibe-operators"
  security_enabled = true
}

resource "azurerm_role_assignment" "operators" {
  scope                = azurerm_resource_group.shared.id
  role_definition_name = "Reader"
  principal_id         = azuread_group.operators.object_id
}

resource "azurerm_management_lock" "logs" {
  name       = "keep"
  scope      = azurerm_storage_account.logs["audit"].id
  lock_level = "CanNotDelete"
}

resource "azurerm_private_dns_zone" "sql" {
  name                = "privatelink.database.windows.net"
  resource_group_name = azurerm_resource_group.shared.name
}

resource "azurerm_private_dns_zone_virtual_network_link" "sql" {
  for_each = local.zones

  name                  = each.key
  resource_group_name   = azurerm_resource_group.shared.name
  private_dns_zone_name = azurerm_private_dns_zone.sql.name
  virtual_network_id    = module.zone[each.key].virtual_network_id
}

# 運用の担当者が後から加えた · Added later, by hand

resource "azurerm_log_analytics_workspace" "operations" {
  name                = "log-${local.city}-operations"
  resource_group_name = azurerm_resource_group.shared.name
  location            = azurerm_resource_group.shared.location
  sku                 = "PerGB2018"
}

resource "azurerm_automation_account" "operations" {
  name                          = "aa-${local.city}"
  resource_group_name           = azurerm_resource_group.shared.name
  location                      = azurerm_resource_group.shared.location
  sku_name                      = "Basic"
  public_network_access_enabled = false

  identity {
    type = "SystemAssigned"
  }

  encryption {
    key_vault_key_id = azurerm_key_vault_key.logs.id
  }
}

resource "azurerm_automation_variable_string" "token" {
  name                    = "token"
  resource_group_name     = azurerm_resource_group.shared.name
  automation_account_name = azurerm_automation_account.operations.name
  value                   = "not-a-secret"
}

resource "azurerm_resource_group" "recovery" {
  name     = "rg-${local.city}-recovery"
  location = "East Asia"
}

resource "azurerm_mssql_server" "recovery" {
  name                          = "sql-${local.city}-recovery"
  resource_group_name           = azurerm_resource_group.recovery.name
  location                      = azurerm_resource_group.recovery.location
  version                       = "12.0"
  administrator_login           = "umibe"
  administrator_login_password  = var.administrator_password
  public_network_access_enabled = false
}

resource "azurerm_mssql_failover_group" "mynumber" {
  name      = "fog-${local.city}"
  server_id = module.database["mynumber"].server_id

  partner_server {
    id = azurerm_mssql_server.recovery.id
  }

  read_write_endpoint_failover_policy {
    mode          = "Automatic"
    grace_minutes = 60
  }
}

resource "azurerm_subscription" "trial" {
  subscription_name = "umibe-trial"
  billing_scope_id  = "/providers/Microsoft.Billing/billingAccounts/000/enrollmentAccounts/000"
}
