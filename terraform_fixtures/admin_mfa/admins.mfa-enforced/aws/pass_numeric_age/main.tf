# The age is there only where somebody signed in with MFA.

resource "aws_iam_user" "taro" {
  name = "taro"
}

resource "aws_iam_user_policy" "taro" {
  name = "taro"
  user = aws_iam_user.taro.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*", Condition = { "NumericLessThan" = { "aws:MultiFactorAuthAge" = "3600" } } }]
  })
}
