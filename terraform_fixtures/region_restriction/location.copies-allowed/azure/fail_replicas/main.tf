# Replicas in regions that somebody wrote.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_container_registry" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "crumibe"
  sku                 = "Premium"

  georeplications {
    location = "Southeast Asia"
  }
}

resource "azurerm_resource_group" "abroad" {
  name     = "rg-umibe-abroad"
  location = "Korea Central"
}

resource "azurerm_mssql_server" "abroad" {
  name                = "sql-umibe-abroad"
  resource_group_name = azurerm_resource_group.abroad.name
  location            = azurerm_resource_group.abroad.location
  version             = "12.0"
}

resource "azurerm_mssql_failover_group" "main" {
  name      = "fog-umibe"
  server_id = azurerm_mssql_server.main.id

  partner_server {
    id = azurerm_mssql_server.abroad.id
  }

  read_write_endpoint_failover_policy {
    mode = "Manual"
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
