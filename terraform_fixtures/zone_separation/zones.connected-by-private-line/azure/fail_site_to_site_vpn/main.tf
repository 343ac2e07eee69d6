# Azure documentation, VPN Gateway: "About VPN Gateway": over the Internet.
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

resource "azurerm_subnet" "gateway" {
  name                            = "GatewaySubnet"
  resource_group_name             = azurerm_resource_group.city.name
  virtual_network_name            = azurerm_virtual_network.tax.name
  address_prefixes                = ["10.1.0.0/27"]
  default_outbound_access_enabled = false
}

resource "azurerm_public_ip" "gateway" {
  name                = "gateway"
  resource_group_name = azurerm_resource_group.city.name
  location            = "japaneast"
  allocation_method   = "Static"
}

resource "azurerm_virtual_network_gateway" "tax" {
  name                = "tax"
  resource_group_name = azurerm_resource_group.city.name
  location            = "japaneast"
  type                = "Vpn"
  sku                 = "VpnGw1AZ"

  ip_configuration {
    subnet_id            = azurerm_subnet.gateway.id
    public_ip_address_id = azurerm_public_ip.gateway.id
  }
}

resource "azurerm_local_network_gateway" "town_hall" {
  name                = "town-hall"
  resource_group_name = azurerm_resource_group.city.name
  location            = "japaneast"
  gateway_address     = "203.0.113.9"
  address_space       = ["192.168.0.0/16"]
}

resource "azurerm_virtual_network_gateway_connection" "town_hall" {
  name                       = "town-hall"
  resource_group_name        = azurerm_resource_group.city.name
  location                   = "japaneast"
  type                       = "IPsec"
  virtual_network_gateway_id = azurerm_virtual_network_gateway.tax.id
  local_network_gateway_id   = azurerm_local_network_gateway.town_hall.id
  shared_key                 = "made-up"
}
