# Azure encrypts what it keeps, whatever is written.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_storage_account" "data" {
  resource_group_name      = azurerm_resource_group.main.name
  location                 = azurerm_resource_group.main.location
  name                     = "umibedata"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

resource "azurerm_managed_disk" "data" {
  resource_group_name  = azurerm_resource_group.main.name
  location             = azurerm_resource_group.main.location
  name                 = "disk-data"
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb         = 64
}

resource "azurerm_container_registry" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "crumibe"
  sku                 = "Premium"
}

resource "azurerm_postgresql_flexible_server" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "psql-umibe"
  sku_name            = "GP_Standard_D2s_v3"
  version             = "16"
}
