"""Chains to power as DOT, for Graphviz and what reads its files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.identity.powers import ADMINISTRATOR
from cloudguard.reports.chains import Roster
from cloudguard.reports.chains.graph import Node, graph
from cloudguard.reports.maps.dot import quoted

_STYLES: Final = {
    "asks": 'color="#2e7d32", fontcolor="#2e7d32"',
    "open": 'color="#37474f"',
    "unknown": 'color="#8d6e00", fontcolor="#8d6e00", style=dotted',
}
_FILLS: Final = {
    "not_enforced": 'fillcolor="#fdecea", color="#c62828", penwidth=2',
    "undetermined": 'fillcolor="#fff8e1", color="#8d6e00"',
    "enforced": 'fillcolor="#edf7ed", color="#2e7d32"',
    "not_asked": 'fillcolor="#eceff1"',
}


def render(roster: Roster) -> bytes:
    """Return the chains as a directed graph."""
    return ("\n".join(_lines(roster)) + "\n").encode("utf-8", "replace")


def _lines(roster: Roster) -> Iterator[str]:
    drawn = graph(roster)
    yield "digraph administrators {"
    yield f"  label={quoted(roster.title())}; labelloc=t; rankdir=TB;"
    yield '  graph [fontname="sans-serif"];'
    yield '  node [shape=box, style=filled, fillcolor="#f5f8fc", fontname="sans-serif"];'
    yield '  edge [fontname="sans-serif", fontsize=10];'
    for node in drawn.nodes:
        yield f"  n{node.number} [label={quoted(*node.lines)}{_look(node)}];"
    for edge in drawn.edges:
        said = quoted(*edge.lines) if edge.lines else '""'
        yield f"  n{edge.start} -> n{edge.end} [label={said}, {_STYLES[edge.kind]}];"
    yield "}"


def _look(node: Node) -> str:
    if node.state is not None:
        return f", {_FILLS[node.state]}"
    return ', style="filled,rounded,bold"' if node.node.startswith(ADMINISTRATOR) else ""
