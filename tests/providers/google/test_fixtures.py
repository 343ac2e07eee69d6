"""Fixtures of Google Cloud, judged as folders: each has the verdict that its name says."""

from __future__ import annotations

import pytest

from cloudguard.check import Check
from cloudguard.checks import CHECKS
from tests.each import each
from tests.folders import findings
from tests.judging import FIXTURES, declared_for, registered

EXPECTED = {"pass": "PASS", "fail": "FAIL", "unknown": "UNKNOWN"}
CASES = {
    "/".join(path.parts[-4:-1]): path.parent
    for path in sorted(FIXTURES.glob("*/*/google/*/main.tf"))
}
# Google encrypts all that is stored, records audit logs in every region, and has no setting for
# disks: these checks cannot fail there, the last has nothing to judge.
CANNOT_FAIL = {
    "storage.encrypted",
    "storage.encrypted-with-approved-algorithm",
    "logs.every-region-recorded",
}
# Nor do plans tell who has signed in, whose a name is and how old a key is: people of Google Cloud
# stand in its directory.
NOTHING_TO_JUDGE = {
    "account.disks-encrypted-by-default",
    "identities.individual",
    "identities.unused-removed",
    "privileged.guarded",
}
OF_NO_RESOURCE = {"clouds.adopted", "zones.flows-limited"}


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


@pytest.mark.parametrize(
    "check", [c for c in CHECKS if c.id not in OF_NO_RESOURCE], ids=lambda check: check.id
)
def test_every_check_that_can_be_answered_has_fixtures_of_both_kinds(check: Check) -> None:
    wanted = set() if check.id in NOTHING_TO_JUDGE else {"pass"}
    wanted |= set() if check.id in CANNOT_FAIL | NOTHING_TO_JUDGE else {"fail"}
    folder = FIXTURES / check.topic / check.id / "google"
    there = {path.name.partition("_")[0] for path in folder.glob("*")} - {"unknown"}
    assert there == wanted
