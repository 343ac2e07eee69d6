# A request signed with a long-lived key lacks the key, and IfExists is then met: IAM User Guide,
# "AWS global condition context keys", aws:MultiFactorAuthPresent.

resource "aws_iam_user" "taro" {
  name = "taro"
}

resource "aws_iam_user_policy" "taro" {
  name = "taro"
  user = aws_iam_user.taro.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*", Condition = { "BoolIfExists" = { "aws:MultiFactorAuthPresent" = "true" } } }]
  })
}
