# Amazon VPC Peering Guide: "What is VPC peering?"
resource "aws_vpc" "tax" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "tax" {
  vpc_id     = aws_vpc.tax.id
  cidr_block = "10.1.1.0/24"
  tags       = { zone = "mynumber" }
}

resource "aws_vpc" "welfare" {
  cidr_block = "10.3.0.0/16"
}

resource "aws_subnet" "welfare" {
  vpc_id     = aws_vpc.welfare.id
  cidr_block = "10.3.1.0/24"
  tags       = { zone = "mynumber" }
}

resource "aws_vpc_peering_connection" "tax" {
  vpc_id      = aws_vpc.tax.id
  peer_vpc_id = aws_vpc.welfare.id
  auto_accept = true
}
