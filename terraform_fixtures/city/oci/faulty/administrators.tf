# 管理者になれる人と、その経路。API キーには、誰も第二の要素を求めない。
# Who can become an administrator, and by which chain. Nobody asks an API key for a second factor.

resource "oci_identity_user" "keeper" {
  compartment_id = var.tenancy_id
  name           = "keeper"
  description    = "Keeper"
  email          = "keeper@umibe.example.jp"
}

resource "oci_identity_user" "helpdesk" {
  compartment_id = var.tenancy_id
  name           = "helpdesk"
  description    = "Helpdesk"
  email          = "helpdesk@umibe.example.jp"
}

resource "oci_identity_user" "developer" {
  compartment_id = var.tenancy_id
  name           = "developer"
  description    = "Developer"
  email          = "developer@umibe.example.jp"
}

resource "oci_identity_user" "trainee" {
  compartment_id = var.tenancy_id
  name           = "trainee"
  description    = "Trainee"
  email          = "trainee@umibe.example.jp"
}

resource "oci_identity_user" "second_helpdesk" {
  compartment_id = var.tenancy_id
  name           = "second-helpdesk"
  description    = "Second helpdesk"
  email          = "second-helpdesk@umibe.example.jp"
}

resource "oci_identity_group" "keepers" {
  compartment_id = var.tenancy_id
  name           = "keepers"
  description    = "Keepers"
}

resource "oci_identity_group" "helpdesk" {
  compartment_id = var.tenancy_id
  name           = "helpdesk"
  description    = "Helpdesk"
}

resource "oci_identity_group" "developers" {
  compartment_id = var.tenancy_id
  name           = "developers"
  description    = "Developers"
}

resource "oci_identity_group" "trainees" {
  compartment_id = var.tenancy_id
  name           = "trainees"
  description    = "Trainees"
}

resource "oci_identity_group" "second_helpdesk" {
  compartment_id = var.tenancy_id
  name           = "second-helpdesk"
  description    = "Second helpdesk"
}

resource "oci_identity_user_group_membership" "keeper" {
  user_id  = oci_identity_user.keeper.id
  group_id = oci_identity_group.keepers.id
}

resource "oci_identity_user_group_membership" "helpdesk" {
  user_id  = oci_identity_user.helpdesk.id
  group_id = oci_identity_group.helpdesk.id
}

resource "oci_identity_user_group_membership" "developer" {
  user_id  = oci_identity_user.developer.id
  group_id = oci_identity_group.developers.id
}

resource "oci_identity_user_group_membership" "trainee" {
  user_id  = oci_identity_user.trainee.id
  group_id = oci_identity_group.trainees.id
}

resource "oci_identity_user_group_membership" "second_helpdesk" {
  user_id  = oci_identity_user.second_helpdesk.id
  group_id = oci_identity_group.second_helpdesk.id
}

resource "oci_identity_api_key" "keeper" {
  user_id   = oci_identity_user.keeper.id
  key_value = "-----BEGIN PUBLIC KEY-----example-----END PUBLIC KEY-----"
}

resource "oci_identity_api_key" "helpdesk" {
  user_id   = oci_identity_user.helpdesk.id
  key_value = "-----BEGIN PUBLIC KEY-----example-----END PUBLIC KEY-----"
}

resource "oci_identity_api_key" "developer" {
  user_id   = oci_identity_user.developer.id
  key_value = "-----BEGIN PUBLIC KEY-----example-----END PUBLIC KEY-----"
}

resource "oci_identity_api_key" "trainee" {
  user_id   = oci_identity_user.trainee.id
  key_value = "-----BEGIN PUBLIC KEY-----example-----END PUBLIC KEY-----"
}

resource "oci_identity_api_key" "second_helpdesk" {
  user_id   = oci_identity_user.second_helpdesk.id
  key_value = "-----BEGIN PUBLIC KEY-----example-----END PUBLIC KEY-----"
}

# 一段から四段: すべての管理、利用者の管理、二つのグループへの参加。
# One to four steps: everything; users; joining one group, and another.
resource "oci_identity_policy" "administrators" {
  compartment_id = var.tenancy_id
  name           = "administrators"
  description    = "administrators"

  statements = [
    "Allow group keepers to manage all-resources in tenancy",
    "Allow group helpdesk to manage users in tenancy where target.user.name = 'keeper'",
    "Allow group developers to use groups in tenancy where target.group.name = 'helpdesk'",
    "Allow group developers to use users in tenancy",
    "Allow group trainees to use groups in tenancy where target.group.name = 'developers'",
    "Allow group trainees to use users in tenancy",
    "Allow group second-helpdesk to manage users in tenancy where target.user.name = 'keeper'",
    "Deny group second-helpdesk to manage users in tenancy",
  ]
}
