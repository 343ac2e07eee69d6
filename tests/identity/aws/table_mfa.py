"""Cases on the second factor. IAM User Guide, the page that each case names."""

from __future__ import annotations

from typing import Any, Final

from cloudguard.providers.aws.identity import sessions
from tests.identity.aws.cases import (
    ALLOW,
    DENY,
    HIDDEN,
    UNDECIDABLE,
    WITH_MFA,
    Case,
    allow,
    deny,
)

KEYS: Final = "AWS global condition context keys"
OPERATORS: Final = "IAM JSON policy elements: Condition operators"
MULTI: Final = "Single-valued vs. multivalued context keys"
SOURCE: Final = "AWS: Denies access to AWS based on the source IP"
SECURE: Final = "Secure API access with MFA"
MFA: Final = "aws:MultiFactorAuthPresent"
AGE: Final = "aws:MultiFactorAuthAge"


def on(operator: str, value: Any, key: str = MFA, **more: Any) -> dict[str, Any]:
    """Return a condition."""
    return {operator: {key: value}, **more}


def allowed(operator: str, value: Any, expected: str, page: str = KEYS, key: str = MFA) -> Case:
    """Return the case of one Allow with one condition."""
    statement = allow(condition=on(operator, value, key))
    name = f"Allow with {operator} {key} {value!r}"
    return Case(name=name, page=page, identity=[statement], expected=expected)


def denied(operator: str, value: Any, expected: str, page: str = KEYS, key: str = MFA) -> Case:
    """Return the case of one Deny with one condition beside an Allow of everything."""
    statements = [allow(), deny(condition=on(operator, value, key))]
    name = f"Deny with {operator} {key} {value!r}"
    return Case(name=name, page=page, identity=statements, expected=expected)


def of_role(operator: str, value: Any, expected: str, effect: str = "Allow") -> Case:
    """Return the case of a condition in a role's own policy."""
    made = [allow(condition=on(operator, value))]
    if effect == "Deny":
        made = [allow(), deny(condition=on(operator, value))]
    name = f"a role's {effect} with {operator} {value}"
    return Case(name=name, page=SECURE, identity=made, expected=expected, role=True)


