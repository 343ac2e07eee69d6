"""Fixtures whose names state the expectation: the check's folder, then pass_, fail_ or unknown_."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloudguard.checks import CHECKS
from cloudguard.coverage import matrix
from cloudguard.verdicts import Outcome
from tests.judging import FIXTURES, declared_for, findings, read

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
    judged = findings(read(path), declared_for(path.parent))
    asked = [f for f in judged if f.check == check]
    assert asked, "the check judges nothing in this fixture"
    outcomes = {f.asset.id: f.verdict.outcome.name for f in asked}
    expected = EXPECTED[name.partition("_")[0]].name
    assert set(outcomes.values()) == {expected}, outcomes
    assert {f.topic for f in asked} == {topic}
    assert {f.asset.provider for f in asked} == {provider}


# Where a provider leaves no way to comply, or none not to. All that can be had is asked for below.
ALWAYS_ENCRYPTED = "the provider encrypts everything, and nothing switches that off"
ALWAYS_AES = "the provider's ciphers are AES with 128 bits and longer, or are not documented"
ALL_IN_JAPAN = "all zones, regions and sites are in Japan, but for a sandbox that is no place"
EVERYWHERE = "the provider records every region, and nothing switches that off"
DECLARED = "exceptions are declared in cloudguard.yaml, and belong to no provider"
ADOPTED = "the cloud is on the list, whatever is made there"
CANNOT: dict[tuple[str, str, str], str] = {
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
WANTED = [
    (cell.check, cell.provider, outcome)
    for cell in matrix(CHECKS).cells
    if cell.answered
    for outcome in ("pass", "fail")
]


def fixtures(check: str, provider: str, outcome: str) -> list[Path]:
    """Return the fixtures of a check on a provider that are expected to come out so."""
    return sorted((FIXTURES / TOPICS[check] / check).glob(f"{provider}/{outcome}_*/plan.json"))


@pytest.mark.parametrize(
    ("check", "provider", "outcome"), [wanted for wanted in WANTED if wanted not in CANNOT]
)
def test_every_check_has_passing_and_failing_fixtures_on_each_provider(
    check: str, provider: str, outcome: str
) -> None:
    assert fixtures(check, provider, outcome)


def test_what_a_provider_cannot_do_has_no_fixture_and_can_be_asked() -> None:
    assert set(CANNOT) <= set(WANTED), "the tables do not answer it: strike it"
    assert [case for case in CANNOT if fixtures(*case)] == [], "it can: strike it"


def test_a_cloud_that_is_not_on_the_list_fails() -> None:
    assert fixtures("clouds.adopted", "other", "fail")


@pytest.mark.parametrize("outcome", ["pass", "fail"])
def test_exceptions_are_judged_whatever_the_provider(outcome: str) -> None:
    assert fixtures("zones.flows-limited", "other", outcome)
