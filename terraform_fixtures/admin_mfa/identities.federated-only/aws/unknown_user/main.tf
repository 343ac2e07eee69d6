# Whether it has a password or key is not written here.

resource "aws_iam_user" "taro" {
  name = "taro"
}
