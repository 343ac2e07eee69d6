"""Fixtures of OCI, judged as folders: each has the verdict that its name says."""

from __future__ import annotations

from tests.each import each
from tests.folders import findings
from tests.judging import FIXTURES, declared_for, registered

EXPECTED = {"pass": "PASS", "fail": "FAIL", "unknown": "UNKNOWN"}
CASES = {
    "/".join(path.parts[-4:-1]): path.parent for path in sorted(FIXTURES.glob("*/*/oci/*/main.tf"))
}


@each(CASES)
def test_a_fixture_is_judged_as_its_name_says(case: str) -> None:
    folder = CASES[case]
    topic, check, provider, name = folder.relative_to(FIXTURES).parts
    asked = [f for f in findings(folder, **registered(declared_for(folder))) if f.check == check]
    assert asked, "the check judges nothing in this fixture"
    outcomes = {f.asset.id: f.verdict.outcome.name for f in asked}
    assert set(outcomes.values()) == {EXPECTED[name.partition("_")[0]]}, outcomes
    assert {f.topic for f in asked} == {topic}
    assert {f.asset.provider for f in asked} == {provider}
