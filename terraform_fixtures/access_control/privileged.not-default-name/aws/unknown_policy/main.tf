# Whether it has power is not known: the policy is known only after apply.

resource "aws_iam_user" "first" {
  name = "admin"
}

resource "terraform_data" "choice" {}

resource "aws_iam_user_policy_attachment" "first" {
  user       = aws_iam_user.first.name
  policy_arn = terraform_data.choice.id
}
