# Subnets of Azure have no tags: they are in the zone of their virtual network.
resource "azurerm_virtual_network" "tax" {
  name                = "tax"
  resource_group_name = "city"
  location            = "japaneast"
  address_space       = ["10.1.0.0/16"]
  tags                = { zone = "mynumber" }
}

resource "azurerm_subnet" "tax" {
  name                            = "tax"
  resource_group_name             = "city"
  virtual_network_name            = azurerm_virtual_network.tax.name
  address_prefixes                = ["10.1.1.0/24"]
  default_outbound_access_enabled = false
}
