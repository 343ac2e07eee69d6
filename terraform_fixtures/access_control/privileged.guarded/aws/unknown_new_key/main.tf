resource "aws_iam_user" "administrator" {
  name = "hanako"
}

resource "aws_iam_user_policy_attachment" "administrator" {
  user       = aws_iam_user.administrator.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_access_key" "administrator" {
  user = aws_iam_user.administrator.name
}
