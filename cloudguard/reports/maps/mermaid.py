"""The zone map as Mermaid, which Git hosting services and wikis draw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cloudguard.network.zonemap import Box
from cloudguard.reports.evidence import safe
from cloudguard.reports.maps import Drawing

_ARROWS: Final = {"offending": "==>", "open": "-->", "unknown": "-.->", "permitted": "-.->"}
_STYLES: Final = {
    "offending": "stroke:#c62828,color:#c62828,stroke-width:3px",
    "open": "stroke:#37474f",
    "unknown": "stroke:#9e9e9e,color:#616161",
    "permitted": "stroke:#1565c0,color:#1565c0",
}
# Mermaid reads labels as HTML and Markdown, and `#` as the start of a character's number.
_PLAIN: Final = re.compile(r"[^\w .,:/@+→↔…()\[\]、。・-]")
_NAMES: Final = re.compile(r"[\r\n\t]+")


def render(drawing: Drawing) -> bytes:
    """Return the map as a Mermaid flowchart."""
    return ("\n".join(_lines(drawing)) + "\n").encode("utf-8", "replace")


def _lines(drawing: Drawing) -> Iterator[str]:
    yield "---"
    yield f'title: "{heading(drawing.title())}"'
    yield "---"
    yield "flowchart TB"
    ids = {box.key: f"z{number}" for number, box in enumerate(drawing.map.boxes)}
    for box in drawing.map.boxes:
        yield from _box(drawing, box, ids[box.key])
    styles: list[str] = []
    for link in drawing.map.links:
        if link.start not in ids or link.end not in ids:
            continue
        arrow = _ARROWS[link.state]
        if link.both_ways:
            arrow = f"<{arrow}"
        says = label(drawing.says(link)) or " "
        yield f'  {ids[link.start]} {arrow}|"{says}"| {ids[link.end]}'
        styles.append(f"  linkStyle {len(styles)} {_STYLES[link.state]}")
    yield from styles
    yield "  classDef offends stroke:#c62828,stroke-width:3px,fill:#fdecea"
    yield "  classDef outside stroke-dasharray:4 3"


def _box(drawing: Drawing, box: Box, id_: str) -> Iterator[str]:
    name = label(drawing.name(box.key))
    if not box.places and not box.doors:
        lines = "<br>".join(label(line) for line in drawing.lines(box))
        yield f'  {id_}(["{name}{"<br>" * bool(lines)}{lines}"])'
        return
    yield f'  subgraph {id_}["{name}"]'
    for number, group in enumerate(drawing.groups(box)):
        mark = ":::offends" if group.offends else ":::outside" if group.is_outside else ""
        yield f'    {id_}n{number}["{"<br>".join(map(label, group.lines))}"]{mark}'
    for number, door in enumerate(box.doors):
        yield f'    {id_}d{number}{{{{"{label(door.id)}<br>{label(drawing.door(door))}"}}}}'
    yield "  end"


def label(text: str) -> str:
    """Return text of which nothing is read as markup."""
    flat = safe(_NAMES.sub(" ", text))
    return _PLAIN.sub(lambda found: f"#{ord(found[0])};", flat)


def heading(text: str) -> str:
    """Return text for the head, which is YAML."""
    return safe(_NAMES.sub(" ", text)).replace("\\", "\\\\").replace('"', '\\"')
