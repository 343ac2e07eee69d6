# A key that lasts.

resource "aws_iam_user" "taro" {
  name = "taro"
}

resource "aws_iam_access_key" "taro" {
  user = aws_iam_user.taro.name
}
