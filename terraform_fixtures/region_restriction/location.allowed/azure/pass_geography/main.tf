# Services without a region name the geography where data stays.

data "azurerm_resource_group" "main" {
  name = "rg-umibe"
}

resource "azurerm_communication_service" "main" {
  name                = "acs-umibe"
  resource_group_name = data.azurerm_resource_group.main.name
  data_location       = "Japan"
}
