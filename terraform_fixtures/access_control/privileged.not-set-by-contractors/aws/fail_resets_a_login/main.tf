# The administrator needs a second factor; whose password it is, is not the contractor's to say.

resource "aws_iam_user" "administrator" {
  name = "hanako"
}

resource "aws_iam_user_login_profile" "administrator" {
  user = aws_iam_user.administrator.name
}

resource "aws_iam_user_policy" "administrator" {
  user = aws_iam_user.administrator.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "*"
      Resource  = "*"
      Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }
    }]
  })
}

resource "aws_iam_user" "contractor" {
  name = "contractor"
}

resource "aws_iam_user_policy" "contractor" {
  user = aws_iam_user.contractor.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iam:UpdateLoginProfile"
      Resource = "*"
    }]
  })
}
