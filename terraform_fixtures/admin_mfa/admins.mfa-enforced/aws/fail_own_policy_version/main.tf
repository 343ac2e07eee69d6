# Who writes a new version of his own policy has what he writes: rhino 1.

resource "aws_iam_user" "taro" {
  name = "taro"
}

resource "aws_iam_policy" "own" {
  name = "own"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:CreatePolicyVersion", Resource = "*" }]
  })
}

resource "aws_iam_user_policy_attachment" "taro" {
  user       = aws_iam_user.taro.name
  policy_arn = aws_iam_policy.own.arn
}
