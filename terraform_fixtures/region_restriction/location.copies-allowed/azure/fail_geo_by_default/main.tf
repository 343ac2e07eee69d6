# Geo-redundant by default: the copies of what lies in Southeast Asia lie in Hong Kong.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Southeast Asia"
}

resource "azurerm_recovery_services_vault" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "rsv-umibe"
  sku                 = "Standard"
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
  name      = "tax"
  server_id = azurerm_mssql_server.main.id
}

resource "azurerm_storage_account" "data" {
  resource_group_name      = azurerm_resource_group.main.name
  location                 = azurerm_resource_group.main.location
  name                     = "umibedata"
  account_tier             = "Standard"
  account_replication_type = "RAGRS"
}
