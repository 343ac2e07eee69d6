"""What is wired to what, and by what nobody knows where it is wired.

Something of an unknown place may join any of some networks: whatever is wired to one of these,
which way the wires lead not asked, may then be reached by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping

from cloudguard.network.wiring import Host, Wiring


def components(wiring: Wiring, apart: Container[str]) -> Mapping[str, str]:
    """Return of each node one that stands for all that is wired to it, but by what is apart."""
    found = _Components()
    for edges in wiring.edges.values():
        for edge in edges:
            if edge.start not in apart and edge.end not in apart:
                found.join(edge.start, edge.end)
    return found


def adrift(wiring: Wiring, joined: Mapping[str, str]) -> Mapping[str, str]:
    """Return by host what may be wired to it, or to what is joined with it: a blind spot."""
    found: dict[str, str] = {}
    loose = sorted(wiring.loose.keys() & wiring.unseen.keys())
    if not loose:
        return found
    roots: dict[str, list[Host]] = defaultdict(list)
    named: dict[str, set[str]] = defaultdict(set)
    for host in wiring.hosts.values():
        roots[joined[host.leaves]].append(host)
        for name in (host.network, *host.within):
            named[name].add(joined[host.leaves])
    for node in loose:
        among = wiring.loose[node]
        met = roots if among is None else {root for name in among for root in named.get(name, ())}
        for root in met:
            for host in roots[root]:
                found.setdefault(host.id, node)
    return found


class _Components(dict[str, str]):
    """Nodes by what they are joined to; one that nothing joins stands for itself."""

    def __missing__(self, node: str) -> str:
        return node

    def __getitem__(self, node: str) -> str:
        above = super().__getitem__(node)
        while (further := super().__getitem__(above)) != above:
            super().__setitem__(node, further)
            node, above = above, further
        return above

    def join(self, one: str, other: str) -> None:
        self[self[one]] = self[other]
