# The region of the account decides where its pair is.

resource "terraform_data" "location" {
  input = "japaneast"
}

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = terraform_data.location.output
}

resource "azurerm_storage_account" "data" {
  resource_group_name      = azurerm_resource_group.main.name
  location                 = azurerm_resource_group.main.location
  name                     = "umibedata"
  account_tier             = "Standard"
  account_replication_type = "GRS"
}
