"""Cases: conditions on a second factor that leave a hole, and what only looks like one.

IAM User Guide, the page that each case names, where no other document is named.
"""
# a table: one estate to an entry

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.identity.aws.cases import allow, deny
from tests.identity.aws.chains import ADMIN, PROVIDER, attached, user
from tests.identity.chains import ELSEWHERE, ENFORCED, NOBODY, NOT, PERHAPS, Case

LOGIC: Final = "Policy evaluation logic"
SELF: Final = "AWS: Allows MFA-authenticated IAM users to manage their own credentials"
REMOVE: Final = "Adding and removing IAM identity permissions"
TRUST: Final = "AWS JSON policy elements: Principal"
OIDC: Final = "Create a role for OpenID Connect federation"
KEYS: Final = "AWS global condition context keys"
SCPS: Final = "AWS Organizations User Guide, SCP evaluation"
HERE: Final = "arn:aws:iam::111122223333"
TARO: Final = "aws_iam_user.taro"
JIRO: Final = "aws_iam_user.jiro"
TOP: Final = "aws_iam_role.top"
_MFA: Final = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
_NO_MFA: Final = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
# What the page lets through without a second factor, so that people can bring their own device.
_SELF: Final = (
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:GetUser",
    "iam:ListMFADevices",
    "iam:ResyncMFADevice",
    "sts:GetSessionToken",
)
_OTHER: Final = "arn:aws:iam::444455556666:root"
_ORGANISATION: Final = """
provider "aws" {
  alias               = "organisation"
  region              = "ap-northeast-1"
  allowed_account_ids = ["999988887777"]
}
"""


def _document(statements: Sequence[Mapping[str, Any]]) -> str:
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return "<<EOT\n" + text.replace("${", "$${") + "\nEOT"


def _person(name: str, more: str = "") -> str:
    key = f'resource "aws_iam_access_key" "{name}" {{\n  user = aws_iam_user.{name}.name\n}}\n'
    return user(name, more=more) + key


def _own(kind: str, name: str, *statements: Mapping[str, Any], label: str = "own") -> str:
    return f"""
resource "aws_iam_{kind}_policy" "{name}_{label}" {{
  name   = "{label}"
  {kind} = aws_iam_{kind}.{name}.name
  policy = {_document(statements)}
}}
"""


def _made(name: str, *statements: Mapping[str, Any], to: str = "", kind: str = "user") -> str:
    made = f"""
resource "aws_iam_policy" "{name}" {{
  name   = "{name}"
  policy = {_document(statements)}
}}
"""
    if not to:
        return made
    return f"""{made}
resource "aws_iam_{kind}_policy_attachment" "{to}_{name}" {{
  {kind}       = aws_iam_{kind}.{to}.name
  policy_arn = aws_iam_policy.{name}.arn
}}
"""


def _group(*statements: Mapping[str, Any], member: str = "taro") -> str:
    joined = f"""
resource "aws_iam_user_group_membership" "{member}" {{
  user   = aws_iam_user.{member}.name
  groups = [aws_iam_group.ops.name]
}}
"""
    group = 'resource "aws_iam_group" "ops" {\n  name = "ops"\n}\n'
    return group + _own("group", "ops", *statements) + (joined if member else "")


def _trusts(
    *statements: Mapping[str, Any], name: str = "top", admin: bool = True, more: str = ""
) -> str:
    made = f"""
resource "aws_iam_role" "{name}" {{
  name               = "{name}"
  assume_role_policy = {_document(statements)}
{more}
}}
"""
    return made + (attached("role", name) if admin else "")


def _let(who: Any, condition: Any = None, action: Any = "sts:AssumeRole") -> dict[str, Any]:
    return allow(action, None, Principal=who, condition=condition)


def _stop(who: Any, condition: Any, action: str = "sts:AssumeRole") -> dict[str, Any]:
    return deny(action, None, Principal=who, condition=condition)


def _without(*spared: str) -> dict[str, Any]:
    return deny(None, NotAction=[*spared], condition=_NO_MFA)


