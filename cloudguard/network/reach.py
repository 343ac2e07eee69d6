"""What reaches what: packet sets spread from each zone along the wiring, surely and possibly.

Sets are spread once for each zone and not for each pair of hosts: what many hosts send alike goes
on together, and the origin in each packet still tells them apart. A set that adds nothing to what
a node has seen ends there, so cycles end. TCP reaches a host only where its answers come back.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from cloudguard.network.aims import FEW, Aims, Queue, Switch, aimed
from cloudguard.network.filters import Rule
from cloudguard.network.intervals import Intervals, intersection
from cloudguard.network.packets import (
    ALL,
    TCP,
    Packet,
    PacketSet,
    joined,
    packets,
    ports,
)
from cloudguard.network.wiring import Edge, Host, Wiring

Zone = str
UNSEEN: Final[Zone] = "?"
"""The zone of what is not seen, and of what has none."""
_MANY: Final[Zone] = "*"
_TCP: Final = packets(service=ports(TCP))


@dataclass(frozen=True, slots=True)
class Crossing:
    """Packets of one zone that arrive at a host, or a blind spot, of another."""

    zone: Zone
    other: Zone
    at: str
    packets: PacketSet


@dataclass(frozen=True, slots=True)
class Hop:
    """One edge of a path, the packets on it, and the rule that lets them pass."""

    edge: Edge
    packets: PacketSet
    rule: Rule | None

    @property
    def certain(self) -> bool:
        """Tell whether some of what may pass here surely does."""
        change, passed = self.edge.change, self.packets
        if change is not None:  # what has been rewritten cannot be asked of the same edge
            return bool(self.edge.carries.sure)
        return bool(self.edge.passes(passed, sure=True, answering=False))


@dataclass(frozen=True, slots=True)
class Stop:
    """An edge on which packets end: nothing of them is carried or let pass."""

    edge: Edge
    rule: Rule | None


class Reach:
    """What the hosts of one wiring reach, given the zone of each host."""

    def __init__(self, wiring: Wiring, zones: Mapping[str, Zone]) -> None:
        """Prepare to spread; `zones` gives by host id its zone, `UNSEEN` where it has none."""
        self.wiring = wiring
        self.zones = zones
        self._hosts: dict[Zone, list[Host]] = defaultdict(list)
        for host in wiring.hosts.values():
            self._hosts[zones[host.id]].append(host)
        self._by_label = {host.label: host for host in wiring.hosts.values()}
        self._place = {id_: number for number, id_ in enumerate(wiring.hosts)}
        self._answerable: dict[tuple[Zone, Zone, bool], PacketSet] = {}
        self._spread: dict[tuple[Zone, bool, bool], Mapping[str, PacketSet]] = {}
        self._towards_of: dict[Zone, Mapping[str, Intervals]] = {}
        self._live: dict[tuple[Zone, str], list[Edge]] = {}
        self._exact: dict[Zone, bool] = {}
        self._switches: dict[str, Switch] = {}

    def host(self, label: int) -> Host | None:
        """Return the host that a label stands for, None for the label of nobody."""
        return self._by_label.get(label)

    def hosts(self, zone: Zone) -> Iterable[Host]:
        """Return the hosts of a zone."""
        return self._hosts.get(zone, ())

    def crossings(self, *, sure: bool) -> Iterator[Crossing]:
        """Yield what arrives at hosts of other zones, and at blind spots; blind spots send too."""
        for zone in list(self._hosts):
            if zone != UNSEEN:
                yield from self._from(zone, sure=sure)
        if not sure:
            yield from self._from(UNSEEN, sure=False)

    def _from(self, zone: Zone, *, sure: bool) -> Iterator[Crossing]:
        arrived = self.spread(zone, sure=sure)
        # In the order of the hosts, so that what is told first does not hang on the wires.
        for node in sorted(arrived, key=lambda node: self._place.get(node, len(self._place))):
            sent, host = arrived[node], self.wiring.hosts.get(node)
            if host is not None and self.zones[node] != zone:
                met = self._answered(sent, zone, self.zones[node], sure=sure)
                if met:
                    yield Crossing(zone, self.zones[node], node, met)
            if node in self.wiring.unseen and not sure and zone != UNSEEN:
                yield Crossing(zone, UNSEEN, node, sent)

    def _answered(self, sent: PacketSet, zone: Zone, other: Zone, *, sure: bool) -> PacketSet:
        """Return what of a set needs no answer, or can be answered."""
        connecting = sent & _TCP
        if not connecting or (UNSEEN in (zone, other) and not sure):
            return sent
        key = (zone, other, sure)
        if key not in self._answerable:
            self._answerable[key] = self.answers(other, zone, sure=sure).reversed()
        return (sent - _TCP) | (connecting & self._answerable[key])

    def answers(self, zone: Zone, back: Zone, *, sure: bool) -> PacketSet:
        """Return what hosts of a zone can send back to those of another that spoke first.

        What goes into a blind spot may come back, and surely does not.
        """
        arrived = self.spread(zone, sure=sure, answering=True)
        ours = (host.id for host in self.hosts(back) if host.id in arrived)
        theirs = (node for node in self.wiring.translators if node in arrived)
        unseen = (node for node in self.wiring.unseen if node in arrived and not sure)
        return joined(arrived[node] for node in (*ours, *theirs, *unseen))

    def spread(self, zone: Zone, *, sure: bool, answering: bool = False) -> Mapping[str, PacketSet]:
        """Return what packets of a zone arrive at, as far as it is asked what arrives there."""
        # Where nothing is doubtful, what may arrive is what does.
        sure = sure or (zone != UNSEEN and self._is_exact(zone))
        key = (zone, sure, answering)
        if key not in self._spread:
            starts = [(h.leaves, self._starting(h, zone, sure=sure)) for h in self.hosts(zone)]
            if zone == UNSEEN:
                starts += [(node, ALL) for node in self.wiring.unseen]
            self._spread[key] = self._spread_from(starts, zone, sure=sure, answering=answering)
        return self._spread[key]

    def _starting(self, host: Host, zone: Zone, *, sure: bool) -> PacketSet:
        """Return what a host of a zone sends that is of interest."""
        there = self._towards(zone).get(host.leaves, ())
        return self.wiring.starting(host, sure=sure, towards=there)

    def _spread_from(
        self, starts: Iterable[tuple[str, PacketSet]], zone: Zone, *, sure: bool, answering: bool
    ) -> Mapping[str, PacketSet]:
        pending: dict[str, list[PacketSet]] = defaultdict(list)
        for node, sent in starts:
            if sent:
                pending[node].append(sent)
        order = self._aims.order
        queue = Queue(pending, lambda node: order.get(node, 0))
        seen: dict[str, PacketSet] = {}
        for node in queue:
            new = joined(pending.pop(node))
            if (old := seen.get(node)) is not None and not (new := new - old):
                continue
            seen[node] = new if old is None else old | new
            for edge in self._edges_of(zone, node):
                if passed := edge.passes(new, sure=sure, answering=answering):
                    pending[edge.end].append(passed)
                    queue.push(edge.end)
        return seen

    @cached_property
    def _aims(self) -> Aims:
        return Aims(self.wiring)

    def _ways(self, node: str, sent: PacketSet) -> Iterable[Edge]:
        """Return the edges of a node that may carry something of a set."""
        edges = self.wiring.edges.get(node, ())
        if len(edges) <= FEW or sent is ALL:
            return edges
        if (found := self._switches.get(node)) is None:
            found = self._switches[node] = Switch(edges)
        return found.towards(sent.destinations())

    def _towards(self, zone: Zone) -> Mapping[str, Intervals]:
        """Return by node the destinations that lead from hosts of a zone to where one asks."""
        if zone not in self._towards_of:
            starts: list[str] = [host.leaves for host in self.hosts(zone)]
            starts += self.wiring.unseen if zone == UNSEEN else ()
            asked = {node for node, other in self.zones.items() if other != zone}
            asked |= self.wiring.unseen.keys() | self.wiring.translators
            self._towards_of[zone] = self._aims.towards(starts, asked)
        return self._towards_of[zone]

    def _edges_of(self, zone: Zone, node: str) -> list[Edge]:
        """Return the edges that lead from a node to where one asks what came from a zone."""
        key = (zone, node)
        if key not in self._live:
            wanted = self._towards(zone)
            here = wanted.get(node, ())
            edges = self.wiring.edges.get(node, ())
            ways = ((edge, wanted.get(edge.end, ())) for edge in edges)
            self._live[key] = [e for e, w in ways if w and intersection(here, aimed(e, w))]
        return self._live[key]

    def _is_exact(self, zone: Zone) -> bool:
        """Tell whether all that leads on from a zone surely passes what may pass it."""
        if zone not in self._exact:
            edges = (e for node in self._towards(zone) for e in self._edges_of(zone, node))
            filters = {id(f): f for e in edges for f in (e.carries, e.admits) if f is not None}
            self._exact[zone] = all(f.sure == f.possible for f in filters.values()) and not any(
                host.maybe for host in self.hosts(zone)
            )
        return self._exact[zone]

    @cached_property
    def _leads(self) -> Mapping[str, Zone]:
        """Tell of each node whether it leads to hosts of no zone, of one, or of many."""
        back: dict[str, list[str]] = defaultdict(list)
        for edges in self.wiring.edges.values():
            for edge in edges:
                back[edge.end].append(edge.start)
        leads: dict[str, Zone] = defaultdict(str)
        leads |= dict(self.zones)
        leads |= dict.fromkeys((*self.wiring.unseen, *self.wiring.translators), _MANY)
        queue = deque(leads)
        while queue:
            node = queue.popleft()
            for start in back.get(node, ()):
                known = leads.get(start, "")
                if known in (leads[node], _MANY):
                    continue
                leads[start] = leads[node] if not known else _MANY
                queue.append(start)
        return leads

    def path(
        self, host: Host, target: str, wanted: PacketSet = ALL, *, sure: bool = True
    ) -> list[Hop]:
        """Return the shortest way by which something of `wanted` gets from a host to a node.

        Empty where nothing does. `wanted` is what arrives.
        """
        # Only what goes to the end is of interest, unless it is sent elsewhere on its way.
        narrow = packets(destination=wanted.destinations(), service=wanted.services())
        found = self._walk(host, target, wanted, sure=sure, stops=None, only=narrow)
        if found is None:
            found = self._walk(host, target, wanted, sure=sure, stops=None)
        if found is None:
            return []
        edges, arriving = found
        packet = arriving.one()
        kept = all(edge.change is None for edge, _ in edges)
        hops = [
            Hop(edge, sent, _rule(edge, packet if kept else sent.one())) for edge, sent in edges
        ]
        return hops[:1] + [hop for before, hop in pairwise(hops) if not _repeats(before, hop)]

    def stops(self, hosts: Iterable[Host], zone: Zone, most: int = 3) -> list[Stop]:
        """Return edges that lead to other zones and on which all packets of hosts end."""
        found: list[Stop] = []
        for host in hosts:
            self._walk(host, "", ALL, sure=False, stops=found, zone=zone)
            if len(found) >= most:
                break
        return found[:most]

    def _walk(  # one walk serves ways that end and ways that are found
        self,
        host: Host,
        target: str,
        wanted: PacketSet,
        *,
        sure: bool,
        stops: list[Stop] | None,
        zone: Zone = "",
        only: PacketSet = ALL,
    ) -> tuple[list[tuple[Edge, PacketSet]], PacketSet] | None:
        first = self.wiring.starting(host, sure=sure) & only
        own = self.zones[host.id]
        # What leads to the host's own zone alone is no way to another.
        beside = (own, "") if self.zones.get(target, UNSEEN) != own else ()
        queue: deque[tuple[str, PacketSet, _Way | None]] = deque([(host.leaves, first, None)])
        seen: dict[str, PacketSet] = {}
        while queue:
            node, sent, way = queue.popleft()
            if node == target and (arriving := sent & wanted):
                return _ways(way), arriving
            if (old := seen.get(node)) is not None:
                sent = sent - old  # only what this node has not seen goes on
            if not sent:
                continue
            seen[node] = sent if old is None else old | sent
            for edge in self._ways(node, sent if stops is None else ALL):
                if edge.end != target and self._leads[edge.end] in beside:
                    continue
                passed = edge.passes(sent, sure=sure, answering=False)
                if passed:
                    queue.append((edge.end, passed, _Way(edge, passed, way)))
                elif stops is not None and self._leads[edge.end] not in (zone, ""):
                    stops.append(_stop(edge, sent))
        return None


@dataclass(frozen=True, slots=True)
class _Way:
    edge: Edge
    sent: PacketSet
    before: _Way | None


def _ways(way: _Way | None) -> list[tuple[Edge, PacketSet]]:
    made: list[tuple[Edge, PacketSet]] = []
    while way is not None:
        made.append((way.edge, way.sent))
        way = way.before
    return made[::-1]


def _repeats(before: Hop, hop: Hop) -> bool:
    """Tell whether a hop says again what the one before it said: what is entered and left alike."""
    one, other = ((each.edge.says, each.edge.at, each.rule, each.certain) for each in (before, hop))
    return hop.edge.change is None and one == other


def _rule(edge: Edge, packet: Packet) -> Rule | None:
    return edge.admits.deciding(packet) if edge.admits is not None else None


def _stop(edge: Edge, sent: PacketSet) -> Stop:
    carried = sent & edge.carries.possible
    return Stop(edge, _rule(edge, carried.one()) if carried else None)
