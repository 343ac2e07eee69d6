# Amazon VPC User Guide: "Internet gateways": only a route makes a subnet public.
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
}

resource "aws_route_table_association" "tax" {
  subnet_id      = aws_subnet.tax.id
  route_table_id = aws_route_table.tax.id
}

resource "aws_internet_gateway" "tax" {
  vpc_id = aws_vpc.tax.id
}
