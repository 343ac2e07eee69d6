"""Text for the cells of a workbook: nothing in it is obeyed by the program that opens it."""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len

from cloudguard.reports.evidence import safe

FONT: Final = "Yu Gothic"
"""Comes with the Office of Windows and macOS; others take a font of their own for it."""
LINE: Final = 17.0
CODE_LINE: Final = 13.0
TALLEST: Final = 409.0
"""Points that a line of ten-point text takes in that font, one of nine-point code, and a row at
most (Excel specifications and limits)."""

LONGEST: Final = 32_767
"""Characters that a cell holds (Excel specifications and limits)."""
# What begins a formula in Excel, LibreOffice and Google Sheets, in a cell that is edited or in a
# file that is exported as CSV; the full-width forms are taken for the others by some of them.
_OBEYED: Final = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠")


def cell(text: str) -> str:
    """Return text as a cell may hold it: visible, short enough, and no formula.

    Line breaks of ours stay; what an input says goes through `safe` before it is joined by them.
    """
    shown = "\n".join(safe(line) for line in text.split("\n"))
    if shown.lstrip().startswith(_OBEYED):
        shown = f"'{shown}"
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"


# A word is not parted where the next line has room for it; Japanese is, between any two letters.
_PART: Final = re.compile(r"[!-~]+|\s|.")


def lines(text: str, room: int) -> int:
    """Return how many lines a text takes in a cell with room for so many half-width letters.

    Not every program that opens a workbook finds out for itself how tall a row must be.
    """
    return sum(_wrapped(line, room) for line in text.split("\n"))


def _wrapped(line: str, room: int) -> int:
    if cell_len(line) <= room:
        return 1
    count, used = 1, 0
    for part in _PART.findall(line):
        width = cell_len(part)
        if used + width <= room:
            used += width
            continue
        if part.isspace():
            continue
        more = -(-width // room)
        count += more if used else more - 1
        used = width - (more - 1) * room
    return count
