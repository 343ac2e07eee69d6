# Amazon VPC Peering Guide: "Update your route tables for a VPC peering connection".
resource "aws_vpc" "tax" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "tax" {
  vpc_id     = aws_vpc.tax.id
  cidr_block = "10.1.1.0/24"
  tags       = { zone = "mynumber" }
}

resource "aws_route_table" "tax" {
  vpc_id = aws_vpc.tax.id

  route {
    cidr_block                = "10.2.0.0/16"
    vpc_peering_connection_id = aws_vpc_peering_connection.city.id
  }
}

resource "aws_route_table_association" "tax" {
  subnet_id      = aws_subnet.tax.id
  route_table_id = aws_route_table.tax.id
}

resource "aws_vpc" "portal" {
  cidr_block = "10.2.0.0/16"
}

resource "aws_subnet" "portal" {
  vpc_id     = aws_vpc.portal.id
  cidr_block = "10.2.1.0/24"
  tags       = { zone = "lgwan" }
}

resource "aws_route_table" "portal" {
  vpc_id = aws_vpc.portal.id

  route {
    cidr_block                = "10.1.0.0/16"
    vpc_peering_connection_id = aws_vpc_peering_connection.city.id
  }
}

resource "aws_route_table_association" "portal" {
  subnet_id      = aws_subnet.portal.id
  route_table_id = aws_route_table.portal.id
}

resource "aws_vpc_peering_connection" "city" {
  vpc_id      = aws_vpc.tax.id
  peer_vpc_id = aws_vpc.portal.id
  auto_accept = true
}
