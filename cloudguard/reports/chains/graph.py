"""The chains of a table as one graph: each node once, each step once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from cloudguard.identity.powers import Step
from cloudguard.reports.chains import Holder, Roster, State
from cloudguard.values import Unknown

Kind: TypeAlias = Literal["asks", "open", "unknown"]


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its number, what it is, its lines; of a principal whether it passes a factor."""

    number: int
    node: str
    lines: tuple[str, ...]
    state: State | None


@dataclass(frozen=True, slots=True)
class Edge:
    """A step between two nodes, by their numbers, and what is said of it."""

    start: int
    end: int
    lines: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and edges, in the order of the table."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]


def graph(roster: Roster) -> Graph:
    """Return the chains of all principals of a table as one graph."""
    numbers: dict[tuple[int, str], int] = {}
    nodes: list[Node] = []
    edges: dict[Edge, None] = {}
    firsts = {(h.input, h.principal.id): h for h in roster.holders}

    def number(input_: int, node: str) -> int:
        key = (input_, node)
        if key not in numbers:
            numbers[key] = len(nodes)
            first = firsts.get(key)
            nodes.append(Node(len(nodes), node, *_said(roster, node, first)))
        return numbers[key]

    for holder in roster.in_order():
        number(holder.input, holder.principal.id)
        for chain in holder.chains:
            for step in chain.steps:
                start, end = (number(holder.input, node) for node in (step.start, step.end))
                edges.setdefault(_edge(roster, holder, step, start, end))
    return Graph(nodes, list(edges))


def _said(roster: Roster, node: str, first: Holder | None) -> tuple[tuple[str, ...], State | None]:
    if first is None:
        return (roster.node(node),), None
    party = roster.party(first)
    lines = (roster.name(first), party if party != "-" else "", first.line(first.principal.at))
    return tuple(filter(None, lines)), first.state


def _edge(roster: Roster, holder: Holder, step: Step, start: int, end: int) -> Edge:
    lines = (roster.how(step), roster.asks(step), holder.line(step.at))
    kind: Kind = "open"
    if not step.certain or isinstance(step.second_factor, Unknown):
        kind = "unknown"
    elif step.second_factor.value:
        kind = "asks"
    return Edge(start, end, tuple(filter(None, lines)), kind)
