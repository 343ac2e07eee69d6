"""The zone map as DOT, for Graphviz and what reads its files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.network.zonemap import Box, Link
from cloudguard.reports.evidence import safe
from cloudguard.reports.maps import Drawing

_STYLES: Final = {
    "offending": 'color="#c62828", fontcolor="#c62828", penwidth=2.5',
    "open": 'color="#37474f"',
    "unknown": 'color="#9e9e9e", fontcolor="#616161", style=dotted',
    "permitted": 'color="#1565c0", fontcolor="#1565c0", style=dashed',
}


def render(drawing: Drawing) -> bytes:
    """Return the map as a directed graph with a cluster for each zone."""
    return ("\n".join(_lines(drawing)) + "\n").encode("utf-8", "replace")


def _lines(drawing: Drawing) -> Iterator[str]:
    yield "digraph zones {"
    yield f"  label={_quoted(drawing.title())}; labelloc=t;"
    yield "  compound=true; rankdir=TB; newrank=true;"
    yield '  graph [fontname="sans-serif"];'
    yield '  node [shape=box, style="rounded,filled", fillcolor=white, fontname="sans-serif"];'
    yield '  edge [fontname="sans-serif", fontsize=10];'
    ids = {box.key: f"z{number}" for number, box in enumerate(drawing.map.boxes)}
    for box in drawing.map.boxes:
        yield from _box(drawing, box, ids[box.key])
    for link in drawing.map.links:
        if link.start in ids and link.end in ids:
            yield _link(drawing, link, ids[link.start], ids[link.end])
    yield "}"


def _box(drawing: Drawing, box: Box, id_: str) -> Iterator[str]:
    yield f"  subgraph cluster_{id_} {{"
    yield f"    label={_quoted(drawing.name(box.key))};"
    yield f'    {id_} [shape=point, style=invis, width=0, label=""];'
    for number, line in enumerate(drawing.lines(box)):
        yield f"    {id_}s{number} [shape=plaintext, fillcolor=none, label={_quoted(line)}];"
    for number, place in enumerate(box.places):
        color = ', color="#c62828", penwidth=2' if place.offends else ""
        style = ', style="rounded,dashed"' if place.is_outside else ""
        label = _quoted(place.id, drawing.about(place))
        yield f"    {id_}n{number} [label={label}{color}{style}];"
    for number, door in enumerate(box.doors):
        label = _quoted(door.id, drawing.door(door))
        yield f"    {id_}d{number} [shape=hexagon, label={label}];"
    yield "  }"


def _link(drawing: Drawing, link: Link, start: str, end: str) -> str:
    both = ", dir=both" if link.both_ways else ""
    ends = f"ltail=cluster_{start}, lhead=cluster_{end}"
    label = _quoted(drawing.says(link))
    return f"  {start} -> {end} [label={label}, {ends}{both}, {_STYLES[link.state]}];"


def _quoted(*lines: str) -> str:
    """Return lines as one string of DOT, of which nothing is read as an escape or as HTML."""
    flat = (safe(" ".join(line.split())) for line in lines)
    return '"' + "\\n".join(t.replace("\\", "\\\\").replace('"', '\\"') for t in flat) + '"'
