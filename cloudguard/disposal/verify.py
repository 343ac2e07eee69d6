"""Whether what was there is gone: by a complete read, by an audit event, by somebody's word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import fnmatchcase

from cloudguard.disposal.attested import Statement
from cloudguard.disposal.events import Logs
from cloudguard.disposal.wanted import Called, Wanted, made_of
from cloudguard.sources.audit import CANCELLED, DELETED, DESTROYED, SCHEDULED, Event
from cloudguard.sources.moments import day
from cloudguard.sources.snapshot import PENDING, SOFT_DELETED, Held, Snapshot
from cloudguard.sources.snapshot import UNREAD as UNREAD_STATUS


class State(StrEnum):
    """What became of an asset, the worst first; `unreadable`: it is there and its key is not."""

    REMAINS = "remains"
    PENDING = "pending"
    NOT_READ = "not_read"
    UNREADABLE = "unreadable"
    ATTESTED = "attested"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows it: `ledger` or `listing` (a snapshot), `audit`, `attestation`.

    `source` is the number of the file among those of the record, `at` when it was seen or done.
    """

    kind: str
    source: int
    at: str
    says: str
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One asset and what became of it.

    `until` is the day on which what is pending is gone, None where that is not known; `method` is
    `delete`, `key`, `account`, or empty; `why` says in English what stands in the way.
    """

    wanted: Wanted
    state: State
    until: str | None = None
    method: str = ""
    date: str = ""
    why: str = ""
    proofs: tuple[Proof, ...] = ()
    appeared: bool = False


@dataclass(slots=True)
class After:
    """A later snapshot and its number among the files of the record."""

    snapshot: Snapshot
    source: int
    _held: dict[tuple[str, str], list[Held]] = field(default_factory=dict)
    _unread: dict[tuple[str, str | None], str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index what is listed by what it is called."""
        for held in self.snapshot.resources:
            for name in held.names:
                self._held.setdefault((held.type, name), []).append(held)

    def listed(self, wanted: Wanted) -> Held | None:
        """Return an asset as the snapshot lists it."""
        for name in sorted(wanted.names):
            for held in self._held.get((wanted.type, name), ()):
                if wanted.region is None or held.region in (None, wanted.region):
                    return held
        return None

    def unread(self, wanted: Wanted) -> str | None:
        """Return why nothing is known of what is not listed; None where everything was read."""
        key = (wanted.type, wanted.region)
        if key not in self._unread:
            self._unread[key] = self.snapshot.unread(*key)
        return self._unread[key]


def verified(
    wanted: Sequence[Wanted],
    afters: Sequence[After],
    logs: Logs,
    said: Sequence[tuple[Statement, int]],
    accepts: frozenset[str],
    later: Sequence[Wanted] = (),
) -> list[Result]:
    """Return what became of each asset, and of what came to be in the meantime.

    `later` is what the contract covers of what later snapshots show.
    """
    everything = [*wanted, *_appeared(wanted, afters, later)]
    known = {id(w) for w in wanted}
    results = [replace(_one(w, afters, logs), appeared=id(w) not in known) for w in everything]
    destroyed = {n for r in results if r.wanted.kind == "key" and r.state is State.GONE
                 for n in r.wanted.names}  # fmt: skip
    return [_vouched(_by_key(r, destroyed, accepts), said) for r in results]


def _appeared(
    wanted: Sequence[Wanted], afters: Sequence[After], later: Sequence[Wanted]
) -> list[Wanted]:
    """Return what only later snapshots show, copies of what is wanted included."""
    known = Called(wanted)
    found: list[Wanted] = []

    def take(ones: Iterable[Wanted]) -> None:
        for one in ones:
            if not known.has(one):
                known.add(one)
                found.append(one)

    take(later)
    for after in afters:
        added: list[Wanted] = []
        list(made_of(wanted, after.snapshot.resources, after.snapshot, added))
        take(added)
    return found


def _one(wanted: Wanted, afters: Sequence[After], logs: Logs) -> Result:
    events = logs.about(wanted)
    proofs = tuple(_proof(event, source) for event, source in events)
    why = "no later snapshot of its account was given"
    for after in sorted(afters, key=lambda a: a.snapshot.taken, reverse=True):
        target = after.snapshot.target
        if target.provider != wanted.provider or wanted.account not in (None, target.account):
            continue
        if target.account is None:
            why = "the snapshot does not name its account"
            continue
        held = after.listed(wanted)
        if held is not None:
            return _still(wanted, held, after, proofs)
        if wanted.account is None:
            why = "its account is not known"
            continue
        unread = after.unread(wanted)
        if unread is None:
            return _gone(wanted, after, events, proofs)
        why = unread
    return _unseen(wanted, why, events, proofs)


