# For how long a deleted blob can be restored is known only after apply.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}

resource "terraform_data" "days" {
  input = 30
}

resource "azurerm_storage_account" "residents" {
  resource_group_name      = azurerm_resource_group.main.name
  location                 = azurerm_resource_group.main.location
  name                     = "umiberesidents"
  account_tier             = "Standard"
  account_replication_type = "LRS"

  blob_properties {
    delete_retention_policy {
      days = terraform_data.days.output
    }
  }
}
