"""Routers: interfaces on switches, each behind a firewall, and the routes between them.

terraform-provider-sakura 3.12.7 docs, sakura_vpn_router: a public interface and up to seven private
ones, each with a firewall for what it sends and receives, and static routes; sakura_local_router:
one interface on a switch, static routes, peers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from cloudguard.network.filters import CLOSED, OPEN, PERHAPS, Filter
from cloudguard.network.intervals import Intervals, intersection, union
from cloudguard.network.wiring import Route
from cloudguard.providers.sakura.network.filters import IPV4, firewall
from cloudguard.providers.sakura.network.switches import NOWHERE, Switches, within
from cloudguard.providers.wires import cidrs, number, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown

VPC: Final = ("sakura_vpn_router", "sakuracloud_vpc_router")
MOBILE: Final = ("sakuracloud_mobile_gateway",)
LOCAL: Final = ("sakura_local_router", "sakuracloud_local_router")
Kind: TypeAlias = Literal["vpc", "mobile", "local"]


@dataclass(frozen=True, slots=True)
class Interface:
    """An interface of a router: its switch (None: not known), its own addresses, its prefix."""

    index: int
    switch: str | None
    own: Intervals
    prefix: Intervals | None
    at: Source


@dataclass(slots=True)
class Router:
    """A router: packets enter at `from INDEX`, are routed at `core`, and leave at `to INDEX`."""

    here: Resource
    kind: Kind
    interfaces: list[Interface] = field(default_factory=list)
    hidden: str = ""
    routes: list[Route] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Return the address of the router."""
        return self.here.address

    @property
    def core(self) -> str:
        """Return the node where its routes decide."""
        return f"{self.id} core"

    def enter(self, index: int) -> str:
        """Return the node where packets enter by an interface."""
        return f"{self.id} from {index}"

    def leave(self, index: int) -> str:
        """Return the node where packets leave by an interface."""
        return f"{self.id} to {index}"


def read(switches: Switches) -> Iterator[Router]:
    """Yield the routers, and tell the switches the prefixes of their interfaces."""
    kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("vpc", VPC), ("mobile", MOBILE), ("local", LOCAL),
    )  # fmt: skip
    for kind, types in kinds:
        path = "network_interface" if kind == "local" else "private_network_interface"
        for here in switches.of(types):
            blocks = here.blocks(path)
            if isinstance(blocks, Unknown):
                yield Router(here, kind, hidden=blocks.reason)
                continue
            found = [
                _interface(here, block, place, kind, switches)
                for place, block in enumerate(blocks.value, 1)
            ]
            yield Router(here, kind, found)


def _interface(
    here: Resource, block: Resource, place: int, kind: Kind, switches: Switches
) -> Interface:
    said = block.get("index", place, "in their order")
    index = number(said.value) if isinstance(said, Known) else None
    own, whole = cidrs(block, "ip_addresses", "ip_address", "vip")
    items = block.items("ip_addresses")
    first = items.value[0] if isinstance(items, Known) and items.value else None
    around = within(first or block.get("ip_address"), block.get("netmask"))
    holder, path = (here, "switch.code") if kind == "local" else (block, "vswitch_id")
    switch = switches.switch(holder, path, path.replace("vswitch", "switch"))
    if switch and around is None:
        switches.loose.add(switch)
    elif switch and around is not None:
        switches.prefixes[switch] = union(switches.prefixes[switch], around)
    # An interface of which the number is not known has a number of its own.
    known = index if index is not None else -place
    return Interface(known, switch, own if whole else (), around, block.source())


def join(router: Router, switches: Switches) -> None:
    """Wire the interfaces of a router to their switches, through its firewall."""
    wiring = switches.wiring
    if router.hidden:
        _anywhere(router, router.hidden, switches)
    on = {interface.switch or f"a switch of {router.id}" for interface in router.interfaces}
    if len(on) > 1:
        wiring.link(router.id, *on)
    for interface in router.interfaces:
        index, at = interface.index, interface.at
        if interface.switch is None or interface.switch == NOWHERE:
            _anywhere(router, "one of its switches is not known", switches)
            continue
        node = switches.wire_of(interface.switch, at)
        wiring.edge(node, router.enter(index), at, "gateway of the switch", carries=IPV4)
        gate(router, router.enter(index), router.core, index, "receive", switches)
        gate(router, router.leave(index), node, index, "send", switches)
        certain = interface.prefix is not None and sure(router.here)
        route = Route(interface.prefix, router.leave(index), at, "connected", certain)
        router.routes.append(route)


def gate(
    router: Router, start: str, end: str, index: int, direction: str, switches: Switches
) -> None:
    """Wire two nodes through the firewall of an interface: it may let answers pass by itself."""
    admits: Filter = OPEN
    if router.kind == "vpc":
        admits = firewall(router.here, index, direction)
    at, says = router.here.source("firewall"), "firewall"
    if admits is OPEN:
        switches.wiring.edge(start, end, router.here.source(), "router", carries=IPV4)
        return
    switches.wiring.edge(start, end, at, says, carries=IPV4, admits=admits, stateful=False)
    switches.wiring.edge(start, end, at, says, carries=PERHAPS & IPV4, admits=CLOSED)


def static(router: Router, routers: Iterable[Router], switches: Switches) -> None:
    """Read static routes: to a router on one of its switches, or to what nobody sees."""
    blocks = router.here.blocks("static_route")
    at = router.here.source("static_route")
    if isinstance(blocks, Unknown):
        node = f"{router.id} hidden"
        switches.wiring.open(node, blocks.reason, at)
        router.routes.append(Route(None, node, at, blocks.reason, sure=False))
        return
    every = list(routers)
    for place, block in enumerate(blocks.value):
        there, whole = cidrs(block, "prefix")
        hop, known = cidrs(block, "next_hop")
        node = f"{router.id} hop {place}"
        found = next(_hops(router, hop, every), None) if hop and known else None
        if found is None:
            reason = "what its next hop does with packets is not in this input"
            switches.wiring.open(node, reason, block.source())
        else:
            index, entry = found
            gate(router, node, entry, index, "send", switches)
        says = "static route"
        certain = sure(router.here)
        if there and whole:
            router.routes.append(Route(there, node, block.source(), says, certain))
        else:
            router.routes.append(Route(None, node, block.source(), says, sure=False))


def _hops(router: Router, hop: Intervals, routers: Iterable[Router]) -> Iterator[tuple[int, str]]:
    """Yield by which interface a next hop is reached, and where packets enter it."""
    for mine in router.interfaces:
        for other in routers:
            for theirs in other.interfaces:
                same = mine.switch and mine.switch == theirs.switch
                if other is not router and same and intersection(theirs.own, hop):
                    yield mine.index, other.enter(theirs.index)


def _anywhere(router: Router, reason: str, switches: Switches) -> None:
    """Tell that a router may stand on any switch: nothing is sure to be apart then."""
    at = router.here.source()
    switches.wiring.open(router.core, reason, at)
    switches.wiring.anywhere(reason, at)
