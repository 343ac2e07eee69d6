resource "sakura_iam_user" "clerk" {
  name                = "clerk"
  code                = "u104233"
  email               = "hanako@city.example.jp"
  password_wo         = "example-not-a-secret"
  password_wo_version = 1
}
