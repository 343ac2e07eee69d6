"""The network as its provider's package draws it: hosts, what they are wired to, what is not seen.

A node is a name: the address of a resource, with a word for one of its sides. Packets start at a
host, go along edges as far as these carry them, and arrive at hosts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from cloudguard.network.filters import ANYTHING, Filter, Match
from cloudguard.network.intervals import Intervals, difference, intersection, size, union, union_of
from cloudguard.network.packets import (
    EVERYWHERE,
    PUBLIC_V4,
    PUBLIC_V6,
    V4,
    V6,
    PacketSet,
    joined,
    packets,
)
from cloudguard.values import Source

INTERNET: Final = "the Internet"
GLOBAL_V4: Final = PUBLIC_V4
GLOBAL_V6: Final = PUBLIC_V6
GLOBAL: Final = union(GLOBAL_V4, GLOBAL_V6)

Change: TypeAlias = Callable[[PacketSet], PacketSet]
Line: TypeAlias = Literal["private-line", "internet-vpn", "peering", "unknown"]


@dataclass(frozen=True, slots=True)
class Host:
    """Where packets begin and end: a machine, an interface, a service's address, the Internet.

    `network` is the id of the asset that is judged by what the host reaches, a subnet or the host
    itself; the zone is that of the network, else of what it lies `within`. `addresses` are those
    that it has, `maybe` those that it may have besides. `label` stands for the host in rules that
    name groups.
    """

    id: str
    network: str
    addresses: Intervals
    label: int
    at: Source
    groups: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    maybe: Intervals = ()

    @property
    def destined(self) -> Match:
        """Return the packets that go to the host."""
        sure = packets(destination=self.addresses)
        if not self.maybe:
            return Match(sure, sure)
        return Match(sure, packets(destination=union(self.addresses, self.maybe)))

    @property
    def leaves(self) -> str:
        """Return the node where the host's packets start."""
        return leaving(self.id)


@dataclass(frozen=True, slots=True)
class Edge:
    """A way for packets from one node to another.

    `carries` is what is routed this way, `admits` what rules let pass. A `stateful` edge lets
    whatever answers pass without asking its rules. `change` is what a translator does to packets.
    """

    start: str
    end: str
    at: Source
    says: str
    carries: Match = ANYTHING
    admits: Filter | None = None
    stateful: bool = True
    change: Change | None = None

    def passes(self, sent: PacketSet, *, sure: bool, answering: bool) -> PacketSet:
        """Return what of a set arrives at the other end, surely or possibly.

        With `answering`, the packets are answers to what has come the other way.
        """
        passed = sent & (self.carries.sure if sure else self.carries.possible)
        if self.admits is not None and passed and not (answering and self.stateful):
            passed = passed & (self.admits.sure if sure else self.admits.possible)
        return self.change(passed) if self.change is not None and passed else passed


@dataclass(frozen=True, slots=True)
class Route:
    """Where a table sends what goes to some addresses; None as `to` drops it.

    `destination` is None where it is not known; `sure` is false of a route that may not be there.
    """

    destination: Intervals | None
    to: str | None
    at: Source
    says: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Gateway:
    """A door to what is not in this input: a dedicated line, a VPN, a network of someone else.

    Packets go out at node `id` and come in at node `inward`. `line` tells what kind of line leads
    there; `reaches` the addresses that it is known to be limited to.
    """

    id: str
    inward: str
    line: Line
    at: Source
    reaches: Intervals = EVERYWHERE


