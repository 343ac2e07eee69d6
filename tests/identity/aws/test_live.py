"""Users and the root user of a live account: what they have decides how they sign in.

IAM User Guide: "AWS Multi-factor authentication in IAM", "Manage access keys for IAM users",
"AWS account root user"; IAM API Reference: GetAccountSummary, EnableMFADevice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any

import pytest

from cloudguard.identity.powers import Chain, Powers, Principal, Use
from cloudguard.providers import alone, people
from cloudguard.providers.aws import PRINCIPALS
from cloudguard.sources import inventory, snapshot
from cloudguard.values import Known, Unknown, Value

ACCOUNT = "111122223333"
USER = f"arn:aws:iam::{ACCOUNT}:user/taro"
OTHER = f"arn:aws:iam::{ACCOUNT}:user/hana"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
UNREAD: Any = object()
EVERYTHING: dict[str, Any] = {"Effect": "Allow", "Action": "*", "Resource": "*"}
WITH_MFA = EVERYTHING | {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
ENROL = {"Effect": "Allow", "Action": "iam:EnableMFADevice", "Resource": USER}
POLICIES: Mapping[str, list[dict[str, Any]]] = {
    "always": [EVERYTHING],
    "with MFA": [WITH_MFA],
    "self-service": [WITH_MFA, ENROL],
}


def held(type_: str, id_: str, values: Mapping[str, Any], **facts: Any) -> dict[str, Any]:
    told = {name: value for name, value in facts.items() if value is not UNREAD}
    return {"id": id_, "type": type_, "values": dict(values), "facts": told}


def user(arn: str, **facts: Any) -> dict[str, Any]:
    name = arn.rpartition("/")[2]
    values = {"id": name, "name": name, "arn": arn, "path": "/", "permissions_boundary": ""}
    return held("aws_iam_user", arn, values | {"tags": {}}, **facts)


def policy(arn: str, *statements: Mapping[str, Any]) -> dict[str, Any]:
    name = arn.rpartition("/")[2]
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    values = {"id": f"{name}:p", "user": name, "name": "p", "policy": text}
    return held("aws_iam_user_policy", f"{arn}/p", values)


def key(arn: str, id_: str, status: str = "Active", **facts: Any) -> dict[str, Any]:
    values = {"id": id_, "user": arn.rpartition("/")[2], "status": status}
    return held("aws_iam_access_key", f"arn:aws:iam::{ACCOUNT}:access-key/{id_}", values, **facts)


def root(**facts: Any) -> dict[str, Any]:
    return held("aws_iam_account_summary", ROOT, {"arn": ROOT}, **facts)


def powers(*resources: Mapping[str, Any], denied: str = "") -> Powers:
    """Read a snapshot in which all was answered but what is asked of one type."""
    ledger = [
        {"call": f"x.{type_}", "type": type_, "region": "global", "complete": type_ != denied,
         "covers": ["present", "deleted"]}
        for type_ in sorted(PRINCIPALS)
    ]  # fmt: skip
    document = {
        "kind": "snapshot", "version": 1, "collector": "test",
        "collected_at": "2027-03-01T00:00:00+00:00", "finished_at": "2027-03-01T00:01:00+00:00",
        "target": {"provider": "aws", "account": ACCOUNT, "regions": ["ap-northeast-1"]},
        "resources": list(resources), "ledger": ledger,
    }  # fmt: skip
    taken = snapshot.parse(document, "snapshot.json")
    found = Powers()
    people(inventory.resources(taken, alone)[0], inventory.Accounts(ACCOUNT), found)
    return found


def told(chain: Chain | None) -> str:
    """Return in a word what a chain says."""
    if chain is None:
        return "none"
    if isinstance(chain.enforced, Unknown):
        return "unknown"
    return "enforced" if chain.enforced.value else "open"


def outcome(policies: str, *, console: bool, keys: bool, devices: bool) -> str:
    """Return what the guides say of somebody of whom everything is known."""
    comes = console or keys
    without = keys or (console and not devices)
    if policies == "always":
        return "open" if without else "enforced" if comes else "none"
    if not comes:
        return "none"
    if devices:
        return "enforced"
    return "open" if policies == "self-service" else "none"


def completions(console: Any, keys: Any, devices: Any) -> Iterator[tuple[bool, bool, bool]]:
    """Yield all that may be true of what was not read."""
    yield from product(_may_be(console), _may_be(keys), _may_be(devices))


def _may_be(value: Any) -> list[bool]:
    return [True, False] if value is UNREAD else [bool(value)]


CASES = list(product(POLICIES, (True, False, UNREAD), (0, 1, UNREAD), (0, 2, UNREAD)))


@pytest.mark.parametrize("policies", POLICIES)
def test_what_a_user_has_decides_how_he_signs_in(policies: str) -> None:
    wrong = []
    for name, console, keys, devices in CASES:
        if name != policies:
            continue
        facts = {"console": console, "access_keys": keys, "mfa_devices": devices}
        read = powers(user(USER, **facts), policy(USER, *POLICIES[name]))
        may_be = {
            outcome(name, console=c, keys=k, devices=d)
            for c, k, d in completions(console, keys, devices)
        }
        expected = "open" if may_be == {"open"} else "unknown" if "open" in may_be else ""
        found = told(read.chain(USER))
        # Where no way is surely open, and none may be, any that is left passes a second factor.
        expected = expected or ("enforced" if "enforced" in may_be else "none")
        if found != expected:
            shown = [None if each is UNREAD else each for each in (console, keys, devices)]
            wrong.append((shown, found, expected))
    assert not wrong


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"root_mfa": True, "root_access_keys": False, "root_password": True}, "enforced"),
        ({"root_mfa": False, "root_access_keys": False, "root_password": True}, "open"),
        ({"root_mfa": True, "root_access_keys": True, "root_password": True}, "open"),
        ({"root_mfa": False, "root_access_keys": True, "root_password": False}, "open"),
        ({"root_mfa": False, "root_access_keys": False, "root_password": False}, "none"),
        ({"root_mfa": True, "root_access_keys": False}, "enforced"),
        ({"root_mfa": False, "root_access_keys": False}, "unknown"),
        ({"root_access_keys": False, "root_password": True}, "unknown"),
        ({"root_mfa": True, "root_password": True}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_the_root_user_is_judged_by_what_it_has(facts: dict[str, bool], expected: str) -> None:
    read = powers(root(**facts))
    assert told(read.chain(ROOT)) == expected
    assert not read.unseen  # it was looked at, and nothing of it is left to attest


def test_without_a_summary_the_root_user_is_left_to_attest() -> None:
    read = powers(user(USER, console=True, access_keys=0, mfa_devices=0))
    assert list(read.unseen) == [f"AWS account {ACCOUNT}"]


def test_a_device_protects_from_who_sets_the_password_and_not_from_who_may_remove_it() -> None:
    victim = user(USER, console=True, access_keys=0, mfa_devices=1)
    resets = {"Effect": "Allow", "Action": "iam:UpdateLoginProfile", "Resource": USER}
    removes = {"Effect": "Allow", "Action": "iam:DeactivateMFADevice", "Resource": USER}
    attacker = user(OTHER, console=False, access_keys=1, mfa_devices=0)
    has = policy(USER, EVERYTHING)
    assert told(powers(victim, has, attacker, policy(OTHER, resets)).chain(OTHER)) == "none"
    both = powers(victim, has, attacker, policy(OTHER, resets, removes))
    assert told(both.chain(OTHER)) == "open"


def test_no_password_is_reset_where_there_is_none() -> None:
    victim = user(USER, console=False, access_keys=0, mfa_devices=0)
    attacker = user(OTHER, console=False, access_keys=1, mfa_devices=0)
    has = policy(USER, EVERYTHING)
    resets = {"Effect": "Allow", "Action": "iam:UpdateLoginProfile", "Resource": USER}
    makes = {"Effect": "Allow", "Action": "iam:CreateLoginProfile", "Resource": USER}
    assert told(powers(victim, has, attacker, policy(OTHER, resets)).chain(OTHER)) == "none"
    assert told(powers(victim, has, attacker, policy(OTHER, makes)).chain(OTHER)) == "open"


def principal(*resources: Mapping[str, Any]) -> Principal:
    return powers(*resources).principals[USER]


def value(found: Value[Any] | None) -> Any:
    return found.value if isinstance(found, Known) else UNREAD


DAY = "2026-11-0{}T03:00:00+00:00"
FIRST = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("password", "keys", "expected"),
    [
        ("never", [], Use(FIRST, ever=False)),
        (DAY.format(3), [], Use(FIRST.replace(day=3))),
        ("never", [DAY.format(4), "never"], Use(FIRST.replace(day=4))),
        (DAY.format(5), [DAY.format(4)], Use(FIRST.replace(day=5))),
        ("2026-11-05T16:00:00+00:00", [], Use(FIRST.replace(day=6))),  # the day in Japan
        (UNREAD, [], UNREAD),
        (DAY.format(5), [UNREAD], UNREAD),
        ("soon", [], UNREAD),
    ],
)
def test_the_last_use_of_any_credential_counts(
    password: Any, keys: list[Any], expected: Any
) -> None:
    facts = {"password_last_used": password, "access_keys": len(keys), "created": DAY.format(1)}
    one = user(USER, console=True, mfa_devices=0, **facts)
    found = principal(one, *(key(USER, f"AKIA{n}", last_used=k) for n, k in enumerate(keys)))
    assert value(found.used) == expected


def test_a_key_that_was_given_lately_has_had_little_time_to_be_used() -> None:
    facts = {"password_last_used": "never", "created": DAY.format(1), "access_keys": 1}
    new = key(USER, "AKIA1", last_used="never", created=DAY.format(4))
    off = key(USER, "AKIA2", "Inactive", last_used="never", created=DAY.format(6))
    found = principal(user(USER, console=False, mfa_devices=0, **facts), new, off)
    assert value(found.used) == Use(FIRST.replace(day=4), ever=False)


@pytest.mark.parametrize(
    ("keys", "active", "expected"),
    [
        ([], 0, None),
        ([("Active", DAY.format(2)), ("Active", DAY.format(1))], 2, FIRST),
        ([("Inactive", DAY.format(1)), ("Active", DAY.format(2))], 1, FIRST.replace(day=2)),
        ([("Inactive", DAY.format(1))], 0, None),
        ([("Active", UNREAD)], 1, UNREAD),
        ([], 1, UNREAD),  # which it has was not read
        ([], UNREAD, UNREAD),
    ],
)
def test_the_oldest_active_key_counts(keys: list[Any], active: Any, expected: Any) -> None:
    one = user(USER, console=False, mfa_devices=0, access_keys=active)
    made = [key(USER, f"AKIA{n}", status, created=c) for n, (status, c) in enumerate(keys)]
    assert value(principal(one, *made).keyed) == expected


TRUSTED = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ROOT}}


def role(name: str, *statements: Mapping[str, Any]) -> dict[str, Any]:
    arn = f"arn:aws:iam::{ACCOUNT}:role/{name}"
    trust = json.dumps({"Version": "2012-10-17", "Statement": [TRUSTED]})
    inline = json.dumps({"Version": "2012-10-17", "Statement": statements})
    values: dict[str, Any] = {"id": name, "name": name, "arn": arn, "path": "/"}
    values |= {
        "permissions_boundary": "",
        "assume_role_policy": trust,
        "managed_policy_arns": [],
        "tags": {},
    }
    return held("aws_iam_role", arn, values | {"inline_policy": [{"name": "p", "policy": inline}]})


def test_whoever_is_not_in_a_live_account_that_was_read_is_not_there() -> None:
    resets = {"Effect": "Allow", "Action": "iam:CreateLoginProfile", "Resource": "*"}
    helper = user(USER, console=False, access_keys=1, mfa_devices=0)
    keeper = role("keeper", EVERYTHING)
    assert told(powers(helper, policy(USER, resets)).chain(USER)) == "none"
    assert powers(keeper, helper).administrators() == []
    some = (keeper, helper, policy(USER, resets), root(root_mfa=True, root_access_keys=False))
    denied = powers(*some, denied="aws_iam_user")
    assert denied.unseen[f"AWS account {ACCOUNT}"][0] == "its users or roles were not read whole"
    assert told(denied.chain(USER)) == "unknown"
    assert told(denied.chain(keeper["id"])) == "unknown"


def test_who_may_assume_an_administrators_role_is_named_himself() -> None:
    assumes = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
    helper = user(USER, console=True, access_keys=0, mfa_devices=2)
    found = powers(role("keeper", EVERYTHING), helper, policy(USER, assumes))
    assert [each.id for each in found.administrators()] == [USER]
    assert told(found.chain(USER)) == "enforced"
