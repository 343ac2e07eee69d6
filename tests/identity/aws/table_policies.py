"""Cases on actions, resources, variables, other conditions and layers of policies."""
# ruff: noqa: E501  # a table: one case to a line

from __future__ import annotations

from typing import Any, Final

from tests.identity.aws.cases import (
    ACCOUNT,
    ALLOW,
    DENY,
    HIDDEN,
    OTHER,
    UNDECIDABLE,
    WITH_MFA,
    Case,
    allow,
    deny,
)

ACTION: Final = "IAM JSON policy elements: Action"
NOT_ACTION: Final = "IAM JSON policy elements: NotAction"
RESOURCE: Final = "IAM JSON policy elements: Resource"
NOT_RESOURCE: Final = "IAM JSON policy elements: NotResource"
VARIABLES: Final = "IAM policy elements: Variables and tags"
OPERATORS: Final = "IAM JSON policy elements: Condition operators"
LOGIC: Final = "Policy evaluation logic"
BOUNDARY: Final = "Permissions boundaries for IAM entities"
SCP: Final = "SCP evaluation"
EFFECT: Final = "IAM JSON policy elements: Effect"
KEYS: Final = "AWS global condition context keys"
ME: Final = f"arn:aws:iam::{ACCOUNT}:user/taro"
YOU: Final = f"arn:aws:iam::{ACCOUNT}:user/hanako"
KEY_OF: Final = "iam:CreateAccessKey"


def case(name: str, page: str, expected: str, *identity: dict[str, Any], **more: Any) -> Case:
    """Return a case."""
    return Case(name=name, page=page, identity=identity, expected=expected, **more)


def key(name: str, page: str, expected: str, *identity: dict[str, Any], **more: Any) -> Case:
    """Return a case of iam:CreateAccessKey on a user."""
    more.setdefault("resource", YOU)
    return case(name, page, expected, *identity, action=KEY_OF, **more)