def _still(wanted: Wanted, held: Held, after: After, proofs: tuple[Proof, ...]) -> Result:
    until = day(held.until) if held.until else None
    seen = Proof("listing", after.source, after.snapshot.finished_at, held.status)
    if held.status in (PENDING, SOFT_DELETED):
        why = (
            "waits for deletion: it can be restored until then"
            if held.status == PENDING
            else "deleted, and can be restored until then"
        )
        return Result(wanted, State.PENDING, until, "", "", why, (seen, *proofs))
    if held.status == UNREAD_STATUS:
        why = "it is listed, and its state was not read"
        return Result(wanted, State.NOT_READ, None, "", "", why, (seen, *proofs))
    why = "it is listed"
    if held.facts.get("holds_objects"):
        why = "it is listed, and holds objects or versions"
    if (
        held.facts.get("state") in {"Disabled", "Inactive"}
        or held.values.get("status") == "Inactive"
    ):
        why = "it is listed; disabled is not gone"
    return Result(wanted, State.REMAINS, until, "", "", why, (seen, *proofs))


def _gone(
    wanted: Wanted,
    after: After,
    events: Sequence[tuple[Event, int]],
    proofs: tuple[Proof, ...],
) -> Result:
    region = wanted.region or "global"
    says = f"{wanted.type} in {region} was read whole, and it is not there"
    seen = Proof("ledger", after.source, after.snapshot.finished_at, says)
    ended = [e for e, _ in events if e.kind in (DESTROYED, DELETED)]
    gone_on = day(ended[-1].time) if ended else ""
    method = {"key": "key", "account": "account"}.get(wanted.kind, "delete")
    return Result(wanted, State.GONE, None, method, gone_on, "", (seen, *proofs))


def _unseen(
    wanted: Wanted, why: str, events: Sequence[tuple[Event, int]], proofs: tuple[Proof, ...]
) -> Result:
    """Return what audit events alone tell: only the end of a key is final by its event."""
    if wanted.kind == "key":
        decided = [e for e, _ in events if e.kind in (SCHEDULED, CANCELLED, DESTROYED)]
        last = decided[-1] if decided else None
        if wanted.provider == "google" and last and last.kind != CANCELLED:
            said = f"{why}; versions of the key are scheduled, and others may be there"
            return Result(wanted, State.PENDING, None, "", "", said, proofs)
        if last and last.kind == DESTROYED:
            return Result(wanted, State.GONE, None, "key", day(last.time), "", proofs)
        if last and last.kind == SCHEDULED:
            said = f"{why}; its deletion is scheduled, and no event shows it done"
            return Result(wanted, State.PENDING, last.until, "", "", said, proofs)
        if last:
            said = "the deletion of the key was cancelled"
            return Result(wanted, State.REMAINS, None, "", "", said, proofs)
    return Result(wanted, State.NOT_READ, None, "", "", why, proofs)


def _proof(event: Event, source: int) -> Proof:
    until = f", until {event.until}" if event.until else ""
    return Proof("audit", source, event.time, f"{event.name}{until} ({event.id})", event.actor)


def _by_key(result: Result, destroyed: set[str], accepts: frozenset[str]) -> Result:
    """Return data that lies there without its key as what it is."""
    keys = result.wanted.keys
    if result.state not in (State.REMAINS, State.NOT_READ) or not keys or not keys <= destroyed:
        return result
    if "key" not in accepts:
        why = f"{result.why}; its key is destroyed, which no clause here accepts"
        return replace(result, why=why)
    return replace(
        result, state=State.UNREADABLE, method="key", why="it remains; its key is destroyed"
    )


def _vouched(result: Result, said: Sequence[tuple[Statement, int]]) -> Result:
    """Return what nobody could read as vouched for, where somebody does; never what is seen."""
    open_ = result.state in (State.NOT_READ, State.PENDING)
    if not open_ or any(p.kind == "listing" for p in result.proofs):
        return result
    for statement, source in said:
        wanted = result.wanted
        account = statement.about == "account" and statement.id == wanted.account
        asset = statement.about == "asset" and any(
            fnmatchcase(name, statement.id) for name in {wanted.id, *wanted.names}
        )
        if account or asset:
            proof = Proof("attestation", source, statement.date, statement.statement, statement.by)
            method = "account" if account else "delete"
            return replace(
                result, state=State.ATTESTED, method=method, date=statement.date,
                proofs=(*result.proofs, proof),
            )  # fmt: skip
    return result


def exit_code(results: Sequence[Result]) -> int:
    """Return 0 where all is gone, 1 where something remains, 3 where it is not known."""
    remains = any(
        r.state is State.REMAINS or (r.state is State.PENDING and r.until) for r in results
    )
    unknown = any(r.state in (State.NOT_READ, State.PENDING) for r in results)
    return 1 if remains else 3 if unknown or not results else 0
