# A database has the key of its server.

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

resource "azurerm_mssql_server" "main" {
  resource_group_name                     = azurerm_resource_group.main.name
  location                                = azurerm_resource_group.main.location
  name                                    = "sql-umibe"
  version                                 = "12.0"
  administrator_login                     = "umibe"
  administrator_login_password_wo         = "not-a-secret-0"
  administrator_login_password_wo_version = 1
}

resource "azurerm_mssql_server_transparent_data_encryption" "main" {
  server_id        = azurerm_mssql_server.main.id
  key_vault_key_id = azurerm_key_vault_key.main.id
}

resource "azurerm_mssql_database" "tax" {
  name      = "tax"
  server_id = azurerm_mssql_server.main.id
}
