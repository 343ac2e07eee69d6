resource "sakura_iam_project" "city" {
  name = "city"
  code = "kawabe-city"
}

resource "sakura_iam_user" "administrator" {
  name                = "hanako"
  code                = "hanako"
  email               = "hanako@city.example.jp"
  password_wo         = "example-not-a-secret"
  password_wo_version = 1
}

resource "sakura_iam_policy" "city" {
  target    = "project"
  target_id = sakura_iam_project.city.id
  bindings = [
    {
      principals = [{
        id   = sakura_iam_user.administrator.id
        type = "user"
      }]
      role = {
        id   = "owner"
        type = "preset"
      }
    },
  ]
}
