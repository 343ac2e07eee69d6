# A password of the account's own.

resource "aws_iam_user" "taro" {
  name = "taro"
}

resource "aws_iam_user_login_profile" "taro" {
  user = aws_iam_user.taro.name
}
