# The key of an account is a resource of its own; what lies in it has the same.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

data "azurerm_key_vault" "main" {
  name                = "kv-umibe"
  resource_group_name = "rg-umibe-keys"
}

resource "azurerm_key_vault_key" "main" {
  name         = "cmk"
  key_vault_id = data.azurerm_key_vault.main.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["wrapKey", "unwrapKey"]

  rotation_policy {
    expire_after         = "P1Y"
    notify_before_expiry = "P30D"

    automatic {
      time_before_expiry = "P60D"
    }
  }
}

resource "azurerm_storage_account" "data" {
  resource_group_name       = azurerm_resource_group.main.name
  location                  = azurerm_resource_group.main.location
  name                      = "umibedata"
  account_tier              = "Standard"
  account_replication_type  = "LRS"
  queue_encryption_key_type = "Account"

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_storage_account_customer_managed_key" "data" {
  storage_account_id = azurerm_storage_account.data.id
  key_vault_id       = data.azurerm_key_vault.main.id
  key_name           = azurerm_key_vault_key.main.name
}

resource "azurerm_storage_container" "data" {
  name               = "data"
  storage_account_id = azurerm_storage_account.data.id
}

resource "azurerm_storage_queue" "data" {
  name               = "data"
  storage_account_id = azurerm_storage_account.data.id
}
