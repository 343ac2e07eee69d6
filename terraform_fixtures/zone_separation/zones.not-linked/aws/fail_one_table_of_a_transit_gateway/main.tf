# Amazon VPC Transit Gateways: "Route tables": what is associated with a table reaches what is
# propagated to it.
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

resource "aws_ec2_transit_gateway" "city" {
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
}

resource "aws_ec2_transit_gateway_route_table" "city" {
  transit_gateway_id = aws_ec2_transit_gateway.city.id
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

resource "aws_ec2_transit_gateway_route_table_association" "tax" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.tax.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.city.id
}

resource "aws_ec2_transit_gateway_route_table_propagation" "portal" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.portal.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.city.id
}
