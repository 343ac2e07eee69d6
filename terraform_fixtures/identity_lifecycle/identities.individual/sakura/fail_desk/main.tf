resource "sakura_iam_user" "clerk" {
  name                = "clerk"
  code                = "madoguchi"
  email               = "madoguchi@desk.example.jp"
  password_wo         = "example-not-a-secret"
  password_wo_version = 1
}
