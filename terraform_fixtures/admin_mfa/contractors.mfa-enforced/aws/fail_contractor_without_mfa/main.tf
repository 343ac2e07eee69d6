# Whose it is, the tag `party` says here; in an estate the rules of cloudguard.yaml do.

resource "aws_iam_user" "contractor" {
  name = "contractor"

  tags = {
    party = "Vendor A"
  }
}

resource "aws_iam_user_policy_attachment" "contractor" {
  user       = aws_iam_user.contractor.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
