# Users of the organisation that are in the group must have signed in with a second factor.

data "google_organization" "city" {
  domain = "city.example.jp"
}

resource "google_cloud_identity_group_membership" "taro" {
  group = google_cloud_identity_group.administrators.id
  preferred_member_key {
    id = "taro@city.example.jp"
  }
  roles {
    name = "MEMBER"
  }
}

resource "google_cloud_identity_group" "administrators" {
  parent = "customers/C01234567"
  group_key {
    id = "administrators@city.example.jp"
  }
  labels = {
    "cloudidentity.googleapis.com/groups.discussion_forum" = ""
  }
}

resource "google_access_context_manager_access_level" "second_factor" {
  parent = "accessPolicies/123456789"
  name   = "accessPolicies/123456789/accessLevels/second_factor"
  title  = "second factor"
  custom {
    expr {
      expression = "request.auth.claims.crd_str.mfa == true"
    }
  }
}

resource "google_access_context_manager_gcp_user_access_binding" "administrators" {
  organization_id = "123456789012"
  group_key       = google_cloud_identity_group.administrators.id
  access_levels   = ["accessPolicies/123456789/accessLevels/second_factor"]
}

resource "google_organization_iam_member" "taro" {
  org_id = "123456789012"
  role   = "roles/resourcemanager.organizationAdmin"
  member = "user:taro@city.example.jp"
}
