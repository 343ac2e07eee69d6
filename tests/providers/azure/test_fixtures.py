"""Fixtures of Azure, judged as folders: each has the verdict that its name says."""

from __future__ import annotations

import pytest

from tests.each import each
from tests.folders import findings
from tests.judging import FIXTURES, declared_for, registered

EXPECTED = {"pass": "PASS", "fail": "FAIL", "unknown": "UNKNOWN"}
CASES = {
    "/".join(path.parts[-4:-1]): path.parent
    for path in sorted(FIXTURES.glob("*/*/azure/*/main.tf"))
}
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


@each(CASES)
def test_a_folder_is_judged_as_its_name_says(case: str) -> None:
    folder = CASES[case]
    topic, check, provider, name = folder.relative_to(FIXTURES).parts
    asked = [f for f in findings(folder, **registered(declared_for(folder))) if f.check == check]
    assert asked, "the check judges nothing in this fixture"
    outcomes = {f.asset.id: f.verdict.outcome.name for f in asked}
    assert set(outcomes.values()) == {EXPECTED[name.partition("_")[0]]}, outcomes
    assert {f.topic for f in asked} == {topic}
    assert {f.asset.provider for f in asked} == {provider}


@pytest.mark.parametrize("outcome", ["pass", "fail"])
def test_every_question_that_azure_answers_has_fixtures(outcome: str) -> None:
    there = {folder.parts[-3] for folder in CASES.values() if folder.name.startswith(outcome)}
    assert there >= ASKED - WITHOUT[outcome]
