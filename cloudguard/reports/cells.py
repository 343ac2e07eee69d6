"""Text for the cells of a workbook: nothing in it is obeyed by the program that opens it."""

from __future__ import annotations

from typing import Final

from cloudguard.reports.evidence import safe

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
