# AWS Direct Connect User Guide: "Virtual private gateway associations".
resource "aws_vpc" "tax" {
  cidr_block = "10.1.0.0/16"
  tags       = { zone = "mynumber" }
}

resource "aws_vpn_gateway" "tax" {
  vpc_id = aws_vpc.tax.id
}

resource "aws_dx_private_virtual_interface" "town_hall" {
  connection_id  = "dxcon-abcd1234"
  name           = "town-hall"
  vlan           = 100
  address_family = "ipv4"
  bgp_asn        = 65000
  vpn_gateway_id = aws_vpn_gateway.tax.id
}
