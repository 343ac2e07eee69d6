"""Chains to power as SVG: drawn by ourselves, without script, links or fonts of its own.

Everything that an input says stands as escaped text. Whether a second factor is asked for is told
by words and not by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cloudguard.identity.powers import ADMINISTRATOR, Step
from cloudguard.reports.chains import STATES, Holder, Roster, State
from cloudguard.reports.chains.columns import BOX, HEAD, LINE, PADDING, Spot, arranged
from cloudguard.reports.layout import cut, wrapped
from cloudguard.reports.maps.svg import escaped, figure
from cloudguard.reports.wording import comma, say
from cloudguard.values import Known, Unknown

MOST: Final = 40
"""Principals that are drawn."""
_MARGIN: Final = 24
_TOP: Final = 80
_LINE: Final = 18
_LEAST: Final = 760
_CELL: Final = 6.7
_STEM: Final = 22
"""How far from the left edge of a box its arrow leaves."""
_COLORS: Final[dict[State, str]] = {
    "not_enforced": "#c62828", "undetermined": "#8d6e00", "enforced": "#2e7d32",
    "not_asked": "#546e7a",
}  # fmt: skip
_FILLS: Final[dict[State, str]] = {
    "not_enforced": "#fdecea", "undetermined": "#fff8e1", "enforced": "#edf7ed",
    "not_asked": "#eceff1",
}  # fmt: skip
_STYLE: Final = """\
text{font-family:sans-serif;font-size:11px;fill:#212121}
.title{font-size:16px;font-weight:bold}
.head{font-size:12px;font-weight:bold}
.sub{font-size:10px;fill:#546e7a}
.run{fill:none;stroke-width:1.6;stroke-linejoin:round}
"""


def render(roster: Roster) -> bytes:
    """Return the chains as an SVG document."""
    holders = roster.in_order()
    laid = arranged(roster, holders[:MOST])
    width = max(laid.width + 2 * _MARGIN, _LEAST)
    told = [*_told(roster, len(holders) - MOST, int((width - 2 * _MARGIN) / _CELL))]
    top = _TOP + laid.height + _MARGIN
    height = top + _LINE * len(told) + _MARGIN
    body = [
        *_head(roster, width),
        f'<g transform="translate({_MARGIN} {_TOP})">',
        *(line for holder, first in laid.firsts for line in _drawn(roster, holder, first)),
        "</g>",
        *_words(told, top),
    ]
    size = f'width="{figure(width)}" height="{figure(height)}"'
    view = f'viewBox="0 0 {figure(width)} {figure(height)}"'
    svg = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} role="img" '
        f'lang="{roster.lang}" aria-labelledby="title desc">\n'
        f'<title id="title">{escaped(roster.title())}</title>\n'
        f'<desc id="desc">{escaped(roster.counted())}</desc>\n'
        f"<style>\n{_STYLE}</style>\n<defs>{''.join(_markers())}</defs>\n"
        f'<rect width="{figure(width)}" height="{figure(height)}" fill="#fff"/>\n' + "\n".join(body)
    )
    return f"{svg}\n</svg>\n".encode("utf-8", "replace")


def _head(roster: Roster, width: float) -> Iterator[str]:
    """Yield the title, the day and the counts."""
    room = int((width - 2 * _MARGIN) / 10)
    title = escaped(cut(roster.title(), room))
    yield f'<text class="title" x="{_MARGIN}" y="28">{title}</text>'
    day = say(roster.lang, "as_of", day=roster.as_of)
    told = escaped(comma(roster.lang, day, roster.counted()))
    yield f'<text class="sub" x="{_MARGIN}" y="48">{told}</text>'


def _drawn(roster: Roster, holder: Holder, first: Spot) -> Iterator[str]:
    for spot in first.all():
        for after in spot.after:
            yield from _run(holder.state, spot, after)
    for spot in first.all():
        yield from _box(roster, holder, spot, first=spot is first)


def _box(roster: Roster, holder: Holder, spot: Spot, *, first: bool) -> Iterator[str]:
    """Yield a box: who begins in the colour of the state, power in bold, sessions plain."""
    power = spot.node.startswith(ADMINISTRATOR)
    stroke, fill = ("#90a4ae", "#f5f8fc")
    if first:
        stroke, fill = _COLORS[holder.state], _FILLS[holder.state]
    elif power:
        stroke, fill = "#37474f", "#cfd8dc"
    x, y = figure(spot.x), figure(spot.y)
    yield f'<g transform="translate({x} {y})"><title>{escaped(spot.node)}</title>'
    yield (
        f'<rect width="{BOX}" height="{figure(spot.height)}" rx="{14 if power else 6}" '
        f'fill="{fill}" stroke="{stroke}" stroke-width="{2 if first else 1.2}"/>'
    )
    head, *rest = spot.lines
    class_ = ' class="head"' if first or power else ""
    yield f'<text{class_} x="10" y="{PADDING + 12}">{escaped(head)}</text>'
    for number, line in enumerate(rest):
        sub = ' class="sub"' if first else class_
        y = figure(PADDING + 12 + HEAD - LINE + LINE * (number + 1))
        yield f'<text{sub} x="10" y="{y}">{escaped(line)}</text>'
    if first:
        said = escaped(say(roster.lang, f"chain_{holder.state}"))
        yield (
            f'<text x="{BOX - 8}" y="-5" text-anchor="end" font-weight="bold" '
            f'style="fill:{_COLORS[holder.state]}">{said}</text>'
        )
    yield "</g>"


def _run(state: State, spot: Spot, after: Spot) -> Iterator[str]:
    """Yield the arrow from a box to the next, and what is said beside it."""
    if after.step is None:
        return
    kind = _kind(state, after.step)
    x, bottom = spot.x + _STEM, spot.y + spot.height
    path = f"M{figure(x)} {figure(bottom)}"
    if after.x != spot.x:
        path += f"V{figure(bottom + 10)}H{figure(after.x + _STEM)}"
    path += f"V{figure(after.y - 1)}"
    dash = "" if after.step.certain and kind != "undetermined" else ' stroke-dasharray="3 3"'
    yield (
        f'<path class="run" d="{path}" stroke="{_COLORS[kind]}"{dash} marker-end="url(#{kind})"/>'
    )
    top = after.y - LINE * len(after.words) - 4
    for number, line in enumerate(after.words):
        y = figure(top + LINE * number + 8)
        x_ = figure(after.x + _STEM + 12)
        yield f'<text class="sub" x="{x_}" y="{y}">{escaped(line)}</text>'


def _kind(state: State, step: Step) -> State:
    """Return as what a step is drawn."""
    match step.second_factor:
        case Unknown():
            return "undetermined"
        case Known(True):
            return "enforced"
        case _:
            return "not_enforced" if state == "not_enforced" else "not_asked"


def _markers() -> Iterator[str]:
    for state in STATES:
        yield (
            f'<marker id="{state}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" '
            f'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
            f'<path d="M0 0L8 4L0 8z" fill="{_COLORS[state]}"/></marker>'
        )


def _told(roster: Roster, more: int, room: int) -> Iterator[str]:
    """Yield the lines below: what is not drawn, and what is not in the inputs."""
    if not roster.holders:
        yield roster.nobody()
    if more > 0:
        yield say(roster.lang, "chain_more", n=more)
    for remark in roster.remarks():
        yield from wrapped(remark, room)


def _words(told: Sequence[str], top: float) -> Iterator[str]:
    for number, text in enumerate(told):
        y = figure(top + _LINE * number)
        yield f'<text class="sub" x="{_MARGIN}" y="{y}">{escaped(text)}</text>'
