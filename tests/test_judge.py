"""Who demands a check of what: classes, zones, severities, settings, strictness, bugs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cloudguard.assets import Asset
from cloudguard.catalogue import Catalogue, Profile
from cloudguard.check import Check, check
from cloudguard.estate import Estate
from cloudguard.findings import Clause, Membership, Severity
from cloudguard.judge import Judgement, judge
from cloudguard.values import Known, Source
from cloudguard.verdicts import Outcome, Verdict, at_least
from tests.test_decide import ASSET, CLAUSE, DOCUMENT

PROFILE = Profile(
    name="town",
    title={},
    sources=("town",),
    parameters={"days": (30, {"en": "ours"})},
    blocks=frozenset({Severity.CRITICAL, Severity.HIGH}),
    severity={
        "must": Severity.HIGH,
        "must_not": Severity.HIGH,
        "should": Severity.MEDIUM,
        "consider": Severity.LOW,
        "may": Severity.LOW,
    },
)


@check("x.kept", topic="log_retention", on=Asset)
def kept(asset: Asset, *, days: int = 10) -> Verdict:
    """Something is kept."""
    return at_least(Known(20, Source(asset.id, "days")), days)


@check("x.assumed", topic="log_retention", on=Asset)
def assumed(asset: Asset) -> Verdict:
    """Something is assumed."""
    return at_least(Known(20, Source(asset.id, assumed=True)), 1)


@check("x.broken", topic="log_retention", on=Asset)
def broken(asset: Asset) -> Verdict:
    """Something goes wrong."""
    raise KeyError(asset.id)


def clause(name: str, *checks: Check, **changes: Any) -> Clause:
    return replace(CLAUSE, id=name, checks=tuple(c.id for c in checks), **changes)


def judged(
    *clauses: Clause,
    profiles: tuple[Profile, ...] = (PROFILE,),
    member: Membership | None = None,
    registered: dict[str, Any] | None = None,
    strict: bool = False,
    strictest: bool = True,
) -> Judgement:
    document = replace(DOCUMENT, classes=("S", "II"))
    found = Catalogue(profiles, {"town": document}, {"town": clauses}, "v")
    return judge(
        Estate([ASSET]),
        found,
        (kept, assumed, broken),
        registered or {},
        lambda _: member or Membership(),
        strict=strict,
        strictest=strictest,
    )


@pytest.mark.parametrize(
    ("registered", "outcome"), [({}, Outcome.FAIL), ({"days": 20}, Outcome.PASS)]
)
def test_the_organisations_value_wins_over_the_profiles(
    registered: dict[str, Any], outcome: Outcome
) -> None:
    (finding,) = judged(clause("a", kept), registered=registered).findings
    assert finding.verdict.outcome is outcome


def test_without_either_the_checks_own_default_counts() -> None:
    (finding,) = judged(clause("a", kept), profiles=(replace(PROFILE, parameters={}),)).findings
    assert finding.settings == {"days": 10}
    assert finding.verdict.outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("obligation", "severity", "blocks"),
    [
        ("must", Severity.HIGH, True),
        ("must_not", Severity.HIGH, True),
        ("should", Severity.MEDIUM, False),
        ("consider", Severity.LOW, False),
        ("may", Severity.LOW, False),
    ],
)
def test_the_obligation_decides(obligation: str, severity: Severity, *, blocks: bool) -> None:
    (finding,) = judged(clause("a", kept, obligation=obligation)).findings
    assert (finding.severity, finding.blocks) == (severity, blocks)


def test_a_duty_to_write_a_rule_never_blocks() -> None:
    (finding,) = judged(clause("a", kept, rule_duty=True)).findings
    assert (finding.severity, finding.blocks) == (Severity.LOW, False)


def test_the_gravest_clause_gives_the_severity() -> None:
    (finding,) = judged(clause("a", kept, obligation="may"), clause("b", kept)).findings
    assert finding.clauses == ("a", "b")
    assert finding.severity is Severity.HIGH


def test_a_clause_for_other_classes_demands_nothing() -> None:
    limited = clause("a", kept, classes=("S",))
    assert judged(limited, member=Membership(data_class="II")).findings == []
    (finding,) = judged(limited, member=Membership(data_class="S")).findings
    assert finding.clauses == ("a",)


@pytest.mark.parametrize("limit", [{"classes": ("S",)}, {"zones": ("mynumber",)}])
def test_an_asset_of_which_nothing_tells_counts_as_the_strictest(limit: dict[str, Any]) -> None:
    (finding,) = judged(clause("a", kept, **limit)).findings
    assert finding.clauses == ("a",)


@pytest.mark.parametrize("limit", [{"classes": ("S",)}, {"zones": ("mynumber",)}])
def test_or_leaves_the_clause_open_where_the_organisation_says_so(limit: dict[str, Any]) -> None:
    result = judged(clause("a", kept, **limit), strictest=False)
    assert result.findings == []
    assert result.unclassified == {"a"}


def test_the_class_of_another_document_says_nothing_here() -> None:
    (finding,) = judged(
        clause("a", kept, classes=("S",)), member=Membership(data_class="elsewhere")
    ).findings
    assert finding.clauses == ("a",)


def test_strict_takes_nothing_assumed() -> None:
    (finding,) = judged(clause("a", assumed)).findings
    assert finding.verdict.outcome is Outcome.PASS
    (finding,) = judged(clause("a", assumed), strict=True).findings
    assert finding.verdict.outcome is Outcome.UNKNOWN


def test_a_bug_in_a_check_is_unknown_and_told() -> None:
    result = judged(clause("a", broken, kept))
    outcomes = {f.check: f.verdict.outcome for f in result.findings}
    assert outcomes == {"x.broken": Outcome.UNKNOWN, "x.kept": Outcome.FAIL}
    assert result.bugs == {"x.broken"}


def test_a_clause_that_is_relaxed_below_its_floor_is_not_claimed() -> None:
    floored = clause("a", kept, floors={"log_retention_days": 60})

    @check("x.logs", topic="log_retention", on=Asset)
    def logs(asset: Asset, *, log_retention_days: int = 90) -> Verdict:
        """Logs are kept."""
        return at_least(Known(20, Source(asset.id)), log_retention_days)

    found = Catalogue(
        (PROFILE,), {"town": DOCUMENT}, {"town": (replace(floored, checks=("x.logs",)),)}, "v"
    )
    for days, count in ((60, 1), (59, 0)):
        registered = {"log_retention_days": days}
        result = judge(Estate([ASSET]), found, (logs,), registered, lambda _: Membership())
        assert len(result.findings) == count


def test_a_fingerprint_changes_with_the_value_and_not_with_the_run() -> None:
    first, again = (judged(clause("a", kept)).findings[0] for _ in range(2))
    other = judged(clause("a", kept), registered={"days": 25}).findings[0]
    assert first.fingerprint == again.fingerprint != other.fingerprint
