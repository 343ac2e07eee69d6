# A boundary that its holder can take away is void: IAM User Guide, "Permissions boundaries for IAM
# entities".

resource "aws_iam_policy" "boundary" {
  name = "boundary"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["iam:*", "s3:*"], Resource = "*" }]
  })
}

resource "aws_iam_user" "taro" {
  name                 = "taro"
  permissions_boundary = aws_iam_policy.boundary.arn
}

resource "aws_iam_user_policy_attachment" "taro" {
  user       = aws_iam_user.taro.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
