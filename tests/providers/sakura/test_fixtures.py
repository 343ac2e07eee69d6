"""Fixtures of SAKURA Cloud, judged as folders: each has the verdict that its name says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders import findings
from tests.judging import FIXTURES

EXPECTED = {"pass": "PASS", "fail": "FAIL", "unknown": "UNKNOWN"}
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/sakura/*/main.tf"))


@pytest.mark.parametrize("folder", CASES, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_fixture_is_judged_as_its_name_says(folder: Path) -> None:
    topic, check, provider, name = folder.relative_to(FIXTURES).parts
    asked = [f for f in findings(folder) if f.check == check]
    assert asked, "the check judges nothing in this fixture"
    outcomes = {f.asset.id: f.verdict.outcome.name for f in asked}
    assert set(outcomes.values()) == {EXPECTED[name.partition("_")[0]]}, outcomes
    assert {f.topic for f in asked} == {topic}
    assert {f.asset.provider for f in asked} == {provider}
