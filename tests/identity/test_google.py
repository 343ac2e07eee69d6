"""Google Cloud: who may become an administrator, and who decides on a second factor."""

from __future__ import annotations

from typing import Final

import pytest

from cloudguard.providers.google.identity.access import asks
from cloudguard.providers.google.identity.roles import table
from tests.identity.chains import (
    ELSEWHERE,
    ENFORCED,
    NOBODY,
    NOT,
    PERHAPS,
    Case,
    changed,
    check,
    powers,
)

PROVIDER: Final = 'provider "google" {\n  project = "city"\n}\n'
ACCOUNT: Final = """
resource "google_service_account" "deploy" {
  account_id = "deploy"
}
resource "google_project_iam_member" "deploy" {
  project = "city"
  role    = "roles/owner"
  member  = "serviceAccount:deploy@city.iam.gserviceaccount.com"
}
"""
VM: Final = """
resource "google_compute_instance" "vm" {
  name         = "vm"
  machine_type = "e2-small"
  zone         = "asia-northeast1-a"
  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
    }
  }
  network_interface {
    network = "default"
  }
  service_account {
    email  = "deploy@city.iam.gserviceaccount.com"
    scopes = ["cloud-platform"]
  }
}
"""
HIERARCHY: Final = """
resource "google_folder" "systems" {
  display_name = "systems"
  parent       = "organizations/123"
}
resource "google_project" "city" {
  name       = "city"
  project_id = "city"
  folder_id  = google_folder.systems.name
}
"""
LEVEL: Final = """
resource "google_cloud_identity_group" "administrators" {
  parent = "customers/C0123"
  group_key {
    id = "administrators@city.example.jp"
  }
  labels = { "cloudidentity.googleapis.com/groups.discussion_forum" = "" }
}
resource "google_access_context_manager_access_level" "second" {
  parent = "accessPolicies/1"
  name   = "accessPolicies/1/accessLevels/second"
  title  = "second"
  custom {
    expr {
      expression = "EXPRESSION"
    }
  }
}
resource "google_access_context_manager_gcp_user_access_binding" "administrators" {
  organization_id = "123"
  group_key       = google_cloud_identity_group.administrators.name
  access_levels   = [google_access_context_manager_access_level.second.name]
}
resource "google_organization_iam_member" "administrators" {
  org_id = "123"
  role   = "roles/owner"
  member = "group:administrators@city.example.jp"
}
"""
TARO: Final = """
resource "google_cloud_identity_group_membership" "taro" {
  group = google_cloud_identity_group.administrators.id
  preferred_member_key {
    id = "taro@city.example.jp"
  }
  roles {
    name = "MEMBER"
  }
}
"""
ORGANIZATION: Final = 'data "google_organization" "city" {\n  domain = "city.example.jp"\n}\n'
STRONG: Final = LEVEL.replace("EXPRESSION", "request.auth.claims.crd_str.mfa == true")


def member(role: str, who: str, name: str = "a", project: str = "city") -> str:
    """Return a role of a project."""
    return f"""
resource "google_project_iam_member" "{name}" {{
  project = "{project}"
  role    = "{role}"
  member  = "{who}"
}}
"""


def on_account(role: str, who: str, name: str = "a") -> str:
    """Return a role on a service account."""
    return f"""
resource "google_service_account_iam_member" "{name}" {{
  service_account_id = google_service_account.deploy.name
  role               = "{role}"
  member             = "{who}"
}}
"""


def deny(principal: str, *, excepted: str = "", permission: str = "", more: str = "") -> str:
    """Return a deny policy on the project."""
    permission = permission or "cloudresourcemanager.googleapis.com/projects.setIamPolicy"
    spared = f'exception_principals = ["{excepted}"]' if excepted else ""
    return f"""
resource "google_iam_deny_policy" "a" {{
  parent = "cloudresourcemanager.googleapis.com%2Fprojects%2Fcity"
  name   = "a"
  rules {{
    deny_rule {{
      denied_principals  = ["{principal}"]
      denied_permissions = ["{permission}"]
      {spared}
      {more}
    }}
  }}
}}
"""


