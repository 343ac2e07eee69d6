# The backups of a deleted database stay for a fortnight, which the grace of the contract allows.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_mssql_server" "archive" {
  resource_group_name                     = azurerm_resource_group.main.name
  location                                = azurerm_resource_group.main.location
  name                                    = "sql-archive"
  version                                 = "12.0"
  administrator_login                     = "umibe"
  administrator_login_password_wo         = "not-a-secret-0"
  administrator_login_password_wo_version = 1
}

resource "azurerm_mssql_database" "archive" {
  name                 = "archive"
  server_id            = azurerm_mssql_server.archive.id
  storage_account_type = "Local"

  short_term_retention_policy {
    retention_days = 14
  }
}
