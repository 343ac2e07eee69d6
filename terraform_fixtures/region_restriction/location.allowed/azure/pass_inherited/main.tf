# What has no location lies where its parent lies: by id, by name, over two steps.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_virtual_network" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "vnet-umibe"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "main" {
  name                 = "snet-umibe"
  resource_group_name  = azurerm_resource_group.main.name
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.1.0/24"]
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
  account_replication_type = "LRS"
}

resource "azurerm_storage_container" "data" {
  name               = "data"
  storage_account_id = azurerm_storage_account.data.id
}

resource "azurerm_eventhub_namespace" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "evhns-umibe"
  sku                 = "Standard"
}

resource "azurerm_eventhub" "main" {
  name            = "intake"
  namespace_id    = azurerm_eventhub_namespace.main.id
  partition_count = 2
}

resource "azurerm_eventhub_consumer_group" "main" {
  name                = "batch"
  namespace_name      = azurerm_eventhub_namespace.main.name
  eventhub_name       = azurerm_eventhub.main.name
  resource_group_name = azurerm_resource_group.main.name
}
