"""What crosses from zone to zone, network by network, with the way it takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from cloudguard.config.network import Area, Network, Outside, Permitted
from cloudguard.network.filters import exactly, perhaps
from cloudguard.network.intervals import difference, intersection, union_of
from cloudguard.network.meetings import Meeting, Meetings
from cloudguard.network.packets import (
    EVERYWHERE,
    PROTOCOLS,
    TCP,
    UDP,
    PacketSet,
    joined,
    packets,
    ports,
    prefix,
)
from cloudguard.network.reach import UNSEEN, Hop, Reach, Stop, Zone
from cloudguard.network.wiring import INTERNET, Gateway, Host, Wiring, leaving

UNDECLARED: Final = "what lies behind it is not declared (network.outside of cloudguard.yaml)"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a document says of networks to which nothing gives a zone.

    `government_cloud` is the zone that all of Government Cloud counts as; `private_line` the one
    that a network counts as when a dedicated line joins it to that zone on the premises.
    """

    government_cloud: Zone | None = None
    private_line: Zone | None = None


class Crossings:
    """The meetings of all networks of one input."""

    def __init__(
        self,
        wiring: Wiring,
        zone: Callable[[str], Zone | None],
        declared: Network,
        rules: Rules | None = None,
    ) -> None:
        """Prepare; `zone` gives the zone of the asset with an id, None where it has none."""
        self.wiring = wiring
        self.rules = rules or Rules()
        self.declared = declared
        self._zone = zone
        self.outside: dict[str, Outside] = {}
        self._blind = frozenset(wiring.unseen)  # what lies behind doors comes in by doors alone
        self.supposed: set[str] = set()
        """Networks of which only a document's rule tells the zone, if anything does."""
        self._outsides()
        self._close()
        self.zones: dict[str, Zone] = {h.id: self._zone_of(h) for h in wiring.hosts.values()}
        self.reach = Reach(wiring, self.zones)
        self.homes: dict[str, list[Host]] = defaultdict(list)
        for host in wiring.hosts.values():
            if host.id != INTERNET and host.id not in self.outside:
                self.homes[host.network].append(host)

    @cached_property
    def _meetings(self) -> Meetings:
        return Meetings(self.reach, self.homes, self.outside, self._blind, self.permitted)

    def zone_of(self, network: str) -> Zone | None:
        """Return the zone of a network, None where it has none."""
        zone = self.zones[self.homes[network][0].id]
        return None if zone == UNSEEN else zone

    def of(self, network: str) -> Sequence[Meeting]:
        """Return what a network meets: with each other zone, each way, one that tells most."""
        return self._meetings.of(network)

    def has(self, meeting: Meeting) -> bool:
        """Tell whether a network meets a zone here as it does in another picture of it."""
        return any(
            m.zone == meeting.zone and m.way == meeting.way and (m.certain or not meeting.certain)
            for m in self.of(meeting.network)
        )

    def permitted_to(self, zone: Zone) -> Iterator[tuple[Permitted, Zone]]:
        """Yield the permitted flows that concern a zone, each with the zone at the other end."""
        for flow in self.declared.permitted:
            start, end = self._named(flow.start), self._named(flow.end)
            if zone in (start, end):
                yield flow, end if start == zone else start

    def permitted(self, zone: Zone, other: Zone) -> PacketSet:
        """Return what is permitted from one zone to another.

        A flow that names no tenant holds for every tenant, and not from one to another.
        """
        start, end = Area.read(zone), Area.read(other)
        pairs = {(zone, other)}
        if start.tenant == end.tenant or None in (start.tenant, end.tenant):
            pairs |= {(start.zone, end.zone), (zone, end.zone), (start.zone, other)}
        return joined(self._permitted[pair] for pair in pairs if pair in self._permitted)

    @cached_property
    def doors(self) -> Mapping[str, list[Gateway]]:
        """Return the gateways by the address of the resource that makes them."""
        found: dict[str, list[Gateway]] = defaultdict(list)
        for gateway in self.wiring.gateways.values():
            found[gateway.at.address].append(gateway)
        return found

    def behind(self, gateway: Gateway) -> list[Outside]:
        """Return what is declared to lie behind a gateway."""
        return [outside for outside in self.declared.outside if _leads(outside, gateway)]

    def linked(self, id: str) -> frozenset[Zone] | None:
        """Return the zones of the networks that a resource joins, None where it joins none.

        `UNSEEN` is among them where one has no zone or is not in this input, or where something
        that may lie in any of them is not known.
        """
        if (ends := self.wiring.links.get(id)) is None:
            return frozenset({UNSEEN}) if id in self.loose else None
        found = {zone for end in ends for zone in self._zones_within.get(end, {UNSEEN})}
        return frozenset(found | {UNSEEN} if ends & self._adrift else found)

    @cached_property
    def loose(self) -> frozenset[str]:
        """Return the addresses of what nobody knows what it is wired to."""
        nodes = self.wiring.loose.keys() & self.wiring.unseen.keys()
        return frozenset(self.wiring.unseen[node][1].address for node in nodes)

    @cached_property
    def _adrift(self) -> frozenset[str]:
        """Return the networks to which something of no known place may be wired."""
        hosts = (host for network in self._meetings.adrift for host in self.homes[network])
        return frozenset(name for host in hosts for name in (host.network, *host.within))

    @cached_property
    def _zones_within(self) -> Mapping[str, set[Zone]]:
        found: dict[str, set[Zone]] = defaultdict(set)
        for host in self.wiring.hosts.values():
            for network in (host.network, *host.within):
                found[network].add(self.zones[host.id])
        return found

    def connected(self, zone: Zone) -> Mapping[Zone, bool]:
        """Return the zones that a zone's packets reach or come from, permitted or not.

        True where they surely do.
        """
        return self._meetings.connected.get(zone, {})

    def path(self, meeting: Meeting) -> list[Hop]:
        """Return the way that a meeting's packets take."""
        network = meeting.network if meeting.way == "out" else None
        for host in self._senders(meeting.packets, network):
            found = self.reach.path(host, meeting.at, meeting.packets, sure=meeting.certain)
            if found:
                return found
        return []

    def stops(self, network: str) -> list[Stop]:
        """Return where the packets of a network's zone end on their way to others."""
        zone = self.zones[self.homes[network][0].id]
        if zone not in self._stopped:
            hosts = list(self.reach.hosts(zone))[:_ASKED]
            self._stopped[zone] = self.reach.stops(hosts, zone)
        return self._stopped[zone]

    @cached_property
    def _stopped(self) -> dict[Zone, list[Stop]]:
        return {}

    def _senders(self, sent: PacketSet, network: str | None) -> Iterator[Host]:
        labels = sent.labels()
        if network is not None:
            yield from (host for host in self.homes[network] if host.label in labels)
            return
        yield from filter(None, map(self.reach.host, _by_number(labels)))

    def _zone_of(self, host: Host) -> Zone:
        if host.id == INTERNET:
            return INTERNET
        if host.id in self.outside:
            return self.outside[host.id].zone
        for id_ in (host.network, *host.within):
            if (zone := self._zone(id_)) is not None:
                return zone
        for zone, texts in self.declared.zones.items():
            around = union_of(prefix(text) for text in texts)
            if host.addresses and not difference(host.addresses, around):
                return zone
        self.supposed.add(host.network)
        return self._by_line.get(host.leaves) or self.rules.government_cloud or UNSEEN

    @cached_property
    def _by_line(self) -> Mapping[str, Zone]:
        """Return for each node that a dedicated line joins to the zone of the rules that zone."""
        found: dict[str, Zone] = {}
        if self.rules.private_line is None:
            return found
        for gateway in self.wiring.gateways.values():
            if gateway.line != "private-line":
                continue
            for outside in self.behind(gateway):
                if Area.read(outside.zone).zone == self.rules.private_line:
                    found[gateway.id] = outside.zone
        back: dict[str, list[str]] = defaultdict(list)
        for edges in self.wiring.edges.values():
            for edge in edges:
                back[edge.end].append(edge.start)
        queue = list(found)
        for node in queue:
            for start in back.get(node, ()):
                if start not in found and start not in self.wiring.hosts:
                    found[start] = found[node]
                    queue.append(start)
        return found

    def _named(self, name: str) -> Zone:
        return self.outside[name].zone if name in self.outside else name

    def _outsides(self) -> None:
        """Put what the organisation declares behind the gateways that lead there."""
        for outside in self.declared.outside:
            addresses = union_of(prefix(text) for text in outside.prefixes) or EVERYWHERE
            self.outside[outside.id] = outside
            self.wiring.host(outside.id, outside.id, addresses, outside.origin)
        for gateway in self.wiring.gateways.values():
            behind = self.behind(gateway)
            for outside in behind:
                self._join(gateway, outside)
            if not behind:
                reason = f"{gateway.at.address}: {UNDECLARED}"
                self.wiring.open(gateway.id, reason, gateway.at)
                # What goes out there may come back; it surely does not by itself.
                inward = perhaps(packets(source=gateway.reaches))
                self.wiring.edge(gateway.id, gateway.inward, gateway.at, "gateway", carries=inward)

    def _join(self, gateway: Gateway, outside: Outside) -> None:
        addresses = self.wiring.hosts[outside.id].addresses
        within = intersection(addresses, gateway.reaches)
        there, back = packets(destination=within), packets(source=within)
        at = gateway.at
        self.wiring.edge(gateway.id, outside.id, at, gateway.line, carries=exactly(there))
        self.wiring.edge(
            leaving(outside.id), gateway.inward, at, gateway.line, carries=exactly(back)
        )

    def _close(self) -> None:
        for node, (_, at) in list(self.wiring.unseen.items()):
            if any(glob.matches(at.address) or glob.matches(node) for glob in self.declared.closed):
                del self.wiring.unseen[node]

    @cached_property
    def _permitted(self) -> Mapping[tuple[Zone, Zone], PacketSet]:
        found: dict[tuple[Zone, Zone], list[PacketSet]] = defaultdict(list)
        for flow in self.declared.permitted:
            found[self._named(flow.start), self._named(flow.end)].append(packets_of(flow))
        return {pair: joined(sets) for pair, sets in found.items()}


_ASKED: Final = 64
"""So many hosts are asked for a way before giving up: the first nearly always has one."""


def _by_number(labels: frozenset[int]) -> Iterator[int]:
    """Yield labels, the lowest first: it nearly always has a way, and the others are not asked."""
    if labels:
        yield min(labels)
        yield from sorted(labels)[1:_ASKED]


def packets_of(flow: Permitted) -> PacketSet:
    """Return the packets that an exception permits."""
    number = flow.protocol
    protocol = int(number) if number.isdecimal() else PROTOCOLS.get(number)
    numbers = (TCP, UDP) if protocol is None and flow.ports else (protocol,)
    service = (
        union_of(ports(n, low, high) for n in numbers if n is not None for low, high in flow.ports)
        if flow.ports
        else (ports(protocol) if protocol is not None else (0, 256 << 16))
    )
    return packets(
        source=union_of(map(prefix, flow.sources)) or EVERYWHERE,
        destination=union_of(map(prefix, flow.destinations)) or EVERYWHERE,
        service=service,
    )


def _leads(outside: Outside, gateway: Gateway) -> bool:
    names = (gateway.id, gateway.at.address)
    return any(glob.matches(name) for glob in outside.behind for name in names)
