"""Fixtures of Google Cloud: as a folder and as a plan, each has the verdict its name says."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from cloudguard.check import Check
from cloudguard.checks import CHECKS
from cloudguard.findings import Finding
from tests import judging
from tests.folders import findings
from tests.judging import FIXTURES

EXPECTED = {"pass": "PASS", "fail": "FAIL", "unknown": "UNKNOWN"}
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/google/*/main.tf"))
# Google encrypts all that is stored, records audit logs in every region, and has no setting for
# disks: these checks cannot fail there, the last has nothing to judge.
CANNOT_FAIL = {
    "storage.encrypted",
    "storage.encrypted-with-approved-algorithm",
    "logs.every-region-recorded",
}
NOTHING_TO_JUDGE = {"account.disks-encrypted-by-default"}
OF_NO_RESOURCE = {"clouds.adopted", "zones.flows-limited"}


def name_of(folder: Path) -> str:
    return "/".join(folder.parts[-3:])


def held(folder: Path, found: Iterable[Finding]) -> None:
    topic, check, provider, name = folder.relative_to(FIXTURES).parts
    asked = [f for f in found if f.check == check]
    assert asked, "the check judges nothing in this fixture"
    outcomes = {f.asset.id: f.verdict.outcome.name for f in asked}
    assert set(outcomes.values()) == {EXPECTED[name.partition("_")[0]]}, outcomes
    assert {f.topic for f in asked} == {topic}
    assert {f.asset.provider for f in asked} == {provider}


@pytest.mark.parametrize("folder", CASES, ids=name_of)
def test_a_folder_is_judged_as_its_name_says(folder: Path) -> None:
    held(folder, findings(folder))


@pytest.mark.parametrize("folder", CASES, ids=name_of)
def test_a_plan_is_judged_as_its_name_says(folder: Path) -> None:
    held(folder, judging.findings(judging.read(folder / "plan.json"), judging.declared_for(folder)))


@pytest.mark.parametrize(
    "check", [c for c in CHECKS if c.id not in OF_NO_RESOURCE], ids=lambda check: check.id
)
def test_every_check_that_can_be_answered_has_fixtures_of_both_kinds(check: Check) -> None:
    wanted = set() if check.id in NOTHING_TO_JUDGE else {"pass"}
    wanted |= set() if check.id in CANNOT_FAIL | NOTHING_TO_JUDGE else {"fail"}
    folder = FIXTURES / check.topic / check.id / "google"
    there = {path.name.partition("_")[0] for path in folder.glob("*")} - {"unknown"}
    assert there == wanted
