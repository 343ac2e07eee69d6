"""What each clause comes to, once the findings are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cloudguard.catalogue import Catalogue, laxer
from cloudguard.findings import BINDING, Clause, ClauseResult, Document, Finding, Text, Why
from cloudguard.verdicts import Outcome

TOPICS: Final = (
    "encryption_at_rest",
    "region_restriction",
    "admin_mfa",
    "log_retention",
    "zone_separation",
    "contract_end_deletion",
    "key_management",
    "log_protection",
)
"""The topics of which a document that says nothing is told to be silent."""
OWN: Final = "baseline"
"""The source that is this project's own: no document, so nothing can be absent from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the clauses must know beside the findings.

    `everything` is true when all that went in was read and understood; `registered` are the
    parameters of the organisation; `attestation` says who vouched for a clause, None for nobody;
    `answered` tells whether a reason on record answers a failing finding.
    """

    everything: bool
    unclassified: Collection[str]
    registered: Mapping[str, Any]
    attestation: Callable[[Clause], str | None]
    answered: Callable[[Clause, Finding], bool]


@dataclass(slots=True)
class _Tally:
    fails: list[Finding] = field(default_factory=list)
    unknown: int = 0
    passed: int = 0


def decide(catalogue: Catalogue, findings: Sequence[Finding], seen: Seen) -> list[ClauseResult]:
    """Return what every clause of the catalogue comes to, the absent ones included."""
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for finding in findings:
        for clause in finding.clauses:
            tally = tallies[clause]
            match finding.verdict.outcome:
                case Outcome.FAIL:
                    tally.fails.append(finding)
                case Outcome.UNKNOWN:
                    tally.unknown += 1
                case Outcome.PASS:
                    tally.passed += 1
    results = []
    for source, document in catalogue.documents.items():
        clauses = catalogue.clauses[source]
        results += [
            _result(c, tallies[c.id], document, seen, _relaxed(c, catalogue, seen.registered))
            for c in clauses
        ]
        if source != OWN:
            results += _absent(document, {c.topic for c in clauses})
    return results


def _result(
    clause: Clause, tally: _Tally, document: Document, seen: Seen, relaxed: Mapping[str, Any]
) -> ClauseResult:
    missing = tuple(name for name in clause.values if name not in seen.registered)
    attested = seen.attestation(clause)
    verdict, why = _verdict(clause, tally, seen, missing, attested)
    if relaxed and verdict != "fail":
        verdict, why = "unknown", Why.VALUE_MISSING  # nothing was judged by the document's value
    notes = [text for text, clauses in document.doubts if clause.id in clauses or not clauses]
    notes += _said(clause, relaxed)
    notes += _beside(verdict, tally)
    return ClauseResult(
        clause=clause,
        verdict=verdict,
        why=why,
        fail=len(tally.fails),
        unknown=tally.unknown,
        attestation=attested,
        missing=missing,
        notes=tuple(notes),
    )


def _verdict(  # the questions in their order, one answer each
    clause: Clause, tally: _Tally, seen: Seen, missing: tuple[str, ...], attested: str | None
) -> tuple[str, Why | None]:
    if not clause.checks:
        if clause.planned:
            return "unknown", Why.NOT_CHECKABLE
        return ("pass", None) if attested else ("unknown", Why.AWAITING_ATTESTATION)
    open_fails = [f for f in tally.fails if not seen.answered(clause, f)]
    # What fails whatever the missing value will be, fails now.
    sure = [f for f in open_fails if not set(missing) & set(f.settings)]
    binding = clause.obligation in BINDING and not clause.rule_duty
    if binding and (sure or (open_fails and not missing)):
        return "fail", None
    if missing:
        return "unknown", Why.VALUE_MISSING
    if tally.unknown:
        return "unknown", Why.NOT_READ
    if clause.id in seen.unclassified:
        return "unknown", Why.UNCLASSIFIED
    if not tally.fails and not tally.passed:
        if not seen.everything:
            return "unknown", Why.NOT_READ
        return (
            ("not_applicable", None) if not clause.attest else ("unknown", Why.AWAITING_ATTESTATION)
        )
    if clause.planned:
        return "unknown", Why.NOT_CHECKABLE
    if (clause.attest or open_fails) and not attested:
        return "unknown", Why.AWAITING_ATTESTATION
    if not seen.everything:
        return "unknown", Why.NOT_READ
    return "pass", None


def _relaxed(
    clause: Clause, catalogue: Catalogue, registered: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return the values that ask for less than the clause, whichever profile binds it."""
    found = {}
    for name, floor in clause.floors.items():
        binding = [p for p in catalogue.profiles if clause.source in p.sources]
        values = [p.parameters[name][0] for p in binding if name in p.parameters]
        values = [registered[name]] if name in registered else values
        if values and all(laxer(name, value, floor) for value in values):
            found[name] = values[0]
    return found


def _said(clause: Clause, relaxed: Mapping[str, Any]) -> Iterator[Text]:
    for name, value in relaxed.items():
        floor = clause.floors[name]
        yield {
            "en": f"{name} = {value} asks for less than this clause ({floor}): "
            "nothing is claimed for it.",
            "ja": f"{name} = {value} はこの条項の値({floor})より緩いため、"
            "この条項への適合は主張しません。",
        }


def _beside(verdict: str, tally: _Tally) -> Iterator[Text]:
    """Say what stands beside a verdict: findings against it, findings that are excepted."""
    if verdict == "pass" and tally.fails:
        yield {
            "en": f"vouched for, or answered by a reason; findings against it: {len(tally.fails)}.",
            "ja": f"確認又は理由の記録があります。反する指摘が {len(tally.fails)} 件あります。",
        }
    if excepted := sum(f.exception is not None for f in tally.fails):
        yield {
            "en": f"failing findings under an exception: {excepted}.",
            "ja": f"不適合のうち例外措置によるもの: {excepted} 件。",
        }


def _absent(document: Document, topics: set[str]) -> Iterator[ClauseResult]:
    for topic in TOPICS:
        if topic in topics:
            continue
        clause = Clause(
            id=f"{document.source}-absent-{topic}",
            source=document.source,
            section="",
            lines=None,
            topic=topic,
            obligation="may",
            applies_to="",
            actor="",
            text={
                "en": "This document has no clause on this subject.",
                "ja": "この文書にはこの主題の条項がありません。",
            },
            classes=(),
            zones=(),
            checks=(),
            planned=(),
            attest=None,
            evidence=(),
            values=(),
            floors={},
            qualified=False,
            rule_duty=False,
            severity=None,
        )
        yield ClauseResult(
            clause=clause, verdict="absent", why=None, fail=0, unknown=0, attestation=None
        )
