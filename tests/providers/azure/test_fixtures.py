"""Fixtures of Azure, judged as folders and as plans: each has the verdict that its name says."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from cloudguard.findings import Finding
from tests import judging
from tests.folders import findings
from tests.judging import FIXTURES

EXPECTED = {"pass": "PASS", "fail": "FAIL", "unknown": "UNKNOWN"}
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/azure/*/main.tf"))
# Questions that have no answer on Azure, or no failing one: it has neither regions in provider
# blocks nor a default for disks, its activity log is one for all regions, and it is adopted.
WITHOUT = {"pass": set[str](), "fail": {"logs.every-region-recorded", "clouds.adopted"}}
ASKED = {
    "storage.encrypted",
    "storage.encrypted-with-approved-algorithm",
    "storage.encrypted-with-own-key",
    "keys.rotated",
    "location.allowed",
    "location.copies-allowed",
    "location.guardrail-restricts-regions",
    "logs.recorded",
    "logs.service-recorded",
    "logs.every-region-recorded",
    "logs.retained",
    "logs.store-retained",
    "logs.protected",
    "exposure.not-public",
    "clouds.adopted",
}


def assert_judged(folder: Path, found: Iterable[Finding]) -> None:
    topic, check, provider, name = folder.relative_to(FIXTURES).parts
    asked = [f for f in found if f.check == check]
    assert asked, "the check judges nothing in this fixture"
    outcomes = {f.asset.id: f.verdict.outcome.name for f in asked}
    assert set(outcomes.values()) == {EXPECTED[name.partition("_")[0]]}, outcomes
    assert {f.topic for f in asked} == {topic}
    assert {f.asset.provider for f in asked} == {provider}


@pytest.mark.parametrize("folder", CASES, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_fixture_is_judged_as_its_name_says(folder: Path) -> None:
    assert_judged(folder, findings(folder))


@pytest.mark.parametrize("folder", CASES, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_plan_of_a_fixture_is_judged_as_its_name_says(folder: Path) -> None:
    assert_judged(
        folder, judging.findings(judging.read(folder / "plan.json"), judging.declared_for(folder))
    )


@pytest.mark.parametrize("outcome", ["pass", "fail"])
def test_every_question_that_azure_answers_has_fixtures(outcome: str) -> None:
    there = {case.parts[-3] for case in CASES if case.name.startswith(outcome)}
    assert there >= ASKED - WITHOUT[outcome]