def _above(*statements: Mapping[str, Any]) -> str:
    return f"""{_ORGANISATION}
resource "aws_organizations_policy" "above" {{
  provider = aws.organisation
  name     = "above"
  content  = {_document(statements)}
}}

resource "aws_organizations_policy_attachment" "above" {{
  provider  = aws.organisation
  policy_id = aws_organizations_policy.above.id
  target_id = "111122223333"
}}
"""


def _of(name: str) -> dict[str, str]:
    return {"AWS": f"{HERE}:user/{name}"}


def _case(name: str, page: str, expected: Mapping[str, str], *hcl: str, how: str = "") -> Case:
    return Case(name=name, page=page, hcl=PROVIDER + "".join(hcl), expected=expected, how=how)


_ALL: Final = allow()
_TARO: Final = _person("taro")
_ROOT: Final = {"AWS": f"{HERE}:root"}
_ADMIN: Final = attached("user", "taro")
_COGNITO: Final = {"Federated": "cognito-identity.amazonaws.com"}
_TOKEN: Final = "sts:AssumeRoleWithWebIdentity"
_EMPTY: Final = """
resource "aws_iam_user_policies_exclusive" "taro" {
  user_name    = aws_iam_user.taro.name
  policy_names = []
}
"""
_OFFICE: Final = """
resource "aws_iam_saml_provider" "office" {
  name                   = "office"
  saml_metadata_document = "<xml/>"
}
"""
_GIVEN: Final = """
resource "aws_iam_user_policy" "given" {
  user   = aws_iam_user.taro.name
  policy = data.aws_iam_policy_document.given.json
}
"""
_AMPERSAND: Final = f"""{_GIVEN}
data "aws_iam_policy_document" "given" {{
  statement {{
    actions   = ["iam:PutUserPolicy"]
    resources = ["{HERE}:user/&{{aws:username}}"]
  }}
}}
"""
_BASE: Final = """
data "aws_iam_policy_document" "base" {
  statement {
    sid       = "all"
    actions   = ["*"]
    resources = ["*"]
    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["true"]
    }
  }
}
"""
_TAKEN: Final = f"""{_GIVEN}{_BASE}
data "aws_iam_policy_document" "given" {{
  source_policy_documents = [data.aws_iam_policy_document.base.json]
}}
"""
_OVERRIDDEN: Final = f"""{_GIVEN}{_BASE}
data "aws_iam_policy_document" "over" {{
  statement {{
    sid       = "all"
    actions   = ["*"]
    resources = ["*"]
  }}
}}
data "aws_iam_policy_document" "given" {{
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [data.aws_iam_policy_document.over.json]
}}
"""
_TWICE: Final = f"""
data "aws_iam_policy_document" "trust" {{
  statement {{
    actions = ["sts:AssumeRole"]
    principals {{
      type        = "AWS"
      identifiers = ["{HERE}:user/taro"]
    }}
    principals {{
      type        = "AWS"
      identifiers = ["{HERE}:role/nobody"]
    }}
  }}
}}
resource "aws_iam_role" "top" {{
  name               = "top"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}}
{attached("role", "top")}
"""
_LOOKED_UP: Final = f"""
data "aws_partition" "current" {{}}
data "aws_caller_identity" "current" {{}}
data "aws_iam_policy_document" "trust" {{
  statement {{
    actions = ["sts:AssumeRole"]
    principals {{
      type        = "AWS"
      identifiers = [
        "arn:${{data.aws_partition.current.partition}}:iam::${{data.aws_caller_identity.current.account_id}}:root"
      ]
    }}
  }}
}}
resource "aws_iam_role" "top" {{
  name               = "top"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}}
{attached("role", "top")}
{_own("user", "taro", allow("sts:AssumeRole", f"{HERE}:role/top"))}
"""

