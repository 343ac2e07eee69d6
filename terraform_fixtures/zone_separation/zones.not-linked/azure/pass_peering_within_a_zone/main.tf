# Azure documentation, Virtual Network: "Virtual network peering".
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

resource "azurerm_virtual_network" "welfare" {
  name                = "welfare"
  resource_group_name = "city"
  location            = "japaneast"
  address_space       = ["10.3.0.0/16"]
  tags                = { zone = "mynumber" }
}

resource "azurerm_subnet" "welfare" {
  name                            = "welfare"
  resource_group_name             = "city"
  virtual_network_name            = azurerm_virtual_network.welfare.name
  address_prefixes                = ["10.3.1.0/24"]
  default_outbound_access_enabled = false
}

resource "azurerm_virtual_network_peering" "tax" {
  name                      = "tax-welfare"
  resource_group_name       = "city"
  virtual_network_name      = azurerm_virtual_network.tax.name
  remote_virtual_network_id = azurerm_virtual_network.welfare.id
}

resource "azurerm_virtual_network_peering" "welfare" {
  name                      = "welfare-tax"
  resource_group_name       = "city"
  virtual_network_name      = azurerm_virtual_network.welfare.name
  remote_virtual_network_id = azurerm_virtual_network.tax.id
}
