# A Deny with a plain Bool does not see a long-lived key: IAM User Guide, "AWS global condition
# context keys", aws:MultiFactorAuthPresent.

resource "aws_iam_user" "taro" {
  name = "taro"
}

resource "aws_iam_user_policy" "taro" {
  name = "taro"
  user = aws_iam_user.taro.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }, { Effect = "Deny", Action = "*", Resource = "*", Condition = { "Bool" = { "aws:MultiFactorAuthPresent" = "false" } } }]
  })
}
