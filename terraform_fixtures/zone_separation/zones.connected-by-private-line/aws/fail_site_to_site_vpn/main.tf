# AWS Site-to-Site VPN User Guide: "What is AWS Site-to-Site VPN?": over the Internet.
resource "aws_vpc" "tax" {
  cidr_block = "10.1.0.0/16"
  tags       = { zone = "mynumber" }
}

resource "aws_vpn_gateway" "tax" {
  vpc_id = aws_vpc.tax.id
}

resource "aws_customer_gateway" "town_hall" {
  bgp_asn    = 65000
  ip_address = "203.0.113.9"
  type       = "ipsec.1"
}

resource "aws_vpn_connection" "town_hall" {
  customer_gateway_id = aws_customer_gateway.town_hall.id
  vpn_gateway_id      = aws_vpn_gateway.tax.id
  type                = "ipsec.1"
  static_routes_only  = true
}