CASES: Final = (
    # Allow
    allowed("Bool", "true", WITH_MFA),
    allowed("Bool", True, WITH_MFA),
    allowed("Bool", "True", WITH_MFA),
    allowed("Bool", ["true"], WITH_MFA),
    allowed("BoolIfExists", "true", ALLOW),
    allowed("BoolIfExists", "false", ALLOW),
    allowed("Bool", "false", ALLOW),
    allowed("Bool", ["true", "false"], ALLOW),
    allowed("ForAllValues:Bool", "true", ALLOW, MULTI),
    allowed("ForAnyValue:Bool", "true", WITH_MFA, MULTI),
    allowed("ForAnyValue:BoolIfExists", "true", ALLOW, MULTI),
    allowed("Null", "false", ALLOW, OPERATORS),
    allowed("Null", "true", ALLOW, OPERATORS),
    allowed("StringEquals", "true", WITH_MFA, OPERATORS),
    allowed("StringLike", "tr*", WITH_MFA, OPERATORS),
    allowed("StringNotEquals", "false", ALLOW, OPERATORS),
    allowed("StringEqualsIfExists", "true", ALLOW, OPERATORS),
    allowed("NumericLessThan", "3600", WITH_MFA, KEYS, AGE),
    allowed("NumericLessThanIfExists", "3600", ALLOW, KEYS, AGE),
    allowed("NumericLessThanEquals", 900, WITH_MFA, KEYS, AGE),
    allowed("ForAllValues:NumericLessThan", "3600", ALLOW, MULTI, AGE),
    allowed("Null", "false", WITH_MFA, KEYS, AGE),
    allowed("Null", "true", ALLOW, KEYS, AGE),
    allowed("NumericNotEquals", "5", ALLOW, OPERATORS, AGE),
    allowed("NumericGreaterThan", "3600", UNDECIDABLE, KEYS, AGE),
    allowed("Bool", HIDDEN, UNDECIDABLE),
    # Deny
    denied("Bool", "false", ALLOW),
    denied("BoolIfExists", "false", WITH_MFA),
    denied("Bool", "true", ALLOW),
    denied("BoolIfExists", "true", ALLOW),
    denied("Null", "true", ALLOW, OPERATORS),
    denied("Null", "false", ALLOW, OPERATORS),
    denied("ForAllValues:Bool", "false", WITH_MFA, MULTI),
    denied("ForAnyValue:Bool", "false", ALLOW, MULTI),
    denied("StringNotEquals", "true", WITH_MFA, OPERATORS),
    denied("StringEquals", "false", ALLOW, OPERATORS),
    denied("StringNotEqualsIfExists", "true", WITH_MFA, OPERATORS),
    denied("NumericGreaterThan", "3600", ALLOW, KEYS, AGE),
    denied("NumericGreaterThanIfExists", "3600", UNDECIDABLE, KEYS, AGE),
    denied("Null", "true", WITH_MFA, KEYS, AGE),
    denied("BoolIfExists", HIDDEN, UNDECIDABLE),
    # Several lines of one condition must all hold
    Case(
        name="Deny with Bool false and Null true together denies nothing",
        page=OPERATORS,
        identity=[allow(), deny(condition=on("Bool", "false", Null={MFA: "true"}))],
        expected=ALLOW,
    ),
    Case(
        name="Deny by two statements: Bool false and Null true",
        page=KEYS,
        identity=[
            allow(),
            deny(condition=on("Bool", "false")),
            deny(condition=on("Null", "true")),
        ],
        expected=WITH_MFA,
    ),
    Case(
        name="Deny BoolIfExists false unless by way of a service",
        page=KEYS,
        identity=[
            allow(),
            deny(condition={"BoolIfExists": {MFA: "false", "aws:ViaAWSService": "false"}}),
        ],
        expected=WITH_MFA,
    ),
    Case(
        name="Deny BoolIfExists false and from elsewhere: from there it does not hold",
        page=OPERATORS,
        identity=[
            allow(),
            deny(
                condition={
                    "BoolIfExists": {MFA: "false"},
                    "NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"},
                }
            ),
        ],
        expected=ALLOW,
    ),
    Case(
        name="Allow Bool true and a network: from there, with MFA",
        page=OPERATORS,
        identity=[
            allow(
                condition={
                    "Bool": {MFA: "true"},
                    "IpAddress": {"aws:SourceIp": "203.0.113.0/24"},
                }
            )
        ],
        expected=WITH_MFA,
    ),
    Case(
        name="Deny from elsewhere, and Deny BoolIfExists false",
        page=SOURCE,
        identity=[
            allow(),
            deny(condition={"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
            deny(condition=on("BoolIfExists", "false")),
        ],
        expected=WITH_MFA,
    ),
    Case(
        name="Allow with MFA, and Allow from a network",
        page=SOURCE,
        identity=[
            allow(condition=on("Bool", "true")),
            allow(condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
        ],
        expected=ALLOW,
    ),
    Case(
        name="Deny from a network without MFA: from any other it passes",
        page=SOURCE,
        identity=[
            allow(),
            deny(
                condition={
                    "BoolIfExists": {MFA: "false"},
                    "IpAddress": {"aws:SourceIp": "203.0.113.0/24"},
                }
            ),
        ],
        expected=ALLOW,
    ),
    Case(
        name="a network that is not known",
        page=SOURCE,
        identity=[
            allow(),
            deny(condition={"NotIpAddress": {"aws:SourceIp": HIDDEN}}),
        ],
        expected=UNDECIDABLE,
    ),
    Case(
        name="allowed from one network and denied from there",
        page=SOURCE,
        identity=[
            allow(condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
            deny(condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
        ],
        expected=UNDECIDABLE,
    ),
    Case(
        name="the key's letters' case does not count",
        page=OPERATORS,
        identity=[allow(condition=on("Bool", "true", "AWS:multifactorAuthPRESENT"))],
        expected=WITH_MFA,
    ),
    Case(
        name="two Allows: one asks for MFA, one does not",
        page="Policy evaluation logic",
        identity=[allow(condition=on("Bool", "true")), allow("iam:*")],
        expected=ALLOW,
    ),
    Case(
        name="two Allows: the one without MFA is of another service",
        page="Policy evaluation logic",
        identity=[allow(condition=on("Bool", "true")), allow("s3:*")],
        expected=WITH_MFA,
    ),
    Case(
        name="self-managed credentials: NotAction is let through without MFA",
        page="AWS: Allows MFA-authenticated IAM users to manage their own credentials",
        identity=[
            allow(),
            deny(None, NotAction=["iam:EnableMFADevice"], condition=on("BoolIfExists", "false")),
        ],
        action="iam:EnableMFADevice",
        expected=ALLOW,
    ),
    Case(
        name="self-managed credentials: everything else waits for MFA",
        page="AWS: Allows MFA-authenticated IAM users to manage their own credentials",
        identity=[
            allow(),
            deny(None, NotAction=["iam:EnableMFADevice"], condition=on("BoolIfExists", "false")),
        ],
        expected=WITH_MFA,
    ),
    # By session
    Case(
        name="plain Bool false denies at the console and not with a key",
        page=KEYS,
        identity=[allow(), deny(condition=on("Bool", "false"))],
        sessions={
            sessions.KEY: ALLOW,
            sessions.CONSOLE: DENY,
            sessions.TOKEN: DENY,
            sessions.WITH_MFA: ALLOW,
        },
    ),
    Case(
        name="Null alone denies with a key and not at the console",
        page=KEYS,
        identity=[allow(), deny(condition=on("Null", "true"))],
        sessions={
            sessions.KEY: DENY,
            sessions.CONSOLE: ALLOW,
            sessions.TOKEN: ALLOW,
            sessions.WITH_MFA: ALLOW,
        },
    ),
    Case(
        name="plain Bool true on a key is a denial",
        page=KEYS,
        identity=[allow(condition=on("Bool", "true"))],
        sessions={sessions.KEY: DENY, sessions.CONSOLE: DENY, sessions.WITH_MFA: ALLOW},
    ),
    # Roles: AssumeRole credentials carry no information about MFA
    of_role("Bool", "true", DENY),
    of_role("BoolIfExists", "true", UNDECIDABLE),
    of_role("ForAllValues:Bool", "true", UNDECIDABLE),
    of_role("Null", "false", UNDECIDABLE),
    of_role("BoolIfExists", "false", DENY, "Deny"),
    of_role("Bool", "false", UNDECIDABLE, "Deny"),
    of_role("Null", "true", UNDECIDABLE, "Deny"),
    of_role("Bool", "true", ALLOW, "Deny"),
)