@dataclass(slots=True)
class Wiring:
    """Hosts, edges and doors of one input, and what of it is not seen."""

    hosts: dict[str, Host] = field(default_factory=dict)
    edges: dict[str, list[Edge]] = field(default_factory=lambda: defaultdict(list))
    gateways: dict[str, Gateway] = field(default_factory=dict)
    unseen: dict[str, tuple[str, Source]] = field(default_factory=dict)
    translators: set[str] = field(default_factory=set)
    links: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    loose: dict[str, frozenset[str] | None] = field(default_factory=dict)
    _groups: dict[str, list[Host]] = field(default_factory=lambda: defaultdict(list))

    def host(  # one argument for each thing a host is
        self,
        id: str,
        network: str,
        addresses: Intervals,
        at: Source,
        *,
        groups: tuple[str, ...] = (),
        within: tuple[str, ...] = (),
        maybe: Intervals = (),
    ) -> Host:
        """Add a host, a member of `groups`; its id is the node where packets arrive."""
        host = Host(id, network, addresses, len(self.hosts) + 1, at, groups, within, maybe)
        self.hosts[id] = host
        for group in groups:
            self._groups[group].append(host)
        return host

    def members(self, group: str) -> Sequence[Host]:
        """Return the members of a group: ask when all hosts have been added."""
        return self._groups.get(group, ())

    def sent_by(self, group: str) -> PacketSet:
        """Return the packets that members of a group send."""
        return packets(origin=union_of((h.label, h.label + 1) for h in self.members(group)))

    def sent_to(self, group: str) -> Match:
        """Return the packets that go to members of a group."""
        to = [host.destined for host in self.members(group)]
        return Match(joined(one.sure for one in to), joined(one.possible for one in to))

    def edge(  # one argument for each thing an edge is
        self,
        start: str,
        end: str,
        at: Source,
        says: str,
        *,
        carries: Match = ANYTHING,
        admits: Filter | None = None,
        stateful: bool = True,
        change: Change | None = None,
    ) -> None:
        """Add a way from one node to another, unless nothing could ever go there."""
        if carries.possible and (stateful or admits is None or admits.possible):
            self.edges[start].append(Edge(start, end, at, says, carries, admits, stateful, change))

    def routes(self, node: str, routes: Sequence[Route]) -> None:
        """Send what arrives at a node where its routes say: the longest prefix first.

        Of two routes to the same prefix the first counts. A route that may not be there leaves
        what it would carry possible everywhere and sure nowhere; nothing carries the rest.
        """
        unknown = [route for route in routes if route.destination is None]
        known = sorted(
            (route for route in routes if route.destination is not None),
            key=lambda route: size(route.destination or ()),
        )
        maybe: Intervals = EVERYWHERE if unknown else ()
        surely: Intervals = ()
        for route in (*unknown, *known):
            there = EVERYWHERE if route.destination is None else route.destination
            if route.to is not None:
                possible = difference(there, surely)
                sure = difference(there, maybe) if route.sure and route.destination else ()
                carries = Match(packets(destination=sure), packets(destination=possible))
                self.edge(node, route.to, route.at, route.says, carries=carries)
            maybe = union(maybe, there)
            if route.sure and route.destination is not None:
                surely = union(surely, there)

    def gateway(
        self, id: str, inward: str, line: Line, at: Source, reaches: Intervals = EVERYWHERE
    ) -> None:
        """Add a door to what is not in this input."""
        self.gateways[id] = Gateway(id, inward, line, at, reaches)

    def link(self, id: str, *ends: str) -> None:
        """Say that a resource joins networks, whether or not anything passes: ids of networks.

        An end is what a host is in or lies within: a subnet, a VPC.
        """
        self.links[id].update(ends)

    def open(self, node: str, reason: str, at: Source) -> None:
        """Say that something is wired to a node that this input does not show."""
        self.unseen.setdefault(node, (reason, at))

    def internet(self) -> Host:
        """Return the Internet, added when it is first asked for."""
        if (host := self.hosts.get(INTERNET)) is None:
            host = self.host(INTERNET, INTERNET, GLOBAL, Source(INTERNET))
        return host

    def anywhere(self, reason: str, at: Source, among: Iterable[str] | None = None) -> None:
        """Say that nobody knows what something is wired to: any network, or any of some.

        `among` are ids of networks, or of what these lie within. `limited` narrows to what a
        provider has drawn.
        """
        node = f"{at.address} anywhere"
        self.loose[node] = None if among is None else frozenset((*among, at.address))
        self.open(node, reason, at)

    def limited(self, drawn: Iterable[Host]) -> None:
        """Let what may be wired to any network be wired to those of some hosts alone."""
        own = frozenset(name for host in drawn for name in (host.network, *host.within))
        for node, among in self.loose.items():
            if among is None:
                self.loose[node] = own

    def starting(self, host: Host, *, sure: bool, towards: Intervals = EVERYWHERE) -> PacketSet:
        """Return all that a host can send to some addresses."""
        one = (host.label, host.label + 1)
        known = host.addresses if sure else union(host.addresses, host.maybe)
        # No packet goes from an address of one family to one of the other.
        return joined(
            packets(source=ours, destination=intersection(towards, family), origin=one)
            for family in (V4, V6)
            if (ours := intersection(known, family))
        )


def leaving(id: str) -> str:
    """Return the node where the packets of a host start."""
    return f"{id} →"
