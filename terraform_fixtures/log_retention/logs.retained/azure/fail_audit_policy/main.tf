# An audit policy keeps ninety days in the account.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
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

resource "azurerm_storage_account" "audit" {
  resource_group_name      = azurerm_resource_group.main.name
  location                 = azurerm_resource_group.main.location
  name                     = "umibeaudit"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

resource "azurerm_mssql_server_extended_auditing_policy" "main" {
  server_id         = azurerm_mssql_server.main.id
  storage_endpoint  = azurerm_storage_account.audit.primary_blob_endpoint
  retention_in_days = 90
}
