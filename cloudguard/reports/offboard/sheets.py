"""What stands in the sheets of the workbook: columns, and rows that somebody ticks off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from cloudguard.erasure.days import Day
from cloudguard.erasure.order import Step
from cloudguard.erasure.rows import Row
from cloudguard.reports.evidence import safe
from cloudguard.reports.offboard import Told
from cloudguard.reports.wording import comma
from cloudguard.verdicts import Outcome

Line: TypeAlias = "tuple[Outcome | None, Sequence[Any]]"
"""A row: its colour, and a text, day or number for each column."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in letters, what it holds (`text`, `code`)."""

    head: str
    width: int
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of rows."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Line]


def tables(told: Told) -> Iterator[Table]:
    """Yield the sheets behind the cover."""
    yield Table("sheet_work", _work_columns(told), list(_work(told)))
    yield Table("sheet_assets", _asset_columns(told), list(_assets(told)))
    yield Table("sheet_keys", _key_columns(told), list(_keys(told)))
    yield Table("sheet_copies", _copy_columns(told), list(_copies(told)))
    yield Table("sheet_possible", _possible_columns(told), list(_possible(told)))
    yield Table("sheet_conflicts", _conflict_columns(told), list(_conflicts(told)))
    gaps = [(Outcome.UNKNOWN, (each, None, None, None)) for each in told.gaps()]
    heads = (("section_unread", 100), ("col_found", 40), ("checked_by", 12), ("checked_on", 11))
    yield Table("sheet_unread", _columns(told, *heads), gaps)


def _columns(told: Told, *said: tuple[str, int] | tuple[str, int, str]) -> list[Column]:
    return [Column(told.say(each[0]), *each[1:]) for each in said]


def earliest(day: Day, told: Told) -> str:
    """Return the first day on which something may be gone."""
    return told.gone(day) if day.earliest == date.max else day.earliest.isoformat()


def latest(day: Day, told: Told) -> str:
    """Return the day by which something is surely gone."""
    if day.earliest == date.max or day.latest is None:
        return told.say("gone_never") if day.earliest == date.max else told.say("unknown")
    return day.latest.isoformat()


def _work_columns(told: Told) -> list[Column]:
    return _columns(
        told,
        ("col_no", 6),
        ("col_day", 11),
        ("col_latest", 11),
        ("col_party", 14),
        ("col_what", 36),
        ("col_how", 50, "code"),
        ("col_why", 30),
        ("col_after", 9),
        ("col_done", 6),
        ("col_done_on", 11),
        ("col_done_by", 11),
    )


def _work(told: Told) -> Iterator[Line]:
    for step in told.work.steps:
        outcome = None if step.in_time is Outcome.PASS else step.in_time
        yield (
            outcome,
            (
                told.numbers[step.id],
                step.day,
                step.latest,
                told.party(step.party),
                told.does(step),
                _how(step, told),
                _notes(step, told),
                _before(step, told),
                None,
                None,
                None,
            ),
        )


_BEFORE: Final = 12
"""Numbers of steps that a cell lists."""


def _before(step: Step, told: Told) -> str:
    numbers = sorted(told.numbers[id_] for id_ in step.after)
    more = f" … ({len(numbers)})" if len(numbers) > _BEFORE else ""
    return ", ".join(map(str, numbers[:_BEFORE])) + more


def _how(step: Step, told: Told) -> str:
    written = told.written(step)
    change = f"# {told.say('write')}: {written.change}" if written.change else ""
    lines = [change, *written.terraform]
    run = told.lines(written)
    if any(lines) and run:
        lines.append(f"# {told.say('or')}:")
    return "\n".join(filter(None, (*lines, *run)))


def _notes(step: Step, told: Told) -> str:
    written = told.written(step)
    late = {Outcome.FAIL: "too_late", Outcome.UNKNOWN: "perhaps_late"}.get(step.in_time)
    said = [told.say(late)] if late else []
    said += [told.reason(each) for each in step.reasons]
    said.append(written.note.get(told.lang, ""))
    if written.gaps:
        said.append(told.say("fill_in"))
    if written.page:
        said.append(f"{told.say('follows')}: {written.page}")
    return "\n".join(filter(None, said))


def _asset_columns(told: Told) -> list[Column]:
    return _columns(
        told,
        ("col_verdict", 13),
        ("col_asset", 36),
        ("col_route", 9),
        ("col_gone", 12),
        ("col_gone_last", 12),
        ("col_delete", 17),
        ("col_key", 17),
        ("col_obstacles", 50),
        ("col_copies", 7),
        ("col_place", 22),
        ("checked_by", 11),
        ("checked_on", 11),
    )


