# A setting may stand elsewhere: policies of a management group often make it.

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
