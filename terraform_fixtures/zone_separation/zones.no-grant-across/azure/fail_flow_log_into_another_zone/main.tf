# Azure Network Watcher documentation, "Virtual network flow logs".
resource "azurerm_storage_account" "logs" {
  name                     = "umibelogs"
  resource_group_name      = "umibe"
  location                 = "japaneast"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags                     = { zone = "lgwan" }
}

resource "azurerm_network_watcher_flow_log" "tax" {
  name                 = "tax"
  network_watcher_name = "umibe"
  resource_group_name  = "umibe"
  target_resource_id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/umibe/providers/Microsoft.Network/virtualNetworks/tax"
  storage_account_id   = azurerm_storage_account.logs.id
  enabled              = true
  tags                 = { zone = "mynumber" }

  retention_policy {
    enabled = true
    days    = 365
  }
}