def _assets(told: Told) -> Iterator[Line]:
    order = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS)
    for row in sorted(told.work.rows, key=lambda each: order.index(each.outcome)):
        days = {route.way: told.gone(route.day) for route in row.erasure.routes}
        yield (
            row.outcome,
            (
                told.verdict(row.outcome),
                told.name(row.store),
                told.way(row.chosen),
                earliest(row.erasure.day, told),
                latest(row.erasure.day, told),
                days.get("delete"),
                days.get("key"),
                _standing(row, told),
                len(row.copies),
                safe(told.place(row.store.origin)),
                None,
                None,
            ),
        )
    for asset, reason in told.work.doubtful:
        said = f"{told.say('may_belong')}: {told.reason(reason)}"
        name, place = told.name(asset), safe(told.place(asset.origin))
        untold = (None,) * 5  # by which way and when, as of what is surely of the contract
        copies = signed = None
        yield (
            Outcome.UNKNOWN,
            (told.say("unknown"), name, *untold, said, copies, place, signed, signed),
        )


def _standing(row: Row, told: Told) -> str:
    """Return all that stands in the way of a store, each once."""
    routes = [route for route in row.erasure.routes if route.way in row.terms.accepts]
    said = [told.obstacle(each) for route in routes for each in route.obstacles]
    if row.media:
        said.append(told.say("media"))
    if row.kept_until is not None:
        said.append(told.say("kept_until", day=row.kept_until))
    return "\n".join(f"・{each}" for each in dict.fromkeys(said))


def _key_columns(told: Told) -> list[Column]:
    return _columns(
        told,
        ("col_key_id", 48),
        ("key_schedule", 14),
        ("key_by", 14),
        ("gone", 30),
        ("key_users", 10),
        ("col_others", 44),
        ("col_why", 40),
        ("checked_by", 12),
        ("checked_on", 11),
    )


def _keys(told: Told) -> Iterator[Line]:
    for row in told.work.keys:
        outcome = Outcome.UNKNOWN
        if row.gone is not None:
            outcome = row.gone.by(told.work.terms.deadline)
        if outcome is Outcome.FAIL and not row.needed:
            outcome = Outcome.UNKNOWN  # its data is gone without it
        others = "\n".join(map(told.sharer, row.others))
        yield (
            None if outcome is Outcome.PASS else outcome,
            (
                told.name(row.key),
                row.day,
                row.schedule,
                told.gone(row.gone) if row.gone is not None else None,
                len(row.users),
                others,
                told.fate(row),
                None,
                None,
            ),
        )


def _copy_columns(told: Told) -> list[Column]:
    return _columns(
        told,
        ("col_original", 48),
        ("col_copy", 16),
        ("col_where", 48),
        ("col_stays", 28),
        ("col_found", 28),
        ("checked_by", 12),
        ("checked_on", 11),
    )


def _copies(told: Told) -> Iterator[Line]:
    for row in told.work.rows:
        for held in row.copies:
            said = (told.kind(held.what), told.copy(held), told.stays(held), None, None, None)
            yield None, (told.name(row.store), *said)


def _possible_columns(told: Told) -> list[Column]:
    return _columns(
        told,
        ("col_original", 48),
        ("col_copy", 28),
        ("col_how", 70, "code"),
        ("col_found", 28),
        ("checked_by", 12),
        ("checked_on", 11),
    )


def _possible(told: Told) -> Iterator[Line]:
    for row in told.work.rows:
        if row.possible:
            kinds = dict.fromkeys(told.kind(held.what) for held in row.possible)
            look = "\n".join(told.looking(row.store))
            yield None, (told.name(row.store), comma(told.lang, *kinds), look, None, None, None)


def _conflict_columns(told: Told) -> list[Column]:
    return _columns(
        told,
        ("col_asset", 40),
        ("col_until", 13),
        ("deadline", 13),
        ("col_clauses_keep", 32),
        ("col_clauses_erase", 32),
        ("col_key_id", 30),
        ("ways", 44),
        ("col_decision", 24),
        ("checked_by", 12),
        ("checked_on", 11),
    )


def _conflicts(told: Told) -> Iterator[Line]:
    for each in told.work.conflicts:
        ways = "\n".join(f"・{told.say(f'way_{way}')}" for way in each.ways)
        yield (
            Outcome.FAIL,
            (
                told.name(each.store),
                each.until,
                each.deadline,
                "\n".join(map(safe, each.keep)),
                "\n".join(map(safe, each.erase)),
                told.name(each.key) if each.key is not None else None,
                ways,
                None,
                None,
                None,
            ),
        )
