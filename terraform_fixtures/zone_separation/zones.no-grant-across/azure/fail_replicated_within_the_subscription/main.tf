# Azure Storage documentation, "Object replication for block blobs".
resource "azurerm_storage_account" "tax" {
  name                     = "umibetax"
  resource_group_name      = "umibe"
  location                 = "japaneast"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags                     = { zone = "mynumber" }
}

resource "azurerm_storage_account" "portal" {
  name                     = "umibeportal"
  resource_group_name      = "umibe"
  location                 = "japaneast"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags                     = { zone = "lgwan" }
}

resource "azurerm_storage_object_replication" "tax" {
  source_storage_account_id      = azurerm_storage_account.tax.id
  destination_storage_account_id = azurerm_storage_account.portal.id

  rules {
    source_container_name      = "a"
    destination_container_name = "a"
  }
}
