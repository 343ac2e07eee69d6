# 管理者になれる鍵と、その経路。組織の制約がまだ及ばない古いプロジェクト。
# Keys that become an administrator, and by which chain, in an old project that no constraint holds.

locals {
  tools = "kawabe-tools"
}

resource "google_service_account" "keeper" {
  project    = local.tools
  account_id = "keeper"
}

resource "google_service_account" "deploy" {
  project    = local.tools
  account_id = "deploy"
}

resource "google_service_account" "pipeline" {
  project    = local.tools
  account_id = "pipeline"
}

resource "google_service_account" "trainee" {
  project    = local.tools
  account_id = "trainee"
}

resource "google_service_account" "second" {
  project    = local.tools
  account_id = "second"
}

# 一段。所有者の鍵。One step: a key of the owner.
resource "google_project_iam_member" "keeper" {
  project = local.tools
  role    = "roles/owner"
  member  = "serviceAccount:keeper@kawabe-tools.iam.gserviceaccount.com"
}

resource "google_service_account_key" "keeper" {
  service_account_id = google_service_account.keeper.id
}

# 二段。所有者のトークンを作れる。Two: tokens of the owner.
resource "google_service_account_iam_member" "deploy" {
  service_account_id = google_service_account.keeper.id
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = "serviceAccount:deploy@kawabe-tools.iam.gserviceaccount.com"
}

resource "google_service_account_key" "deploy" {
  service_account_id = google_service_account.deploy.id
}

# 三段。配備のアカウントで機械を動かせる。Three: a machine that runs as the one that deploys.
resource "google_service_account_iam_member" "pipeline" {
  service_account_id = google_service_account.deploy.id
  role               = "roles/iam.serviceAccountUser"
  member             = "serviceAccount:pipeline@kawabe-tools.iam.gserviceaccount.com"
}

resource "google_project_iam_member" "pipeline" {
  project = local.tools
  role    = "roles/compute.instanceAdmin.v1"
  member  = "serviceAccount:pipeline@kawabe-tools.iam.gserviceaccount.com"
}

resource "google_service_account_key" "pipeline" {
  service_account_id = google_service_account.pipeline.id
}

# 四段。そのアカウントのトークンを作れる。Four: tokens of that one.
resource "google_service_account_iam_member" "trainee" {
  service_account_id = google_service_account.pipeline.id
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = "serviceAccount:trainee@kawabe-tools.iam.gserviceaccount.com"
}

resource "google_service_account_key" "trainee" {
  service_account_id = google_service_account.trainee.id
}

# 同じ二段を、拒否ポリシーが止める。The same two steps, which a deny policy stops.
resource "google_service_account_iam_member" "second" {
  service_account_id = google_service_account.keeper.id
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = "serviceAccount:second@kawabe-tools.iam.gserviceaccount.com"
}

resource "google_service_account_key" "second" {
  service_account_id = google_service_account.second.id
}

resource "google_iam_deny_policy" "second" {
  parent = "cloudresourcemanager.googleapis.com%2Fprojects%2Fkawabe-tools"
  name   = "no-tokens"

  rules {
    deny_rule {
      denied_principals = ["principal://iam.googleapis.com/projects/-/serviceAccounts/second@kawabe-tools.iam.gserviceaccount.com"]
      denied_permissions = [
        "iam.googleapis.com/serviceAccounts.getAccessToken",
        "iam.googleapis.com/serviceAccounts.getOpenIdToken",
        "iam.googleapis.com/serviceAccounts.implicitDelegation",
        "iam.googleapis.com/serviceAccounts.signBlob",
        "iam.googleapis.com/serviceAccounts.signJwt",
      ]
    }
  }
}
