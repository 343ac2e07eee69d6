# How many people are in the group, the identity store knows.

resource "aws_ssoadmin_permission_set" "administrator" {
  name         = "Administrator"
  instance_arn = "arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6"
}

resource "aws_ssoadmin_managed_policy_attachment" "administrator" {
  instance_arn       = aws_ssoadmin_permission_set.administrator.instance_arn
  permission_set_arn = aws_ssoadmin_permission_set.administrator.arn
  managed_policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_ssoadmin_account_assignment" "operators" {
  instance_arn       = aws_ssoadmin_permission_set.administrator.instance_arn
  permission_set_arn = aws_ssoadmin_permission_set.administrator.arn
  principal_id       = "97a7a6c8-0011-4af0-9f3b-7d6f0e5a1c11"
  principal_type     = "GROUP"
  target_id          = "111122223333"
  target_type        = "AWS_ACCOUNT"
}
