"""Chains to power as Mermaid, which Git hosting services and wikis draw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.identity.powers import ADMINISTRATOR
from cloudguard.reports.chains import Roster
from cloudguard.reports.chains.graph import Edge, Graph, graph
from cloudguard.reports.maps.mermaid import heading, label

_STYLES: Final = {
    "asks": "stroke:#2e7d32,color:#2e7d32",
    "open": "stroke:#37474f",
    "unknown": "stroke:#8d6e00,color:#8d6e00",
}


def render(roster: Roster) -> bytes:
    """Return the chains as a Mermaid flowchart."""
    return ("\n".join(_lines(roster)) + "\n").encode("utf-8", "replace")


def _lines(roster: Roster) -> Iterator[str]:
    drawn = graph(roster)
    yield "---"
    yield f'title: "{heading(roster.title())}"'
    yield "---"
    yield "flowchart TB"
    yield from _nodes(drawn)
    for edge in drawn.edges:
        yield _edge(edge)
    for number, edge in enumerate(drawn.edges):
        yield f"  linkStyle {number} {_STYLES[edge.kind]}"
    yield "  classDef not_enforced stroke:#c62828,stroke-width:3px,fill:#fdecea"
    yield "  classDef undetermined stroke:#8d6e00,stroke-width:2px,fill:#fff8e1"
    yield "  classDef enforced stroke:#2e7d32,stroke-width:2px,fill:#edf7ed"
    yield "  classDef not_asked stroke:#546e7a,fill:#eceff1"


def _nodes(drawn: Graph) -> Iterator[str]:
    for node in drawn.nodes:
        text = "<br>".join(map(label, node.lines))
        mark = f":::{node.state}" if node.state else ""
        power = node.node.startswith(ADMINISTRATOR)
        shape = f'(["{text}"])' if power else f'["{text}"]'
        yield f"  n{node.number}{shape}{mark}"


def _edge(edge: Edge) -> str:
    arrow = "-.->" if edge.kind == "unknown" else "-->"
    text = "<br>".join(map(label, edge.lines)) or " "
    return f'  n{edge.start} {arrow}|"{text}"| n{edge.end}'
