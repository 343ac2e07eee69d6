# AWS Site-to-Site VPN User Guide. What lies behind is in cloudguard.yaml.
resource "aws_vpc" "tax" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "tax" {
  vpc_id     = aws_vpc.tax.id
  cidr_block = "10.1.1.0/24"
  tags       = { zone = "mynumber" }
}

resource "aws_vpn_gateway" "tax" {
  vpc_id = aws_vpc.tax.id
}

resource "aws_route" "tax" {
  route_table_id         = aws_vpc.tax.main_route_table_id
  destination_cidr_block = "172.16.0.0/16"
  gateway_id             = aws_vpn_gateway.tax.id
}

resource "aws_customer_gateway" "vendor" {
  bgp_asn    = 65000
  ip_address = "203.0.113.9"
  type       = "ipsec.1"
}

resource "aws_vpn_connection" "vendor" {
  customer_gateway_id = aws_customer_gateway.vendor.id
  vpn_gateway_id      = aws_vpn_gateway.tax.id
  type                = "ipsec.1"
  static_routes_only  = true
}

resource "aws_vpn_connection_route" "vendor" {
  vpn_connection_id      = aws_vpn_connection.vendor.id
  destination_cidr_block = "172.16.0.0/16"
}
