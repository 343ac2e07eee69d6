"""What the checks on administrators say of estates that are made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cloudguard.assets import Asset, Configuration
from cloudguard.checks.admins import (
    limited_to_few,
    mfa_enforced,
    not_default_name,
    not_set_by_contractors,
)
from cloudguard.checks.identities import federated_only, guarded, individual, unused_removed
from cloudguard.estate import Estate, Surroundings
from cloudguard.identity.powers import Kind, Powers, Principal, Step, Use, administrator
from cloudguard.values import Known, Source, Unknown, Value
from cloudguard.verdicts import Outcome, Verdict

HERE = Source("here")
TODAY = date(2027, 3, 31)
PLACE = administrator("it")
HIDDEN = Unknown("nobody knows", HERE)


def standing(id_: str) -> Configuration:
    """Return what stands for a principal."""
    return Configuration(
        id=id_, type="aws_iam_user", provider="aws", origin=HERE, location=HIDDEN,
        names=(), tags=Known({}, HERE), account=HIDDEN,
    )  # fmt: skip


def estate(
    *principals: Principal,
    party: str | Unknown | None = None,
    ways: Mapping[str, bool] | None = None,
) -> Estate:
    """Return an estate of principals, each with a way to power: sure (true), perhaps, or none."""

    def people(powers: Powers) -> None:
        for principal in principals:
            powers.principal(principal)
            if ways and principal.id in ways:
                step = Step(
                    principal.id, PLACE, "how", HERE, Known(False, HERE), ways[principal.id]
                )
                powers.step(step)

    def answers(_asset: Asset) -> str | Unknown | None:
        return party

    found = [standing(principal.id) for principal in principals]
    return Estate(found, surroundings=Surroundings(people=people, party=answers, as_of=TODAY))


def judged(check: Any, found: Estate, id_: str, **settings: int) -> Verdict | None:
    """Return what a check says of one asset."""
    (one,) = (each for each in found.assets if each.id == id_)
    verdict: Verdict | None = check.judge(one, found, **settings)
    return verdict


def person(id_: str, kind: Kind = "person", **more: Any) -> Principal:
    return Principal(id_, kind, id_, HERE, **more)


@pytest.mark.parametrize(
    ("ways", "most", "expected"),
    [
        ({"a": True, "b": True}, 2, Outcome.PASS),
        ({"a": True, "b": True}, 1, Outcome.FAIL),
        ({"a": True, "b": False}, 1, Outcome.UNKNOWN),
        ({"a": True}, 1, Outcome.PASS),
        ({"a": False}, 1, Outcome.UNKNOWN),
        ({"b": True}, 1, None),
    ],
)
def test_administrators_are_counted(
    ways: dict[str, bool], most: int, expected: Outcome | None
) -> None:
    found = judged(
        limited_to_few, estate(person("a"), person("b"), ways=ways), "a", most_administrators=most
    )
    assert (None if found is None else found.outcome) == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (person("b", "federated"), Outcome.UNKNOWN),
        (person("b", "federated", people=("b",)), Outcome.PASS),
        (person("b", "federated", people=("x", "y", "z")), Outcome.FAIL),
        (person("b", several=True), Outcome.UNKNOWN),
        (person("b", "anyone"), Outcome.FAIL),
        (person("b", "machine"), Outcome.PASS),
    ],
)
def test_whoever_stands_behind_a_principal_counts(other: Principal, expected: Outcome) -> None:
    found = judged(
        limited_to_few,
        estate(person("a"), other, ways={"a": True, "b": True}),
        "a",
        most_administrators=3,
    )
    assert found is not None
    assert found.outcome is expected


@pytest.mark.parametrize(
    ("party", "ways", "expected"),
    [
        (None, {"a": True}, None),
        ("self", {"a": True}, None),
        ("Acme", {"a": True}, Outcome.FAIL),
        ("Acme", {"a": False}, Outcome.UNKNOWN),
        ("Acme", {}, Outcome.PASS),
        (HIDDEN, {"a": True}, Outcome.UNKNOWN),
        (HIDDEN, {}, Outcome.PASS),
    ],
)
def test_contractors_have_no_hold_on_credentials(
    party: str | Unknown | None, ways: dict[str, bool], expected: Outcome | None
) -> None:
    found = judged(not_set_by_contractors, estate(person("a"), party=party, ways=ways), "a")
    assert (None if found is None else found.outcome) == expected


def test_a_session_of_an_administrator_is_a_hold_on_his_credentials() -> None:
    found = estate(person("a"), person("b"), party="Acme", ways={"b": True})
    found.powers.step(Step("a", "b console", "sets his password", HERE, Known(False, HERE)))
    verdict = judged(not_set_by_contractors, found, "a")
    assert verdict is not None
    assert verdict.outcome is Outcome.FAIL
    assert judged(not_set_by_contractors, estate(person("a"), party="Acme"), "a") is not None


def test_what_is_no_principal_is_not_judged() -> None:
    found = Estate([standing("a")])
    for check in (limited_to_few, not_set_by_contractors, federated_only):
        assert judged(check, found, "a") is None


def test_somebody_of_whom_nothing_is_known_is_not_known_elsewhere() -> None:
    found = judged(federated_only, estate(person("a", "federated", key=HIDDEN)), "a")
    assert found is not None
    assert found.outcome is Outcome.UNKNOWN


def days_ago(number: int) -> date:
    return TODAY - timedelta(days=number)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (person("a", used=Known(Use(days_ago(90)), HERE)), Outcome.PASS),
        (person("a", used=Known(Use(days_ago(91)), HERE)), Outcome.FAIL),
        (person("a", used=Known(Use(days_ago(10), ever=False), HERE)), Outcome.PASS),
        (person("a", used=Known(Use(days_ago(91), ever=False), HERE)), Outcome.FAIL),
        (person("a", used=HIDDEN), Outcome.UNKNOWN),
        (person("a"), None),  # no plan tells: people attest
        (person("a", "federated", used=Known(Use(days_ago(91)), HERE)), None),
        (person("a", "root", used=Known(Use(days_ago(91)), HERE)), None),  # it is to lie unused
        (person("a", key=Known(False, HERE), used=Known(Use(days_ago(91)), HERE)), None),
        (person("a", key=HIDDEN, used=Known(Use(days_ago(91)), HERE)), Outcome.FAIL),
    ],
)
def test_an_identity_is_unused_after_some_days(who: Principal, expected: Outcome | None) -> None:
    found = judged(unused_removed, estate(who), "a", inactive_days=90)
    assert (None if found is None else found.outcome) is expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (person("a", keyed=Known(days_ago(30), HERE)), Outcome.PASS),
        (person("a", keyed=Known(days_ago(31), HERE)), Outcome.FAIL),
        (person("a", keyed=Known(None, HERE)), Outcome.PASS),
        (person("a", keyed=HIDDEN), Outcome.UNKNOWN),
        (person("a"), Outcome.UNKNOWN),
        (person("a", "key"), Outcome.UNKNOWN),
        (person("a", "federated"), None),
        (person("a", "machine", keyed=Known(days_ago(31), HERE)), None),
        (person("a", "root", key=Known(True, HERE)), Outcome.FAIL),
        (person("a", "root", key=Known(False, HERE)), Outcome.PASS),
        (person("a", "root", key=HIDDEN), Outcome.UNKNOWN),
        (person("a", "root"), Outcome.UNKNOWN),
    ],
)
def test_administrators_have_no_old_keys(who: Principal, expected: Outcome | None) -> None:
    found = judged(guarded, estate(who, ways={"a": True}), "a", privileged_key_days=30)
    assert (None if found is None else found.outcome) is expected


def test_keys_of_those_without_power_are_not_judged_as_an_administrators() -> None:
    assert judged(guarded, estate(person("a", keyed=Known(days_ago(900), HERE))), "a") is None


@pytest.mark.parametrize(
    ("name", "kind", "names", "expected"),
    [
        ("u123456", "person", ["u??????"], Outcome.PASS),
        ("U123456", "person", ["u??????"], Outcome.PASS),
        ("team", "person", ["u??????", "*@city.example.jp"], Outcome.FAIL),
        ("taro@city.example.jp", "person", ["u??????", "*@city.example.jp"], Outcome.PASS),
        ("team", "person", [], Outcome.UNKNOWN),
        ("a", "person", ["*"], Outcome.UNKNOWN),  # its id stands for a name that is not known
        ("team", "federated", ["u??????"], None),
        ("root user", "root", ["u??????"], None),
        ("a key", "key", ["u??????"], None),
    ],
)
def test_names_tell_what_one_person_uses(
    name: str, kind: Kind, names: list[str], expected: Outcome | None
) -> None:
    who = Principal("a", kind, name, HERE)
    found = individual.judge(standing("a"), estate(who), personal_names=names)
    assert (None if found is None else found.outcome) is expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Known(True, HERE), Outcome.FAIL),
        (Known(False, HERE), Outcome.PASS),
        (HIDDEN, Outcome.UNKNOWN),
        (None, Outcome.UNKNOWN),
    ],
)
def test_the_root_user_by_passes_the_single_sign_on_with_a_key(
    key: Value[bool] | None, expected: Outcome
) -> None:
    found = judged(federated_only, estate(person("a", "root", key=key)), "a")
    assert found is not None
    assert found.outcome is expected


def test_the_root_user_is_not_counted_nor_blamed_for_its_name() -> None:
    both = estate(person("a"), Principal("b", "root", "root", HERE), ways={"a": True, "b": True})
    few = judged(limited_to_few, both, "a", most_administrators=1)
    assert few is not None
    assert few.outcome is Outcome.PASS
    assert judged(limited_to_few, both, "b", most_administrators=1) is None
    assert judged(not_default_name, both, "b") is None
    second = judged(mfa_enforced, both, "b")
    assert second is not None
    assert second.outcome is Outcome.FAIL


def test_an_inventory_knows_nothing_of_the_days_after_it_was_read() -> None:
    who = person("a", used=Known(Use(days_ago(100)), HERE), keyed=Known(days_ago(100), HERE))
    now = estate(who, ways={"a": True})
    read_then = replace(now.surroundings, seen=days_ago(50))
    then = Estate(now.assets, surroundings=read_then)
    for check in (unused_removed, guarded):
        first, second = judged(check, now, "a"), judged(check, then, "a")
        assert first is not None
        assert first.outcome is Outcome.FAIL
        assert second is not None
        assert second.outcome is Outcome.PASS
