"""The boxes of a zone map: how large each is, and in which row and column it stands."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from rich.cells import cell_len

from cloudguard.config import Area
from cloudguard.network.zonemap import Box, Door, Link, Place

CHIP_WIDTH: Final = 216
CHIP_HEIGHT: Final = 38
CHIP_GAP: Final = 8
HEAD: Final = 34
GROUP: Final = 18
PADDING: Final = 12
MARGIN: Final = 24
GAP: Final = 36
PORT: Final = 18
WIDEST: Final = 1500
"""A row of boxes is broken where it would be wider."""
_MOST_COLUMNS: Final = 5
_LEAST_WIDTH: Final = 200
_WIDEST_HEAD: Final = 460
HEAD_CELL: Final = 8
"""The width of a column of text of 13 points."""
_CELL: Final = 6.7
"""The width of a column of text of 11 points."""
_NO_ZONE_ROWS: Final = frozenset({"internet", "unseen", "none"})


def within(place: Place) -> str:
    """Return what a network lies within, as the input names it."""
    return place.within


@dataclass(frozen=True, slots=True)
class Chip:
    """A network or a gateway, and where it lies."""

    x: float
    y: float
    place: Place | None = None
    door: Door | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text in a box."""

    x: float
    y: float
    text: str


@dataclass(slots=True)
class Placed:
    """A box, its size, what lies in it, and where it lies: what is in it counts from its corner."""

    box: Box
    width: float
    height: float
    chips: list[Chip] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    x: float = 0
    y: float = 0
    row: int = 0
    column: tuple[float, float] | None = None
    """Of a tenant's box where its column begins in its row, and how wide the row is."""

    @property
    def tenant(self) -> str | None:
        """Return whose zone it is, None where that is nobody's."""
        return Area.read(self.box.key).tenant if self.box.kind == "zone" else None

    @property
    def middle(self) -> float:
        """Return the middle of its width."""
        return self.x + self.width / 2


def sized(
    box: Box, name: str, lines: Sequence[str], named: Callable[[Place], str] = within
) -> Placed:
    """Return a box as large as what lies in it; `named` tells what a network lies within."""
    count = len(box.places) + len(box.doors)
    columns = max(1, min(_MOST_COLUMNS, math.ceil(math.sqrt(count / 1.6))))
    placed = Placed(box, 0, 0)
    y: float = HEAD
    for line in lines:
        placed.labels.append(Label(PADDING, y + 10, line))
        y += GROUP
    for around, group in groupby(box.places, key=within):
        places = list(group)
        if around:
            placed.labels.append(Label(PADDING, y + 11, named(places[0])))
            y += GROUP
        y = _grid(placed, [Chip(0, 0, place=place) for place in places], columns, y)
    y = _grid(placed, [Chip(0, 0, door=door) for door in box.doors], columns, y)
    used = max((chip.x for chip in placed.chips), default=0) + CHIP_WIDTH + PADDING
    text = max((cell_len(label.text) * _CELL for label in placed.labels), default=0)
    head = min(cell_len(name) * HEAD_CELL, _WIDEST_HEAD) + 2 * PADDING
    placed.width = max(used if placed.chips else 0, text + 2 * PADDING, head, _LEAST_WIDTH)
    placed.height = max(y + PADDING - (CHIP_GAP if placed.chips else 0), HEAD + PADDING)
    return placed


def _grid(placed: Placed, chips: Sequence[Chip], columns: int, y: float) -> float:
    for number, chip in enumerate(chips):
        row, column = divmod(number, columns)
        x = PADDING + column * (CHIP_WIDTH + CHIP_GAP)
        there = y + row * (CHIP_HEIGHT + CHIP_GAP)
        placed.chips.append(Chip(x, there, chip.place, chip.door))
    return y + math.ceil(len(chips) / columns) * (CHIP_HEIGHT + CHIP_GAP)


