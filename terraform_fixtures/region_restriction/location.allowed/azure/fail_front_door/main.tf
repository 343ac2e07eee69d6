# A global service that nobody has allowed.

data "azurerm_resource_group" "main" {
  name = "rg-umibe"
}

resource "azurerm_cdn_frontdoor_profile" "main" {
  name                = "afd-umibe"
  resource_group_name = data.azurerm_resource_group.main.name
  sku_name            = "Standard_AzureFrontDoor"
}
