# The identity provider decides: it wants an attestation.

resource "sakura_iam_sso" "city" {
  name            = "city"
  idp_entity_id   = "https://idp.city.example.jp"
  idp_login_url   = "https://idp.city.example.jp/login"
  idp_logout_url  = "https://idp.city.example.jp/logout"
  idp_certificate = "example-certificate"
}

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
