# The default of a variable decides.

variable "location" {
  type    = string
  default = "East US"
}

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = var.location
}

resource "azurerm_storage_account" "data" {
  resource_group_name      = azurerm_resource_group.main.name
  location                 = azurerm_resource_group.main.location
  name                     = "umibedata"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}
