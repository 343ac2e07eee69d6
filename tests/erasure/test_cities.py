"""The cities: what cannot be gone by the end of its contract is found, with its day, and no more.

`contracts` in the `expected.yaml` beside each was written from the design, before it was judged;
what was found then and is right stands apart there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from cloudguard.checks import CHECKS
from cloudguard.estate import Estate
from cloudguard.findings import Finding, Membership
from cloudguard.judge import judge
from cloudguard.verdicts import Evidence, Outcome
from tests.folders import assets_of, contents
from tests.judging import FIXTURES, only, surroundings

ASKED: Final = [check for check in CHECKS if check.topic == "contract_end_deletion"]
CITIES: Final = sorted((FIXTURES / "city").glob("*/*/cloudguard.yaml"))
LEAST: Final = {"aws": 10, "azure": 6, "google": 3, "oci": 3, "sakura": 2}


def name_of(path: Path) -> str:
    return "/".join(path.parent.parts[-2:])


def findings(path: Path) -> list[Finding]:
    """Judge a city's source by its own cloudguard.yaml, by the checks on contracts alone."""
    with contents(path.parent) as found:
        estate = Estate(
            assets_of(found),
            gone=frozenset(found.removed),
            doubtful=dict(found.doubtful),
            surroundings=surroundings(found, path),
        )
        demanded = only(frozenset(check.id for check in ASKED))
        judgement = judge(estate, demanded, ASKED, {}, lambda _: Membership())
    assert not judgement.bugs
    return judgement.findings


def planted(path: Path) -> list[dict[str, Any]]:
    expected = yaml.safe_load((path.parent / "expected.yaml").read_text(encoding="utf-8"))
    entries: list[dict[str, Any]] = expected["contracts"]
    return entries


def told(evidence: Evidence) -> str:
    value = evidence.value
    return str(getattr(value, "value", "")) + str(getattr(value, "reason", ""))


@pytest.mark.parametrize("path", CITIES, ids=name_of)
def test_what_stays_is_what_was_planted(path: Path) -> None:
    expected = {(entry["check"], entry["asset"]): str(entry["date"]) for entry in planted(path)}
    found: dict[tuple[str, str], list[str]] = {}
    for finding in findings(path):
        if finding.verdict.outcome is Outcome.FAIL:
            texts = found.setdefault((finding.check, finding.asset.id), [])
            texts += [told(evidence) for evidence in finding.verdict.evidence]
    assert found.keys() == expected.keys()
    assert [
        key for key, day in expected.items() if not any(day in text for text in found[key])
    ] == []


@pytest.mark.parametrize("path", CITIES, ids=name_of)
def test_faults_are_planted_where_they_belong(path: Path) -> None:
    provider, kind = path.parent.parts[-2:]
    number = len(planted(path))
    assert number >= LEAST[provider] if kind == "faulty" else number == 0
