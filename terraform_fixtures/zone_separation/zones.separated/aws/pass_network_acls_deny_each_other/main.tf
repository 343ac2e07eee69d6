# Amazon VPC User Guide: "Network ACLs": rules in the order of their numbers, without state; within
# one VPC everything is routed.
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

resource "aws_network_acl" "tax" {
  vpc_id     = aws_vpc.city.id
  subnet_ids = [aws_subnet.tax.id]

  ingress {
    rule_no    = 100
    action     = "deny"
    protocol   = "-1"
    cidr_block = "10.1.2.0/24"
    from_port  = 0
    to_port    = 0
  }

  ingress {
    rule_no    = 200
    action     = "allow"
    protocol   = "-1"
    cidr_block = "10.1.0.0/16"
    from_port  = 0
    to_port    = 0
  }

  egress {
    rule_no    = 100
    action     = "deny"
    protocol   = "-1"
    cidr_block = "10.1.2.0/24"
    from_port  = 0
    to_port    = 0
  }

  egress {
    rule_no    = 200
    action     = "allow"
    protocol   = "-1"
    cidr_block = "10.1.0.0/16"
    from_port  = 0
    to_port    = 0
  }
}
