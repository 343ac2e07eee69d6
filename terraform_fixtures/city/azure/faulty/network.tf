# 庁舎への専用線 · The dedicated lines to the town hall

locals {
  halls = {
    mynumber = "10.10.255.0/27"
    lgwan    = "10.20.255.0/27"
  }
}

resource "azurerm_subnet" "gateway" {
  for_each = local.halls

  name                            = "GatewaySubnet"
  resource_group_name             = azurerm_resource_group.zone[each.key].name
  virtual_network_name            = module.zone[each.key].virtual_network_name
  address_prefixes                = [each.value]
  default_outbound_access_enabled = false
}

resource "azurerm_public_ip" "gateway" {
  for_each = local.halls

  name                = "pip-ergw-${local.city}-${each.key}"
  resource_group_name = azurerm_resource_group.zone[each.key].name
  location            = azurerm_resource_group.zone[each.key].location
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_virtual_network_gateway" "hall" {
  for_each = local.halls

  name                = "ergw-${local.city}-${each.key}"
  resource_group_name = azurerm_resource_group.zone[each.key].name
  location            = azurerm_resource_group.zone[each.key].location
  type                = "ExpressRoute"
  sku                 = "ErGw1AZ"

  ip_configuration {
    public_ip_address_id = azurerm_public_ip.gateway[each.key].id
    subnet_id            = azurerm_subnet.gateway[each.key].id
  }
}

resource "azurerm_express_route_circuit" "hall" {
  for_each = local.halls

  name                  = "erc-${local.city}-${each.key}"
  resource_group_name   = azurerm_resource_group.zone[each.key].name
  location              = azurerm_resource_group.zone[each.key].location
  service_provider_name = "Equinix"
  peering_location      = "Tokyo"
  bandwidth_in_mbps     = 200

  sku {
    tier   = "Standard"
    family = "MeteredData"
  }
}

resource "azurerm_virtual_network_gateway_connection" "hall" {
  for_each = local.halls

  name                       = "con-${local.city}-${each.key}"
  resource_group_name        = azurerm_resource_group.zone[each.key].name
  location                   = azurerm_resource_group.zone[each.key].location
  type                       = "ExpressRoute"
  virtual_network_gateway_id = azurerm_virtual_network_gateway.hall[each.key].id
  express_route_circuit_id   = azurerm_express_route_circuit.hall[each.key].id
}

# 夜間の連携のため · For the nightly exchange

resource "azurerm_virtual_network_peering" "exchange" {
  for_each = { mynumber = "lgwan", lgwan = "mynumber" }

  name                      = "peer-${each.key}-${each.value}"
  resource_group_name       = azurerm_resource_group.zone[each.key].name
  virtual_network_name      = module.zone[each.key].virtual_network_name
  remote_virtual_network_id = module.zone[each.value].virtual_network_id
}

# 保守の事業者が入るため · For the vendor who maintains it

resource "azurerm_public_ip" "maintenance" {
  name                = "pip-${local.city}-maintenance"
  resource_group_name = azurerm_resource_group.zone["mynumber"].name
  location            = azurerm_resource_group.zone["mynumber"].location
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_network_interface" "maintenance" {
  name                = "nic-${local.city}-maintenance"
  resource_group_name = azurerm_resource_group.zone["mynumber"].name
  location            = azurerm_resource_group.zone["mynumber"].location

  ip_configuration {
    name                          = "public"
    subnet_id                     = module.zone["mynumber"].subnet_ids["app"]
    private_ip_address_allocation = "Dynamic"
    public_ip_address_id          = azurerm_public_ip.maintenance.id
  }
}

resource "azurerm_network_security_rule" "maintenance" {
  name                        = "maintenance"
  resource_group_name         = azurerm_resource_group.zone["mynumber"].name
  network_security_group_name = module.zone["mynumber"].security_group_name
  priority                    = 300
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "22"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}
