# Which policy is attached is known only after apply: it may be any.

resource "aws_iam_user" "taro" {
  name = "taro"
}

resource "terraform_data" "choice" {}

resource "aws_iam_user_policy_attachment" "taro" {
  user       = aws_iam_user.taro.name
  policy_arn = terraform_data.choice.id
}
