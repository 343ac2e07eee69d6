resource "aws_iam_user" "clerk" {
  name = "u104233"
}

resource "aws_iam_user_login_profile" "clerk" {
  user = aws_iam_user.clerk.name
}
