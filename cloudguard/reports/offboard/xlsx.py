"""The plan for the end of a contract as a workbook: for who signs it and ticks off what is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from cloudguard import __version__
from cloudguard.reports.cells import CODE_LINE, FONT, LINE, TALLEST, cell, lines
from cloudguard.reports.evidence import safe
from cloudguard.reports.offboard import Told
from cloudguard.reports.offboard.sheets import Column, Table, earliest, latest, tables
from cloudguard.verdicts import Outcome

_A4: Final = 9
_ROWS: Final = 1_048_575
"""Rows of a sheet below its head (Excel specifications and limits)."""
_HEAD: Final = "#DDEBF7"
_COLORS: Final = {Outcome.FAIL: "#F8CBAD", Outcome.UNKNOWN: "#FFF2CC", Outcome.PASS: "#E2EFDA"}


_COVER: Final = (26, 44, 24, 24)
_FACT: Final = Column("", sum(_COVER[1:]))
_ON_COVER: Final = 12
"""Assets that the cover names: more than these are on their own sheet."""


def _height(columns: Sequence[Column], values: Sequence[Any]) -> float:
    """Return how tall a row is."""
    tallest = LINE
    for column, value in zip(columns, values, strict=True):
        if isinstance(value, str):
            room = max(int(column.width * 0.95), 1)
            if len(value) * 2 <= room and "\n" not in value:
                continue
            line = CODE_LINE if column.kind == "code" else LINE
            tallest = max(tallest, lines(value, room) * line)
    return min(tallest + 2, TALLEST)


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
    for table in tables(told):
        sheets.table(table)
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
            base = {"font_name": FONT, "font_size": 10, "valign": "top", "text_wrap": True}
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
        sheet.set_header(f'&L&"{FONT}"&9{title.replace("&", "&&")}&R&A')
        sheet.set_footer(f'&C&"{FONT}"&9{self.told.say("page_of")}')
        return sheet

    def cover(self) -> None:
        """Write what is asked, what came of it, and where to sign."""
        told = self.told
        sheet = self.sheet("sheet_cover")
        sheet.hide_gridlines(2)
        for number, width in enumerate(_COVER):
            sheet.set_column(number, number, width)
        sheet.set_row(0, 30)
        sheet.merge_range(0, 0, 0, 3, "", self.format(bold=True, font_size=18))
        sheet.write_string(0, 0, told.say("title"), self.format(bold=True, font_size=18))
        about = f"{told.say('made_by', version=__version__)} {told.say('not_run')}"
        sheet.write_string(1, 0, about, self.format(font_size=9, text_wrap=False))
        row = 3
        for label, fact in told.facts():
            sheet.write_string(row, 0, label, self.format(bold=True, border=1, bg_color=_HEAD))
            sheet.merge_range(row, 1, row, 3, "", self.format(border=1))
            sheet.set_row(row, _height([_FACT], [fact]))
            sheet.write_string(row, 1, cell(fact), self.format(border=1))
            row += 1
        row += 1
        said = self.format(bold=True, font_size=12, border=1, bg_color=_COLORS[told.outcome])
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
        head = self.format(bold=True, border=1, bg_color=_HEAD)
        sheet.write_string(row, 0, told.say("summary"), head)
        sheet.write_string(row, 1, told.say("col_number"), head)
        lines = [(told.verdict(o), work.count(o), _COLORS[o]) for o in _COLORS]
        more = [
            (told.say("section_conflicts"), len(work.conflicts)),
            (told.say("may_belong"), len(work.doubtful)),
            (told.say("section_possible"), sum(bool(each.possible) for each in work.rows)),
            (told.say("section_work"), len(work.steps)),
            (told.say("section_unread"), len(list(told.gaps()))),
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
                row, column, told.say(head), self.format(bold=True, border=1, bg_color=_HEAD)
            )
        if not rows:
            row += 1
            sheet.write_string(row, 0, told.say("none"), plain)
            for column in (1, 2, 3):
                sheet.write_blank(row, column, None, plain)
        for number, each in enumerate(rows[:_ON_COVER], 1):
            row += 1
            day = each.erasure.day
            values = (str(number), told.name(each.store), earliest(day, told), latest(day, told))
            sheet.set_row(row, _height([Column("", width) for width in _COVER], values))
            for column, value in enumerate(values):
                sheet.write_string(row, column, cell(value), plain)
        if len(rows) > _ON_COVER:
            row += 1
            where = told.say("see_sheet", sheet=told.say("sheet_assets"))
            said = f"{told.say('possible_few', n=len(rows) - _ON_COVER)} ({where})"
            sheet.write_string(row, 1, said, plain)
        return row + 1

    def _signing(self, sheet: Any, row: int) -> None:
        told = self.told
        head = self.format(bold=True, border=1, bg_color=_HEAD)
        signers = (("checked_by", "checked_on"), ("approved_by", "approved_on"))
        for number, (name, day) in enumerate(signers):
            line = row + number
            sheet.set_row(line, 30)
            sheet.write_string(line, 0, told.say(name), head)
            sheet.write_blank(line, 1, None, self.format(border=1))
            sheet.write_string(line, 2, told.say(day), head)
            sheet.write_blank(line, 3, None, self.format(border=1))

    def table(self, table: Table) -> None:
        """Write a sheet of rows: a frozen head, a filter, colours for what is late or unknown."""
        sheet = self.sheet(table.name)
        head = self.format(bold=True, border=1, bg_color=_HEAD, valign="vcenter")
        for number, column in enumerate(table.columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(0, number, column.head, head)
        sheet.set_row(0, 30)
        sheet.freeze_panes(1, 2)
        sheet.repeat_rows(0)
        styles = {outcome: self._styles(outcome) for outcome in (None, *_COLORS)}
        for line, (outcome, values) in enumerate(table.rows[:_ROWS], 1):
            sheet.set_row(line, _height(table.columns, values))
            for number, (column, value) in enumerate(zip(table.columns, values, strict=True)):
                _write(sheet, line, number, value, styles[outcome], column.kind)
        if not table.rows:
            sheet.write_string(1, 0, self.told.say("none"), self.format())
        sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)

    def _styles(self, outcome: Outcome | None) -> dict[str, Any]:
        color = {} if outcome is None else {"bg_color": _COLORS[outcome]}
        return {
            "text": self.format(border=1, **color),
            "code": self.format(border=1, font_name="Consolas", font_size=9, **color),
            "day": self.format(border=1, num_format="yyyy-mm-dd", align="left", **color),
            "number": self.format(border=1, align="left", **color),
        }


def _write(
    sheet: Any, line: int, number: int, value: Any, styles: dict[str, Any], kind: str
) -> None:
    if value is None or value == "":
        sheet.write_blank(line, number, None, styles["text"])
    elif isinstance(value, date):
        sheet.write_datetime(line, number, datetime.combine(value, time()), styles["day"])
    elif isinstance(value, int):
        sheet.write_number(line, number, value, styles["number"])
    else:
        sheet.write_string(line, number, cell(str(value)), styles[kind])
