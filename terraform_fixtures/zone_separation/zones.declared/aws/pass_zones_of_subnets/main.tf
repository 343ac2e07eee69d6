resource "aws_vpc" "city" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "tax" {
  vpc_id     = aws_vpc.city.id
  cidr_block = "10.1.1.0/24"
  tags       = { zone = "mynumber" }
}

resource "aws_subnet" "portal" {
  vpc_id     = aws_vpc.city.id
  cidr_block = "10.1.2.0/24"
  tags       = { zone = "lgwan" }
}
