# Services without a region that the baseline profile allows: IAM, Organizations, Route 53.

resource "aws_iam_role" "operator" {
  name = "operator"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_organizations_organizational_unit" "city" {
  name      = "city"
  parent_id = "r-abcd"
}

resource "aws_route53_zone" "city" {
  name = "umibe.example"
}
