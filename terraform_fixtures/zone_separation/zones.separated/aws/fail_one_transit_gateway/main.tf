# Amazon VPC Transit Gateways: "How Amazon VPC Transit Gateways work": the default route table has
# what is attached, and each attachment is associated with it.
resource "aws_vpc" "tax" {
  cidr_block = "10.1.0.0/16"
  tags       = { zone = "mynumber" }
}

resource "aws_subnet" "tax" {
  vpc_id     = aws_vpc.tax.id
  cidr_block = "10.1.1.0/24"
  tags       = { zone = "mynumber" }
}

resource "aws_route" "tax" {
  route_table_id         = aws_vpc.tax.main_route_table_id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = aws_ec2_transit_gateway.city.id
}

resource "aws_vpc" "portal" {
  cidr_block = "10.2.0.0/16"
  tags       = { zone = "lgwan" }
}

resource "aws_subnet" "portal" {
  vpc_id     = aws_vpc.portal.id
  cidr_block = "10.2.1.0/24"
  tags       = { zone = "lgwan" }
}

resource "aws_route" "portal" {
  route_table_id         = aws_vpc.portal.main_route_table_id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = aws_ec2_transit_gateway.city.id
}

resource "aws_ec2_transit_gateway" "city" {
  description = "city"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "tax" {
  transit_gateway_id = aws_ec2_transit_gateway.city.id
  vpc_id             = aws_vpc.tax.id
  subnet_ids         = [aws_subnet.tax.id]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "portal" {
  transit_gateway_id = aws_ec2_transit_gateway.city.id
  vpc_id             = aws_vpc.portal.id
  subnet_ids         = [aws_subnet.portal.id]
}
