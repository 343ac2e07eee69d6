"""Lines that fit a terminal: East-Asian widths, line breaks in both scripts, colour."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len

NARROWEST: Final = 40
NARROW_CELL: Final = 16
"""Columns that the names in a table need; where there are fewer, each row becomes text."""
NO_TERMINAL: Final = 100
"""The width of a report that no terminal shows."""

_COLORS: Final = {
    "blocks": "1;37;41", "fail": "1;31", "unknown": "33", "pass": "32",
    "place": "36", "dim": "2", "bold": "1", "": "",
}  # fmt: skip
_WIDE: Final = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uffef"
_SPACES_OR_WORDS: Final = re.compile(rf" +|[{_WIDE}\U0001f000-\U0003ffff]|[^ {_WIDE}]+")
# JIS X 4051: what begins no line, and what ends none.
_NO_START: Final = frozenset(
    "、。，．・：；？！）］｝」』】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…)],.;:"
)
_NO_END: Final = frozenset("（［｛「『【〈《([")
# A word too long for any line, an address mostly, is cut where its parts end.
_PARTS: Final = re.compile(r"[^./\]_,:-]+[./\]_,:-]*|[./\]_,:-]+")


def fits(text: str, width: int) -> bool:
    """Tell whether text takes at most `width` columns."""
    return cell_len(text) <= width


def wrapped(text: str, width: int) -> list[str]:
    """Break text into lines of at most `width` columns."""
    if cell_len(text) <= width:
        return [text]
    lines, line, used = [], "", 0
    for piece in _pieces(text, width):
        size = cell_len(piece)
        if used + size > width and line.strip():
            lines.append(line.rstrip())
            line, used = "", 0
            if piece.isspace():
                continue
        line, used = line + piece, used + size
    return [*lines, line.rstrip()] if line.strip() else lines


def cut(text: str, width: int) -> str:
    """Return text in at most `width` columns, the last of which then says that more follows."""
    if cell_len(text) <= width:
        return text
    kept, used = "", 1
    for letter in text:
        used += cell_len(letter)
        if used > width:
            break
        kept += letter
    return f"{kept}…"


def cut_before(text: str, width: int) -> str:
    """Return the end of text in at most `width` columns, the first of which says that it is cut."""
    return text if cell_len(text) <= width else f"…{cut(text[::-1], width)[-2::-1]}"


def _pieces(text: str, width: int) -> Iterator[str]:
    """Yield what a line may be broken between."""
    waiting = ""
    for piece in _SPACES_OR_WORDS.findall(text):
        if piece[0] in _NO_START:
            waiting += piece
            continue
        if waiting and waiting[-1] in _NO_END:
            waiting += piece
            continue
        if waiting:
            yield from _within(waiting, width)
        waiting = piece
    if waiting:
        yield from _within(waiting, width)


def _within(piece: str, width: int) -> Iterator[str]:
    if cell_len(piece) <= width:
        yield piece
        return
    for part in _PARTS.findall(piece):
        if cell_len(part) <= width:
            yield part
        else:
            yield from part


class Page:
    """The lines of a report so far, as wide as the terminal."""

    def __init__(self, width: int | None, *, color: bool) -> None:
        """Begin an empty page."""
        self.width = max(width or NO_TERMINAL, NARROWEST)
        self.color = color
        self._lines: list[str] = []

    def blank(self) -> None:
        """Leave a line empty, but never two, and not the first."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def rule(self, title: str) -> None:
        """Write a heading across the page."""
        self.blank()
        text = cut(title, self.width - 4)
        self._lines.append(
            self._painted(f"{text} {'─' * (self.width - cell_len(text) - 1)}", "bold")
        )

    def text(self, text: str, *, indent: int = 0, style: str = "") -> None:
        """Write text, broken to the width, every line indented."""
        for line in wrapped(text, self.width - indent):
            self._lines.append(" " * indent + self._painted(line, style))

    def labelled(self, label: str, text: str, *, indent: int, column: int, style: str = "") -> None:
        """Write text beside a label, all its lines from `column` on."""
        head = " " * indent + label
        gap = max(column - cell_len(head), 1)
        column = max(column, cell_len(head) + 1)
        first, *rest = wrapped(text, self.width - column) or [""]
        self._lines.append(
            f"{' ' * indent}{self._painted(label, 'dim')}{' ' * gap}{self._painted(first, style)}"
        )
        self._lines += [" " * column + self._painted(line, style) for line in rest]

    def marked(self, marks: Sequence[tuple[str, str]], title: str) -> None:
        """Write words in their styles, and a title beside them."""
        column = sum(cell_len(word) + 1 for word, _ in marks) + 1
        head = " ".join(self._painted(word, style) for word, style in marks)
        first, *rest = wrapped(title, self.width - column)
        self._lines.append(f"{head}  {self._painted(first, 'bold')}")
        self._lines += [" " * column + self._painted(line, "bold") for line in rest]

    def placed(self, text: str, places: Sequence[str], *, indent: int, column: int) -> None:
        """Write text, and the places it stands at beside it, from `column` on where it leaves room.

        A place is never broken, however narrow the page: broken, it cannot be clicked or copied.
        """
        *above, last = wrapped(text, self.width - indent) or [""]
        self._lines += [" " * indent + line for line in above]
        line, rest = " " * indent + last, list(places)
        beside = max(column, cell_len(line) + 2)
        if rest and not above and beside + max(map(cell_len, rest)) <= self.width:
            line += " " * (beside - cell_len(line)) + self._painted(rest.pop(0), "place")
        else:
            beside = indent + 2
        self._lines.append(line)
        self._lines += [" " * beside + self._painted(place, "place") for place in rest]

    def verbatim(self, text: str, *, indent: int) -> None:
        """Write lines of code as they are, cut where they are too long."""
        for line in text.rstrip("\n").split("\n"):
            self._lines.append(" " * indent + self._painted(cut(line, self.width - indent), "dim"))

    def command(self, text: str, *, indent: int) -> None:
        """Write a line for a shell, however narrow the page: broken or cut, it cannot be copied."""
        self._lines.append(" " * indent + self._painted(text, "dim"))

    def table(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], styles: Sequence[str]
    ) -> None:
        """Write rows whose first cell is text and whose others are counts."""
        sizes = [max(cell_len(row[n]) for row in (heads, *rows)) for n in range(1, len(heads))]
        first = max(cell_len(row[0]) for row in (heads, *rows))
        room = self.width - sum(sizes) - 2 * len(sizes)
        if room < min(first, NARROW_CELL):
            self.text(heads[0], style="dim")
            for name, *cells in rows:
                self.text(name.strip(), indent=2)
                counts = zip(heads[1:], cells, strict=True)
                counted = (f"{head} {cell}" for head, cell in counts if cell != "0")
                self.text("  ".join(counted), indent=4)
            return
        first = min(first, room)
        for number, row in enumerate((heads, *rows)):
            name = cut(row[0], first)
            line = name + " " * (first - cell_len(name))
            for size, cell, style in zip(sizes, row[1:], styles, strict=True):
                shown = "dim" if cell == "0" else style if number else "dim"
                line += "  " + " " * (size - cell_len(cell)) + self._painted(cell, shown)
            self._lines.append(line)

    def finished(self) -> bytes:
        """Return the page."""
        return ("\n".join(self._lines) + "\n").encode("utf-8", "backslashreplace")

    def _painted(self, text: str, style: str) -> str:
        code = _COLORS[style] if self.color and text else ""
        return f"\x1b[{code}m{text}\x1b[0m" if code else text
