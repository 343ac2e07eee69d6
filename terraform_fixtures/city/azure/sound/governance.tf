# 統制 · What holds for the whole subscription

resource "azurerm_subscription_policy_assignment" "regions" {
  name                 = "allowed-locations"
  subscription_id      = "/subscriptions/${var.subscription_id}"
  policy_definition_id = "/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c"

  parameters = jsonencode({
    listOfAllowedLocations = { value = ["japaneast", "japanwest"] }
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
