# The name that everybody tries first.

resource "aws_iam_user" "first" {
  name = "Admin"
}

resource "aws_iam_user_policy_attachment" "first" {
  user       = aws_iam_user.first.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
