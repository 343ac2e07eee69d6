resource "azurerm_virtual_network" "new" {
  name                = "new"
  resource_group_name = "city"
  location            = "japaneast"
  address_space       = ["10.9.0.0/16"]
}

resource "azurerm_subnet" "new" {
  name                            = "new"
  resource_group_name             = "city"
  virtual_network_name            = azurerm_virtual_network.new.name
  address_prefixes                = ["10.9.1.0/24"]
  default_outbound_access_enabled = false
}
