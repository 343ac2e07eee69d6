# Azure Monitor documentation, "Diagnostic settings in Azure Monitor".
resource "azurerm_storage_account" "logs" {
  name                     = "umibelogs"
  resource_group_name      = "umibe"
  location                 = "japaneast"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags                     = { zone = "lgwan" }
}

resource "azurerm_monitor_diagnostic_setting" "tax" {
  name               = "tax"
  target_resource_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/umibe/providers/Microsoft.KeyVault/vaults/tax"
  storage_account_id = azurerm_storage_account.logs.id

  enabled_log {
    category = "AuditEvent"
  }
}