CASES: Final = (
    # What is let through without a second factor
    _case(
        "people bring their own device",
        SELF,
        {TARO: ENFORCED},
        _TARO,
        _own("user", "taro", _ALL, _without(*_SELF)),
    ),
    _case(
        "and assume roles: one that asks nothing",
        SELF,
        {TARO: NOT},
        _TARO,
        _own("user", "taro", _ALL, _without(*_SELF, "sts:AssumeRole")),
        _trusts(_let(_ROOT)),
    ),
    _case(
        "and administer IAM",
        SELF,
        {TARO: NOT},
        _TARO,
        _own("user", "taro", _ALL, _without("iam:*")),
    ),
    _case(
        "and write policies: the denial stays",
        LOGIC,
        {TARO: ENFORCED},
        _TARO,
        _ADMIN,
        _group(_without(*_SELF, "iam:PutUserPolicy")),
    ),
    _case(
        "and attach policies: the denial stays",
        LOGIC,
        {TARO: ENFORCED},
        _TARO,
        _ADMIN,
        _group(_without(*_SELF, "iam:AttachUserPolicy")),
    ),
    _case(
        "and rewrite the policy that denies",
        LOGIC,
        {TARO: NOT},
        _TARO,
        _ADMIN,
        _made("mfa", _without("iam:CreatePolicyVersion"), to="taro"),
        how="iam:CreatePolicyVersion",
    ),
    _case(
        "and detach the policy that denies",
        REMOVE,
        {TARO: NOT},
        _TARO,
        _ADMIN,
        _made("mfa", _without("iam:DetachUserPolicy"), to="taro"),
        how="iam:DetachUserPolicy",
    ),
    _case(
        "and delete the policy that denies",
        REMOVE,
        {TARO: NOT},
        _TARO,
        _ADMIN,
        _own("user", "taro", _without("iam:DeleteUserPolicy")),
        how="iam:DeleteUserPolicy",
    ),
    _case(
        "and delete the policy that denies, and allows everything",
        REMOVE,
        {TARO: ENFORCED},
        _TARO,
        _own("user", "taro", _ALL, _without("iam:DeleteUserPolicy")),
    ),
    _case(
        "and delete one's own policies: the denial is the group's",
        REMOVE,
        {TARO: ENFORCED},
        _TARO,
        _ADMIN,
        _group(_without("iam:DeleteUserPolicy")),
    ),
    _case(
        "and delete the group's policies",
        REMOVE,
        {TARO: NOT},
        _TARO,
        _ADMIN,
        _group(_without("iam:DeleteGroupPolicy")),
        how="iam:DeleteGroupPolicy",
    ),
    _case(
        "and leave the group that denies",
        "Edit users in IAM groups",
        {TARO: NOT},
        _TARO,
        _ADMIN,
        _group(_without("iam:RemoveUserFromGroup")),
        how="iam:RemoveUserFromGroup",
    ),
    _case(
        "and leave the group that denies, and allows everything",
        "Edit users in IAM groups",
        {TARO: ENFORCED},
        _TARO,
        _group(_ALL, _without("iam:RemoveUserFromGroup")),
    ),
    _case(
        "all but what is one's own",
        "IAM JSON policy elements: NotResource",
        {TARO: NOT},
        _TARO,
        _ADMIN,
        _own(
            "user",
            "taro",
            deny("*", None, NotResource=f"{HERE}:user/${{aws:username}}", condition=_NO_MFA),
        ),
    ),
    _case(
        "a denial of what makes and changes, not of what deletes",
        REMOVE,
        {TARO: NOT},
        _TARO,
        _ADMIN,
        _own(
            "user",
            "taro",
            deny(
                [
                    "iam:Create*",
                    "iam:Attach*",
                    "iam:Put*",
                    "iam:Update*",
                    "iam:Add*",
                    "iam:Set*",
                    "iam:PassRole",
                    "sts:*",
                    "sso:*",
                    "identitystore:*",
                ]
            ),
        ),
        how="iam:DeleteUserPolicy",
    ),
    _case(
        "a denial that is deleted by who lists the policies that stay",
        "terraform-provider-aws docs, aws_iam_user_policies_exclusive",
        {TARO: PERHAPS},
        _TARO,
        _ADMIN,
        _own("user", "taro", deny(condition=_NO_MFA)),
        _EMPTY,
    ),
    # Other users
    _case(
        "a key of somebody who is bound as well",
        SELF,
        {TARO: ENFORCED, JIRO: ENFORCED},
        _TARO,
        _person("jiro"),
        _own(
            "user", "taro", allow("iam:CreateAccessKey", f"{HERE}:user/jiro"), allow(condition=_MFA)
        ),
        _own("user", "jiro", _ALL, _without(*_SELF)),
    ),
    _case(
        "a key of his, and a device of one's own for it",
        "Assign a virtual MFA device in the AWS Management Console",
        {TARO: NOT, JIRO: ENFORCED},
        _TARO,
        _person("jiro"),
        _own(
            "user",
            "taro",
            allow(["iam:CreateAccessKey", "iam:EnableMFADevice"], f"{HERE}:user/jiro"),
            allow("iam:CreateVirtualMFADevice"),
        ),
        _own("user", "jiro", allow(condition=_MFA)),
        how="iam:EnableMFADevice",
    ),
    _case(
        "all rights for somebody, and a key of his",
        REMOVE,
        {TARO: NOT, JIRO: NOBODY},
        _TARO,
        user("jiro"),
        _own(
            "user", "taro", allow(["iam:PutUserPolicy", "iam:CreateAccessKey"], f"{HERE}:user/jiro")
        ),
    ),
    _case(
        "a policy for somebody, and his password",
        REMOVE,
        {TARO: NOT},
        _TARO,
        user("jiro"),
        _own(
            "user",
            "taro",
            allow(["iam:AttachUserPolicy", "iam:CreateLoginProfile"], f"{HERE}:user/jiro"),
        ),
    ),
    _case(
        "all rights for somebody, and no way to be him",
        REMOVE,
        {TARO: NOBODY},
        _TARO,
        user("jiro"),
        _own(
            "user",
            "taro",
            allow(["iam:PutUserPolicy", "iam:AttachUserPolicy"], f"{HERE}:user/jiro"),
        ),
    ),
    _case(
        "all rights for somebody whom a boundary holds",
        "Permissions boundaries for IAM entities",
        {TARO: NOBODY},
        _TARO,
        _made("edge", allow("s3:*")),
        user("jiro", more="  permissions_boundary = aws_iam_policy.edge.arn"),
        _own(
            "user", "taro", allow(["iam:PutUserPolicy", "iam:CreateAccessKey"], f"{HERE}:user/jiro")
        ),
    ),
    _case(
        "a group that has power with a second factor alone",
        "Edit users in IAM groups",
        {TARO: ENFORCED},
        _TARO,
        _group(allow(condition=_MFA), member=""),
        _own("user", "taro", allow("iam:AddUserToGroup")),
    ),
    # Trust policies
    _case(
        "a second statement asks nothing",
        TRUST,
        {TARO: NOT},
        _TARO,
        _trusts(_let(_ROOT, _MFA), _let(_of("taro"))),
    ),
    _case(
        "another account: a denial of something else",
        TRUST,
        {TOP: ELSEWHERE},
        _trusts(_let({"AWS": _OTHER}), _stop("*", _NO_MFA, "sts:TagSession")),
    ),
    _case(
        "another account: a denial of everybody",
        TRUST,
        {TOP: ENFORCED},
        _trusts(_let({"AWS": _OTHER}), _stop("*", _NO_MFA)),
    ),
    _case(
        "another account: a denial of that account",
        TRUST,
        {TOP: ENFORCED},
        _trusts(_let({"AWS": _OTHER}), _stop({"AWS": _OTHER}, _NO_MFA)),
    ),
    _case(
        "another account: a denial of a third one",
        TRUST,
        {TOP: ELSEWHERE},
        _trusts(_let({"AWS": _OTHER}), _stop({"AWS": "777788889999"}, _NO_MFA)),
    ),
    _case(
        "another account: a denial of one of its users",
        TRUST,
        {TOP: ELSEWHERE},
        _trusts(
            _let({"AWS": _OTHER}), _stop({"AWS": "arn:aws:iam::444455556666:user/hanako"}, _NO_MFA)
        ),
    ),
    _case(
        "a denial of another user",
        TRUST,
        {TARO: NOT, JIRO: ENFORCED},
        _TARO,
        _person("jiro"),
        _trusts(
            _let({"AWS": [f"{HERE}:user/taro", f"{HERE}:user/jiro"]}), _stop(_of("jiro"), _NO_MFA)
        ),
    ),
    _case(
        "an external ID that the caller writes",
        "Access to AWS accounts owned by third parties",
        {TARO: NOT},
        _TARO,
        _trusts(_let(_of("taro"), {"StringEquals": {"sts:ExternalId": "umibe"}})),
    ),
    _case(
        "an external ID, and a second factor",
        "Access to AWS accounts owned by third parties",
        {TARO: ENFORCED},
        _TARO,
        _trusts(_let(_of("taro"), {"StringEquals": {"sts:ExternalId": "umibe"}, **_MFA})),
    ),
    _case(
        "no other external ID",
        "Access to AWS accounts owned by third parties",
        {TARO: NOT},
        _TARO,
        _trusts(_let(_of("taro")), _stop("*", {"StringNotEquals": {"sts:ExternalId": "umibe"}})),
    ),
    _case(
        "a session that is called as its user",
        "IAM and AWS STS condition context keys",
        {TARO: NOT},
        _TARO,
        _trusts(_let(_of("taro"), {"StringLike": {"sts:RoleSessionName": "${aws:username}"}})),
    ),
    _case(
        "a session that is called as somebody else",
        "IAM and AWS STS condition context keys",
        {TARO: NOT},
        _TARO,
        _trusts(_let(_of("taro"), {"StringEquals": {"sts:RoleSessionName": "jiro"}})),
    ),
    _case(
        "the session of another role",
        "AWS JSON policy elements: Principal, role session principals",
        {TARO: NOT},
        _TARO,
        _trusts(_let(_of("taro")), name="one", admin=False),
        _trusts(_let({"AWS": "arn:aws:sts::111122223333:assumed-role/one/work"})),
    ),
    # Issuers that are everybody's
    _case(
        "Google without a condition",
        OIDC,
        {TOP: NOT},
        _trusts(_let({"Federated": "accounts.google.com"}, None, _TOKEN)),
    ),
    _case(
        "Google with an application of one's own",
        OIDC,
        {TOP: ELSEWHERE},
        _trusts(
            _let(
                {"Federated": "accounts.google.com"},
                {"StringEquals": {"accounts.google.com:aud": "1.apps.example"}},
                _TOKEN,
            )
        ),
    ),
    _case(
        "Cognito without a condition",
        "Amazon Cognito Developer Guide, Role trust and permissions",
        {TOP: NOT},
        _trusts(_let(_COGNITO, None, _TOKEN)),
    ),
    _case(
        "Cognito: signed in, at any pool",
        "Amazon Cognito Developer Guide, Role trust and permissions",
        {TOP: NOT},
        _trusts(
            _let(
                _COGNITO,
                {"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}},
                _TOKEN,
            )
        ),
    ),
    _case(
        "Cognito: guests of a pool",
        "Amazon Cognito Developer Guide, Role trust and permissions",
        {TOP: NOT},
        _trusts(
            _let(
                _COGNITO,
                {
                    "StringEquals": {"cognito-identity.amazonaws.com:aud": "ap-northeast-1:1"},
                    "ForAnyValue:StringLike": {
                        "cognito-identity.amazonaws.com:amr": "unauthenticated"
                    },
                },
                _TOKEN,
            )
        ),
    ),
    _case(
        "Cognito: signed in at a pool",
        "Amazon Cognito Developer Guide, Role trust and permissions",
        {TOP: ELSEWHERE},
        _trusts(
            _let(
                _COGNITO,
                {
                    "StringEquals": {"cognito-identity.amazonaws.com:aud": "ap-northeast-1:1"},
                    "ForAnyValue:StringLike": {
                        "cognito-identity.amazonaws.com:amr": "authenticated"
                    },
                },
                _TOKEN,
            )
        ),
    ),
    _case(
        "an identity provider that one can replace",
        "IAM API Reference, UpdateSAMLProvider",
        {TARO: NOT, TOP: ELSEWHERE},
        _TARO,
        _OFFICE,
        _own("user", "taro", allow("iam:UpdateSAMLProvider")),
        _trusts(
            _let(
                {"Federated": f"{HERE}:saml-provider/office"},
                {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
                "sts:AssumeRoleWithSAML",
            )
        ),
        how="iam:UpdateSAMLProvider",
    ),
    # The organisation
    _case(
        "above: a denial without a second factor",
        SCPS,
        {TARO: ENFORCED},
        _TARO,
        _ADMIN,
        _above(deny(condition=_NO_MFA)),
    ),
    _case(
        "above: a denial of little",
        SCPS,
        {TARO: NOT},
        _TARO,
        _ADMIN,
        _above(deny("organizations:LeaveOrganization")),
    ),
    _case(
        "above: a denial of other regions",
        SCPS,
        {TARO: NOT},
        _TARO,
        _ADMIN,
        _above(
            deny(
                None,
                NotAction=["iam:*", "sts:*", "support:*"],
                condition={"StringNotEquals": {"aws:RequestedRegion": "ap-northeast-1"}},
            )
        ),
    ),
    _case(
        "above: no users are made",
        SCPS,
        {TARO: NOT},
        _TARO,
        _ADMIN,
        _above(deny(["iam:CreateUser", "iam:CreateAccessKey"])),
    ),
    _case(
        "above: a list of what is allowed, beside which more may be",
        SCPS,
        {TARO: PERHAPS},
        _TARO,
        _ADMIN,
        _above(allow("s3:*")),
    ),
    # Denials of a few things take no power
    _case(
        "a boundary that asks for a second factor, and can be taken away",
        "Permissions boundaries for IAM entities",
        {TARO: NOT},
        _made("edge", allow(condition=_MFA), allow("iam:DeleteUserPermissionsBoundary")),
        _person("taro", "  permissions_boundary = aws_iam_policy.edge.arn"),
        _ADMIN,
    ),
    _case(
        "the emergency user is spared",
        LOGIC,
        {TARO: ENFORCED, JIRO: NOT},
        _TARO,
        _person("jiro"),
        _ADMIN,
        attached("user", "jiro", ADMIN),
        _own(
            "user", "taro", deny(condition={**_NO_MFA, "StringNotEquals": {"aws:username": "jiro"}})
        ),
        _own(
            "user", "jiro", deny(condition={**_NO_MFA, "StringNotEquals": {"aws:username": "jiro"}})
        ),
    ),
    # What others have
    _case(
        "a policy of a role that one assumes",
        "Versioning IAM policies",
        {TARO: NOT},
        _TARO,
        _trusts(_let(_of("taro")), name="one", admin=False),
        _made("reads", allow("s3:*"), to="one", kind="role"),
        _own("user", "taro", allow("iam:CreatePolicyVersion", f"{HERE}:policy/reads")),
        how="iam:CreatePolicyVersion",
    ),
    _case(
        "a policy of a role that one assumes with a second factor",
        "Versioning IAM policies",
        {TARO: ENFORCED},
        _TARO,
        _trusts(_let(_of("taro"), _MFA), name="one", admin=False),
        _made("reads", allow("s3:*"), to="one", kind="role"),
        _own("user", "taro", allow("iam:CreatePolicyVersion", f"{HERE}:policy/reads")),
    ),
    _case(
        "a policy of a role that one does not assume",
        "Versioning IAM policies",
        {TARO: NOBODY},
        _TARO,
        _trusts(_let(_of("jiro")), name="one", admin=False),
        _made("reads", allow("s3:*"), to="one", kind="role"),
        _own("user", "taro", allow("iam:CreatePolicyVersion", f"{HERE}:policy/reads")),
    ),
    _case(
        "a policy of somebody, and a key of his",
        "Versioning IAM policies",
        {TARO: NOT},
        _TARO,
        user("jiro"),
        _made("reads", allow("s3:*"), to="jiro"),
        _own(
            "user",
            "taro",
            allow("iam:CreatePolicyVersion", f"{HERE}:policy/reads"),
            allow("iam:CreateAccessKey", f"{HERE}:user/jiro"),
        ),
    ),
    _case(
        "a policy of somebody's group, and a key of his",
        REMOVE,
        {TARO: NOT},
        _TARO,
        user("jiro"),
        _group(allow("s3:*"), member="jiro"),
        _own(
            "user",
            "taro",
            allow("iam:PutGroupPolicy", f"{HERE}:group/ops"),
            allow("iam:CreateAccessKey", f"{HERE}:user/jiro"),
        ),
    ),
    _case(
        "a role that is passed to another service alone",
        "IAM and AWS STS condition context keys, iam:PassedToService",
        {TARO: NOBODY},
        _TARO,
        _own(
            "user",
            "taro",
            allow(
                "iam:PassRole",
                condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
            ),
            allow("lambda:*"),
        ),
        _trusts(_let({"Service": "lambda.amazonaws.com"})),
    ),
    # Everybody, of whom a condition names some
    _case(
        "everybody who is a role of one's own",
        KEYS,
        {TOP: ENFORCED},
        _trusts(
            _let("*", {"ArnLike": {"aws:PrincipalArn": f"{HERE}:role/top"}}),
            _let({"AWS": _OTHER}, _MFA),
        ),
    ),
    _case(
        "everybody who is a user of this input",
        KEYS,
        {TARO: NOT},
        _TARO,
        _trusts(_let("*", {"StringEquals": {"aws:PrincipalArn": f"{HERE}:user/taro"}})),
    ),
    _case(
        "everybody who is called so, in any account",
        KEYS,
        {TOP: PERHAPS},
        _trusts(_let("*", {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/work"}})),
    ),
    _case(
        "everybody of the organisation",
        KEYS,
        {TOP: ELSEWHERE},
        _trusts(_let("*", {"StringEquals": {"aws:PrincipalOrgID": "o-city"}})),
    ),
    # Tags
    _case(
        "a role for those of another tag",
        KEYS,
        {TARO: NOBODY},
        _person("taro", '  tags = { team = "dev" }'),
        _own("user", "taro", allow("sts:AssumeRole", f"{HERE}:role/top")),
        _trusts(_let(_ROOT, {"StringEquals": {"aws:PrincipalTag/team": "ops"}})),
    ),
    _case(
        "a role for those of another tag, which one may take",
        "Pass session tags in AWS STS",
        {TARO: PERHAPS},
        _person("taro", '  tags = { team = "dev" }'),
        _own(
            "user",
            "taro",
            allow("sts:AssumeRole", f"{HERE}:role/top"),
            allow("iam:TagUser", f"{HERE}:user/${{aws:username}}"),
        ),
        _trusts(_let(_ROOT, {"StringEquals": {"aws:PrincipalTag/team": "ops"}})),
    ),
    _case(
        "a role for those of another tag, which who begins a session gives it",
        "Pass session tags in AWS STS",
        {TARO: PERHAPS},
        _TARO,
        _trusts(
            _let(_of("taro"), None, ["sts:AssumeRole", "sts:TagSession"]),
            name="one",
            admin=False,
            more='  tags = { team = "dev" }',
        ),
        _trusts(
            _let({"AWS": f"{HERE}:role/one"}, {"StringEquals": {"aws:PrincipalTag/team": "ops"}})
        ),
    ),
    # How elements are spelt
    _case(
        "elements in small letters",
        "Grammar of the IAM JSON policy language",
        {TARO: PERHAPS},
        _TARO,
        _own("user", "taro", {"effect": "Allow", "action": "*", "resource": "*"}),
    ),
    _case(
        "a condition in small letters protects nobody for sure",
        "Grammar of the IAM JSON policy language",
        {TARO: PERHAPS},
        _TARO,
        _ADMIN,
        _own("user", "taro", {**deny(), "condition": _NO_MFA}),
    ),
    # Documents that Terraform writes
    *(
        _case(
            name,
            "terraform-provider-aws docs, aws_iam_policy_document",
            {TARO: expected},
            _TARO,
            hcl,
        )
        for name, expected, hcl in (
            ("a variable of a policy by Terraform's name for it", NOT, _AMPERSAND),
            ("a statement that is taken over, and loses its condition", NOT, _OVERRIDDEN),
            ("a statement that is taken over with its condition", ENFORCED, _TAKEN),
            ("two blocks of principals of one kind", NOT, _TWICE),
            ("an account and a partition that are looked up", PERHAPS, _LOOKED_UP),
        )
    ),
)
