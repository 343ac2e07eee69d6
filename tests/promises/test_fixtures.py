"""Fixtures whose names state the expectation: the check's folder, then pass_, fail_ or unknown_."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloudguard.check import Check
from cloudguard.checks import CHECKS
from cloudguard.verdicts import Outcome
from tests.judging import FIXTURES, findings, read

NOT_CHECKS = {"city", "plans"}
CASES = sorted(
    path
    for path in FIXTURES.rglob("plan.json")
    if path.relative_to(FIXTURES).parts[0] not in NOT_CHECKS
)
EXPECTED = {"pass": Outcome.PASS, "fail": Outcome.FAIL, "unknown": Outcome.UNKNOWN}


def case_name(path: Path) -> str:
    return "/".join(path.parent.relative_to(FIXTURES).parts[1:])


@pytest.mark.parametrize("path", CASES, ids=case_name)
def test_the_fixture_is_judged_as_its_name_says(path: Path) -> None:
    topic, check, provider, name = path.parent.relative_to(FIXTURES).parts
    asked = [f for f in findings(read(path)) if f.check == check]
    assert asked, "the check judges nothing in this fixture"
    outcomes = {f.asset.id: f.verdict.outcome.name for f in asked}
    expected = EXPECTED[name.partition("_")[0]].name
    assert set(outcomes.values()) == {expected}, outcomes
    assert {f.topic for f in asked} == {topic}
    assert {f.asset.provider for f in asked} == {provider}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
@pytest.mark.parametrize("outcome", ["pass", "fail"])
def test_every_check_has_passing_and_failing_fixtures(check: Check, outcome: str) -> None:
    folder = FIXTURES / check.topic / check.id
    # A cloud that is not on the list is none of the five: only there can this check fail.
    provider = "other" if (check.id, outcome) == ("clouds.adopted", "fail") else "aws"
    assert sorted(folder.glob(f"{provider}/{outcome}_*/plan.json"))
