# Blobs are replicated to an account abroad.

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

resource "azurerm_storage_account" "abroad" {
  name                     = "umibeabroad"
  resource_group_name      = azurerm_resource_group.main.name
  location                 = "Korea Central"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

resource "azurerm_storage_object_replication" "data" {
  source_storage_account_id      = azurerm_storage_account.data.id
  destination_storage_account_id = azurerm_storage_account.abroad.id

  rules {
    source_container_name      = "data"
    destination_container_name = "data"
  }
}
