# The region is a variable's default; disks and subnets name zones of the same region.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  for_each = { a = 0, c = 1, d = 2 }

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, each.value)
  availability_zone = "${var.region}${each.key}"
}

resource "aws_ebs_volume" "data" {
  availability_zone = "${var.region}a"
  size              = 100
  encrypted         = true
}

variable "region" {
  type    = string
  default = "ap-northeast-1"
}
