"""Where everything on a zone map lies: boxes in rows, lines in channels between the rows.

Boxes stand in rows from the outermost to the innermost. A line leaves a box at its lower or upper
edge, runs along a track of its own in the channel between two rows, and passes other rows in a
lane at the side: no line crosses a box, and no two lines lie upon each other.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from rich.cells import cell_len

from cloudguard.config import Area
from cloudguard.network.zonemap import Box, Door, Link, Place, ZoneMap

CHIP_WIDTH: Final = 216
CHIP_HEIGHT: Final = 38
CHIP_GAP: Final = 8
HEAD: Final = 34
GROUP: Final = 18
PADDING: Final = 12
MARGIN: Final = 24
GAP: Final = 36
TRACK: Final = 22
LANE: Final = 16
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

    @property
    def middle(self) -> float:
        """Return the middle of its width."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Run:
    """A line from box to box: its corners, and the level stretch that its label stands on."""

    link: Link
    points: tuple[tuple[float, float], ...]
    stretch: tuple[float, float]
    level: float


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A whole map, laid out."""

    width: float
    height: float
    boxes: tuple[Placed, ...]
    runs: tuple[Run, ...]


def arranged(
    drawn: ZoneMap, names: Mapping[str, str], lines: Mapping[str, Sequence[str]]
) -> Arrangement:
    """Lay a map out; `names` are those of the boxes, `lines` further text in them, by key."""
    boxes = [_sized(box, names[box.key], lines.get(box.key, ())) for box in drawn.boxes]
    by_key = {placed.box.key: placed for placed in boxes}
    links = [link for link in drawn.links if link.start in by_key and link.end in by_key]
    _widened(by_key, links)
    rows = _rows(boxes)
    _ordered(rows, links)
    width = max(sum(b.width for b in row) + GAP * (len(row) - 1) for row in rows) if rows else 0
    return _routed(rows, by_key, links, width)


def _sized(box: Box, name: str, lines: Sequence[str]) -> Placed:
    """Return a box as large as what lies in it."""
    count = len(box.places) + len(box.doors)
    columns = max(1, min(_MOST_COLUMNS, math.ceil(math.sqrt(count / 1.6))))
    placed = Placed(box, 0, 0)
    y: float = HEAD
    for line in lines:
        placed.labels.append(Label(PADDING, y + 10, line))
        y += GROUP
    for within, group in groupby(box.places, key=lambda place: place.within):
        if within:
            placed.labels.append(Label(PADDING, y + 11, within))
            y += GROUP
        y = _grid(placed, [Chip(0, 0, place=place) for place in group], columns, y)
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


def _widened(boxes: Mapping[str, Placed], links: Sequence[Link]) -> None:
    """Make room for the lines that leave a box."""
    ports: dict[str, int] = defaultdict(int)
    for link in links:
        ports[link.start] += 1
        ports[link.end] += 1
    for key, count in ports.items():
        boxes[key].width = max(boxes[key].width, PORT * (count + 1))


def _rows(boxes: Sequence[Placed]) -> list[list[Placed]]:
    """Return the boxes in rows: what has no zone of the document first, then zone by zone."""
    rows: list[list[Placed]] = []
    for _, group in groupby(boxes, key=_kind):
        row: list[Placed] = []
        used = 0.0
        for placed in group:
            if row and used + placed.width > WIDEST:
                rows.append(row)
                row, used = [], 0.0
            row.append(placed)
            used += placed.width + GAP
        rows.append(row)
    for number, row in enumerate(rows):
        for placed in row:
            placed.row = number
    return rows


def _kind(placed: Placed) -> str:
    box = placed.box
    if box.kind in _NO_ZONE_ROWS:
        return ""
    own = bool(box.places) and all(place.is_outside for place in box.places)
    return "outside" if own and box.places[0].id == box.key else f"zone {Area.read(box.key).zone}"


def _ordered(rows: Sequence[list[Placed]], links: Sequence[Link]) -> None:
    """Put boxes of a row near those that they are joined to in the rows above."""
    for row in rows[1:]:
        _spaced(rows, 0)
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
    whole = width or max(sum(p.width for p in row) + GAP * (len(row) - 1) for row in rows)
    for row in rows:
        used = sum(p.width for p in row) + GAP * (len(row) - 1)
        x = MARGIN + (whole - used) / 2
        for placed in row:
            placed.x = x
            x += placed.width + GAP


@dataclass(slots=True)
class _Course:
    """A line on its way: the boxes that it joins, the channels it runs in, its ends."""

    link: Link
    upper: Placed
    lower: Placed
    first: int
    last: int
    leaves: float = 0
    arrives: float = 0
    lane: float | None = None


def _routed(
    rows: Sequence[Sequence[Placed]],
    boxes: Mapping[str, Placed],
    links: Sequence[Link],
    width: float,
) -> Arrangement:
    courses = [_course(link, boxes) for link in links]
    _ports(courses, boxes)
    lane = MARGIN + width + LANE
    for course in courses:
        if course.first != course.last:
            course.lane, lane = lane, lane + LANE
    tracks = _tracks(courses, len(rows))
    tops = _heights(rows, tracks)
    runs = [_run(course, tracks, tops, rows) for course in courses]
    bottom = max((p.y + p.height for row in rows for p in row), default=0)
    below = tops[len(rows)] + TRACK * len(tracks[len(rows) - 1]) if rows else 0
    right = lane if any(c.lane for c in courses) else MARGIN + width
    return Arrangement(
        right + MARGIN, max(bottom, below) + MARGIN, tuple(boxes.values()), tuple(runs)
    )


def _course(link: Link, boxes: Mapping[str, Placed]) -> _Course:
    one, other = boxes[link.start], boxes[link.end]
    upper, lower = (one, other) if (one.row, one.x) <= (other.row, other.x) else (other, one)
    last = lower.row if lower.row == upper.row else lower.row - 1
    return _Course(link, upper, lower, upper.row, last)


def _ports(courses: Sequence[_Course], boxes: Mapping[str, Placed]) -> None:
    """Give each line its own place on the edges of the boxes that it joins, in their order."""
    sides: dict[tuple[str, bool], list[tuple[float, _Course, bool]]] = defaultdict(list)
    for course in courses:
        level = course.upper.row == course.lower.row
        sides[course.upper.box.key, True].append((course.lower.middle, course, True))
        sides[course.lower.box.key, level].append((course.upper.middle, course, False))
    for (key, _), ends in sides.items():
        box = boxes[key]
        ends.sort(key=lambda end: end[0])
        for number, (_, course, leaving) in enumerate(ends, 1):
            x = box.x + box.width * number / (len(ends) + 1)
            if leaving:
                course.leaves = x
            else:
                course.arrives = x


def _tracks(courses: Sequence[_Course], rows: int) -> dict[int, list[tuple[_Course, bool]]]:
    """Return what runs in the channel below each row, the outermost track first.

    A line that passes rows runs in two channels: True stands for the first of them.
    """
    tracks: dict[int, list[tuple[_Course, bool]]] = {number: [] for number in range(rows)}
    for course in courses:
        tracks[course.first].append((course, True))
        if course.last != course.first:
            tracks[course.last].append((course, False))
    for track in tracks.values():
        track.sort(key=_slant)
    return tracks


def _slant(end: tuple[_Course, bool]) -> tuple[bool, float]:
    """Order tracks so that lines going right lie below those further left, and do not cross."""
    course, first = end
    start = course.leaves if first else course.lane or 0
    stop = course.lane if first and course.lane else course.arrives
    return stop >= start, -start if stop >= start else start


def _heights(
    rows: Sequence[Sequence[Placed]], tracks: Mapping[int, Sequence[object]]
) -> list[float]:
    """Give the boxes of each row their height; return where the channel below each row begins."""
    tops: list[float] = []
    y: float = MARGIN
    for number, row in enumerate(rows):
        for placed in row:
            placed.y = y
        y += max(placed.height for placed in row)
        tops.append(y)
        y += TRACK * (len(tracks[number]) + 1) + 8
    tops.append(tops[-1] if tops else 0)
    return tops


def _run(
    course: _Course,
    tracks: Mapping[int, Sequence[tuple[_Course, bool]]],
    tops: Sequence[float],
    rows: Sequence[Sequence[Placed]],
) -> Run:
    """Return the corners of a line from its start to its end."""

    def level(row: int, *, first: bool) -> float:
        number = next(n for n, e in enumerate(tracks[row]) if e[0] is course and e[1] is first)
        return tops[row] + TRACK * (number + 1)

    start = course.upper.y + course.upper.height
    high = level(course.first, first=True)
    points = [(course.leaves, start), (course.leaves, high)]
    turn = course.arrives
    if course.lane is not None:
        low = level(course.last, first=False)
        points += [(course.lane, high), (course.lane, low), (course.arrives, low)]
        turn = course.lane
    else:
        points.append((course.arrives, high))
    same = course.upper.row == course.lower.row
    end = course.lower.y + (course.lower.height if same else 0)
    points.append((course.arrives, end))
    if course.link.start != course.upper.box.key:
        points.reverse()
    left, right = sorted((course.leaves, turn))
    return Run(course.link, tuple(points), (left, right), high)
