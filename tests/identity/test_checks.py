"""What the checks on administrators say of estates that are made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cloudguard.assets import Asset, Configuration
from cloudguard.checks.admins import federated_only, limited_to_few, not_set_by_contractors
from cloudguard.estate import Estate, Surroundings
from cloudguard.identity.powers import Kind, Powers, Principal, Step, administrator
from cloudguard.values import Known, Source, Unknown
from cloudguard.verdicts import Outcome, Verdict

HERE = Source("here")
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
    return Estate(found, surroundings=Surroundings(people=people, party=answers))


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
