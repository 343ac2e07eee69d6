# The container answers whoever asks for a blob, and its account lets it.

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

  allow_nested_items_to_be_public = true
}

resource "azurerm_storage_container" "leaflets" {
  name                  = "leaflets"
  storage_account_id    = azurerm_storage_account.files.id
  container_access_type = "blob"
}
