# Nothing of it is opened: a container is private unless it says otherwise.

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

  allow_nested_items_to_be_public = false
}

resource "azurerm_storage_container" "leaflets" {
  name               = "leaflets"
  storage_account_id = azurerm_storage_account.files.id
}

resource "azurerm_storage_share" "papers" {
  name               = "papers"
  storage_account_id = azurerm_storage_account.files.id
  quota              = 50
}

resource "azurerm_storage_queue" "letters" {
  name               = "letters"
  storage_account_id = azurerm_storage_account.files.id
}

resource "azurerm_key_vault" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "kv-umibe"
  sku_name            = "standard"
  tenant_id           = "00000000-0000-0000-0000-000000000000"
}

resource "azurerm_container_registry" "main" {
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  name                = "umibe"
  sku                 = "Standard"
}
