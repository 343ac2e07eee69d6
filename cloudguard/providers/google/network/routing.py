"""Routes of a network: its own and its peers' subnets first, then what is written or learned.

Google Cloud docs, "Routes": subnet routes are matched before all others; of static and dynamic
routes the longest prefix counts, then the lowest priority, and equal ones share what they carry;
a route with network tags is for machines that have one of them; the default route is made with
the network. "VPC networks", "Internet access requirements"; "Public NAT overview".

Which prefixes a line's other side announces no input shows. They are taken to be those that the
organisation declares behind it, private ones surely, public ones possibly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, NamedTuple

from cloudguard.network.filters import Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, difference, intersection, union
from cloudguard.network.packets import ALL, EVERYWHERE, V4, packets
from cloudguard.network.wiring import GLOBAL, GLOBAL_V6, Route, leaving
from cloudguard.providers.google.network.firewalls import Firewalls
from cloudguard.providers.google.network.hosts import Member, Members, Names, door
from cloudguard.providers.google.network.statics import Static, defaults, gate, static_route
from cloudguard.providers.google.network.vpcs import NETWORK, Vpcs, entering, net
from cloudguard.providers.wires import cidrs
from cloudguard.values import Known, Source

_ROUTE: Final = "google_compute_route"
_POLICY: Final = "google_network_connectivity_policy_based_route"


@dataclass(frozen=True, slots=True)
class Joined:
    """Addresses of another network that routes of a network lead to, at a node of that network."""

    to: str
    there: Match
    at: Source
    says: str


@dataclass(frozen=True, slots=True)
class Learned:
    """A line whose other side announces routes, in a region or, None, everywhere."""

    to: str
    at: Source
    says: str
    region: str | None = None
    certain: bool = True


class Key(NamedTuple):
    """What tells hosts of one network apart to its routes."""

    tags: frozenset[str]
    whole: bool
    region: str | None


@dataclass(slots=True)
class Tables:
    """The routes of all networks, as peerings and lines add to them."""

    vpcs: Vpcs
    members: Members
    firewalls: Firewalls
    joined: dict[str, list[Joined]] = field(default_factory=lambda: defaultdict(list))
    learned: dict[str, list[Learned]] = field(default_factory=lambda: defaultdict(list))
    static: dict[str, list[Static]] = field(default_factory=lambda: defaultdict(list))
    imported: dict[str, list[Static]] = field(default_factory=lambda: defaultdict(list))

    def read(self) -> None:
        """Read the routes that are written, and those that come with a network."""
        for route in self.vpcs.resources.of(_ROUTE):
            value = route.get("network")
            name = self.vpcs.named.of(value, NETWORK, near=route)
            network = self.vpcs.network(value, route) if name is not None else ""
            self.static[network].append(static_route(route, network, self.vpcs))
        for network, here in self.vpcs.networks.items():
            if here is not None:
                self.static[network] += defaults(network, here, self.vpcs)

    def wire(self) -> None:
        """Wire what hosts send, by the routes that are for them."""
        for network, here in list(self.vpcs.networks.items()):
            at = here.source() if here is not None else Source(network)
            own = packets(destination=self.vpcs.addresses.get(network, ()))
            most = packets(destination=self.vpcs.possible(network))
            self.vpcs.wiring.edge(
                entering(network), net(network), at, "subnet route",
                carries=Match(own, most) if here is not None else perhaps(ALL),
            )  # fmt: skip
            self._network(network)

    def _network(self, network: str) -> None:
        hosts = [(n, m) for n, m in self.members.of.items() if m.network == network]
        static = [*self.static[network], *self.static[""], *self.imported[network]]
        used = frozenset[str]().union(*(route.tags.names for route in static))
        tagged = bool(used) or any(not route.tags.whole for route in static)
        regional = any(line.region is not None for line in self.learned[network])
        drawn: dict[Key, str] = {}
        for name, member in hosts:
            key = Key(
                member.tags.names & used,
                member.tags.whole or not tagged,
                member.region if regional else None,
            )
            if key not in drawn:
                drawn[key] = self._table(network, key, static)
            host = self.vpcs.wiring.hosts[name]
            self.vpcs.wiring.edge(
                leaving(name), drawn[key], host.at, f"firewall of {network}, egress",
                admits=self.firewalls.admits(member, "EGRESS"),
            )  # fmt: skip

    def _table(self, network: str, key: Key, static: Iterable[Static]) -> str:
        vpcs, wiring = self.vpcs, self.vpcs.wiring
        node = _named(network, key)
        own = vpcs.addresses.get(network, ())
        here = vpcs.networks.get(network)
        at = here.source() if here is not None else Source(network)
        first, node = node, self._policies(node, network)
        inner = vpcs.inner(network)
        most = vpcs.possible(network)
        local = Match(
            packets(source=inner, destination=own), packets(source=inner, destination=most)
        )
        if here is None:
            local = perhaps(ALL)
        wiring.edge(node, net(network), at, "subnet route", carries=local)
        surely, maybe = own, most
        for joined in self.joined[network]:
            carries = joined.there & exactly(packets(source=inner))
            wiring.edge(node, joined.to, joined.at, joined.says, carries=carries)
            surely = union(surely, joined.there.sure.destinations())
            maybe = union(maybe, joined.there.possible.destinations())
        # Of all of IPv6 a subnet is one /64: what may be local surely goes on elsewhere.
        maybe = difference(maybe, difference(GLOBAL_V6, own))
        rest = Match(
            packets(destination=difference(EVERYWHERE, maybe)),
            packets(destination=difference(EVERYWHERE, surely)),
        )
        beyond = f"{node} beyond"
        wiring.edge(node, beyond, at, "no subnet route", carries=rest)
        self._beyond(beyond, network, key, static)
        return first

    def _policies(self, node: str, network: str) -> str:
        """Return the node after policy-based routes, which come first: where they lead is unseen.

        "Policy-based routes".
        """
        wiring, left = self.vpcs.wiring, ALL
        for route in self.vpcs.resources.of(_POLICY):
            there = self.vpcs.named.of(route.get("network"), NETWORK, near=route)
            other = route.get("next_hop_other_routes", None, "not written")
            plain = isinstance(other, Known) and other.value == "DEFAULT_ROUTING"
            if there not in (network, None) or plain:
                continue
            sent, to = cidrs(route, "filter.src_range"), cidrs(route, "filter.dest_range")
            taken = packets(source=sent[0] or EVERYWHERE, destination=to[0] or EVERYWHERE)
            out = f"{route.address} next hop"
            wiring.open(out, f"what {route.address} leads to is not known", route.source())
            wiring.edge(node, out, route.source(), "policy-based route", carries=perhaps(taken))
            left = left - (taken if sent[1] and to[1] else ALL)
        if left is ALL:
            return node
        after = f"{node} after policies"
        wiring.edge(node, after, Source(network), "no policy-based route", carries=Match(left, ALL))
        return after

    def _beyond(self, node: str, network: str, key: Key, static: Iterable[Static]) -> None:
        wiring = self.vpcs.wiring
        own = Member(network, key.region, Names(key.tags, key.whole))
        routes = [(route, applies) for route in static
                  if (applies := _applies(route, own)) is not False]  # fmt: skip
        routes.sort(key=_order)
        made: list[Route] = []
        for (there, priority), group in groupby(
            routes, lambda pair: (pair[0].destination, pair[0].priority)
        ):
            alike = list(group)
            certain = priority is not None and all(applies for _, applies in alike)
            first = alike[0][0]
            to = first.to
            if len({route.to for route, _ in alike}) > 1:
                to = f"{node} shared {len(made)}"
                for route, _ in alike:
                    wiring.edge(to, route.to, route.at, route.says)
            made.append(Route(there, to, first.at, first.says, certain))
        wiring.routes(node, made)
        for line in self.learned[network]:
            here = line.region is None or key.region is None or line.region == key.region
            if here:
                certain = line.certain and (line.region is None or key.region is not None)
                private = packets(destination=difference(EVERYWHERE, GLOBAL))
                carries = Match(private, ALL) if certain else perhaps(ALL)
                wiring.edge(node, line.to, line.at, line.says, carries=carries)


def internet(vpcs: Vpcs, members: Members) -> None:
    """Wire the Internet: out with an external address, in to those that have one."""
    for network in vpcs.networks:
        at = Source(network)
        outward = exactly(packets(source=GLOBAL, destination=GLOBAL))
        there = vpcs.wiring.internet().id
        vpcs.wiring.edge(gate(network), there, at, "default Internet gateway", carries=outward)
    for name, member in members.of.items():
        host = vpcs.wiring.hosts[name]
        # A subnet's own ranges stay within, public ones too.
        own = intersection(vpcs.addresses.get(member.network, ()), V4)
        most = intersection(vpcs.possible(member.network), V4)
        known = intersection(host.addresses, difference(GLOBAL, most))
        maybe = intersection(union(host.addresses, host.maybe), difference(GLOBAL, own))
        if most != own and intersection(host.addresses, GLOBAL):
            known = ()
        if maybe:
            carries = Match(packets(destination=known), packets(destination=maybe))
            vpcs.wiring.edge(
                leaving(vpcs.wiring.internet().id), door(name), host.at, "external address",
                carries=carries,
            )  # fmt: skip


def _order(pair: tuple[Static, bool | None]) -> tuple[int, Intervals]:
    route = pair[0]
    return (-1 if route.priority is None else route.priority, route.destination or ())


def _named(network: str, key: Key) -> str:
    tags = f" for tags {', '.join(sorted(key.tags))}" if key.tags else ""
    tags += "" if key.whole else " for tags not known"
    return f"{network} routes{tags}" + (f" in {key.region}" if key.region else "")


def _applies(route: Static, member: Member) -> bool | None:
    found: bool | None = True if route.certain else None
    if not route.tags.names and route.tags.whole:
        return found
    has = member.tags.has(route.tags.names)
    if has is not True and not route.tags.whole:
        return None
    return found if has else has
