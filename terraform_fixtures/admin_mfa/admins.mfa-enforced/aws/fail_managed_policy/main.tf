# The simplest: IAM User Guide, "AWS managed policies for job functions", AdministratorAccess.

resource "aws_iam_user" "taro" {
  name = "taro"
}

resource "aws_iam_user_policy_attachment" "taro" {
  user       = aws_iam_user.taro.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
