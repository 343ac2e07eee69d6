"""What a clause comes to: each line of the architecture's contract is a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from cloudguard.assets import Configuration
from cloudguard.catalogue import Catalogue, Profile
from cloudguard.decide import TOPICS, Seen, decide
from cloudguard.findings import Clause, ClauseResult, Document, Finding, Membership, Severity
from cloudguard.values import Source, Unknown
from cloudguard.verdicts import Outcome, Verdict

NOWHERE = Unknown("not read", Source("a"))
ASSET = Configuration(
    id="aws_x.y",
    provider="aws",
    type="aws_x",
    origin=Source("aws_x.y"),
    location=NOWHERE,
    tags=NOWHERE,
    account=NOWHERE,
    names=(),
)
ATTEST = {"ja": "確認", "en": "vouch"}
CLAUSE = Clause(
    id="town-1",
    source="town",
    section="1",
    lines=(1, 2),
    topic="encryption_at_rest",
    obligation="must",
    applies_to="all",
    actor="",
    text={"ja": "暗号化する", "en": "encrypt"},
    classes=(),
    zones=(),
    checks=("storage.encrypted",),
    planned=(),
    attest=None,
    evidence=(),
    values=(),
    floors={},
    qualified=False,
    rule_duty=False,
    severity=None,
)
DOCUMENT = Document(
    source="town",
    title={"ja": "町", "en": "Town"},
    issued="",
    date=None,
    organisation={"ja": "町", "en": "Town"},
    classes=(),
    zones={},
    doubts=(),
)
SEEN = Seen(
    everything=True,
    unclassified=(),
    registered={},
    attestation=lambda _: None,
    answered=lambda _clause, _finding: False,
)
FAIL, UNKNOWN, PASS = Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS


def finding(outcome: Outcome, settings: Mapping[str, Any] | None = None) -> Finding:
    return Finding(
        input=0,
        check="storage.encrypted",
        topic="encryption_at_rest",
        asset=ASSET,
        verdict=Verdict(outcome),
        severity=Severity.HIGH,
        blocks=outcome is FAIL,
        clauses=("town-1",),
        membership=Membership(),
        settings=settings or {},
    )


def decided(clause: Clause, findings: list[Finding], seen: Seen = SEEN) -> ClauseResult:
    profile = Profile(
        name="town",
        title={},
        sources=("town",),
        parameters={},
        blocks=frozenset({Severity.HIGH}),
        severity={},
    )
    catalogue = Catalogue((profile,), {"town": DOCUMENT}, {"town": (clause,)}, "v")
    return next(r for r in decide(catalogue, findings, seen) if r.clause.id == clause.id)


def with_(**changes: Any) -> Clause:
    return replace(CLAUSE, **changes)


CASES: dict[str, tuple[Clause, list[Outcome], dict[str, Any], str, str | None]] = {
    "all pass": (CLAUSE, [PASS, PASS], {}, "pass", None),
    "one fails": (CLAUSE, [PASS, FAIL, UNKNOWN], {}, "fail", None),
    "one is unknown": (CLAUSE, [PASS, UNKNOWN], {}, "unknown", "not_read"),
    "nothing of the kind": (CLAUSE, [], {}, "not_applicable", None),
    "nothing of the kind, not everything seen": (
        CLAUSE, [], {"everything": False}, "unknown", "not_read",
    ),
    "passes, not everything seen": (
        CLAUSE, [PASS], {"everything": False}, "unknown", "not_read",
    ),
    "fails, not everything seen": (CLAUSE, [FAIL], {"everything": False}, "fail", None),
    "partly checkable, no violation": (
        with_(attest=ATTEST), [PASS], {}, "unknown", "awaiting_attestation",
    ),
    "partly checkable, violated": (with_(attest=ATTEST), [FAIL], {}, "fail", None),
    "partly checkable, vouched for": (
        with_(attest=ATTEST), [PASS], {"attestation": lambda _: "me"}, "pass", None,
    ),
    "violated although vouched for": (
        with_(attest=ATTEST), [FAIL], {"attestation": lambda _: "me"}, "fail", None,
    ),
    "people alone": (
        with_(checks=(), attest=ATTEST), [], {}, "unknown", "awaiting_attestation",
    ),
    "people alone, vouched for": (
        with_(checks=(), attest=ATTEST), [], {"attestation": lambda _: "me"}, "pass", None,
    ),
    "no check yet": (
        with_(checks=(), planned=("zones.separated",)), [], {}, "unknown", "not_checkable",
    ),
    "no check yet, vouched for": (
        with_(checks=(), planned=("zones.separated",), attest=ATTEST),
        [],
        {"attestation": lambda _: "me"},
        "unknown",
        "not_checkable",
    ),
    "value missing": (
        with_(values=("log_retention_days",)), [PASS], {}, "unknown", "value_missing",
    ),
    "value registered": (
        with_(values=("log_retention_days",)),
        [PASS],
        {"registered": {"log_retention_days": 400}},
        "pass",
        None,
    ),
    "a should that fails": (with_(obligation="should"), [FAIL], {}, "fail", None),
    "a consider never fails": (
        with_(obligation="consider"), [FAIL], {}, "unknown", "awaiting_attestation",
    ),
    "a may never fails": (
        with_(obligation="may"), [FAIL], {}, "unknown", "awaiting_attestation",
    ),
    "a duty to write a rule never fails": (
        with_(rule_duty=True, attest=ATTEST), [FAIL], {}, "unknown", "awaiting_attestation",
    ),
    "unclassified": (
        with_(classes=("S",)), [PASS], {"unclassified": {"town-1"}}, "unknown", "unclassified",
    ),
    "relaxed below what the document gives": (
        with_(floors={"log_retention_days": 365}),
        [],
        {"registered": {"log_retention_days": 30}},
        "unknown",
        "value_missing",
    ),
    "answered by a recorded reason, and vouched for by it": (
        with_(qualified=True),
        [FAIL],
        {"answered": lambda _c, _f: True},
        "pass",
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_clause_comes_to(name: str) -> None:
    clause, outcomes, seen, verdict, why = CASES[name]
    result = decided(clause, [finding(o) for o in outcomes], replace(SEEN, **seen))
    assert (result.verdict, result.why) == (verdict, why)


def test_a_missing_value_hides_no_failure_that_does_not_depend_on_it() -> None:
    clause = with_(values=("log_retention_days",))
    default = finding(FAIL, {"log_retention_days": 365})
    assert decided(clause, [default]).why == "value_missing"
    assert decided(clause, [default, finding(FAIL)]).verdict == "fail"


def test_a_subject_without_a_clause_is_absent() -> None:
    catalogue = Catalogue((), {"town": DOCUMENT}, {"town": (CLAUSE,)}, "v")
    absent = [r for r in decide(catalogue, [], SEEN) if r.verdict == "absent"]
    assert {r.clause.topic for r in absent} == set(TOPICS) - {"encryption_at_rest"}
    assert all(r.why is None for r in absent)


def test_counts_are_those_of_the_findings() -> None:
    result = decided(CLAUSE, [finding(o) for o in (FAIL, FAIL, UNKNOWN, PASS)])
    assert (result.fail, result.unknown) == (2, 1)


def test_a_doubt_of_the_text_stands_beside_its_clause() -> None:
    doubt = {"ja": "疑義", "en": "doubt"}
    document = replace(DOCUMENT, doubts=((doubt, ("town-1",)),))
    catalogue = Catalogue((), {"town": document}, {"town": (CLAUSE,)}, "v")
    (result,) = [r for r in decide(catalogue, [], SEEN) if r.clause.id == "town-1"]
    assert result.notes == (doubt,)
