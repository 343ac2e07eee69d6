"""The plan for the end of a contract as a workbook: for who signs it and ticks off what is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from rich.cells import cell_len

from cloudguard import __version__
from cloudguard.erasure.days import Day
from cloudguard.erasure.order import Step
from cloudguard.erasure.rows import Row
from cloudguard.reports.cells import cell
from cloudguard.reports.evidence import safe
from cloudguard.reports.offboard import Told
from cloudguard.reports.wording import comma
from cloudguard.verdicts import Outcome

_FONT: Final = "Yu Gothic"
_A4: Final = 9
_ROWS: Final = 1_048_575
"""Rows of a sheet below its head (Excel specifications and limits)."""
_COLORS: Final = {Outcome.FAIL: "#F8CBAD", Outcome.UNKNOWN: "#FFF2CC", Outcome.PASS: "#E2EFDA"}


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its head, its width in letters, what it holds."""

    head: str
    width: int
    kind: str = "text"


def render(told: Told) -> bytes:
    """Return the plan as an Office Open XML workbook."""
    file = BytesIO()
    # Nothing of an input is a formula, a link or a number to Excel; `in_memory` writes no files.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(file, options)
    # The same plan gives the same bytes: the day it is made for stands in for the clock.
    made = datetime.combine(told.work.terms.as_of, time())
    book.set_properties({"title": told.say("title"), "created": made, "comments": ""})
    sheets = _Sheets(told, book)
    sheets.cover()
    sheets.table("sheet_work", _work_columns(told), list(_work(told)))
    sheets.table("sheet_assets", _asset_columns(told), list(_assets(told)))
    sheets.table("sheet_keys", _key_columns(told), list(_keys(told)))
    sheets.table("sheet_copies", _copy_columns(told), list(_copies(told)))
    sheets.table("sheet_possible", _possible_columns(told), list(_possible(told)))
    sheets.table("sheet_conflicts", _conflict_columns(told), list(_conflicts(told)))
    book.close()
    return file.getvalue()


