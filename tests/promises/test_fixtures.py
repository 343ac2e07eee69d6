"""Fixtures whose names state the expectation: the check's folder, then pass_, fail_ or unknown_."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloudguard.checks import CHECKS
from cloudguard.verdicts import Outcome
from tests.each import each
from tests.judging import FIXTURES, covered, declared_for, findings, live, read, registered

NOT_CHECKS = {"city", "plans"}
FORMS = ("plan.json", "snapshot.json")
CASES = {
    "/".join(path.parent.relative_to(FIXTURES).parts[1:]): path
    for form in FORMS
    for path in sorted(FIXTURES.rglob(form))
    if path.relative_to(FIXTURES).parts[0] not in NOT_CHECKS
}
EXPECTED = {"pass": Outcome.PASS, "fail": Outcome.FAIL, "unknown": Outcome.UNKNOWN}


@each(CASES)
def test_the_fixture_is_judged_as_its_name_says(case: str) -> None:
    path = CASES[case]
    topic, check, provider, name = path.parent.relative_to(FIXTURES).parts
    declared = declared_for(path.parent)
    found = read(path) if path.name == "plan.json" else live(path)
    judged = findings(found, declared, **registered(declared))
    asked = [f for f in judged if f.check == check]
    assert asked, "the check judges nothing in this fixture"
    outcomes = {f.asset.id: f.verdict.outcome.name for f in asked}
    expected = EXPECTED[name.partition("_")[0]].name
    assert set(outcomes.values()) == {expected}, outcomes
    assert {f.topic for f in asked} == {topic}
    assert {f.asset.provider for f in asked} == {provider}


def test_every_fixture_of_source_is_judged_by_its_plan() -> None:
    written = {file.parent for file in FIXTURES.glob("*/*/*/*/main.tf")}
    planned = {file.parent for file in CASES.values() if file.name == "plan.json"}
    assert {folder for folder in written if folder.parts[-4] not in NOT_CHECKS} == planned


# Where a provider leaves no way to comply, or none not to. All that can be had is asked for below.
ALWAYS_ENCRYPTED = "the provider encrypts everything, and nothing switches that off"
ALWAYS_AES = "the provider's ciphers are AES with 128 bits and longer, or are not documented"
ALL_IN_JAPAN = "all zones, regions and sites are in Japan, but for a sandbox that is no place"
EVERYWHERE = "the provider records every region, and nothing switches that off"
DECLARED = "exceptions are declared in cloudguard.yaml, and belong to no provider"
ADOPTED = "the cloud is on the list, whatever is made there"
AGE = "how old a key is, no plan tells"
CANNOT: dict[tuple[str, str, str], str] = {
    ("privileged.guarded", "azure", "fail"): "users of Microsoft Entra have no keys",
    ("privileged.guarded", "oci", "fail"): AGE,
    ("privileged.guarded", "sakura", "fail"): AGE,
    ("storage.encrypted", "google", "fail"): ALWAYS_ENCRYPTED,
    ("storage.encrypted", "oci", "fail"): ALWAYS_ENCRYPTED,
    ("storage.encrypted-with-approved-algorithm", "google", "fail"): ALWAYS_AES,
    ("storage.encrypted-with-approved-algorithm", "oci", "fail"): ALWAYS_AES,
    ("location.copies-allowed", "sakura", "fail"): ALL_IN_JAPAN,
    ("location.provider-default-allowed", "sakura", "fail"): ALL_IN_JAPAN,
    ("logs.recorded", "sakura", "fail"): "a log routing is on, and delivers, wherever it stands",
    ("logs.every-region-recorded", "azure", "fail"): EVERYWHERE,
    ("logs.every-region-recorded", "google", "fail"): EVERYWHERE,
    ("logs.every-region-recorded", "oci", "fail"): EVERYWHERE,
    ("contracts.erasable-by-end", "sakura", "fail"): "nothing on SAKURA Cloud delays a deletion",
    ("logs.protected", "sakura", "pass"): "nothing on SAKURA Cloud locks a log or what keeps it",
    ("clouds.adopted", "aws", "fail"): ADOPTED,
    ("clouds.adopted", "azure", "fail"): ADOPTED,
    ("clouds.adopted", "google", "fail"): ADOPTED,
    ("clouds.adopted", "oci", "fail"): ADOPTED,
    ("clouds.adopted", "sakura", "fail"): ADOPTED,
    **{
        ("zones.flows-limited", provider, outcome): DECLARED
        for provider in ("aws", "azure", "google", "oci", "sakura")
        for outcome in ("pass", "fail")
    },
}
TOPICS = {check.id: check.topic for check in CHECKS}


def wanted() -> set[tuple[str, str, str]]:
    """Return the outcomes that a fixture shows, of each check on each provider that answers it."""
    answered = [cell for cell in covered().cells if cell.answered]
    return {(cell.check, cell.provider, end) for cell in answered for end in ("pass", "fail")}


def fixtures(check: str, provider: str, outcome: str) -> list[Path]:
    """Return the fixtures of a check on a provider that are expected to come out so."""
    folder = FIXTURES / TOPICS[check] / check
    return sorted(p for form in FORMS for p in folder.glob(f"{provider}/{outcome}_*/{form}"))


@each(lambda: [" ".join(case) for case in sorted(wanted() - CANNOT.keys())])
def test_every_check_has_passing_and_failing_fixtures_on_each_provider(case: str) -> None:
    assert fixtures(*case.split())


def test_what_a_provider_cannot_do_has_no_fixture_and_can_be_asked() -> None:
    assert CANNOT.keys() <= wanted(), "the tables do not answer it: strike it"
    assert [case for case in CANNOT if fixtures(*case)] == [], "it can: strike it"


def test_a_cloud_that_is_not_on_the_list_fails() -> None:
    assert fixtures("clouds.adopted", "other", "fail")


@pytest.mark.parametrize("outcome", ["pass", "fail"])
def test_exceptions_are_judged_whatever_the_provider(outcome: str) -> None:
    assert fixtures("zones.flows-limited", "other", outcome)
