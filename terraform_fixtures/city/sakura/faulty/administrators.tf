# 管理者になれる人とキー。利用者には二要素認証を求めるが、API キーには誰も求めない。
# Who can become an administrator. Users are asked for a second factor; an API key is not.

resource "sakura_iam_project" "tools" {
  code             = "${local.city}-tools"
  name             = "${local.city}-tools"
  parent_folder_id = sakura_iam_folder.city.id
}

# 一段。プロジェクトの所有者のキー。One step: a key that owns the project.
resource "sakura_iam_project_apikey" "deploy" {
  project_id = sakura_iam_project.tools.id
  name       = "deploy"
  iam_roles  = ["owner"]
}

# 見るだけのキー。A key that reads.
resource "sakura_iam_project_apikey" "monitor" {
  project_id = sakura_iam_project.tools.id
  name       = "monitor"
  iam_roles  = ["resource-viewer"]
}

# 同じ所有者でも、二要素認証を経る利用者。An owner too, past a second factor.
resource "sakura_iam_user" "keeper" {
  name                = "keeper"
  code                = "keeper"
  email               = "keeper@umibe.example.jp"
  password_wo         = "example-not-a-secret"
  password_wo_version = 1
}

resource "sakura_iam_policy" "tools" {
  target    = "project"
  target_id = sakura_iam_project.tools.id

  bindings = [{
    role       = { id = "owner", type = "preset" }
    principals = [{ id = sakura_iam_user.keeper.id, type = "user" }]
  }]
}

# 利用者を管理できる者も、二要素認証を経る。So does whoever manages users.
resource "sakura_iam_user" "helpdesk" {
  name                = "helpdesk"
  code                = "helpdesk"
  email               = "helpdesk@umibe.example.jp"
  password_wo         = "example-not-a-secret"
  password_wo_version = 1
}

resource "sakura_iam_organization_id_policy" "helpdesk" {
  bindings = [{
    role       = { id = "identity-admin", type = "preset" }
    principals = [{ id = sakura_iam_user.helpdesk.id, type = "user" }]
  }]
}
