# Amazon VPC User Guide: "NAT gateways": out to the Internet, with answers.
resource "aws_vpc" "tax" {
  cidr_block = "10.1.0.0/16"
  tags       = { zone = "mynumber" }
}

resource "aws_internet_gateway" "tax" {
  vpc_id = aws_vpc.tax.id
}

resource "aws_subnet" "edge" {
  vpc_id                  = aws_vpc.tax.id
  cidr_block              = "10.1.0.0/24"
  map_public_ip_on_launch = true
  tags                    = { zone = "mynumber" }
}

resource "aws_route_table" "edge" {
  vpc_id = aws_vpc.tax.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.tax.id
  }
}

resource "aws_route_table_association" "edge" {
  subnet_id      = aws_subnet.edge.id
  route_table_id = aws_route_table.edge.id
}

resource "aws_eip" "tax" {
  domain = "vpc"
}

resource "aws_nat_gateway" "tax" {
  allocation_id = aws_eip.tax.id
  subnet_id     = aws_subnet.edge.id
}

resource "aws_subnet" "tax" {
  vpc_id     = aws_vpc.tax.id
  cidr_block = "10.1.1.0/24"
  tags       = { zone = "mynumber" }
}

resource "aws_route_table" "tax" {
  vpc_id = aws_vpc.tax.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.tax.id
  }
}

resource "aws_route_table_association" "tax" {
  subnet_id      = aws_subnet.tax.id
  route_table_id = aws_route_table.tax.id
}
