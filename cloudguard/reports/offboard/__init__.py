"""The plan for the end of a contract, as text, Markdown, JSON and a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from importlib import import_module
from typing import Final

from cloudguard.assets import Asset
from cloudguard.assets.keys import Key
from cloudguard.erasure.commands import Book, Written, verifying
from cloudguard.erasure.copies import Held
from cloudguard.erasure.days import Day, Reason
from cloudguard.erasure.obstacles import Obstacle
from cloudguard.erasure.order import CONTRACT, NAMED, Party, Step
from cloudguard.erasure.rows import Conflict, KeyRow, Row, Work
from cloudguard.erasure.sharing import Sharer
from cloudguard.erasure.ways import Route
from cloudguard.findings import Input, Text
from cloudguard.reports import wording
from cloudguard.reports.evidence import safe, shortened, spoken
from cloudguard.reports.offboard import words
from cloudguard.reports.offboard.words import say
from cloudguard.reports.wording import comma
from cloudguard.values import Known, Source
from cloudguard.verdicts import Outcome

FORMATS: Final = ("text", "markdown", "json", "xlsx")
VERDICTS: Final = {Outcome.PASS: "pass", Outcome.FAIL: "fail", Outcome.UNKNOWN: "unknown"}
_VERDICT: Final = {Outcome.PASS: "in_time", Outcome.FAIL: "late", Outcome.UNKNOWN: "unknown"}
LIFTS: Final = frozenset({"unprotect", "unlock", "leave-nothing"})
"""Steps that lift what forbids a deletion, or what it would leave: each says what that is."""
_CHANGES: Final = frozenset({"unprotect", "leave-nothing"})


def _nowhere(_source: Source) -> str:
    """Know no line of anything."""
    return ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A plan, and what is said around it: what was read, by which profiles, in which language.

    `place` gives the line that a source is written in; `code` is the exit code of the run.
    `unread` tells what of the inputs was not read, `notes` what they do not show, `overlooked` how
    many resources of what type are there and not understood: they may hold data.
    """

    work: Work
    book: Book
    lang: str
    inputs: Sequence[Input]
    profiles: Sequence[str]
    code: int
    place: Callable[[Source], str] = _nowhere
    unread: Sequence[Text] = ()
    notes: Sequence[Text] = ()
    overlooked: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Return the number of each step, by its id."""
        return {step.id: number for number, step in enumerate(self.work.steps, 1)}

    @property
    def outcome(self) -> Outcome:
        """Tell whether everything can be gone in time, what was not read among it."""
        partial = self.unread or self.notes or self.overlooked
        return min(self.work.outcome, Outcome.UNKNOWN) if partial else self.work.outcome

    def gaps(self) -> Iterator[str]:
        """Yield what is not in the plan for want of reading or understanding."""
        yield from (safe(each[self.lang]) for each in (*self.unread, *self.notes))
        if self.overlooked:
            types = (f"{safe(type_)} ×{n}" for type_, n in sorted(self.overlooked.items()))
            yield self.say("overlooked", types=comma(self.lang, *types))

    def say(self, key: str, /, **parts: object) -> str:
        """Return a saying in the language of the plan."""
        return say(self.lang, key, **parts)

    def verdict(self, outcome: Outcome) -> str:
        """Return what a verdict is called here."""
        return self.say(_VERDICT[outcome])

    def counts(self) -> str:
        """Return how many stores can be gone in time."""
        work = self.work
        return self.say(
            "counts",
            good=work.count(Outcome.PASS),
            bad=work.count(Outcome.FAIL),
            open=work.count(Outcome.UNKNOWN),
        )

    def ending(self) -> str:
        """Return the last sentence: whether everything can be gone in time."""
        key = {Outcome.PASS: "end_0", Outcome.FAIL: "end_1", Outcome.UNKNOWN: "end_3"}
        if not self.work.rows and not self.work.doubtful and not self.unread:
            return self.say("nothing")
        said = key[self.outcome]
        if self.outcome is not Outcome.FAIL and any(row.exception for row in self.work.rows):
            said = "end_excepted" if self.outcome is Outcome.PASS else "end_excepted_3"
        return self.say(said, day=self.work.terms.deadline)

    def facts(self) -> Iterator[tuple[str, str]]:
        """Yield the head of the plan: what is asked, and the days."""
        contract, terms = self.work.contract, self.work.terms
        yield self.say("contract"), safe(contract.id)
        yield self.say("party"), safe(contract.party or "") or self.say("no_party")
        if contract.start:
            yield self.say("start"), contract.start.isoformat()
        yield self.say("end"), terms.end.isoformat()
        yield self.say("last_write"), terms.last_write.isoformat()
        yield self.say("service_stop"), terms.service_stop.isoformat()
        if terms.grace_days:
            yield self.say("grace"), str(terms.grace_days)
        yield self.say("deadline"), terms.deadline.isoformat()
        yield self.say("as_of"), terms.as_of.isoformat()
        yield self.say("profile"), safe(comma(self.lang, *self.profiles))
        for each in self.inputs:
            read = {"path": safe(each.path), "kind": wording.say(self.lang, each.kind)}
            yield self.say("inputs"), wording.say(self.lang, "input", n=each.resources, **read)

    def name(self, asset: Asset) -> str:
        """Return what an asset is called."""
        return safe(asset.id)

    def placed(self, asset: Asset) -> str:
        """Return what an asset is called, and the line that it is written in."""
        place = safe(self.place(asset.origin))
        named = self.name(asset)
        return self.say("place", asset=named, place=place) if place else named

    def gone(self, day: Day) -> str:
        """Return when something is gone, in words."""
        if day.earliest == date.max:
            return self.say("gone_never")
        if day.latest is None:
            return self.say("gone_from", day=day.earliest)
        if day.latest != day.earliest:
            return self.say("gone_between", day=day.earliest, last=day.latest)
        return self.say("gone_on", day=day.earliest)

    def way(self, route: Route | None) -> str:
        """Return what a route is called."""
        return self.say(f"by_{route.way}" if route is not None else "by_none")

    def reason(self, reason: Reason) -> str:
        """Return why a day is what it is."""
        return safe(shortened(spoken(reason.text, self.lang)))

    def obstacle(self, obstacle: Obstacle) -> str:
        """Return what stands in the way, and until when."""
        said = self.reason(Reason(obstacle.text, obstacle.source))
        if obstacle.day is None:
            return said
        return comma(self.lang, said, self.gone(obstacle.day))

    def why(self, row: Row) -> list[str]:
        """Return what keeps a store from being gone in time, by each route that is accepted."""
        found = []
        if row.exception:
            found.append(self.say("excepted", why=safe(row.exception)))
        routes = [route for route in row.erasure.routes if route.way in row.terms.accepts]
        for route in routes:
            found.append(self.say("route", way=self.way(route), gone=self.gone(route.day)))
            # What only has to be lifted first is work, not a reason to be late.
            late = (each for each in route.obstacles if self._late(each, row))
            found += [f"  - {self.obstacle(each)}" for each in late]
        if not routes:
            found.append(self.say("no_route"))
        if row.media:
            found.append(self.say("media"))
        return found

    def _late(self, obstacle: Obstacle, row: Row) -> bool:
        day = obstacle.day
        return day is not None and day.by(row.terms.deadline) is not Outcome.PASS

    def alike(self, rows: Sequence[Row]) -> list[tuple[list[Row], list[str]]]:
        """Return rows with the reasons that they share."""
        found: dict[tuple[str, ...], list[Row]] = {}
        for row in rows:
            found.setdefault(tuple(self.why(row)), []).append(row)
        return [(each, list(why)) for why, each in found.items()]

    def conflicts(self) -> list[tuple[list[Conflict], str, tuple[str, ...]]]:
        """Return conflicts with the days, clauses and ways out that they share."""
        found: dict[tuple[str, tuple[str, ...]], list[Conflict]] = {}
        for conflict in self.work.conflicts:
            found.setdefault((self.conflict(conflict), conflict.ways), []).append(conflict)
        return [(each, said, ways) for (said, ways), each in found.items()]

    def party(self, party: Party) -> str:
        """Return who does something."""
        name = safe(party.name)
        if party.kind == CONTRACT:
            return self.say("contract_party", name=name) if name else self.say("contract_nobody")
        return self.say("named", name=name) if party.kind == NAMED else self.say(party.kind)

    def does(self, step: Step) -> str:
        """Return what is done in a step."""
        key = f"do_{step.action}"
        if step.action == "delete" and step.tidying:
            key = "do_delete_tidy"
        if step.action == "delete-copies" and step.held_in:
            key = "do_delete-copies_in"
        if step.action == "wait" and (step.of or isinstance(step.asset, Key)):
            key = "do_wait_copy" if step.of else "do_wait_key"
        asset = self.name(step.asset) if step.asset is not None else ""
        return self.say(key, asset=asset, of=self.kind(step.of), held_in=safe(step.held_in))

    def kind(self, what: str) -> str:
        """Return what a kind of copy is called."""
        return self.say(what) if words.known(what) else safe(what)

    def written(self, step: Step) -> Written:
        """Return how a step is done."""
        if step.action == "confirm":
            return verifying(self.work.contract.id)
        if step.asset is None or step.action == "wait":
            return Written()
        given: dict[str, str] = {}
        days = getattr(step.asset, "recoverable_days", None)  # of what holds data, and of keys
        if isinstance(days, Known) and isinstance(days.value, int):
            given = {"days": str(days.value), "moment": _moment(step.day, days.value)}
        change = self.book.change(step.asset, step.change) if step.action in _CHANGES else ""
        action = step.action
        if action == "delete-copies":  # how depends on the kind of copy
            action = f"delete-{step.of}"
            given["where"] = step.held_in.partition(" (")[0]
        return self.book.written(step.asset, action, given, change)

    def lines(self, written: Written) -> tuple[str, ...]:
        """Return the lines for a shell in the language of the plan."""
        return written.run.get(self.lang, ())

    def looking(self, asset: Asset) -> tuple[str, ...]:
        """Return the lines that list the copies of an asset."""
        return self.lines(self.book.written(asset, "look"))

    def fate(self, row: KeyRow) -> str:
        """Return why a key is destroyed when it is, or is not."""
        if row.day is not None:
            return self.say("key_needed" if row.needed else "key_last")
        if not row.others:
            return self.say("key_uncovered")
        names = comma(self.lang, *map(self.sharer, row.others[:3]))
        return self.say("key_shared", names=names)

    def sharer(self, sharer: Sharer) -> str:
        """Return whose data hangs on a key, or may."""
        who = sharer.who and safe(spoken(sharer.who, self.lang))
        return who or self.name(sharer.asset)

    def copy(self, held: Held) -> str:
        """Return where a copy lies."""
        if held.store is not None:
            where = self.name(held.store)
        elif held.named == "?":
            where = self.say("somewhere")
        else:
            where = safe(held.named) or self.say("kept_by_provider")
        beyond = held.elsewhere.value if isinstance(held.elsewhere, Known) else None
        return f"{where} ({safe(spoken(str(beyond), self.lang))})" if beyond else where

    def stays(self, held: Held) -> str:
        """Return how a copy goes."""
        if isinstance(held.stays, Known) and held.stays.value is False:
            return self.say("copy_with")
        days = held.days
        if not isinstance(days, Known):
            return self.say("copy_unknown")
        if days.value is None:
            return self.say("copy_never")
        return self.say("copy_days", n=days.value)

    def conflict(self, conflict: Conflict) -> str:
        """Return a conflict of clauses in one sentence."""
        nothing = self.say("no_clause")
        ever = "_ever" if conflict.kind == "locked" and conflict.until == date.max else ""
        return self.say(
            f"conflict_{conflict.kind}{ever}",
            until=conflict.until,
            deadline=conflict.deadline,
            keep=safe(comma(self.lang, *conflict.keep)) or nothing,
            erase=safe(comma(self.lang, *conflict.erase)) or nothing,
            key=self.name(conflict.key) if conflict.key is not None else "",
        )

    def days(self) -> Iterator[tuple[date, list[tuple[Party, list[Step]]]]]:
        """Yield the steps by day, and of a day by who does them, in their order."""
        day: date | None = None
        parties: list[tuple[Party, list[Step]]] = []
        for step in self.work.steps:
            if step.day != day:
                if day is not None:
                    yield day, parties
                day, parties = step.day, []
            if not parties or parties[-1][0] != step.party:
                parties.append((step.party, []))
            parties[-1][1].append(step)
        if day is not None:
            yield day, parties


def _moment(day: date, days: int) -> str:
    try:
        return f"{day + timedelta(days)}T00:00:00Z"
    except OverflowError:
        return ""


def render(told: Told, form: str, width: int | None = None, *, color: bool = False) -> bytes:
    """Return a plan in a format."""
    # Imported when it is asked for: no run needs every format.
    module = import_module(f"cloudguard.reports.offboard.{form}")
    rendered: bytes = (
        module.render(told, width, color=color) if form == "text" else module.render(told)
    )
    return rendered
