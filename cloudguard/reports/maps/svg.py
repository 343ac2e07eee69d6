"""The zone map as SVG: drawn by ourselves, without script, links or fonts of its own.

Everything that an input says stands as escaped text. What offends is told by words and numbers
and not by its colour alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len

from cloudguard.network.zonemap import State
from cloudguard.reports.evidence import safe
from cloudguard.reports.layout import cut, wrapped
from cloudguard.reports.maps import Drawing
from cloudguard.reports.maps.arrangement import Arrangement, Run, arranged
from cloudguard.reports.maps.boxes import (
    CHIP_HEIGHT,
    CHIP_WIDTH,
    HEAD_CELL,
    MARGIN,
    Chip,
    Placed,
)
from cloudguard.reports.wording import say

STATES: Final[tuple[State, ...]] = ("offending", "open", "unknown", "permitted")
OFFENCES: Final = 40
"""Ways that are told in words below the map."""
_TITLE: Final = 64
_LINE: Final = 18
_CELL: Final = 6.7
_SMALL_CELL: Final = 6.1
_LEAST: Final = 760
_COLORS: Final = {
    "offending": "#c62828", "open": "#37474f", "unknown": "#757575", "permitted": "#1565c0",
}  # fmt: skip
_FILLS: Final = {
    "zone": "#f5f8fc", "internet": "#fff8e1", "unseen": "#eeeeee", "none": "#fdecea",
}  # fmt: skip
_STYLE: Final = """\
text{font-family:sans-serif;font-size:11px;fill:#212121}
.title{font-size:16px;font-weight:bold}
.head{font-size:13px;font-weight:bold}
.sub{font-size:10px;fill:#546e7a}
.label{font-size:11px;stroke:#fff;stroke-width:4px;paint-order:stroke;stroke-linejoin:round}
.run{fill:none;stroke-width:1.6;stroke-linejoin:round}
"""
_MODULE: Final = re.compile(r"\bmodule\.")
_TYPE: Final = re.compile(r"(?:(?<=\.)|^)[a-z0-9]+(?:_[a-z0-9]+)+\.(?=[^.]+$)")
# XML 1.0 has no way to write these, escaped or not; other controls are shown in figures.
_UNWRITABLE: Final = re.compile("[\ufffe\uffff]")


def render(drawing: Drawing) -> bytes:
    """Return the map as an SVG document."""
    names = {box.key: drawing.name(box.key) for box in drawing.map.boxes}
    lines = {box.key: drawing.lines(box) for box in drawing.map.boxes}
    laid = arranged(drawing.map, names, lines, drawing.within)
    width = max(laid.width, _LEAST)
    told = [*_ways(drawing, int((width - 2 * MARGIN) / _CELL))]
    height = _TITLE + laid.height + _LINE * len(told) + MARGIN
    body = [
        *_head(drawing, width),
        f'<g transform="translate({figure((width - laid.width) / 2)} {_TITLE})">',
        *_boxes(drawing, laid),
        *_runs(drawing, laid),
        "</g>",
        *_words(told, _TITLE + laid.height),
    ]
    wide, high = figure(width), figure(height)
    size = f'width="{wide}" height="{high}" viewBox="0 0 {wide} {high}"'
    svg = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" '
        f'lang="{drawing.lang}" aria-labelledby="title desc">\n'
        f'<title id="title">{escaped(drawing.title())}</title>\n'
        f'<desc id="desc">{escaped(_summary(drawing))}</desc>\n'
        f"<style>\n{_STYLE}</style>\n<defs>{''.join(_markers())}</defs>\n"
        f'<rect width="{wide}" height="{high}" fill="#fff"/>\n' + "\n".join(body)
    )
    return f"{svg}\n</svg>\n".encode("utf-8", "replace")


def _summary(drawing: Drawing) -> str:
    counts = (len([1 for link in drawing.map.links if link.state == state]) for state in STATES)
    told = zip(STATES, counts, strict=True)
    return ", ".join(f"{say(drawing.lang, f'map_{state}')}: {count}" for state, count in told)


def _head(drawing: Drawing, width: float) -> Iterator[str]:
    """Yield the title and the legend."""
    room = int((width - 2 * MARGIN) / 10)
    yield f'<text class="title" x="{MARGIN}" y="28">{escaped(cut(drawing.title(), room))}</text>'
    x: float = MARGIN
    for state in STATES:
        word = say(drawing.lang, f"map_{state}")
        yield _stroke(state, f"M{figure(x)} 46H{figure(x + 34)}", head=False)
        yield f'<text x="{figure(x + 40)}" y="50">{escaped(word)}</text>'
        x += 40 + cell_len(word) * _CELL + 24
    day = say(drawing.lang, "as_of", day=drawing.as_of)
    yield f'<text class="sub" x="{figure(x)}" y="50">{escaped(day)}</text>'


def _boxes(drawing: Drawing, laid: Arrangement) -> Iterator[str]:
    for placed in laid.boxes:
        yield from _box(drawing, placed)


def _box(drawing: Drawing, placed: Placed) -> Iterator[str]:
    box = placed.box
    stroke = "#c62828" if box.kind == "none" else "#90a4ae"
    dash = ' stroke-dasharray="6 4"' if box.kind in {"none", "unseen"} else ""
    round_ = 22 if box.kind == "internet" else 6
    name = drawing.name(box.key)
    shown = cut(name, int((placed.width - 24) / HEAD_CELL))
    yield f'<g transform="{_moved(placed.x, placed.y)}"><title>{escaped(name)}</title>'
    yield (
        f'<rect width="{figure(placed.width)}" height="{figure(placed.height)}" rx="{round_}" '
        f'fill="{_FILLS[box.kind]}" stroke="{stroke}" stroke-width="1.5"{dash}/>'
    )
    yield f'<text class="head" x="12" y="22">{escaped(shown)}</text>'
    for label in placed.labels:
        x, y = figure(label.x), figure(label.y)
        yield f'<text class="sub" x="{x}" y="{y}">{escaped(label.text)}</text>'
    for chip in placed.chips:
        yield from _chip(drawing, chip)
    yield "</g>"


def _chip(drawing: Drawing, chip: Chip) -> Iterator[str]:
    """Yield a network or a gateway: its name, and what is known of it in small letters."""
    if chip.place is not None:
        place = chip.place
        name, about = place.id, drawing.about(place)
        stroke, fill, wide = ("#c62828", "#fdecea", 2) if place.offends else ("#b0bec5", "#fff", 1)
        dash = ' stroke-dasharray="4 3"' if place.is_outside else ""
    elif chip.door is not None:
        name, about = chip.door.id, drawing.door(chip.door)
        stroke, fill, wide, dash = "#8d6e63", "#efebe9", 1, ""
    else:
        return
    room = int((CHIP_WIDTH - 16) / _CELL)
    small = int((CHIP_WIDTH - 16) / _SMALL_CELL)
    yield f'<g transform="{_moved(chip.x, chip.y)}"><title>{escaped(name)}</title>'
    yield (
        f'<rect width="{CHIP_WIDTH}" height="{CHIP_HEIGHT}" rx="{4 if chip.place else 12}" '
        f'fill="{fill}" stroke="{stroke}" stroke-width="{wide}"{dash}/>'
    )
    yield f'<text x="8" y="16">{escaped(_short(name, room))}</text>'
    yield f'<text class="sub" x="8" y="30">{escaped(cut(about, small))}</text></g>'


def _short(name: str, room: int) -> str:
    """Return an address without words that say nothing of their own where it is too long."""
    if cell_len(name) <= room:
        return name
    return _middle(_TYPE.sub("", _MODULE.sub("", name)), room)


def _middle(text: str, room: int) -> str:
    """Return text without its middle where it is too long: an address is known by its ends."""
    if cell_len(text) <= room:
        return text
    half = (room - 1) // 2
    return f"{cut(text, half + 1)}{cut(text[::-1], room - half)[-2::-1]}"


def _runs(drawing: Drawing, laid: Arrangement) -> Iterator[str]:
    order = {state: number for number, state in enumerate(reversed(STATES))}
    for run in sorted(laid.runs, key=lambda run: order[run.link.state]):
        path = "M" + "L".join(f"{figure(x)} {figure(y)}" for x, y in run.points)
        yield _stroke(run.link.state, path, both=run.link.both_ways)
    for run in laid.runs:
        yield _label(drawing, run)


def _label(drawing: Drawing, run: Run) -> str:
    said = drawing.says(run.link, 44)
    left, right = run.stretch
    x, anchor = (left + right) / 2, "middle"
    if right - left < cell_len(said) * _CELL:  # beside a line that is steeper than it is wide
        x, anchor = right + 8, "start"
    color = _COLORS[run.link.state]
    weight = ' font-weight="bold"' if run.link.state == "offending" else ""
    return (
        f'<text class="label" x="{figure(x)}" y="{figure(run.level - 4)}" text-anchor="{anchor}" '
        f'style="fill:{color}"{weight}>{escaped(said)}</text>'
    )


def _stroke(state: State, path: str, *, both: bool = False, head: bool = True) -> str:
    color = _COLORS[state]
    dash = {"permitted": ' stroke-dasharray="7 4"', "unknown": ' stroke-dasharray="2 3"'}
    wide = ' style="stroke-width:2.4"' if state == "offending" else ""
    ends = f' marker-end="url(#{state})"' if head else ""
    ends += f' marker-start="url(#{state})"' if both and head else ""
    return f'<path class="run" d="{path}" stroke="{color}"{dash.get(state, "")}{wide}{ends}/>'


def _markers() -> Iterator[str]:
    for state in STATES:
        yield (
            f'<marker id="{state}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" '
            f'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse">'
            f'<path d="M0 0L8 4L0 8z" fill="{_COLORS[state]}"/></marker>'
        )


def _ways(drawing: Drawing, room: int) -> Iterator[tuple[str, str]]:
    """Yield the lines below the map, each with its class: the ways that offend, what is missing."""
    offences = drawing.map.offences
    if offences:
        yield "head", say(drawing.lang, "map_ways")
    for number, offence in enumerate(offences[:OFFENCES], 1):
        first, *rest = wrapped(f"{number}. {drawing.way(offence)}", room)
        yield "", first
        yield from (("", f"    {line}") for line in rest)
    if len(offences) > OFFENCES:
        yield "sub", say(drawing.lang, "map_more", n=len(offences) - OFFENCES)
    for text in drawing.unread:
        yield from (("sub", line) for line in wrapped(text[drawing.lang], room))


def _words(told: Sequence[tuple[str, str]], top: float) -> Iterator[str]:
    for number, (class_, text) in enumerate(told):
        y = figure(top + _LINE * number + 8)
        named = f' class="{class_}"' if class_ else ""
        yield f'<text{named} x="{MARGIN}" y="{y}" xml:space="preserve">{escaped(text)}</text>'


def _moved(x: float, y: float) -> str:
    return f"translate({figure(x)} {figure(y)})"


def escaped(text: str) -> str:
    """Return text as XML can hold it, and as it can only be read."""
    plain = _UNWRITABLE.sub("\ufffd", safe(text)).replace("&", "&amp;")
    return plain.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def figure(number: float) -> str:
    """Return a length as short as it can be written."""
    return f"{number:.1f}".rstrip("0").rstrip(".")
