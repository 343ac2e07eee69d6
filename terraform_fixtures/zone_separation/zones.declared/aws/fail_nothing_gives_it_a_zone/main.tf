resource "aws_vpc" "new" {
  cidr_block = "10.9.0.0/16"
}

resource "aws_subnet" "new" {
  vpc_id     = aws_vpc.new.id
  cidr_block = "10.9.1.0/24"
  tags       = { owner = "tax" }
}
