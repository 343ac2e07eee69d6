# Where no geography is written, the data of the service lies in the United States.

data "azurerm_resource_group" "main" {
  name = "rg-umibe"
}

resource "azurerm_communication_service" "main" {
  name                = "acs-umibe"
  resource_group_name = data.azurerm_resource_group.main.name
}