USER: Final = "user:taro@city.example.jp"
A: Final = "google_project_iam_member.a"
KEY: Final = """
resource "google_service_account_key" "deploy" {
  service_account_id = google_service_account.deploy.name
}
"""
PAGE: Final = "IAM docs, Basic roles"
DENY: Final = "IAM docs, Deny policies"
AS: Final = "IAM docs, Service account impersonation"
POOL: Final = (
    "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci"
)
OWNER: Final = "assertion.repository_owner == 'city'"


def pipelines(condition: str) -> str:
    """Return a provider that vouches for the pipelines of anybody whom a condition lets in."""
    asked = f'attribute_condition = "{condition}"' if condition else ""
    return f"""
resource "google_iam_workload_identity_pool_provider" "github" {{
  workload_identity_pool_id          = "ci"
  workload_identity_pool_provider_id = "github"
  {asked}
  attribute_mapping = {{
    "google.subject"        = "assertion.sub"
    "attribute.owner"       = "assertion.repository_owner"
    "attribute.repository"  = "assertion.repository"
    "attribute.environment" = "assertion.environment"
    "attribute.other"       = "extract(assertion.run_id)"
  }}
  oidc {{
    issuer_uri = "https://token.actions.githubusercontent.com"
  }}
}}
"""


OWNERLESS: Final = 'resource "google_service_account" "deploy" {\n  account_id = "deploy"\n}\n'
GROUPED: Final = """
resource "google_cloud_identity_group" "ops" {
  parent = "customers/C1"
  group_key {
    id = "ops@city.example.jp"
  }
  labels = {}
}
resource "google_cloud_identity_group_membership" "taro" {
  group = google_cloud_identity_group.ops.id
  preferred_member_key {
    id = "taro@city.example.jp"
  }
  roles {
    name = "MEMBER"
  }
}
"""

