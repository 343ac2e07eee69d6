# The condition lets only a session with MFA through.

resource "aws_iam_user" "contractor" {
  name = "contractor"

  tags = {
    party = "Vendor A"
  }
}

resource "aws_iam_user_policy" "contractor" {
  name = "contractor"
  user = aws_iam_user.contractor.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*", Condition = { "Bool" = { "aws:MultiFactorAuthPresent" = "true" } } }]
  })
}
