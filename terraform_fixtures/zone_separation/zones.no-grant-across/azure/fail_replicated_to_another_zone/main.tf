# Azure Storage documentation, "Object replication for block blobs".
resource "azurerm_storage_account" "tax" {
  name                     = "umibetax"
  resource_group_name      = "umibe"
  location                 = "japaneast"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags                     = { zone = "mynumber" }
}

resource "azurerm_storage_object_replication" "tax" {
  source_storage_account_id      = azurerm_storage_account.tax.id
  destination_storage_account_id = "/subscriptions/22222222-0000-0000-0000-000000000000/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/x"

  rules {
    source_container_name      = "a"
    destination_container_name = "a"
  }
}