def widened(boxes: Mapping[str, Placed], links: Sequence[Link]) -> None:
    """Make room for the lines that leave a box."""
    ports: dict[str, int] = defaultdict(int)
    for link in links:
        ports[link.start] += 1
        ports[link.end] += 1
    for key, count in ports.items():
        boxes[key].width = max(boxes[key].width, PORT * (count + 1))


def rows_of(boxes: Sequence[Placed]) -> list[list[Placed]]:
    """Return the boxes in rows: what has no zone of the document first, then zone by zone.

    Tenants come last, some beside each other, each in a column of its own.
    """
    rows: list[list[Placed]] = []
    shared = [placed for placed in boxes if placed.tenant is None]
    for _, group in groupby(shared, key=_kind):
        row: list[Placed] = []
        used = 0.0
        for placed in group:
            if row and used + placed.width > WIDEST:
                rows.append(row)
                row, used = [], 0.0
            row.append(placed)
            used += placed.width + GAP
        rows.append(row)
    for columns in _columns(boxes):
        theirs = [placed for placed in boxes if placed.tenant in columns]
        rows += [list(group) for _, group in groupby(theirs, key=_kind)]
    for number, row in enumerate(rows):
        for placed in row:
            placed.row = number
    return rows


def _columns(boxes: Sequence[Placed]) -> Iterator[set[str | None]]:
    """Yield the tenants that stand beside each other, and give their boxes a column each."""
    widths: dict[str, float] = {}
    for placed in boxes:
        if placed.tenant is not None:
            widths[placed.tenant] = max(widths.get(placed.tenant, 0), placed.width)
    left = sorted(widths)
    while left:
        begins: dict[str, float] = {}
        used = 0.0
        while left and (not begins or used + widths[left[0]] <= WIDEST):
            begins[left[0]] = used
            used += widths[left.pop(0)] + GAP
        for placed in boxes:
            if placed.tenant is not None and placed.tenant in begins:
                placed.width = widths[placed.tenant]
                placed.column = (begins[placed.tenant], used - GAP)
        yield set(begins)


def _kind(placed: Placed) -> str:
    box = placed.box
    if box.kind in _NO_ZONE_ROWS:
        return ""
    own = bool(box.places) and all(place.is_outside for place in box.places)
    return "outside" if own and box.places[0].id == box.key else f"zone {Area.read(box.key).zone}"


def ordered(rows: Sequence[list[Placed]], links: Sequence[Link]) -> None:
    """Put boxes of a row near those that they are joined to in the rows above."""
    for row in rows[1:]:
        _spaced(rows, 0)
        if row[0].column is None:
            weights = {id(placed): _weight(placed, rows, links) for placed in row}
            row.sort(key=lambda placed: weights[id(placed)])
    _spaced(rows, 0)


def _weight(placed: Placed, rows: Sequence[list[Placed]], links: Sequence[Link]) -> float:
    above = {p.box.key: p for row in rows for p in row if p.row < placed.row}
    key = placed.box.key
    ends = [link.end if link.start == key else link.start for link in links if key in _ends(link)]
    middles = [above[end].middle for end in ends if end in above]
    return sum(middles) / len(middles) if middles else placed.middle


def _ends(link: Link) -> tuple[str, str]:
    return link.start, link.end


def _spaced(rows: Sequence[Sequence[Placed]], width: float) -> None:
    """Give the boxes of each row their place from left to right, the row in the middle."""
    whole = width or max(map(wide, rows), default=0)
    for row in rows:
        left = x = MARGIN + (whole - wide(row)) / 2
        for placed in row:
            placed.x = x if placed.column is None else left + placed.column[0]
            x += placed.width + GAP


def wide(row: Sequence[Placed]) -> float:
    """Return how wide a row is."""
    if row[0].column is not None:
        return row[0].column[1]
    return sum(placed.width for placed in row) + GAP * (len(row) - 1)
