# At the console the key is there, and false: Null alone denies nothing of it.

resource "aws_iam_user" "taro" {
  name = "taro"
}

resource "aws_iam_user_login_profile" "taro" {
  user = aws_iam_user.taro.name
}

resource "aws_iam_user_policy" "taro" {
  name = "taro"
  user = aws_iam_user.taro.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }, { Effect = "Deny", Action = "*", Resource = "*", Condition = { "Null" = { "aws:MultiFactorAuthPresent" = "true" } } }]
  })
}
