# The condition of the trust is what binds; the session of AssumeRole carries no word on MFA, so
# that `BoolIfExists` in the role's own policy is met where the key is missing. Here the trust asks nothing.

resource "aws_iam_user" "taro" {
  name = "taro"
}

data "aws_iam_policy_document" "administrator" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_user.taro.arn]
    }
  }
}

resource "aws_iam_role" "administrator" {
  name               = "administrator"
  assume_role_policy = data.aws_iam_policy_document.administrator.json
}

resource "aws_iam_role_policy_attachment" "administrator" {
  role       = aws_iam_role.administrator.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
