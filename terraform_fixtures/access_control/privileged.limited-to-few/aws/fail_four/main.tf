resource "aws_iam_user" "administrator" {
  for_each = toset(["hanako", "ichiro", "jiro", "taro"])

  name = each.key
}

resource "aws_iam_user_policy_attachment" "administrator" {
  for_each = toset(["hanako", "ichiro", "jiro", "taro"])

  user       = aws_iam_user.administrator[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