CASES: Final = (
    Case(
        name="an owner signs in with Google",
        page=PAGE,
        hcl=member("roles/owner", USER),
        expected={A: ELSEWHERE},
        how="roles/owner on Google Cloud project city",
    ),
    Case(name="an editor", page=PAGE, hcl=member("roles/editor", USER), expected={A: ELSEWHERE}),
    Case(name="a viewer", page=PAGE, hcl=member("roles/viewer", USER), expected={A: NOBODY}),
    Case(
        name="everybody is editor",
        page="IAM docs, Principal identifiers: allAuthenticatedUsers",
        hcl=member("roles/editor", "allAuthenticatedUsers"),
        expected={A: NOT},
    ),
    Case(
        name="a group whose members nobody tells",
        page="IAM docs, Principal identifiers: group",
        hcl=member("roles/resourcemanager.projectIamAdmin", "group:ops@city.example.jp"),
        expected={A: ELSEWHERE},
    ),
    Case(
        name="a workforce pool",
        page="IAM docs, Workforce Identity Federation",
        hcl=member(
            "roles/owner",
            "principalSet://iam.googleapis.com/locations/global/workforcePools/gcas/group/admins",
        ),
        expected={A: ELSEWHERE},
    ),
    Case(
        name="anybody's pipeline",
        page="IAM docs, Configure Workload Identity Federation with deployment pipelines",
        hcl="""
resource "google_iam_workload_identity_pool_provider" "github" {
  workload_identity_pool_id          = "ci"
  workload_identity_pool_provider_id = "github"
  attribute_mapping                  = { "google.subject" = "assertion.sub" }
  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}
"""
        + member(
            "roles/owner",
            "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/*",
        ),
        expected={A: NOT},
    ),
    *(
        Case(
            name=f"a pipeline: {name}",
            page="IAM docs, Configure Workload Identity Federation with deployment pipelines",
            hcl=pipelines(condition) + member("roles/owner", f"{POOL}/{whom}"),
            expected={A: expected},
        )
        for name, condition, whom, expected in (
            ("of a branch of that name, anybody's", "assertion.ref == 'refs/heads/main'", "*", NOT),
            ("of no owner in particular", "assertion.repository_owner != ''", "*", NOT),
            ("of the owner or of a branch", f"{OWNER} || assertion.ref == 'x'", "*", NOT),
            ("of any owner, as one says", "true", "*", NOT),
            ("of the owner", OWNER, "*", NOBODY),
            ("of the owner by what it is mapped to", "attribute.owner == 'city'", "*", NOBODY),
            ("of a place of that name, anybody's", "", "attribute.environment/production", NOT),
            ("of a place of the owner's", OWNER, "attribute.environment/production", NOBODY),
            ("of a repository", "", "attribute.repository/city/infra", NOBODY),
            ("of what is mapped from nothing known", "", "attribute.other/x", ELSEWHERE),
        )
    ),
    *(
        Case(
            name=f"{role}: {name}",
            page="IAM docs, IAM basic and predefined roles reference",
            hcl=member(role, USER),
            expected={A: expected},
        )
        for role, name, expected in (
            ("roles/bigquery.dataOwner", "data", NOBODY),
            ("roles/datastore.owner", "data", NOBODY),
            ("roles/cloudsql.editor", "data", NOBODY),
            ("roles/bigquery.studioAdmin", "notebooks as well", ELSEWHERE),
            ("roles/cloudbuild.builds.builder", "builds", ELSEWHERE),
            ("roles/osconfig.patchJobExecutor", "what machines run", ELSEWHERE),
        )
    ),
    Case(
        name="may attach the account, and deploy an application",
        page="App Engine docs, Roles that grant access to App Engine",
        hcl=ACCOUNT
        + member("roles/appengine.deployer", USER)
        + member("roles/iam.serviceAccountUser", USER, "b"),
        expected={A: ELSEWHERE},
        how="appengine.versions.create",
    ),
    *(
        Case(
            name=f"the account that is owner is named in part: {named}",
            page="IAM docs, Principal identifiers",
            hcl='variable "hidden" {\n  type = string\n}\n'
            + OWNERLESS
            + member("roles/owner", named, "b")
            + on_account("roles/iam.serviceAccountTokenCreator", USER),
            expected={"google_service_account_iam_member.a": expected},
        )
        for named, expected in (
            ("serviceAccount:${var.hidden}", ELSEWHERE),
            ("serviceAccount:deploy@${var.hidden}.iam.gserviceaccount.com", ELSEWHERE),
            ("serviceAccount:other@${var.hidden}.iam.gserviceaccount.com", NOBODY),
            ("serviceAccount:${var.hidden}.svc.id.goog[ns/a]", NOBODY),
        )
    ),
    Case(
        name="a group that is owner is named in part",
        page="IAM docs, Principal identifiers: group",
        hcl='variable "hidden" {\n  type = string\n}\n'
        + GROUPED
        + member("roles/owner", "group:${var.hidden}"),
        expected={"google_cloud_identity_group_membership.taro": ELSEWHERE},
    ),
    Case(
        name="a service account is no person",
        page="IAM docs, Service accounts overview",
        hcl=ACCOUNT,
        expected={"google_project_iam_member.deploy": NOBODY},
    ),
    Case(
        name="a key of a service account that is owner",
        page="IAM docs, Best practices for managing service account keys",
        hcl=PROVIDER + ACCOUNT + KEY,
        expected={"google_service_account_key.deploy": NOT},
        how="a key of serviceAccount:deploy",
    ),
    Case(
        name="a key of a service account that is called by its attribute",
        page="IAM docs, Best practices for managing service account keys",
        hcl=ACCOUNT.replace(
            "deploy@city.iam.gserviceaccount.com", "${google_service_account.deploy.email}"
        )
        + KEY,
        expected={"google_service_account_key.deploy": NOT},
    ),
    Case(
        name="a key of a service account without power",
        page="IAM docs, Best practices for managing service account keys",
        hcl=PROVIDER + ACCOUNT.replace("roles/owner", "roles/logging.logWriter") + KEY,
        expected={"google_service_account_key.deploy": NOBODY},
    ),
    Case(
        name="a key of a service account that is switched off",
        page="google provider docs, google_service_account: disabled",
        hcl=PROVIDER
        + ACCOUNT.replace('account_id = "deploy"', 'account_id = "deploy"\n  disabled = true')
        + KEY,
        expected={"google_service_account_key.deploy": PERHAPS},
    ),
    Case(
        name="token creator on the account that is owner",
        page=AS,
        hcl=PROVIDER + ACCOUNT + on_account("roles/iam.serviceAccountTokenCreator", USER),
        expected={"google_service_account_iam_member.a": ELSEWHERE},
        how="roles/owner on Google Cloud project city",
    ),
    Case(
        name="everybody is token creator on the account that is owner",
        page=AS,
        hcl=PROVIDER + ACCOUNT + on_account("roles/iam.serviceAccountTokenCreator", "allUsers"),
        expected={"google_service_account_iam_member.a": NOT},
    ),
    Case(
        name="token creator on the project of the account that is owner",
        page=AS,
        hcl=PROVIDER + ACCOUNT + member("roles/iam.serviceAccountTokenCreator", "allUsers"),
        expected={A: NOT},
        how="iam.serviceAccounts.getAccessToken on google_service_account.deploy",
    ),
    Case(
        name="token creator on another project",
        page=AS,
        hcl=PROVIDER
        + ACCOUNT
        + member("roles/iam.serviceAccountTokenCreator", "allUsers", project="other"),
        expected={A: PERHAPS},
        how="the service accounts of Google Cloud project other that are not in this input",
    ),
    Case(
        name="may attach the account, but run nothing",
        page="IAM docs, Attach service accounts to resources",
        hcl=PROVIDER + ACCOUNT + on_account("roles/iam.serviceAccountUser", "allUsers"),
        expected={"google_service_account_iam_member.a": NOBODY},
    ),
    Case(
        name="may attach the account, and run functions",
        page="IAM docs, Attach service accounts to resources",
        hcl=PROVIDER
        + ACCOUNT
        + on_account("roles/iam.serviceAccountUser", "allUsers")
        + member("roles/cloudfunctions.developer", "allUsers"),
        expected={"google_service_account_iam_member.a": NOT, A: NOT},
        how="iam.serviceAccounts.actAs on google_service_account.deploy + cloudfunctions.functions",
    ),
    Case(
        name="may attach the account, and sign in to machines",
        page="Compute Engine docs, Set up OS Login",
        hcl=PROVIDER
        + ACCOUNT
        + VM
        + on_account("roles/iam.serviceAccountUser", "allUsers")
        + member("roles/compute.osAdminLogin", "allUsers"),
        expected={"google_service_account_iam_member.a": PERHAPS, A: PERHAPS},
        how="google_service_account.deploy + compute.instances.osAdminLogin",
    ),
    Case(
        name="may attach the account, sign in to machines, and run functions",
        page="IAM docs, Attach service accounts to resources",
        hcl=PROVIDER
        + ACCOUNT
        + on_account("roles/iam.serviceAccountUser", "allUsers")
        + member("roles/compute.osLogin", "allUsers")
        + member("roles/cloudfunctions.developer", "allUsers").replace('" "a"', '" "b"'),
        expected={"google_service_account_iam_member.a": NOT},
        how="cloudfunctions.functions",
    ),
    Case(
        name="may sign in to machines that run as an account that it may not attach",
        page="Compute Engine docs, Set up OS Login",
        hcl=PROVIDER + ACCOUNT + VM + member("roles/compute.osAdminLogin", "allUsers"),
        expected={A: NOBODY},
    ),
    Case(
        name="a custom role that sets the policy of the project",
        page="IAM docs, Create and manage custom roles",
        hcl="""
resource "google_project_iam_custom_role" "a" {
  project     = "city"
  role_id     = "keeper"
  title       = "keeper"
  permissions = ["resourcemanager.projects.get", "resourcemanager.projects.setIamPolicy"]
}
"""
        + member("projects/city/roles/keeper", "allAuthenticatedUsers"),
        expected={A: NOT},
        how="keeper on Google Cloud project city: resourcemanager.projects.setIamPolicy",
    ),
    Case(
        name="a custom role that looks",
        page="IAM docs, Create and manage custom roles",
        hcl="""
resource "google_project_iam_custom_role" "a" {
  project     = "city"
  role_id     = "looker"
  title       = "looker"
  permissions = ["resourcemanager.projects.get"]
}
"""
        + member("projects/city/roles/looker", USER),
        expected={A: NOBODY},
    ),
    Case(
        name="a custom role that widens itself",
        page="Rhino Security Labs, Privilege Escalation in Google Cloud Platform: iam.roles.update",
        hcl="""
resource "google_project_iam_custom_role" "a" {
  project     = "city"
  role_id     = "widener"
  title       = "widener"
  permissions = ["iam.roles.update"]
}
"""
        + member("projects/city/roles/widener", "allUsers"),
        expected={A: NOT},
        how="iam.roles.update of widener",
    ),
    Case(
        name="role administrator without a custom role",
        page="Rhino Security Labs, Privilege Escalation in Google Cloud Platform: iam.roles.update",
        hcl=member("roles/iam.roleAdmin", USER),
        expected={A: NOBODY},
    ),
    Case(
        name="a custom role that is not in this input",
        page="IAM docs, Create and manage custom roles",
        hcl=member("organizations/123/roles/keeper", "allUsers"),
        expected={A: PERHAPS},
    ),
    Case(
        name="an administrator of the folder may act as the account below",
        page="Resource Manager docs, Resource hierarchy",
        hcl=PROVIDER
        + HIERARCHY
        + ACCOUNT
        + """
resource "google_folder_iam_member" "a" {
  folder = google_folder.systems.name
  role   = "roles/iam.serviceAccountKeyAdmin"
  member = "allUsers"
}
""",
        expected={"google_folder_iam_member.a": NOT},
        how="iam.serviceAccountKeys.create on google_service_account.deploy",
    ),
    Case(
        name="the same where keys cannot be made",
        page="Resource Manager docs, Restrict service account usage",
        hcl=PROVIDER
        + HIERARCHY
        + ACCOUNT
        + on_account("roles/iam.serviceAccountKeyAdmin", "allUsers")
        + """
resource "google_org_policy_policy" "keys" {
  name   = "projects/city/policies/iam.disableServiceAccountKeyCreation"
  parent = "projects/city"
  spec {
    rules {
      enforce = "TRUE"
    }
  }
}
""",
        expected={"google_service_account_iam_member.a": NOBODY},
    ),
    Case(
        name="a deny policy that takes the power away",
        page=DENY,
        hcl=member("roles/resourcemanager.projectIamAdmin", USER)
        + deny("principal://goog/subject/taro@city.example.jp"),
        expected={A: NOBODY},
    ),
    Case(
        name="a deny policy for all but this one",
        page=DENY,
        hcl=member("roles/resourcemanager.projectIamAdmin", "allUsers")
        + member("roles/resourcemanager.projectIamAdmin", USER, "b")
        + deny(
            "principalSet://goog/public:all",
            excepted="principal://goog/subject/taro@city.example.jp",
        ),
        expected={"google_project_iam_member.b": ELSEWHERE, A: PERHAPS},
    ),
    Case(
        name="a deny policy under a condition",
        page=DENY,
        hcl=member("roles/resourcemanager.projectIamAdmin", "allUsers")
        + deny(
            "principalSet://goog/public:all",
            more="denial_condition {\n expression = \"!resource.matchTag('123/env', 'test')\"\n }",
        ),
        expected={A: PERHAPS},
    ),
    Case(
        name="an owner keeps everything else",
        page=DENY,
        hcl=member("roles/owner", "allUsers") + deny("principalSet://goog/public:all"),
        expected={A: NOT},
    ),
    Case(
        name="a principal access boundary may close it",
        page="IAM docs, Principal access boundary policies",
        hcl=member("roles/owner", "allUsers")
        + """
resource "google_iam_projects_policy_binding" "a" {
  project           = "city"
  location          = "global"
  policy_binding_id = "a"
  policy            = "organizations/123/locations/global/principalAccessBoundaryPolicies/a"
  target {
    principal_set = "//cloudresourcemanager.googleapis.com/projects/city"
  }
}
""",
        expected={A: PERHAPS},
    ),
    Case(
        name="a condition decides",
        page="IAM docs, Overview of IAM Conditions",
        hcl="""
resource "google_project_iam_binding" "a" {
  project = "city"
  role    = "roles/owner"
  members = ["allUsers"]
  condition {
    title      = "for a while"
    expression = "request.time < timestamp('2026-01-01T00:00:00Z')"
  }
}
""",
        expected={"google_project_iam_binding.a": PERHAPS},
    ),
    Case(
        name="a group whose access level asks for a second factor",
        page="Access Context Manager docs, Custom access level specification",
        hcl=STRONG,
        expected={"google_organization_iam_member.administrators": ELSEWHERE},
    ),
    Case(
        name="a user of the organisation, in a group whose access level asks for a second factor",
        page="Chrome Enterprise Premium docs, Secure the Google Cloud console and the APIs",
        hcl=STRONG + TARO + ORGANIZATION,
        expected={"google_cloud_identity_group_membership.taro": ENFORCED},
    ),
    Case(
        name="a user of whom nobody tells that he is of the organisation",
        page="Chrome Enterprise Premium docs, Secure the Google Cloud console and the APIs",
        hcl=STRONG + TARO,
        expected={"google_cloud_identity_group_membership.taro": ELSEWHERE},
    ),
    Case(
        name="a group whose access level asks for a password",
        page="Access Context Manager docs, Custom access level specification",
        hcl=LEVEL.replace("EXPRESSION", "request.auth.claims.crd_str.pwd == true"),
        expected={"google_organization_iam_member.administrators": ELSEWHERE},
    ),
    Case(
        name="another group is bound to less, and one may be of both",
        page="Access Context Manager docs, Apply access levels to user groups",
        hcl=STRONG
        + """
resource "google_access_context_manager_gcp_user_access_binding" "others" {
  organization_id = "123"
  group_key       = "01d520gv4vjcrht"
  access_levels   = ["accessPolicies/1/accessLevels/office"]
}
""",
        expected={"google_organization_iam_member.administrators": ELSEWHERE},
    ),
    Case(
        name="an entitlement that nobody approves",
        page="IAM docs, Privileged Access Manager overview",
        hcl="""
resource "google_privileged_access_manager_entitlement" "a" {
  entitlement_id       = "a"
  location             = "global"
  parent               = "projects/city"
  max_request_duration = "3600s"
  eligible_users {
    principals = ["user:taro@city.example.jp"]
  }
  privileged_access {
    gcp_iam_access {
      resource      = "//cloudresourcemanager.googleapis.com/projects/city"
      resource_type = "cloudresourcemanager.googleapis.com/Project"
      role_bindings {
        role = "roles/owner"
      }
    }
  }
  requester_justification_config {
    unstructured {}
  }
}
""",
        expected={"google_privileged_access_manager_entitlement.a": ELSEWHERE},
        how="by an entitlement",
    ),
    Case(
        name="a whole policy in a data source",
        page="google provider docs, google_project_iam_policy",
        hcl="""
data "google_iam_policy" "city" {
  binding {
    role    = "roles/owner"
    members = ["allUsers"]
  }
}
resource "google_project_iam_policy" "city" {
  project     = "city"
  policy_data = data.google_iam_policy.city.policy_data
}
""",
        expected={"google_project_iam_policy.city": NOT},
    ),
    Case(
        name="a member of the group that is owner",
        page="Cloud Identity docs, Groups: memberships",
        hcl="""
resource "google_cloud_identity_group" "ops" {
  parent = "customers/C0123"
  group_key {
    id = "ops@city.example.jp"
  }
  labels = { "cloudidentity.googleapis.com/groups.discussion_forum" = "" }
}
resource "google_cloud_identity_group_membership" "taro" {
  group = google_cloud_identity_group.ops.id
  preferred_member_key {
    id = "taro@city.example.jp"
  }
  roles {
    name = "MEMBER"
  }
}
"""
        + member("roles/owner", "group:ops@city.example.jp"),
        expected={"google_cloud_identity_group_membership.taro": ELSEWHERE, A: ELSEWHERE},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_ends_as_the_documentation_says(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_hidden_makes_nothing_but_unknown(case: Case) -> None:
    assert list(changed(case)) == []


def test_who_else_has_a_role_is_told_as_not_seen() -> None:
    assert {"Google Cloud project city", "Google Workspace"} <= set(powers(CASES[0]).unseen)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("request.auth.claims.crd_str.mfa == true", True),
        ("request.auth.claims.crd_str.hwk == true && origin.region_code == 'JP'", True),
        ("request.auth.claims.crd_str.mfa == true || origin.region_code == 'JP'", False),
        ("request.auth.claims.crd_str.mfa != true", False),
        ("!request.auth.claims.crd_str.mfa", False),
        ("!(origin.region_code == 'JP' && request.auth.claims.crd_str.mfa == true)", False),
        ("request.auth.claims.crd_str.pwd == true", False),
        (None, False),
    ],
)
def test_an_expression_asks_for_a_second_factor(expression: object, *, expected: bool) -> None:
    assert asks(expression) is expected


def test_every_role_of_the_table_holds_permissions_of_the_table() -> None:
    for role, permissions in table().roles.items():
        assert permissions <= table().all, role
