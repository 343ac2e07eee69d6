# Whoever reads the event hub keeps the log.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_key_vault" "main" {
  resource_group_name      = azurerm_resource_group.main.name
  location                 = azurerm_resource_group.main.location
  name                     = "kv-umibe"
  sku_name                 = "premium"
  tenant_id                = "00000000-0000-0000-0000-000000000000"
  purge_protection_enabled = true
}

resource "azurerm_monitor_diagnostic_setting" "vault" {
  name                           = "vault"
  target_resource_id             = azurerm_key_vault.main.id
  eventhub_name                  = "logs"
  eventhub_authorization_rule_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-umibe/providers/Microsoft.EventHub/namespaces/evhns-umibe/authorizationRules/send"

  enabled_log {
    category_group = "audit"
  }
}
