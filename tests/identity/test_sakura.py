"""SAKURA Cloud: who may become an administrator, and what asks for a second factor."""

from __future__ import annotations

from typing import Final

import pytest

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

USER: Final = """
resource "sakura_iam_user" "taro" {
  name                = "taro"
  code                = "taro"
  password_wo         = "example-not-a-secret"
  password_wo_version = 1
}
resource "sakura_iam_project" "city" {
  name = "city"
  code = "city"
}
"""
GROUP: Final = """
resource "sakura_iam_group" "ops" {
  name = "ops"
}
"""
SSO: Final = """
resource "sakura_iam_sso" "city" {
  name            = "city"
  idp_entity_id   = "https://idp.city.example.jp"
  idp_login_url   = "https://idp.city.example.jp/login"
  idp_logout_url  = "https://idp.city.example.jp/logout"
  idp_certificate = "certificate"
}
"""


def auth(text: str) -> str:
    """Return the authentication settings of the organisation."""
    return f'resource "sakura_iam_auth" "city" {{\n  {text}\n}}\n'


ASKS: Final = auth("conditions = { require_two_factor_auth = true }")
ASKS_NOT: Final = auth("conditions = { require_two_factor_auth = false }")
TARO: Final = "sakura_iam_user.taro"
MANUAL: Final = "SAKURA Cloud manual, IAMポリシー"
AUTH: Final = "sakura provider docs, sakura_iam_auth"


def policy(
    role: str,
    who: str = "sakura_iam_user.taro.id",
    kind: str = "user",
    target: str = "project",
    sort: str = "preset",
) -> str:
    """Return a policy that gives one role."""
    on = "  target_id = sakura_iam_project.city.id" if target == "project" else ""
    return f"""
resource "sakura_iam_policy" "a" {{
  target = "{target}"
{on}
  bindings = [{{
    principals = [{{ id = {who}, type = "{kind}" }}]
    role       = {{ id = "{role}", type = "{sort}" }}
  }}]
}}
"""


def key(role: str) -> str:
    """Return an API key of a project."""
    return f"""
resource "sakura_iam_project_apikey" "deploy" {{
  name       = "deploy"
  project_id = sakura_iam_project.city.id
  iam_roles  = ["{role}"]
}}
"""


CASES: Final = (
    Case(
        name="an owner must have a second factor",
        page=AUTH,
        hcl=USER + ASKS + policy("owner"),
        expected={TARO: ENFORCED},
        how="owner on SAKURA Cloud project",
    ),
    Case(
        name="an owner need not",
        page=AUTH,
        hcl=USER + ASKS_NOT + policy("owner"),
        expected={TARO: NOT},
    ),
    Case(
        name="nothing tells what the organisation asks",
        page=AUTH,
        hcl=USER + policy("owner"),
        expected={TARO: ELSEWHERE},
    ),
    Case(
        name="the settings do not write it",
        page=AUTH,
        hcl=USER + auth("password_policy = { min_length = 12 }") + policy("owner"),
        expected={TARO: ELSEWHERE},
    ),
    Case(
        name="a viewer",
        page=MANUAL,
        hcl=USER + ASKS_NOT + policy("resource-viewer"),
        expected={TARO: NOBODY},
    ),
    Case(
        name="whoever creates and deletes",
        page="SAKURA Cloud, アクセスレベル",
        hcl=USER + ASKS_NOT + policy("resource-creator"),
        expected={TARO: NOT},
    ),
    Case(
        name="an administrator of the organisation",
        page="sakura provider docs, sakura_iam_policy",
        hcl=USER + ASKS_NOT + policy("organization-admin", target="organization"),
        expected={TARO: NOT},
        how="SAKURA Cloud organisation",
    ),
    Case(
        name="whoever manages identities",
        page="sakura provider docs, sakura_iam_organization_id_policy",
        hcl=USER
        + ASKS_NOT
        + """
resource "sakura_iam_organization_id_policy" "a" {
  bindings = [{
    principals = [{ id = sakura_iam_user.taro.id, type = "user" }]
    role       = { id = "identity-admin", type = "preset" }
  }]
}
""",
        expected={TARO: NOT},
    ),
    Case(
        name="a role of one's own making",
        page=MANUAL,
        hcl=USER + ASKS_NOT + policy("keeper", sort="custom"),
        expected={TARO: PERHAPS},
    ),
    Case(
        name="a group whose members nobody tells",
        page="sakura provider docs, sakura_iam_group",
        hcl=USER + GROUP + ASKS + policy("owner", "sakura_iam_group.ops.id", "group"),
        expected={"sakura_iam_group.ops": ENFORCED, TARO: NOBODY},
    ),
    Case(
        name="an identity provider",
        page="さくらのナレッジ, シングルサインオン(SSO)連携",
        hcl=USER + SSO + ASKS + policy("owner"),
        expected={TARO: ELSEWHERE},
    ),
    Case(
        name="an identity provider, and a password without a second factor",
        page="さくらのナレッジ, シングルサインオン(SSO)連携",
        hcl=USER + SSO + ASKS_NOT + policy("owner"),
        expected={TARO: NOT},
    ),
    Case(
        name="a user who is not in this input",
        page=MANUAL,
        hcl=USER + policy("owner", '"123456789012"'),
        expected={"sakura_iam_policy.a": ELSEWHERE, TARO: NOBODY},
    ),
    Case(
        name="an API key that creates and deletes",
        page="SAKURA Cloud manual, 認証",
        hcl=USER + ASKS + key("resource-creator"),
        expected={"sakura_iam_project_apikey.deploy": NOT},
    ),
    Case(
        name="an API key that looks",
        page="SAKURA Cloud manual, 認証",
        hcl=USER + ASKS + key("resource-viewer"),
        expected={"sakura_iam_project_apikey.deploy": NOBODY},
    ),
    Case(
        name="a service principal is no person",
        page="sakura provider docs, sakura_iam_service_principal",
        hcl=USER
        + ASKS_NOT
        + """
resource "sakura_iam_service_principal" "deploy" {
  name       = "deploy"
  project_id = sakura_iam_project.city.id
}
"""
        + policy("owner", "sakura_iam_service_principal.deploy.id", "service-principal"),
        expected={TARO: NOBODY},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_ends_as_the_documentation_says(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_hidden_makes_nothing_but_unknown(case: Case) -> None:
    assert list(changed(case)) == []


def test_the_member_id_is_told_as_not_seen() -> None:
    assert "SAKURA Cloud organisation" in powers(CASES[0]).unseen


def test_a_user_has_a_password_of_its_own() -> None:
    key = powers(CASES[0]).principals[TARO].key
    assert key is not None
    assert getattr(key, "value", None) is True
