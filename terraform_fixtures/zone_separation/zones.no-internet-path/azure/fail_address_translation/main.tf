# Azure documentation, NAT Gateway: "What is Azure NAT Gateway?"
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

resource "azurerm_public_ip" "tax" {
  name                = "tax"
  resource_group_name = azurerm_resource_group.city.name
  location            = "japaneast"
  allocation_method   = "Static"
}

resource "azurerm_nat_gateway" "tax" {
  name                = "tax"
  resource_group_name = azurerm_resource_group.city.name
  location            = "japaneast"
  sku_name            = "Standard"
}

resource "azurerm_nat_gateway_public_ip_association" "tax" {
  nat_gateway_id       = azurerm_nat_gateway.tax.id
  public_ip_address_id = azurerm_public_ip.tax.id
}

resource "azurerm_subnet_nat_gateway_association" "tax" {
  subnet_id      = azurerm_subnet.tax.id
  nat_gateway_id = azurerm_nat_gateway.tax.id
}

resource "azurerm_network_interface" "tax" {
  name                = "tax"
  resource_group_name = azurerm_resource_group.city.name
  location            = "japaneast"

  ip_configuration {
    name                          = "a"
    subnet_id                     = azurerm_subnet.tax.id
    private_ip_address_allocation = "Dynamic"
  }
}
