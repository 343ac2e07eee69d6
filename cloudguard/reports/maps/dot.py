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
    """Return the map as a directed graph with a node for each zone."""
    return ("\n".join(_lines(drawing)) + "\n").encode("utf-8", "replace")


def _lines(drawing: Drawing) -> Iterator[str]:
    yield "digraph zones {"
    yield f"  label={quoted(drawing.title())}; labelloc=t; rankdir=TB; nodesep=0.6; ranksep=0.9;"
    yield '  graph [fontname="sans-serif"];'
    yield '  node [shape=box, style=filled, fillcolor="#f5f8fc", fontname="sans-serif"];'
    yield '  edge [fontname="sans-serif", fontsize=10];'
    ids = {box.key: f"z{number}" for number, box in enumerate(drawing.map.boxes)}
    for box in drawing.map.boxes:
        yield _box(drawing, box, ids[box.key])
    for link in drawing.map.links:
        if link.start in ids and link.end in ids:
            yield _link(drawing, link, ids[link.start], ids[link.end])
    yield "}"


def _box(drawing: Drawing, box: Box, id_: str) -> str:
    lines = [drawing.name(box.key), *drawing.lines(box)]
    for group in drawing.groups(box):
        lines += ["", *group.lines]
    lines += ["", *(f"{door.id}: {drawing.door(door)}" for door in box.doors)] if box.doors else []
    offends = any(place.offends for place in box.places)
    color = ', color="#c62828", penwidth=2' if offends else ""
    style = "" if box.kind == "zone" else ', style="filled,rounded,dashed", fillcolor="#eeeeee"'
    return f"  {id_} [label={quoted(*lines)}{color}{style}];"


def _link(drawing: Drawing, link: Link, start: str, end: str) -> str:
    both = ", dir=both" if link.both_ways else ""
    label = quoted(drawing.says(link))
    return f"  {start} -> {end} [label={label}{both}, {_STYLES[link.state]}];"


def quoted(*lines: str) -> str:
    """Return lines as one string of DOT, of which nothing is read as an escape or as HTML."""
    flat = (safe(" ".join(line.split())) for line in lines)
    told = [text.replace("\\", "\\\\").replace('"', '\\"') for text in flat]
    return f'"{told[0]}"' if len(told) == 1 else '"' + "".join(f"{text}\\l" for text in told) + '"'
