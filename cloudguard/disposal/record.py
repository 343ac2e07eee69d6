"""The record of erasure (廃棄・消去記録): what was found, by which evidence, for people to sign.

A record and never a certificate: it says what was seen, and has room for the papers of others. It
holds ids, dates and digests; no data, no secret, no individual number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from cloudguard import __version__
from cloudguard.config import Contract
from cloudguard.disposal.attested import Statement
from cloudguard.disposal.verify import Result, State, exit_code
from cloudguard.disposal.wanted import Asked

KIND: Final = "erasure-record"
VERSION: Final = 1
TITLE: Final = {"ja": "廃棄・消去記録", "en": "Record of erasure and disposal"}


class File(msgspec.Struct, frozen=True):
    """One input: its `role` is before, after, audit or attestation.

    `endpoint` is set where a snapshot was not taken from the provider itself; `kept` tells whether
    the file goes into the bundle: a state of Terraform may hold secrets, and does not.
    """

    number: int
    role: str
    kind: str
    name: str
    digest: str
    kept: bool = True
    account: str | None = None
    collector: str | None = None
    collected_at: str | None = None
    endpoint: str | None = None
    unread: int = 0


class Evidence(msgspec.Struct, frozen=True):
    """What shows it: the file, its digest, when, what, and who did it."""

    kind: str
    file: int
    digest: str
    at: str
    says: str
    actor: str


class Entry(msgspec.Struct, frozen=True):
    """One asset and what became of it; `in_time` tells whether what is pending ends in time."""

    number: int
    id: str
    address: str | None
    type: str
    region: str | None
    account: str | None
    kind: str
    data_class: str | None
    state: str
    until: str | None
    in_time: bool | None
    method: str
    date: str
    why: str
    appeared: bool
    contract_sure: bool
    evidence: tuple[Evidence, ...]


class Terms(msgspec.Struct, frozen=True):
    """The contract: until when, and by which day everything must be gone."""

    id: str
    party: str | None
    start: str | None
    end: str
    deadline: str


class Paper(msgspec.Struct, frozen=True):
    """Room for a paper: empty until somebody gives it by a statement.

    `classes` are the data classes that it may be used for, all where there are none.
    """

    about: str
    clause: str
    section: str
    classes: tuple[str, ...] = ()
    filled: tuple[dict[str, str | None], ...] = ()


class Demand(msgspec.Struct, frozen=True):
    """A clause that asks for erasure, cited by section and paraphrased."""

    id: str
    section: str
    obligation: str
    ja: str
    en: str
    classes: tuple[str, ...] = ()


class Record(msgspec.Struct, frozen=True):
    """The record, as its JSON has it."""

    kind: str
    version: int
    title: Mapping[str, str]
    tool: Mapping[str, str]
    made_at: str
    contract: Terms
    person: str | None
    routes: tuple[str, ...]
    counts: Mapping[str, int]
    accounting: Mapping[str, Any]
    entries: tuple[Entry, ...]
    files: tuple[File, ...]
    papers: tuple[Paper, ...]
    statements: tuple[dict[str, str | None], ...]
    clauses: tuple[Demand, ...]
    exit_code: int

    @property
    def data(self) -> list[Entry]:
        """Return the entries of data and keys."""
        return [entry for entry in self.entries if entry.kind != "account"]

    @property
    def accounts(self) -> list[Entry]:
        """Return the entries of users and what opens their accounts."""
        return [entry for entry in self.entries if entry.kind == "account"]

    @property
    def foreign(self) -> list[File]:
        """Return the snapshots that were not taken from the provider itself."""
        return [file for file in self.files if file.endpoint]


_ORDER: Final = list(State)
_ALWAYS: Final = ("permission", "certificate", "media")
_EXCEPTION: Final = ("exception-reason", "exception-specification", "exception-deletion-log")


def made(
    *,
    contract: Contract,
    asked: Asked,
    results: Sequence[Result],
    files: Sequence[File],
    said: Sequence[tuple[Statement, int]],
    clauses: Sequence[Demand],
    person: str | None,
    routes: frozenset[str],
    made_at: str,
) -> Record:
    """Return the record of what was found: data and keys, then users, the worst of each first."""
    deadline = contract.deadline.isoformat()

    def rank(result: Result) -> tuple[bool, int, str, str]:
        wanted = result.wanted
        return (wanted.kind == "account", _ORDER.index(result.state), wanted.type, wanted.id)

    ordered = sorted(results, key=rank)
    entries = tuple(_entry(n, r, files, deadline) for n, r in enumerate(ordered, 1))
    counted = Counter(entry.state for entry in entries)
    return Record(
        kind=KIND,
        version=VERSION,
        title=TITLE,
        tool={"name": "cloudguard", "version": __version__},
        made_at=made_at,
        contract=Terms(
            contract.id,
            contract.party,
            contract.start.isoformat() if contract.start else None,
            contract.end.isoformat(),
            deadline,
        ),
        person=person,
        routes=tuple(sorted(routes)),
        counts={state.value: counted.get(state.value, 0) for state in State},
        accounting={
            "asked": len(entries),
            "appeared": sum(entry.appeared for entry in entries),
            "of_other_contracts": asked.others,
            "of_no_contract": sum(asked.uncovered.values()),
            "types_of_no_contract": dict(sorted(asked.uncovered.items())),
            "types_asked": sorted(asked.types),
        },
        entries=entries,
        files=tuple(files),
        papers=_papers([s for s, _ in said], clauses),
        statements=tuple(_said(statement) for statement, _ in said),
        clauses=tuple(clauses),
        exit_code=exit_code(results),
    )


def _entry(number: int, result: Result, files: Sequence[File], deadline: str) -> Entry:
    wanted = result.wanted
    digests = {file.number: file.digest for file in files}
    evidence = tuple(
        Evidence(p.kind, p.source, digests.get(p.source, ""), p.at, p.says, p.actor)
        for p in result.proofs
    )
    return Entry(
        number=number,
        id=wanted.id,
        address=wanted.address,
        type=wanted.type,
        region=wanted.region,
        account=wanted.account,
        kind=wanted.kind,
        data_class=wanted.data_class,
        state=result.state.value,
        until=result.until,
        in_time=result.until <= deadline if result.until else None,
        method=result.method,
        date=result.date,
        why=result.why,
        appeared=result.appeared,
        contract_sure=wanted.sure,
        evidence=evidence,
    )


def _papers(said: Sequence[Statement], clauses: Sequence[Demand]) -> tuple[Paper, ...]:
    """Return the room for papers: those of every record, and of an exception where one exists."""
    exception = next((c for c in clauses if c.obligation == "may"), None)
    rooms: list[tuple[str, str, str, tuple[str, ...]]] = [(a, "", "", ()) for a in _ALWAYS]
    if exception is not None:
        cited = (exception.id, exception.section, exception.classes)
        rooms += [(about, *cited) for about in _EXCEPTION]
    return tuple(
        Paper(*room, filled=tuple(_said(s) for s in said if s.about == room[0])) for room in rooms
    )


def _said(statement: Statement) -> dict[str, str | None]:
    return {
        "about": statement.about,
        "id": statement.id or None,
        "statement": statement.statement,
        "by": statement.by,
        "date": statement.date,
        "document": statement.document or None,
        "digest": statement.digest,
    }


def rendered(record: Record) -> bytes:
    """Return the record as JSON."""
    return msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"
