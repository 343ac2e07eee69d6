# A name of a person.

resource "aws_iam_user" "first" {
  name = "yamada-taro"
}

resource "aws_iam_user_policy_attachment" "first" {
  user       = aws_iam_user.first.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
