"""OCI: policy statements, who becomes an administrator by them, and who asks for more."""

from __future__ import annotations

from typing import Final

import pytest

from cloudguard.providers.oci.identity.conditions import Request, holds
from cloudguard.providers.oci.identity.grammar import UnreadableError, parse
from cloudguard.values import Unknown
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

CLASSIC: Final = """
resource "oci_identity_identity_provider" "city" {
  compartment_id = "ocid1.tenancy.oc1..city"
  name           = "city"
  description    = "city"
  product_type   = "IDCS"
  protocol       = "SAML2"
  metadata       = "<xml/>"
  metadata_url   = "https://idp.city.example.jp"
}
"""
DOMAIN: Final = """
resource "oci_identity_domains_policy" "sign_on" {
  idcs_endpoint = "https://idcs-1.identity.oraclecloud.com"
  name          = "sign-on"
  schemas       = ["urn:ietf:params:scim:schemas:oracle:idcs:Policy"]
  policy_type {
    value = "SignOn"
  }
}
"""
TARO: Final = """
resource "oci_identity_user" "taro" {
  name        = "taro"
  description = "taro"
  email       = "taro@city.example.jp"
}
resource "oci_identity_group" "ops" {
  name        = "ops"
  description = "ops"
}
resource "oci_identity_user_group_membership" "taro" {
  user_id  = oci_identity_user.taro.id
  group_id = oci_identity_group.ops.id
}
"""
KEY: Final = """
resource "oci_identity_api_key" "taro" {
  user_id   = oci_identity_user.taro.id
  key_value = "-----BEGIN PUBLIC KEY-----"
}
"""
UI_LOGIN: Final = """
resource "oci_identity_ui_password" "taro" {
  user_id = oci_identity_user.taro.id
}
"""
NO_KEYS: Final = """
resource "oci_identity_user_capabilities_management" "taro" {
  user_id          = oci_identity_user.taro.id
  can_use_api_keys = false
}
"""
USER: Final = "oci_identity_user.taro"
POLICY: Final = "oci_identity_policy.a"
WITH_MFA: Final = "where request.user.mfaTotpVerified = 'true'"


def policy(*statements: str, name: str = "a") -> str:
    """Return a policy of the tenancy."""
    quoted = ", ".join(f'"{statement}"' for statement in statements)
    return f"""
resource "oci_identity_policy" "{name}" {{
  compartment_id = "ocid1.tenancy.oc1..city"
  name           = "{name}"
  description    = "{name}"
  statements     = [{quoted}]
}}
"""


def case(
    name: str, page: str, *statements: str, answer: str, base: str = "", how: str = ""
) -> Case:
    """Return a case of a user with an API key, in a group that statements are for."""
    hcl = (base or CLASSIC + TARO + KEY) + policy(*statements)
    return Case(name=name, page=page, hcl=hcl, expected={USER: answer}, how=how)


SYNTAX: Final = "OCI documentation, Policy Syntax"
CONDITIONS: Final = "OCI documentation, Conditions"
MFA: Final = "OCI documentation, General Variables for All Requests"
IAM: Final = "OCI documentation, Details for IAM without Identity Domains"
DENY: Final = "OCI documentation, Deny Policies"
SUBJECTS: Final = "OCI documentation, Subjects"
ALL: Final = "manage all-resources in tenancy"

