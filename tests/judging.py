"""Plans judged as a whole, for tests that hold over everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from cloudguard import catalogue
from cloudguard.checks import CHECKS
from cloudguard.estate import Estate
from cloudguard.findings import Finding, Membership
from cloudguard.judge import judge
from cloudguard.providers import Understanding, understand
from cloudguard.sources import plan, reading
from cloudguard.sources.plan import Plan
from cloudguard.verdicts import Outcome

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "terraform_fixtures"
Outcomes: TypeAlias = Mapping[tuple[str, str], Outcome]


def plans(under: Path = FIXTURES) -> list[Path]:
    """Return every plan of the fixtures."""
    return sorted(under.rglob("plan.json"))


def alone(path: Path) -> bool:
    """Tell a fixture that can be copied by itself from one that calls modules beside it."""
    return '"../../' not in (path.parent / "main.tf").read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    """Return the name of a fixture, for a test's id."""
    return str(path.parent.relative_to(FIXTURES))


def read(path: Path) -> Plan:
    """Read a plan afresh."""
    return plan.read(reading.load(str(path)).document, str(path))


def understood(found: Plan) -> Understanding:
    """Return what the resources of a plan are."""
    return understand(found.resources, found.configuration)


@cache
def baseline() -> catalogue.Catalogue:
    """Return the baseline, which demands every check."""
    return catalogue.load(["baseline"], [check.id for check in CHECKS])


def findings(found: Plan, **registered: Any) -> list[Finding]:
    """Judge a plan by the baseline; a bug in a check or an adapter is an error here."""
    understanding = understood(found)
    assert not understanding.bugs
    estate = Estate(understanding.assets, gone=frozenset(found.removed))
    judgement = judge(estate, baseline(), CHECKS, registered, lambda _: Membership())
    assert not judgement.bugs
    return judgement.findings


def worst(found: Iterable[Finding]) -> Outcomes:
    """Return the worst outcome by check and asset."""
    by_asset: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for finding in found:
        by_asset[finding.check, finding.asset.id].append(finding.verdict.outcome)
    return {key: min(outcomes) for key, outcomes in by_asset.items()}