class _Sheets:
    def __init__(self, told: Told, book: Any) -> None:
        self.told = told
        self.book = book
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **said: Any) -> Any:
        """Return a format; one that is asked for twice is made once."""
        key = tuple(sorted(said.items()))
        if key not in self._formats:
            base = {"font_name": _FONT, "font_size": 10, "valign": "top", "text_wrap": True}
            self._formats[key] = self.book.add_format({**base, **said})
        return self._formats[key]

    def sheet(self, name: str) -> Any:
        """Return a new sheet that prints on A4, landscape, one page wide."""
        sheet = self.book.add_worksheet(self.told.say(name))
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.75)
        title = f"{self.told.say('title')} {safe(self.told.work.contract.id)}"[:100]
        sheet.set_header(f'&L&"{_FONT}"&9{title.replace("&", "&&")}&R&A')
        sheet.set_footer(f'&C&"{_FONT}"&9{self.told.say("page_of")}')
        return sheet

    def cover(self) -> None:
        """Write what is asked, what came of it, and where to sign."""
        told, work = self.told, self.told.work
        sheet = self.sheet("sheet_cover")
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 44)
        sheet.set_column(2, 3, 24)
        sheet.set_row(0, 30)
        sheet.merge_range(0, 0, 0, 3, "", self.format(bold=True, font_size=18))
        sheet.write_string(0, 0, told.say("title"), self.format(bold=True, font_size=18))
        about = f"{told.say('made_by', version=__version__)}  {told.say('not_run')}"
        sheet.write_string(1, 0, about, self.format(font_size=9, text_wrap=False))
        row = 3
        for label, fact in told.facts():
            sheet.write_string(row, 0, label, self.format(bold=True, border=1, bg_color="#DDEBF7"))
            sheet.merge_range(row, 1, row, 3, "", self.format(border=1))
            sheet.write_string(row, 1, cell(fact), self.format(border=1))
            row += 1
        row += 1
        said = self.format(bold=True, font_size=12, border=1, bg_color=_COLORS[work.outcome])
        sheet.set_row(row, 24)
        sheet.merge_range(row, 0, row, 3, "", said)
        sheet.write_string(row, 0, cell(told.ending()), said)
        row += 2
        row = self._counts(sheet, row)
        row = self._late(sheet, row + 1)
        self._signing(sheet, row + 1)
        sheet.fit_to_pages(1, 1)

    def _counts(self, sheet: Any, row: int) -> int:
        told, work = self.told, self.told.work
        head = self.format(bold=True, border=1, bg_color="#DDEBF7")
        sheet.write_string(row, 0, told.say("summary"), head)
        sheet.write_string(row, 1, told.say("stores"), head)
        lines = [(told.verdict(o), work.count(o), _COLORS[o]) for o in _COLORS]
        more = [
            (told.say("section_conflicts"), len(work.conflicts)),
            (told.say("may_belong"), len(work.doubtful)),
            (told.say("section_possible"), sum(bool(each.possible) for each in work.rows)),
            (told.say("section_work"), len(work.steps)),
        ]
        for name, count, color in (*lines, *((n, c, "#FFFFFF") for n, c in more)):
            row += 1
            sheet.write_string(row, 0, name, self.format(border=1, bg_color=color))
            sheet.write_number(row, 1, count, self.format(border=1, align="left"))
        return row + 1

    def _late(self, sheet: Any, row: int) -> int:
        """Write what cannot be gone in time: a reader of the cover alone must see it."""
        told, work = self.told, self.told.work
        plain = self.format(border=1)
        if work.stop_by is not None and work.stop_by < work.terms.service_stop:
            said = told.say("stop_by", day=work.stop_by, planned=work.terms.service_stop)
            sheet.merge_range(row, 0, row, 3, "", self.format(border=1, bold=True))
            sheet.set_row(row, 30)
            sheet.write_string(row, 0, said, self.format(border=1, bold=True))
            row += 2
        rows = [each for each in work.rows if each.outcome is Outcome.FAIL]
        heads = ("section_late", "col_asset", "col_gone", "col_gone_last")
        for column, head in enumerate(heads):
            sheet.write_string(
                row, column, told.say(head), self.format(bold=True, border=1, bg_color="#DDEBF7")
            )
        if not rows:
            row += 1
            sheet.write_string(row, 0, told.say("none"), plain)
            for column in (1, 2, 3):
                sheet.write_blank(row, column, None, plain)
        for number, each in enumerate(rows[:_ON_COVER], 1):
            row += 1
            sheet.write_string(row, 0, str(number), plain)
            sheet.write_string(row, 1, cell(told.name(each.store)), plain)
            sheet.write_string(row, 2, _earliest(each.erasure.day, told), plain)
            sheet.write_string(row, 3, _latest(each.erasure.day, told), plain)
        if len(rows) > _ON_COVER:
            row += 1
            where = told.say("see_sheet", sheet=told.say("sheet_assets"))
            said = f"{told.say('possible_few', n=len(rows) - _ON_COVER)} ({where})"
            sheet.write_string(row, 1, said, plain)
        return row + 1

    def _signing(self, sheet: Any, row: int) -> None:
        told = self.told
        head = self.format(bold=True, border=1, bg_color="#DDEBF7")
        for number, name in enumerate(("checked_by", "approved_by")):
            line = row + number
            sheet.set_row(line, 30)
            sheet.write_string(line, 0, told.say(name), head)
            sheet.write_blank(line, 1, None, self.format(border=1))
            sheet.write_string(line, 2, told.say("checked_on"), head)
            sheet.write_blank(line, 3, None, self.format(border=1))

    def table(
        self,
        name: str,
        columns: Sequence[_Column],
        rows: Sequence[tuple[Outcome | None, Sequence[Any]]],
    ) -> None:
        """Write a sheet of rows: a frozen head, a filter, colours for what is late or unknown."""
        sheet = self.sheet(name)
        head = self.format(bold=True, border=1, bg_color="#DDEBF7", valign="vcenter")
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(0, number, column.head, head)
        sheet.set_row(0, 30)
        sheet.freeze_panes(1, 2)
        sheet.repeat_rows(0)
        for line, (outcome, values) in enumerate(rows[:_ROWS], 1):
            color = {} if outcome is None else {"bg_color": _COLORS[outcome]}
            sheet.set_row(line, _height(columns, values))
            for number, (column, value) in enumerate(zip(columns, values, strict=True)):
                self._write(sheet, line, number, column, value, color)
        if not rows:
            sheet.write_string(1, 0, self.told.say("none"), self.format())
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)

    def _write(
        self, sheet: Any, line: int, number: int, column: _Column, value: Any, color: dict[str, str]
    ) -> None:
        if value is None or value == "":
            sheet.write_blank(line, number, None, self.format(border=1, **color))
        elif isinstance(value, date):
            day = self.format(border=1, num_format="yyyy-mm-dd", align="left", **color)
            sheet.write_datetime(line, number, datetime.combine(value, time()), day)
        elif isinstance(value, int):
            sheet.write_number(line, number, value, self.format(border=1, align="left", **color))
        else:
            font = {"font_name": "Consolas", "font_size": 9} if column.kind == "code" else {}
            sheet.write_string(
                line, number, cell(str(value)), self.format(border=1, **font, **color)
            )


