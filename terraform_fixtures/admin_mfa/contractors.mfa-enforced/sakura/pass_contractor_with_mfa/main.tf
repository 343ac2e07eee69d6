# The organisation requires two-factor authentication of its users.

resource "sakura_iam_auth" "city" {
  conditions = {
    require_two_factor_auth = true
  }
}

resource "sakura_iam_project" "city" {
  name = "city"
  code = "kawabe-city"
}

resource "sakura_iam_user" "taro" {
  name                = "taro"
  code                = "taro"
  email               = "taro@city.example.jp"
  password_wo         = "example-not-a-secret"
  password_wo_version = 1
}

resource "sakura_iam_policy" "city" {
  target    = "project"
  target_id = sakura_iam_project.city.id
  bindings = [{
    principals = [{
      id   = sakura_iam_user.taro.id
      type = "user"
    }]
    role = {
      id   = "owner"
      type = "preset"
    }
  }]
}
