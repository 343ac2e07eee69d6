"""Records of people: what counts, what does not, and that the latter is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cloudguard.config import Attestation, Config, Exemption, Reason
from cloudguard.findings import Clause, Finding
from cloudguard.register import Register
from cloudguard.values import Source
from cloudguard.verdicts import Outcome
from tests.test_decide import CLAUSE, finding

TODAY = date(2026, 11, 21)
HERE = Source("", "exceptions[0]", "cloudguard.yaml", 7)
CHECK = "storage.encrypted"
CLAUSES: dict[str, Clause] = {CLAUSE.id: CLAUSE}
FAILING = finding(Outcome.FAIL)
EXEMPTION = Exemption(
    check=CHECK,
    asset="aws_x.*",
    clause=None,
    reason="migration",
    applicant="clerk",
    approver="chief",
    compensating="offline",
    until=date(2027, 3, 31),
    origin=HERE,
)
ATTESTATION = Attestation(
    clause=CLAUSE.id,
    statement="so it is",
    by="chief",
    date=date(2026, 4, 1),
    until=date(2027, 3, 31),
    document=None,
    origin=HERE,
)
REASON = Reason(
    clause=CLAUSE.id, asset=None, reason="not possible", by="chief", date=TODAY, origin=HERE
)


def register(**records: Any) -> Register:
    return Register(Config(**records), TODAY)


def problems(found: Register, findings: tuple[Finding, ...] = (FAILING,)) -> list[str]:
    return [text["en"] for text in found.problems(CLAUSES, {CHECK}, findings)]


def test_an_exception_in_force_stops_blocking_and_stays_a_failure() -> None:
    found = register(exceptions=(EXEMPTION,))
    applied = found.applied(FAILING)
    assert not applied.blocks
    assert applied.verdict.outcome is Outcome.FAIL
    assert applied.exception is not None
    assert "chief" in applied.exception
    assert problems(found) == []


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"until": date(2026, 11, 20)}, "ended"),
        ({"approver": "clerk"}, "applicant"),
        ({"asset": "aws_y.*"}, "no finding"),
        ({"check": "nowhere"}, "no such check"),
        ({"clause": "nowhere"}, "no such clause"),
    ],
)
def test_an_exception_that_does_not_hold_counts_for_nothing_and_is_told(
    changes: dict[str, Any], word: str
) -> None:
    found = register(exceptions=(replace(EXEMPTION, **changes),))
    assert found.applied(FAILING) == FAILING
    (told,) = problems(found)
    assert word in told
    assert "cloudguard.yaml:7" in told


def test_an_exception_from_one_clause_does_not_lift_another() -> None:
    found = register(exceptions=(replace(EXEMPTION, clause=CLAUSE.id),))
    assert not found.applied(FAILING).blocks
    both = replace(FAILING, clauses=(CLAUSE.id, "town-2"))
    assert found.applied(both) == both


def test_what_passes_needs_no_exception() -> None:
    passing = finding(Outcome.PASS)
    assert register(exceptions=(EXEMPTION,)).applied(passing) == passing


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, True),
        ({"until": TODAY}, True),
        ({"until": date(2026, 11, 20)}, False),
        ({"date": date(2026, 11, 22)}, False),
        ({"clause": "nowhere"}, False),
    ],
)
def test_an_attestation_counts_in_its_time(changes: dict[str, Any], *, counts: bool) -> None:
    found = register(attestations=(replace(ATTESTATION, **changes),))
    assert (found.attestation(CLAUSE) is not None) is counts
    assert bool(problems(found)) is not counts


def test_a_reason_answers_only_what_the_document_limits() -> None:
    found = register(reasons=(REASON,))
    assert not found.answers(CLAUSE, FAILING)
    assert "exception" in problems(found)[0]
    assert found.answers(replace(CLAUSE, qualified=True), FAILING)


def test_a_reason_for_some_assets_answers_no_others() -> None:
    found = register(reasons=(replace(REASON, asset="aws_y.*"),))
    assert not found.answers(replace(CLAUSE, qualified=True), FAILING)
