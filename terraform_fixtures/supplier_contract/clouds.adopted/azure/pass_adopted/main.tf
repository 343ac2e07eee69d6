# Adopted in October 2022.

resource "azurerm_resource_group" "main" {
  name     = "rg-umibe"
  location = "Japan East"
}
