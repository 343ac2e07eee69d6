# Only a session with MFA has the key, and true.

resource "aws_iam_user" "taro" {
  name = "taro"
}

resource "aws_iam_user_policy" "taro" {
  name = "taro"
  user = aws_iam_user.taro.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*", Condition = { "Bool" = { "aws:MultiFactorAuthPresent" = "true" } } }]
  })
}
