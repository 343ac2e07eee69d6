"""Where everything on a zone map lies: boxes in rows, lines in channels between the rows.

Boxes stand in rows from the outermost to the innermost, those of one tenant in a column. A line
leaves a box at its lower or upper edge, runs along a track of its own in the channel between two
rows, and passes other rows in a lane at the side: no line crosses a box, and no two lines lie upon
each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cloudguard.network.zonemap import Link, Place, ZoneMap
from cloudguard.reports.maps.boxes import (
    MARGIN,
    Placed,
    ordered,
    rows_of,
    sized,
    wide,
    widened,
    within,
)

TRACK: Final = 22
LANE: Final = 16
_NEAR: Final = 5


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
    drawn: ZoneMap,
    names: Mapping[str, str],
    lines: Mapping[str, Sequence[str]],
    named: Callable[[Place], str] = within,
) -> Arrangement:
    """Lay a map out; `names` are those of the boxes, `lines` further text in them, by key.

    `named` tells what a network lies within.
    """
    boxes = [sized(box, names[box.key], lines.get(box.key, ()), named) for box in drawn.boxes]
    by_key = {placed.box.key: placed for placed in boxes}
    links = [link for link in drawn.links if link.start in by_key and link.end in by_key]
    widened(by_key, links)
    rows = rows_of(boxes)
    ordered(rows, links)
    width = max(map(wide, rows)) if rows else 0
    return _routed(rows, by_key, links, width)


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
    _nudged(courses)
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


def _nudged(courses: Sequence[_Course]) -> None:
    """Move ends that would stand exactly below another line's: one would lie upon the other."""
    above: dict[int, list[tuple[float, _Course]]] = defaultdict(list)
    for course in courses:
        above[course.first].append((course.leaves, course))
        if course.lower.row == course.upper.row:
            above[course.first].append((course.arrives, course))
    for course in courses:
        if course.lower.row > course.upper.row:
            taken = [x for x, other in above[course.lower.row - 1] if other is not course]
            while any(abs(course.arrives - x) < _NEAR for x in taken):
                course.arrives += _NEAR


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
