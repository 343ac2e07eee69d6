# Whether the account lets the container be open is left to the version of the provider.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "azurerm_storage_account" "files" {
  resource_group_name      = azurerm_resource_group.main.name
  location                 = azurerm_resource_group.main.location
  name                     = "umibefiles"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

resource "azurerm_storage_container" "leaflets" {
  name                  = "leaflets"
  storage_account_id    = azurerm_storage_account.files.id
  container_access_type = "blob"
}
