"""Where the boxes of chains lie: chains run down, those that begin alike share their beginning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from cloudguard.identity.powers import Chain, Step
from cloudguard.reports.chains import Holder, Roster
from cloudguard.reports.layout import cut_before, wrapped

WIDTH: Final = 340
"""How wide a column is."""
BOX: Final = 316
GAP: Final = 30
LINE: Final = 14
HEAD: Final = 17
PADDING: Final = 8
ROW: Final = 4
"""Columns that stand side by side; more begin a new row."""
_HEAD: Final = 43
"""Letters of 12 points that a box has room for."""
_ROOM: Final = 50
"""Letters of 10 points that a box has room for."""
_BESIDE: Final = 46
"""Letters of 10 points beside an arrow."""


@dataclass(slots=True)
class Spot:
    """A node of a chain: its lines, what led to it and in which words, and where it lies."""

    node: str
    lines: list[str]
    step: Step | None = None
    words: list[str] = field(default_factory=list)
    after: list[Spot] = field(default_factory=list)
    x: float = 0
    y: float = 0

    @property
    def height(self) -> float:
        """Return how high its box is."""
        return 2 * PADDING + HEAD + LINE * (len(self.lines) - 1)

    @property
    def gap(self) -> float:
        """Return how much room the words above its box take."""
        return max(GAP, LINE * len(self.words) + GAP - 10)

    @property
    def columns(self) -> int:
        """Return how many columns it and what follows it take."""
        return sum(each.columns for each in self.after) or 1

    @property
    def depth(self) -> float:
        """Return how far it and what follows it reach down."""
        return self.height + max((each.gap + each.depth for each in self.after), default=0)

    def all(self) -> Iterator[Spot]:
        """Yield it and what follows it."""
        yield self
        for each in self.after:
            yield from each.all()


@dataclass(frozen=True, slots=True)
class Columns:
    """The chains of principals, each from its first box, and how much room they take."""

    firsts: Sequence[tuple[Holder, Spot]]
    width: float
    height: float


def arranged(roster: Roster, holders: Sequence[Holder]) -> Columns:
    """Lay the chains of principals side by side, in rows."""
    firsts: list[tuple[Holder, Spot]] = []
    x = y = width = deepest = 0.0
    for holder in holders:
        first = _grown(roster, holder)
        room = first.columns * WIDTH
        if x and x + room > ROW * WIDTH:
            y, x, deepest = y + deepest + 2 * GAP, 0.0, 0.0
        _lay(first, x, y)
        firsts.append((holder, first))
        x += room
        width, deepest = max(width, x), max(deepest, first.depth)
    return Columns(firsts, width, y + deepest)


def _grown(roster: Roster, holder: Holder) -> Spot:
    """Return the first box of a principal, with what follows."""
    party = roster.party(holder)
    lines = [*wrapped(roster.name(holder), _HEAD)]
    if party != "-":
        lines += wrapped(party, _ROOM)
    if line := holder.line(holder.principal.at):
        lines.append(cut_before(line, _ROOM))
    first = Spot(holder.principal.id, lines)
    for chain in holder.chains:
        _add(roster, holder, first, chain)
    return first


def _add(roster: Roster, holder: Holder, first: Spot, chain: Chain) -> None:
    spot = first
    for step in chain.steps:
        known = next((each for each in spot.after if each.step == step), None)
        if known is None:
            lines = wrapped(roster.node(step.end), _HEAD)
            known = Spot(step.end, lines, step, _words(roster, holder, step))
            spot.after.append(known)
        spot = known


def _words(roster: Roster, holder: Holder, step: Step) -> list[str]:
    """Return what is said beside the arrow of a step."""
    told = [line for text in (roster.how(step), roster.asks(step)) for line in _lines(text)]
    return [*told, *filter(None, [cut_before(holder.line(step.at), _BESIDE)])]


def _lines(text: str) -> list[str]:
    return wrapped(text, _BESIDE) if text else []


def _lay(spot: Spot, x: float, y: float) -> None:
    spot.x, spot.y = x, y
    for each in spot.after:
        _lay(each, x, y + spot.height + each.gap)
        x += each.columns * WIDTH
