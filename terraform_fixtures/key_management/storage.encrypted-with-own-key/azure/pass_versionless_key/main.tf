# Keys named without a version, and by their address alone.

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

resource "azurerm_recovery_services_vault" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "rsv-umibe"
  sku                 = "Standard"

  identity {
    type = "SystemAssigned"
  }

  encryption {
    key_id                            = azurerm_key_vault_key.main.versionless_id
    infrastructure_encryption_enabled = true
  }
}

resource "azurerm_container_registry" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "crumibe"
  sku                 = "Premium"

  encryption {
    key_vault_key_id   = "https://kv-umibe.vault.azure.net/keys/cmk"
    identity_client_id = "00000000-0000-0000-0000-000000000000"
  }
}
