# ForAllValues is met where the key is missing: IAM User Guide, "Single-valued vs. multivalued
# context keys".

resource "aws_iam_user" "taro" {
  name = "taro"
}

resource "aws_iam_user_policy" "taro" {
  name = "taro"
  user = aws_iam_user.taro.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*", Condition = { "ForAllValues:Bool" = { "aws:MultiFactorAuthPresent" = "true" } } }]
  })
}
