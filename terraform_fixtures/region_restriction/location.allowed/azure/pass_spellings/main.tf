# Japan East however it is spelt.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_storage_account" "east" {
  resource_group_name      = azurerm_resource_group.main.name
  name                     = "umibeeast"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  location                 = "japaneast"
}

resource "azurerm_storage_account" "west" {
  resource_group_name      = azurerm_resource_group.main.name
  name                     = "umibewest"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  location                 = "Japan West"
}

resource "azurerm_storage_account" "joined" {
  resource_group_name      = azurerm_resource_group.main.name
  name                     = "umibejoined"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  location                 = "JapanEast"
}
