"""What a run found: clauses, findings, what each clause comes to, the report."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from cloudguard.assets import Asset
from cloudguard.values import Known
from cloudguard.verdicts import Verdict

if TYPE_CHECKING:  # 18 dataclasses of syntax: no plan without source needs them
    from cloudguard.sources.hcl.syntax import Span


class Severity(StrEnum):
    """How much a failing finding matters, the gravest first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """Return 0 for the gravest."""
        return list(Severity).index(self)


class Why(StrEnum):
    """Why a clause is neither passed nor failed."""

    NOT_CHECKABLE = "not_checkable"
    NOT_READ = "not_read"
    UNCLASSIFIED = "unclassified"
    AWAITING_ATTESTATION = "awaiting_attestation"
    VALUE_MISSING = "value_missing"


Text = Mapping[str, str]
"""One text in the languages of the reports: `{"ja": …, "en": …}`."""

BINDING: Final = frozenset({"must", "must_not", "should"})
"""Obligations that a configuration can violate; `consider` and `may` never fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A policy document: what it is called, when it was issued, what is doubtful in it.

    `classes` are its data classes, the highest first; `zones` its zones by id; `doubts` the
    doubts of its text, each with the clauses it touches (none: all of them).
    """

    source: str
    title: Text
    issued: str
    date: str | None
    organisation: Text
    classes: tuple[str, ...]
    zones: Mapping[str, Text]
    doubts: tuple[tuple[Text, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One duty of one document.

    `checks` answer it, `planned` names checks that do not exist yet, `attest` says what people
    must vouch for. `values` are parameters the document leaves open, `floors` those it gives;
    `settings` are those by which its checks ask for this clause, whatever the profile has.
    """

    id: str
    source: str
    section: str
    lines: tuple[int, int] | None
    topic: str
    obligation: str
    applies_to: str
    actor: str
    text: Text
    classes: tuple[str, ...]
    zones: tuple[str, ...]
    checks: tuple[str, ...]
    planned: tuple[str, ...]
    attest: Text | None
    evidence: tuple[str, ...]
    values: tuple[str, ...]
    floors: Mapping[str, Any]
    qualified: bool
    rule_duty: bool
    severity: Severity | None
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Membership:
    """What an asset belongs to; `assumed` names the fields that nothing gave it."""

    data_class: str | None = None
    zone: str | None = None
    system: str | None = None
    contract: str | None = None
    party: str | None = None
    tenant: str | None = None
    assumed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check's verdict on one asset, and the clauses that ask for it.

    `input` is the index of the input; `settings` the parameters it was judged by; `location` the
    stretch of source that decides it, its file as seen from where the user stands, with forward
    slashes. None where no source is at hand or it does not tell for sure: no line rather than a
    wrong one.
    """

    input: int
    check: str
    topic: str
    asset: Asset
    verdict: Verdict
    severity: Severity
    blocks: bool
    clauses: tuple[str, ...]
    membership: Membership
    settings: Mapping[str, Any]
    exception: str | None = None
    first_seen: str | None = None
    location: Span | None = None

    @property
    def fingerprint(self) -> str:
        """Return what stays the same until the resource, the check or the value changes.

        Where it stands in the source is no part of it: a line added above changes nothing.
        """
        seen = [
            f"{e.expected}={_stable(v.value) if isinstance(v, Known) else v.reason}"
            for e in self.verdict.evidence
            for v in (e.value,)
        ]
        text = "\n".join((self.check, self.asset.id, self.verdict.outcome.name, *seen))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _stable(value: Any) -> Any:
    """Return a value whose text is the same in every process: sets have no order of their own."""
    return sorted(map(str, value)) if isinstance(value, (set, frozenset)) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseResult:
    """What one clause comes to: `pass`, `fail`, `unknown`, `absent` or `not_applicable`.

    `why` is given for unknown; `missing` names the parameters that wait for registration,
    `notes` says what else a reader must know (doubts of the text, a relaxed floor).
    """

    clause: Clause
    verdict: str
    why: Why | None
    fail: int
    unknown: int
    attestation: str | None
    missing: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input of a run: `kind` is plan, hcl, state, snapshot or export."""

    path: str
    digest: str
    kind: str
    resources: int
    target: Mapping[str, Any] | None = None
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An input, or a part of one, that could not be read."""

    path: str
    reason: Text


@dataclass(slots=True)
class Accounting:
    """What became of everything that went in: judged + excluded + not understood = resources."""

    resources: int = 0
    judged: int = 0
    excluded: int = 0
    not_understood: int = 0
    types_not_understood: dict[str, int] = field(default_factory=dict)
    reasons_excluded: dict[str, int] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)

    def add(self, other: Accounting) -> None:
        """Count another input's resources too."""
        self.resources += other.resources
        self.judged += other.judged
        self.excluded += other.excluded
        self.not_understood += other.not_understood
        for mine, theirs in (
            (self.types_not_understood, other.types_not_understood),
            (self.reasons_excluded, other.reasons_excluded),
        ):
            for name, count in theirs.items():
                mine[name] = mine.get(name, 0) + count
        self.failures += other.failures


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything a format may say.

    `parameters` gives for each parameter its value and who set it: `organisation`, `profile`.
    """

    version: str
    as_of: str
    profiles: tuple[str, ...]
    policy_version: str
    documents: tuple[Document, ...]
    parameters: Mapping[str, tuple[Any, str]]
    inputs: tuple[Input, ...]
    accounting: Accounting
    findings: tuple[Finding, ...]
    clauses: tuple[ClauseResult, ...]
    exit_code: int
    titles: Mapping[str, Text] = field(default_factory=dict)
    """By check id: what it requires, for people."""
    remedies: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    """By check id and provider (`any` where it is the same for all): how to mend it."""
    notes: tuple[Text, ...] = ()
    """What people must know of the run: records of theirs that count for nothing."""
