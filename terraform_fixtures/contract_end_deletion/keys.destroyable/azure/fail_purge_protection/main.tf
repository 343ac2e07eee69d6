# Deleted keys stay for 90 days, which nobody can shorten; service stops 30 days before the end.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_key_vault" "main" {
  resource_group_name        = azurerm_resource_group.main.name
  location                   = azurerm_resource_group.main.location
  name                       = "kv-umibe-main"
  sku_name                   = "premium"
  tenant_id                  = "00000000-0000-0000-0000-000000000000"
  purge_protection_enabled   = true
  soft_delete_retention_days = 90
}

resource "azurerm_key_vault_key" "residents" {
  name         = "residents"
  key_vault_id = azurerm_key_vault.main.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["unwrapKey", "wrapKey"]
}

resource "azurerm_disk_encryption_set" "residents" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "des-residents"
  key_vault_key_id    = azurerm_key_vault_key.residents.id

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_managed_disk" "residents" {
  resource_group_name    = azurerm_resource_group.main.name
  location               = azurerm_resource_group.main.location
  name                   = "disk-residents"
  storage_account_type   = "Premium_LRS"
  create_option          = "Empty"
  disk_size_gb           = 64
  disk_encryption_set_id = azurerm_disk_encryption_set.residents.id
}
