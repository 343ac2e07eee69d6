# What is known only after apply decides.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "terraform_data" "encrypted" {
  input = true
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

resource "azurerm_mssql_database" "tax" {
  name                                = "tax"
  server_id                           = azurerm_mssql_server.main.id
  transparent_data_encryption_enabled = terraform_data.encrypted.output
}
