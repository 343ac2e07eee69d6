# Azure documentation, Virtual Network: "Default outbound access in Azure": none in a private subnet.
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