CASES: Final = (
    case(
        "manages everything",
        SYNTAX,
        f"Allow group ops to {ALL}",
        answer=NOT,
        how="manages all resources in OCI tenancy",
    ),
    case("whatever the case", SYNTAX, f"ALLOW GROUP Ops TO {ALL.upper()}", answer=NOT),
    case("spaces mean nothing", SYNTAX, f"allow  group   ops to  {ALL}", answer=NOT),
    case("several groups", SUBJECTS, f"Allow group others, ops to {ALL}", answer=NOT),
    case("a name in quotation marks", SUBJECTS, f"Allow group 'ops' to {ALL}", answer=NOT),
    case(
        "the default domain by name", SUBJECTS, f"Allow group 'Default'/'ops' to {ALL}", answer=NOT
    ),
    case("another domain's group", SUBJECTS, f"Allow group 'Other'/'ops' to {ALL}", answer=NOBODY),
    case("another group", SUBJECTS, f"Allow group others to {ALL}", answer=NOBODY),
    case("any user", SUBJECTS, f"Allow any-user to {ALL}", answer=NOT),
    case("any group", SUBJECTS, f"Allow any-group to {ALL}", answer=NOT),
    case("a service is nobody", SUBJECTS, f"Allow service FaaS to {ALL}", answer=NOBODY),
    case(
        "everything, of which a condition leaves one permission that leads nowhere",
        CONDITIONS,
        f"Allow group ops to {ALL} where request.permission = 'AUDIT_EVENT_READ'",
        answer=NOBODY,
    ),
    case(
        "everything, of which a condition leaves one permission that does",
        CONDITIONS,
        f"Allow group ops to {ALL} where request.permission = 'IDENTITY_PROVIDER_CREATE'",
        answer=NOT,
    ),
    case(
        "reads everything",
        "OCI documentation, Verbs",
        "Allow group ops to read all-resources in tenancy",
        answer=NOBODY,
    ),
    case(
        "uses everything: users and groups among it",
        IAM,
        "Allow group ops to use all-resources in tenancy",
        answer=NOT,
        how="adds itself to the group Administrators",
    ),
    case(
        "manages a compartment",
        "OCI documentation, Location",
        "Allow group ops to manage all-resources in compartment systems:tax",
        answer=NOT,
        how="OCI compartment systems:tax",
    ),
    case(
        "the tenancy by its id",
        "OCI documentation, Location",
        "Allow group ops to manage all-resources in compartment id ocid1.tenancy.oc1..city",
        answer=NOT,
        how="in OCI tenancy",
    ),
    case(
        "writes policies",
        IAM,
        "Allow group ops to manage policies in tenancy",
        answer=NOT,
        how="writes policies in OCI tenancy",
    ),
    case(
        "uses policies: no more than reading them",
        IAM,
        "Allow group ops to use policies in tenancy",
        answer=NOBODY,
    ),
    case(
        "a permission by its name",
        "OCI documentation, Advanced Policy Features: permissions",
        "Allow group ops to {POLICY_CREATE, POLICY_INSPECT} in tenancy",
        answer=NOT,
    ),
    case(
        "permissions that lead nowhere",
        "OCI documentation, Advanced Policy Features: permissions",
        "Allow group ops to {POLICY_INSPECT, GROUP_UPDATE} in tenancy",
        answer=NOBODY,
    ),
    case(
        "users and groups",
        IAM,
        "Allow group ops to use users in tenancy",
        "Allow group ops to use groups in tenancy",
        answer=NOT,
        how="adds itself to",
    ),
    case("groups alone", IAM, "Allow group ops to manage groups in tenancy", answer=NOBODY),
    case(
        "any group but the administrators'",
        CONDITIONS,
        "Allow group ops to use users in tenancy",
        "Allow group ops to use groups in tenancy where target.group.name != 'Administrators'",
        answer=NOBODY,
    ),
    case(
        "any group but the administrators', which another group also is",
        CONDITIONS,
        "Allow group ops to use users in tenancy",
        "Allow group ops to use groups in tenancy where target.group.name != 'Administrators'",
        f"Allow group keepers to {ALL}",
        answer=NOT,
        how="adds itself to group keepers",
    ),
    case(
        "groups by a pattern",
        CONDITIONS,
        "Allow group ops to use users in tenancy",
        "Allow group ops to use groups in tenancy where target.group.name = /A-Users-*/",
        answer=NOBODY,
    ),
    case(
        "manages users",
        IAM,
        "Allow group ops to manage users in tenancy",
        answer=NOT,
        how="resets the password, or adds an API key",
    ),
    case(
        "manages users, one operation alone",
        "OCI documentation, Advanced Policy Features: operations",
        "Allow group ops to manage users in tenancy where request.operation = 'ListUsers'",
        answer=NOBODY,
    ),
    case(
        "everything, one operation alone",
        "OCI documentation, Advanced Policy Features: operations",
        "Allow group ops to manage all-resources in tenancy "
        "where request.operation = 'CreatePolicy'",
        answer=NOT,
        how="writes policies",
    ),
    case(
        "all but one permission",
        "OCI documentation, Advanced Policy Features: permissions",
        "Allow group ops to manage policies in tenancy where request.permission != 'POLICY_DELETE'",
        answer=NOT,
    ),
    case(
        "identity providers",
        "OCI documentation, Federating with Identity Providers",
        "Allow group ops to manage identity-providers in tenancy",
        answer=NOT,
    ),
    case(
        "a condition on the address",
        "OCI documentation, Overview of Network Sources",
        f"Allow group ops to {ALL} where request.networkSource.name = 'city'",
        answer=PERHAPS,
    ),
    case(
        "a region alone",
        MFA,
        f"Allow group ops to {ALL} where request.region = 'nrt'",
        answer=PERHAPS,
    ),
    case(
        "only verified, by an API key", MFA, f"Allow group ops to {ALL} {WITH_MFA}", answer=ENFORCED
    ),
    case(
        "only verified, without identity domains",
        MFA,
        f"Allow group ops to {ALL} {WITH_MFA}",
        answer=ENFORCED,
        base=CLASSIC + TARO + UI_LOGIN,
    ),
    case(
        "any of verified and something else",
        CONDITIONS,
        f"Allow group ops to {ALL} "
        f"where any {{request.user.mfaTotpVerified = 'true', request.region = 'nrt'}}",
        answer=PERHAPS,
    ),
    case(
        "all of verified and something else",
        CONDITIONS,
        f"Allow group ops to {ALL} "
        f"where all {{request.user.mfaTotpVerified = 'true', request.region = 'nrt'}}",
        answer=ENFORCED,
    ),
    case(
        "verified for policies, not for users",
        MFA,
        f"Allow group ops to manage policies in tenancy {WITH_MFA}",
        "Allow group ops to manage users in tenancy",
        answer=NOT,
    ),
    case(
        "not verified is denied",
        DENY,
        f"Allow group ops to {ALL}",
        "Deny any-user to manage all-resources in tenancy "
        "where request.user.mfaTotpVerified != 'true'",
        "Deny any-user to use all-resources in tenancy "
        "where request.user.mfaTotpVerified != 'true'",
        answer=ENFORCED,
    ),
    case(
        "everything is denied",
        DENY,
        f"Allow group ops to {ALL}",
        f"Deny group ops to {ALL}",
        "Deny group ops to use all-resources in tenancy",
        answer=NOBODY,
    ),
    case(
        "to manage is denied, and perhaps not what one uses",
        DENY,
        f"Allow group ops to {ALL}",
        f"Deny group ops to {ALL}",
        answer=PERHAPS,
    ),
    case(
        "the administrators' group is exempt",
        DENY,
        f"Allow group Administrators to {ALL}",
        f"Deny any-user to {ALL}",
        "Deny any-user to use all-resources in tenancy",
        answer=NOT,
        base=CLASSIC + TARO.replace('name        = "ops"', 'name        = "Administrators"') + KEY,
    ),
    case(
        "permissions of a type",
        "OCI documentation, Advanced Policy Features: permissions",
        "Allow group ops to {POLICY_CREATE} policies in tenancy",
        answer=NOT,
    ),
    case(
        "policies are denied, everything else is not",
        DENY,
        f"Allow group ops to {ALL}",
        "Deny group ops to manage policies in tenancy",
        answer=NOT,
    ),
    case(
        "policies are denied, and all there was",
        DENY,
        "Allow group ops to manage policies in tenancy",
        "Deny group ops to manage policies in tenancy",
        answer=NOBODY,
    ),
    case(
        "another group is denied, to which one may belong",
        DENY,
        f"Allow group ops to {ALL}",
        f"Deny group others to {ALL}",
        answer=PERHAPS,
    ),
    case(
        "a denial under a condition",
        DENY,
        f"Allow group ops to {ALL}",
        f"Deny group ops to {ALL} where request.networkSource.name = 'outside'",
        answer=PERHAPS,
    ),
    case(
        "the key of a domain's user",
        MFA,
        f"Allow group ops to {ALL}",
        answer=NOT,
        base=DOMAIN + TARO + KEY,
    ),
    case(
        "verified, with identity domains",
        MFA,
        f"Allow group ops to {ALL} {WITH_MFA}",
        answer=ELSEWHERE,
        base=DOMAIN + TARO + KEY,
    ),
    case(
        "a domain's user who can have no key",
        "OCI documentation, Managing Sign-On Policies",
        f"Allow group ops to {ALL}",
        answer=ELSEWHERE,
        base=DOMAIN + TARO + NO_KEYS,
    ),
    case(
        "nothing tells whether there are domains",
        MFA,
        f"Allow group ops to {ALL} {WITH_MFA}",
        answer=ELSEWHERE,
        base=TARO + NO_KEYS,
    ),
    case(
        "a password without identity domains",
        "OCI documentation, Managing Multifactor Authentication",
        f"Allow group ops to {ALL}",
        answer=NOT,
        base=CLASSIC + TARO + UI_LOGIN,
    ),
    case(
        "no credential in this input",
        "OCI documentation, User Credentials",
        f"Allow group ops to {ALL}",
        answer=PERHAPS,
        base=CLASSIC + TARO,
    ),
    case(
        "endorsed elsewhere",
        "OCI documentation, Cross-Tenancy Access Policies",
        "Define tenancy Other as ocid1.tenancy.oc1..other",
        "Endorse group ops to manage all-resources in tenancy Other",
        answer=NOBODY,
    ),
    case(
        "a defined name",
        "OCI documentation, Cross-Tenancy Access Policies",
        "Define group Keepers as ocid1.group.oc1..keepers",
        f"Allow group Keepers to {ALL}",
        answer=PERHAPS,
    ),
    case("what cannot be read", SYNTAX, "Permit ops to do everything", answer=PERHAPS),
    Case(
        name="a group that is not in this input",
        page="OCI documentation, Managing Sign-On Policies",
        hcl=DOMAIN + policy(f"Allow group Keepers to {ALL}"),
        expected={POLICY: ELSEWHERE},
    ),
    Case(
        name="a group of which nobody is in this input, verified",
        page=MFA,
        hcl=CLASSIC
        + 'resource "oci_identity_group" "ops" {\n  name = "ops"\n  description = "ops"\n}\n'
        + policy(f"Allow group ops to {ALL} {WITH_MFA}"),
        expected={"oci_identity_group.ops": ENFORCED},
    ),
    Case(
        name="a group of the identity provider",
        page="OCI documentation, Federating with Identity Providers",
        hcl=CLASSIC
        + TARO
        + """
resource "oci_identity_idp_group_mapping" "ops" {
  identity_provider_id = oci_identity_identity_provider.city.id
  idp_group_name       = "cloud-ops"
  group_id             = oci_identity_group.ops.id
}
"""
        + policy(f"Allow group ops to {ALL}"),
        expected={"oci_identity_idp_group_mapping.ops": ELSEWHERE},
    ),
    Case(
        name="a group of another tenancy is admitted",
        page="OCI documentation, Cross-Tenancy Access Policies",
        hcl=policy(
            "Define tenancy Vendor as ocid1.tenancy.oc1..vendor",
            f"Admit group Operators of tenancy Vendor to {ALL}",
        ),
        expected={POLICY: ELSEWHERE},
    ),
    Case(
        name="whoever writes the rule of a dynamic group that manages everything",
        page="OCI documentation, Managing Dynamic Groups",
        hcl=CLASSIC
        + TARO
        + KEY
        + """
resource "oci_identity_dynamic_group" "deploy" {
  compartment_id = "ocid1.tenancy.oc1..city"
  name           = "deploy"
  description    = "deploy"
  matching_rule  = "instance.compartment.id = 'ocid1.compartment.oc1..deploy'"
}
"""
        + policy(
            f"Allow dynamic-group deploy to {ALL}",
            "Allow group ops to use dynamic-groups in tenancy",
        ),
        expected={USER: NOT},
        how="writes the matching rule of dynamic group deploy",
    ),
    Case(
        name="whoever starts an instance of a dynamic group that manages everything",
        page="OCI documentation, Calling Services from an Instance",
        hcl=CLASSIC
        + TARO
        + KEY
        + """
resource "oci_identity_dynamic_group" "deploy" {
  compartment_id = "ocid1.tenancy.oc1..city"
  name           = "deploy"
  description    = "deploy"
  matching_rule  = "instance.compartment.id = 'ocid1.compartment.oc1..deploy'"
}
"""
        + policy(
            f"Allow dynamic-group deploy to {ALL}",
            "Allow group ops to manage instance-family in compartment deploy",
        ),
        expected={USER: PERHAPS},
        how="starts an instance or function of dynamic group deploy",
    ),
    Case(
        name="the administrator that a domain is made with",
        page="OCI documentation, Creating an Identity Domain",
        hcl="""
resource "oci_identity_domain" "city" {
  compartment_id  = "ocid1.tenancy.oc1..city"
  display_name    = "city"
  description     = "city"
  home_region     = "ap-tokyo-1"
  license_type    = "free"
  admin_user_name = "admin"
  admin_email     = "admin@city.example.jp"
}
""",
        expected={"oci_identity_domain.city": ELSEWHERE},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_ends_as_the_documentation_says(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_hidden_makes_nothing_but_unknown(case: Case) -> None:
    assert list(changed(case)) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Allow",
        "Allow group",
        "Allow group a to manage",
        "Allow group a to manage all-resources",
        "Allow group a to manage all-resources in",
        "Allow group a to manage all-resources in space",
        "Allow group a to manage all-resources in tenancy where",
        "Allow group a to manage all-resources in tenancy where x",
        "Allow group a to manage all-resources in tenancy where x ~ 'y'",
        "Allow group a to manage all-resources in tenancy where all {x = 'y'",
        "Allow user a to manage all-resources in tenancy",
        "Allow group a to manage all-resources in tenancy and more",
        "Allow group 'a to manage all-resources in tenancy",
    ],
)
def test_what_is_no_statement_is_not_read(text: str) -> None:
    with pytest.raises(UnreadableError):
        parse(text)


def test_conditions_nest() -> None:
    said = parse(
        "Allow group a to read buckets in tenancy where all {request.operation = 'A', "
        "any {target.bucket.name = /logs-*/, target.bucket.name in ('b', 'c')}}"
    )
    for name, expected in (("logs-1", True), ("C", True), ("d", False)):
        request = Request(None, ("A",), (), {"target.bucket.name": name})
        assert holds(said.condition, request).sure is expected


RULE: Final = """
resource "oci_identity_domains_rule" "NAME" {
  idcs_endpoint = "https://idcs-1.identity.oraclecloud.com"
  name          = "NAME"
  condition     = "subject.isUser eq true"
  schemas       = ["urn:ietf:params:scim:schemas:oracle:idcs:Rule"]
  policy_type {
    value = "KIND"
  }
  return {
    name  = "effect"
    value = "EFFECT"
  }
  return {
    name  = "authenticationFactor"
    value = "FACTOR"
  }
}
"""


def rule(name: str, factor: str, effect: str = "ALLOW", kind: str = "SignOn") -> str:
    made = RULE.replace("NAME", name).replace("FACTOR", factor)
    return made.replace("EFFECT", effect).replace("KIND", kind)


ONE: Final = "the sign-on rule oci_identity_domains_rule.{} lets in with one factor"
MAYBE: Final = "the sign-on rule oci_identity_domains_rule.{} may let in with one factor"
TWO: Final = "the sign-on rule oci_identity_domains_rule.{} asks for a second factor"


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (rule("a", "IDP+2FA"), TWO.format("a")),
        (rule("a", "IDP"), ONE.format("a")),
        (rule("a", "IDP+2FA") + rule("b", "IDP"), ONE.format("b")),
        (rule("a", "${var.factor}"), MAYBE.format("a")),
        (rule("a", "${var.factor}") + rule("b", "IDP+2FA"), MAYBE.format("a")),
        (rule("a", "${var.factor}") + rule("b", "IDP"), ONE.format("b")),
        (rule("a", "IDP", effect="DENY"), "the sign-on policy of the identity domain decides"),
        (rule("a", "IDP", kind="Password"), "the sign-on policy of the identity domain decides"),
    ],
)
def test_a_sign_on_rule_is_named_and_decides_nothing(rules: str, said: str) -> None:
    base = DOMAIN + TARO + NO_KEYS + UI_LOGIN + 'variable "factor" {}' + rules
    one = case("", "", f"Allow group ops to {ALL}", answer=ELSEWHERE, base=base)
    found = powers(one).chain(USER)
    assert found is not None
    assert isinstance(found.enforced, Unknown)
    assert found.enforced.reason.startswith(said)
