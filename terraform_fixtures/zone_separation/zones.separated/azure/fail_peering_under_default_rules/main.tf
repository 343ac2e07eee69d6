# Azure documentation, Virtual Network: "Virtual network peering", "Network security groups": the
# default rules let VirtualNetwork in, which takes in what is peered.
resource "azurerm_resource_group" "city" {
  name     = "city"
  location = "japaneast"
}

resource "azurerm_virtual_network" "tax" {
  name                = "tax"
  resource_group_name = azurerm_resource_group.city.name
  location            = "japaneast"
  address_space       = ["10.1.0.0/16"]
  tags                = { zone = "mynumber" }
}

resource "azurerm_subnet" "tax" {
  name                            = "tax"
  resource_group_name             = azurerm_resource_group.city.name
  virtual_network_name            = azurerm_virtual_network.tax.name
  address_prefixes                = ["10.1.1.0/24"]
  default_outbound_access_enabled = false
}

resource "azurerm_network_security_group" "tax" {
  name                = "tax"
  resource_group_name = azurerm_resource_group.city.name
  location            = "japaneast"
}

resource "azurerm_subnet_network_security_group_association" "tax" {
  subnet_id                 = azurerm_subnet.tax.id
  network_security_group_id = azurerm_network_security_group.tax.id
}

resource "azurerm_virtual_network" "portal" {
  name                = "portal"
  resource_group_name = azurerm_resource_group.city.name
  location            = "japaneast"
  address_space       = ["10.2.0.0/16"]
  tags                = { zone = "lgwan" }
}

resource "azurerm_subnet" "portal" {
  name                            = "portal"
  resource_group_name             = azurerm_resource_group.city.name
  virtual_network_name            = azurerm_virtual_network.portal.name
  address_prefixes                = ["10.2.1.0/24"]
  default_outbound_access_enabled = false
}

resource "azurerm_virtual_network_peering" "tax" {
  name                      = "tax-portal"
  resource_group_name       = azurerm_resource_group.city.name
  virtual_network_name      = azurerm_virtual_network.tax.name
  remote_virtual_network_id = azurerm_virtual_network.portal.id
}

resource "azurerm_virtual_network_peering" "portal" {
  name                      = "portal-tax"
  resource_group_name       = azurerm_resource_group.city.name
  virtual_network_name      = azurerm_virtual_network.portal.name
  remote_virtual_network_id = azurerm_virtual_network.tax.id
}