_ON_COVER: Final = 12
"""Assets that the cover names: more than these are on their own sheet."""
_LINE: Final = 13.5
_TALLEST: Final = 409
"""Points that a line takes, and a row at most (Excel specifications and limits)."""


def _height(columns: Sequence[_Column], values: Sequence[Any]) -> float:
    """Return how tall a row is: not every program that opens a workbook finds that out itself."""
    lines = 1
    for column, value in zip(columns, values, strict=True):
        if isinstance(value, str):
            room = max(int(column.width * (1.2 if column.kind == "code" else 0.95)), 1)
            lines = max(lines, sum(1 + (cell_len(each) - 1) // room for each in value.split("\n")))
    return min(lines * _LINE + 2, _TALLEST)


def _columns(told: Told, *said: tuple[str, int] | tuple[str, int, str]) -> list[_Column]:
    return [_Column(told.say(each[0]), *each[1:]) for each in said]


def _earliest(day: Day, told: Told) -> str:
    return told.gone(day) if day.earliest == date.max else day.earliest.isoformat()


def _latest(day: Day, told: Told) -> str:
    if day.earliest == date.max or day.latest is None:
        return told.say("gone_never") if day.earliest == date.max else told.say("unknown")
    return day.latest.isoformat()


def _work_columns(told: Told) -> list[_Column]:
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


def _work(told: Told) -> Iterator[tuple[Outcome | None, Sequence[Any]]]:
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
    lines = [written.change, *written.terraform]
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


def _asset_columns(told: Told) -> list[_Column]:
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


def _assets(told: Told) -> Iterator[tuple[Outcome | None, Sequence[Any]]]:
    order = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS)
    for row in sorted(told.work.rows, key=lambda each: order.index(each.outcome)):
        days = {route.way: told.gone(route.day) for route in row.erasure.routes}
        yield (
            row.outcome,
            (
                told.verdict(row.outcome),
                told.name(row.store),
                told.way(row.chosen),
                _earliest(row.erasure.day, told),
                _latest(row.erasure.day, told),
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
        empty = (None,) * 5
        values = (
            told.say("unknown"),
            name,
            safe(asset.type),
            *empty,
            said,
            None,
            place,
            None,
            None,
        )
        yield Outcome.UNKNOWN, values


def _standing(row: Row, told: Told) -> str:
    """Return all that stands in the way of a store, each once."""
    routes = [route for route in row.erasure.routes if route.way in row.terms.accepts]
    said = [told.obstacle(each) for route in routes for each in route.obstacles]
    if row.media:
        said.append(told.say("media"))
    return "\n".join(f"・{each}" for each in dict.fromkeys(said))


def _key_columns(told: Told) -> list[_Column]:
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


def _keys(told: Told) -> Iterator[tuple[Outcome | None, Sequence[Any]]]:
    for row in told.work.keys:
        outcome = Outcome.UNKNOWN
        if row.gone is not None:
            outcome = row.gone.by(told.work.terms.deadline)
        if outcome is Outcome.FAIL and not row.needed:
            outcome = Outcome.UNKNOWN  # its data is gone without it
        others = "\n".join(told.name(each.asset) for each in row.others)
        yield (
            None if outcome is Outcome.PASS else outcome,
            (
                told.name(row.key),
                row.day,
                row.schedule,
                told.gone(row.gone) if row.gone is not None else None,
                len(row.users),
                others,
                told.say("key_needed" if row.needed else "key_last"),
                None,
                None,
            ),
        )


def _copy_columns(told: Told) -> list[_Column]:
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


def _copies(told: Told) -> Iterator[tuple[Outcome | None, Sequence[Any]]]:
    for row in told.work.rows:
        for held in row.copies:
            said = (told.kind(held.what), told.copy(held), told.stays(held), None, None, None)
            yield None, (told.name(row.store), *said)


def _possible_columns(told: Told) -> list[_Column]:
    return _columns(
        told,
        ("col_original", 48),
        ("col_copy", 28),
        ("col_how", 70, "code"),
        ("col_found", 28),
        ("checked_by", 12),
        ("checked_on", 11),
    )


def _possible(told: Told) -> Iterator[tuple[Outcome | None, Sequence[Any]]]:
    for row in told.work.rows:
        if row.possible:
            kinds = dict.fromkeys(told.kind(held.what) for held in row.possible)
            look = "\n".join(told.looking(row.store))
            yield None, (told.name(row.store), comma(told.lang, *kinds), look, None, None, None)


def _conflict_columns(told: Told) -> list[_Column]:
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


def _conflicts(told: Told) -> Iterator[tuple[Outcome | None, Sequence[Any]]]:
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