NOT_ME: Final = allow(None, NotAction="iam:*")
CASES: Final = (
    # Actions
    case("nothing allows", LOGIC, DENY),
    case("the action itself", ACTION, ALLOW, allow("iam:CreateUser")),
    case("letters' case does not count", ACTION, ALLOW, allow("IAM:createuser")),
    case("a wildcard at the end", ACTION, ALLOW, allow("iam:Create*")),
    case("a wildcard in the middle", ACTION, ALLOW, allow("iam:*User")),
    case("one letter", ACTION, ALLOW, allow("iam:CreateUse?")),
    case("one letter is not none", ACTION, DENY, allow("iam:CreateUser?")),
    case("another action", ACTION, DENY, allow("iam:CreateRole")),
    case("another service", ACTION, DENY, allow("s3:*")),
    case("a prefix of a service is no service", ACTION, DENY, allow("ia:*")),
    case("a list", ACTION, ALLOW, allow(["s3:*", "iam:CreateUser"])),
    case("everything", ACTION, ALLOW, allow("*")),
    case("everything of everything", ACTION, ALLOW, allow("*:*")),
    case("an action that does not exist", ACTION, DENY, allow("iam:CreateUsers")),
    case("NotAction allows the rest", NOT_ACTION, ALLOW, allow(None, NotAction="s3:*")),
    case("NotAction leaves its own out", NOT_ACTION, DENY, NOT_ME),
    case("NotAction and Allow of its own", NOT_ACTION, ALLOW, NOT_ME, allow("iam:CreateUser")),
    case("PowerUserAccess cannot", NOT_ACTION, DENY, allow(None, NotAction=["iam:*", "sts:*"])),
    case("Deny NotAction", NOT_ACTION, DENY, allow(), deny(None, NotAction=["s3:*"])),
    case("Deny NotAction spares", NOT_ACTION, ALLOW, allow(), deny(None, NotAction=["iam:Create*"])),
    case("an unknown action", LOGIC, UNDECIDABLE, allow(HIDDEN)),
    case("an unknown action beside a known one", LOGIC, ALLOW, allow([HIDDEN, "iam:CreateUser"])),
    case("an unknown action in NotAction", LOGIC, UNDECIDABLE, allow(None, NotAction=[HIDDEN])),
    case("an unknown Deny never protects", LOGIC, UNDECIDABLE, allow(), deny(HIDDEN)),
    # Effects
    case("an explicit deny wins", LOGIC, DENY, allow(), deny("iam:CreateUser")),
    case("an explicit deny wins in any order", LOGIC, DENY, deny("iam:*"), allow("iam:CreateUser")),
    case("a deny of another action", LOGIC, ALLOW, allow(), deny("iam:DeleteUser")),
    case("an effect has its case", EFFECT, DENY, {"Effect": "allow", "Action": "*", "Resource": "*"}),
    case("an unknown effect", LOGIC, UNDECIDABLE, {"Effect": HIDDEN, "Action": "*", "Resource": "*"}),
    case(
        "an unknown effect may deny", LOGIC, UNDECIDABLE, allow(),
        {"Effect": HIDDEN, "Action": "*", "Resource": "*"},
    ),
    # Resources
    key("the resource itself", RESOURCE, ALLOW, allow(KEY_OF, YOU)),
    key("another resource", RESOURCE, DENY, allow(KEY_OF, ME)),
    key("letters' case counts", RESOURCE, DENY, allow(KEY_OF, YOU.replace("hanako", "Hanako"))),
    key("a wildcard in the name", RESOURCE, ALLOW, allow(KEY_OF, f"arn:aws:iam::{ACCOUNT}:user/h*")),
    key("one letter in the name", RESOURCE, ALLOW, allow(KEY_OF, YOU.replace("hanako", "hanak?"))),
    key("a wildcard for the account", RESOURCE, ALLOW, allow(KEY_OF, "arn:aws:iam::*:user/hanako")),
    key("another account", RESOURCE, DENY, allow(KEY_OF, f"arn:aws:iam::{OTHER}:user/hanako")),
    key("another kind", RESOURCE, DENY, allow(KEY_OF, f"arn:aws:iam::{ACCOUNT}:role/*")),
    key("a wildcard beyond colons at the end", RESOURCE, ALLOW, allow(KEY_OF, "arn:aws:iam::*")),
    key("a wildcard crosses slashes", RESOURCE, ALLOW, allow(KEY_OF, f"arn:aws:iam::{ACCOUNT}:*/hanako")),
    key("a path is not crossed without one", RESOURCE, DENY, allow(KEY_OF, f"arn:aws:iam::{ACCOUNT}:user/x/hanako")),
    key("NotResource", NOT_RESOURCE, ALLOW, allow(KEY_OF, None, NotResource=ME)),
    key("NotResource leaves its own out", NOT_RESOURCE, DENY, allow(KEY_OF, None, NotResource=[YOU])),
    key("Deny NotResource", NOT_RESOURCE, DENY, allow(), deny(None, None, Action="*", NotResource=ME)),
    key("Deny NotResource spares", NOT_RESOURCE, ALLOW, allow(), deny("*", None, NotResource=YOU)),
    key("Deny of one resource", LOGIC, DENY, allow(), deny(KEY_OF, YOU)),
    key("Deny of another resource", LOGIC, ALLOW, allow(), deny(KEY_OF, ME)),
    key("an unknown resource", LOGIC, UNDECIDABLE, allow(KEY_OF, HIDDEN)),
    key("an unknown resource in a Deny", LOGIC, UNDECIDABLE, allow(), deny(KEY_OF, HIDDEN)),
    # Variables
    key("${aws:username} is oneself", VARIABLES, ALLOW, allow(KEY_OF, f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"), resource=ME),
    key("${aws:username} is nobody else", VARIABLES, DENY, allow(KEY_OF, f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}")),
    key("${aws:username} of a role names nothing", VARIABLES, DENY, allow(KEY_OF, f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"), role=True),
    key("a default stands in", VARIABLES, ALLOW, allow(KEY_OF, f"arn:aws:iam::{ACCOUNT}:user/${{aws:username, 'hanako'}}"), role=True),
    key("a variable of an old version is a text", VARIABLES, DENY, allow(KEY_OF, f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"), resource=ME, version="2008-10-17"),
    key("a document without a version is old", "IAM JSON policy elements: Version", DENY, allow(KEY_OF, f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"), resource=ME, version=None),
    key("${*} is a star", VARIABLES, DENY, allow(KEY_OF, f"arn:aws:iam::{ACCOUNT}:user/${{*}}")),
    key("${aws:PrincipalTag/team}", VARIABLES, ALLOW, allow(KEY_OF, f"arn:aws:iam::{ACCOUNT}:user/${{aws:PrincipalTag/team}}"), resource=f"arn:aws:iam::{ACCOUNT}:user/ops"),
    key("an unknown variable", VARIABLES, UNDECIDABLE, allow(KEY_OF, f"arn:aws:iam::{ACCOUNT}:user/${{aws:userid}}")),
    key("Deny NotResource of oneself spares oneself", VARIABLES, ALLOW, allow(), deny(KEY_OF, None, NotResource=f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"), resource=ME),
    key("Deny NotResource of oneself", VARIABLES, DENY, allow(), deny(KEY_OF, None, NotResource=f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}")),
    # Other conditions may hold or not
    case("an Allow from one network, a Deny of all but another", OPERATORS, UNDECIDABLE, allow(condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}), deny(condition={"NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"}})),
    case("a Deny of what does not come by an endpoint", OPERATORS, ALLOW, allow(), deny(condition={"StringNotEquals": {"aws:SourceVpce": "vpce-1"}})),
    case("an Allow with an address: from there", OPERATORS, ALLOW, allow(condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}})),
    case("a Deny of all other addresses: from there", OPERATORS, ALLOW, allow(), deny(condition={"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}})),
    case("an Allow with a tag of one's own", KEYS, ALLOW, allow(condition={"StringEquals": {"aws:PrincipalTag/team": "ops"}})),
    case("an Allow with another's tag", KEYS, DENY, allow(condition={"StringEquals": {"aws:PrincipalTag/team": "dev"}})),
    case("an Allow for oneself", KEYS, ALLOW, allow(condition={"ArnEquals": {"aws:PrincipalArn": ME}})),
    case("an Allow for others", KEYS, DENY, allow(condition={"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/*"}})),
    case("a Deny but for roles", KEYS, DENY, allow(), deny(condition={"ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/*"}})),
    case("a Deny but for oneself", KEYS, ALLOW, allow(), deny(condition={"StringNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/t*"}})),
    case("a Deny of another account", KEYS, ALLOW, allow(), deny(condition={"StringNotEquals": {"aws:PrincipalAccount": ACCOUNT}})),
    case("a Deny of this account", KEYS, DENY, allow(), deny(condition={"StringEquals": {"aws:PrincipalAccount": [OTHER, ACCOUNT]}})),
    case("a Deny without TLS", KEYS, ALLOW, allow(), deny(condition={"Bool": {"aws:SecureTransport": "false"}})),
    case("an Allow by the user's name", KEYS, ALLOW, allow(condition={"StringLike": {"aws:username": "ta*"}})),
    case("StringEquals knows no wildcard", OPERATORS, DENY, allow(condition={"StringEquals": {"aws:username": "ta*"}})),
    case("StringEqualsIgnoreCase", OPERATORS, ALLOW, allow(condition={"StringEqualsIgnoreCase": {"aws:username": "TARO"}})),
    case("a role has no user name", KEYS, DENY, allow(condition={"StringLike": {"aws:username": "*"}}), role=True),
    case("a negated operator is met by what is absent", OPERATORS, ALLOW, allow(condition={"StringNotEquals": {"aws:username": "taro"}}), role=True),
    case("the type of a principal", KEYS, ALLOW, allow(condition={"StringEquals": {"aws:PrincipalType": "User"}})),
    case("an operator that nobody knows", OPERATORS, UNDECIDABLE, allow(condition={"StringAlmost": {"aws:username": "taro"}})),
    case("an unknown condition", LOGIC, UNDECIDABLE, allow(condition=HIDDEN)),
    case("an unknown condition of a Deny", LOGIC, UNDECIDABLE, allow(), deny(condition=HIDDEN)),
    case("a passed service as asked", "IAM and AWS STS condition context keys", ALLOW, allow("iam:PassRole", condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}), action="iam:PassRole", extra={"iam:passedtoservice": ("ec2.amazonaws.com",)}),
    case("a passed service that is another", "IAM and AWS STS condition context keys", DENY, allow("iam:PassRole", condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}), action="iam:PassRole", extra={"iam:passedtoservice": ("lambda.amazonaws.com",)}),
    # Boundaries
    case("a boundary allows nothing by itself", BOUNDARY, DENY, boundary=[allow()]),
    case("a boundary that allows it too", BOUNDARY, ALLOW, allow(), boundary=[allow("iam:*")]),
    case("a boundary that does not", BOUNDARY, DENY, allow(), boundary=[allow("s3:*")]),
    case("a boundary that denies it", BOUNDARY, DENY, allow(), boundary=[allow(), deny("iam:CreateUser")]),
    case("a boundary of another resource", BOUNDARY, DENY, allow(), boundary=[allow("*", ME)]),
    case("a boundary with MFA", BOUNDARY, WITH_MFA, allow(), boundary=[allow(condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})]),
    case("an unknown boundary", LOGIC, UNDECIDABLE, allow(), boundary=[allow(HIDDEN)]),
    # Service control policies
    case("FullAWSAccess at every level", SCP, ALLOW, allow(), levels=[[allow()], [allow()]]),
    case("a level that does not allow it", SCP, DENY, allow(), levels=[[allow()], [allow("s3:*")]]),
    case("a level that denies it", SCP, DENY, allow(), levels=[[allow(), deny("iam:*")], [allow()]]),
    case("a level allows nothing by itself", SCP, DENY, levels=[[allow()]]),
    case("a level that denies users without MFA", SCP, WITH_MFA, allow(), levels=[[allow(), deny(condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}})]]),
    case("a level that denies but for one role", SCP, DENY, allow(), levels=[[allow(), deny(condition={"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin"}})]]),
    case("a level that denies a region", SCP, UNDECIDABLE, allow(), levels=[[allow(), deny(condition={"StringNotEquals": {"aws:RequestedRegion": "ap-northeast-1"}})]]),
    case("a level that denies another resource", SCP, ALLOW, allow(), levels=[[allow(), deny("*", "arn:aws:iam::*:role/x")]]),
    case("the root user alone is denied", SCP, ALLOW, allow(), levels=[[allow(), deny(condition={"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}})]]),
)  # fmt: skip
