# Amazon VPC Peering Guide: without a route to it nothing goes over a peering.
resource "aws_vpc" "tax" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "tax" {
  vpc_id     = aws_vpc.tax.id
  cidr_block = "10.1.1.0/24"
  tags       = { zone = "mynumber" }
}

resource "aws_vpc" "portal" {
  cidr_block = "10.2.0.0/16"
}

resource "aws_subnet" "portal" {
  vpc_id     = aws_vpc.portal.id
  cidr_block = "10.2.1.0/24"
  tags       = { zone = "lgwan" }
}

resource "aws_vpc_peering_connection" "city" {
  vpc_id      = aws_vpc.tax.id
  peer_vpc_id = aws_vpc.portal.id
  auto_accept = true
}
