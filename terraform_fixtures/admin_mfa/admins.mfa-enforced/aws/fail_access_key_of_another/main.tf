# A chain of two: rhino 4, iam:CreateAccessKey.

resource "aws_iam_user" "taro" {
  name = "taro"
}

resource "aws_iam_user" "hanako" {
  name = "hanako"
}

resource "aws_iam_user_policy_attachment" "hanako" {
  user       = aws_iam_user.hanako.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_user_policy" "taro" {
  name = "taro"
  user = aws_iam_user.taro.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:CreateAccessKey", Resource = "arn:aws:iam::*:user/hanako" }]
  })
}
