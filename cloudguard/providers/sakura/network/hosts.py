"""Hosts: interfaces of servers, and appliances on a switch.

terraform-provider-sakura 3.12.7 and sakuracloud 2.36.1 docs, the page of each type: `upstream` is
a switch, `shared` or `disconnect`; the address of an interface is set within the machine, so that
`user_ip_address` only shows it. SAKURA Cloud manual, "Database Appliance": source networks limit
who connects.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import Final

from cloudguard.network.filters import OPEN, Filter, Match, Rule, any_of, perhaps
from cloudguard.network.intervals import Intervals, difference, union
from cloudguard.network.packets import EVERYWHERE, packets
from cloudguard.network.wiring import GLOBAL_V4
from cloudguard.providers.sakura.network.filters import of_interface
from cloudguard.providers.sakura.network.switches import (
    LINK_LOCAL,
    NOWHERE,
    SHARED,
    Switches,
    listed,
)
from cloudguard.providers.wires import cidrs, from_
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

_SERVERS: Final = ("sakura_server", "sakuracloud_server")
_APPRUN: Final = ("sakura_apprun_dedicated_auto_scaling_group", "sakura_apprun_dedicated_lb")
_REPLICAS: Final = ("sakura_database_read_replica", "sakuracloud_database_read_replica")


@dataclass(frozen=True, slots=True)
class Appliance:
    """Where a type of appliance says its switch, its addresses and who may connect."""

    types: tuple[str, ...]
    switch: tuple[str, ...]
    address: tuple[str, ...]
    sources: str | None = None


_IN: Final = "network_interface"
APPLIANCES: Final = (
    Appliance(("sakura_database", "sakuracloud_database", *_REPLICAS),
              (f"{_IN}.vswitch_id", f"{_IN}.switch_id"), (f"{_IN}.ip_address",),
              f"{_IN}.source_ranges"),
    Appliance(("sakura_nfs", "sakuracloud_nfs"),
              (f"{_IN}.vswitch_id", f"{_IN}.switch_id"), (f"{_IN}.ip_address",)),
    Appliance(("sakura_dsr_lb", "sakuracloud_load_balancer"),
              (f"{_IN}.vswitch_id", f"{_IN}.switch_id"), (f"{_IN}.ip_addresses", "vip.vip")),
    Appliance(("sakura_nosql", "sakura_nosql_additional_nodes"),
              ("vswitch_id",), ("remark.servers", "settings.reserve_ip_address"),
              "settings.source_network"),
    Appliance(("sakura_seg",), ("vswitch_id",), ("server_ip_addresses",)),
)  # fmt: skip


def wire(switches: Switches) -> None:
    """Add the hosts and put each on its switch."""
    for server in switches.of(_SERVERS):
        _server(server, "network_interface", switches)
    for node in switches.of(_APPRUN):
        _server(node, "interfaces", switches)
    for kind in APPLIANCES:
        for appliance in switches.of(kind.types):
            _appliance(appliance, kind, switches)


def add(
    switches: Switches,
    id: str,
    switch: str,
    resource: Resource,
    addresses: Intervals,
    *,
    maybe: Intervals = (),
    within: tuple[str, ...] = (),
    admits: Filter = OPEN,
    stateful: bool = True,
    says: str = "switch",
) -> None:
    """Put a host on a switch, behind what filters what comes in to it."""
    wiring, at = switches.wiring, resource.source()
    home = switches.home(switch, resource)
    host = wiring.host(id, home, addresses, at, within=(*within, resource.address), maybe=maybe)
    switches.held.add(switch)
    node = switches.wire_of(switch, at)
    wiring.edge(host.leaves, node, at, "switch")
    wiring.edge(node, f"{id} door", at, "switch", carries=host.destined)
    wiring.edge(f"{id} door", id, at, says, admits=admits, stateful=stateful)


def _server(server: Resource, path: str, switches: Switches) -> None:
    blocks = server.blocks(path)
    if isinstance(blocks, Unknown):
        _somewhere(server, server.address, switches, blocks.reason)
        return
    on: list[tuple[str, Resource]] = []
    for number, block in enumerate(blocks.value):
        switch = switches.switch(block, "upstream")
        name = server.address if number == 0 else f"{server.address} interface {number}"
        if switch is None:
            _somewhere(server, name, switches, "its switch is not known")
        elif switch != NOWHERE:
            on.append((switch, block))
            _interface(server, name, number, block, switch, switches)
    _between(server, [switch for switch, _ in on], switches)


def _interface(
    server: Resource, id: str, number: int, block: Resource, switch: str, switches: Switches
) -> None:
    known, maybe = _addresses(server, number, block, switch, switches)
    if switch != SHARED:  # no multicast passes there, and with it no IPv6
        known = union(known, LINK_LOCAL)
    every = server.blocks("network_interface")
    legs = [switches.switch(b, "upstream") for b in every.value] if isinstance(every, Known) else ()
    here = tuple(leg for leg in legs if leg and switches.names.here(leg) is not None)
    add(
        switches, id, switch, server, known, maybe=maybe, within=here,
        admits=of_interface(block, switches), stateful=False, says="packet filter",
    )  # fmt: skip


def _addresses(
    server: Resource, number: int, block: Resource, switch: str, switches: Switches
) -> tuple[Intervals, Intervals]:
    """Return the addresses that an interface has, and those that it may have."""
    around, whole = switches.addresses(switch)
    if switch != SHARED:
        places = [(block, "user_ip_address"), (block, "ip_pool.start")]
        if number == 0:
            places.insert(0, (server, "disk_edit_parameter.ip_address"))
        for holder, path in places:
            said = holder.get(path, None, "set within the machine")
            if isinstance(said, Unknown):
                return (), union(around, EVERYWHERE)
            if said.value:
                found, known = cidrs(holder, path)
                return (found, ()) if known else ((), around)
    return (around, ()) if whole else ((), union(around, EVERYWHERE))


def _between(server: Resource, on: list[str], switches: Switches) -> None:
    """Join the switches of a server that stands on several: it may forward, nobody sees."""
    routed = perhaps(packets(destination=difference(EVERYWHERE, LINK_LOCAL)))
    at = server.source()
    if len(set(on) - {SHARED}) > 1:
        switches.wiring.link(server.address, *(set(on) - {SHARED}))
    for one, other in permutations(dict.fromkeys(on), 2):
        says = f"{server.address}, if it forwards"
        switches.wiring.edge(
            switches.wire_of(one, at), switches.wire_of(other, at), at, says, carries=routed
        )


def _somewhere(resource: Resource, id: str, switches: Switches, reason: str) -> None:
    """Add a host of which it is not known where it stands: what it reaches is not seen."""
    at = resource.source()
    host = switches.wiring.host(
        id, resource.address, (), at, within=(resource.address,), maybe=EVERYWHERE
    )
    node = f"{id} somewhere"
    switches.wiring.open(node, reason, at)
    switches.wiring.edge(host.leaves, node, at, "interface")
    switches.wiring.edge(node, host.id, at, "interface", carries=host.destined)
    switches.wiring.anywhere(reason, at)


def _appliance(appliance: Resource, kind: Appliance, switches: Switches) -> None:
    switch = switches.switch(appliance, *kind.switch)
    if switch == NOWHERE and appliance.type in _REPLICAS:
        switch = _of_master(appliance, switches)
    if switch is None or switch == NOWHERE:
        _somewhere(appliance, appliance.address, switches, "its switch is not known")
        return
    found, whole = _written(appliance, kind)
    around, known = switches.addresses(switch)
    if not found and whole:
        found, whole = around, known
    maybe = () if whole else union(around, GLOBAL_V4)
    add(
        switches, appliance.address, switch, appliance, found if whole else (), maybe=maybe,
        admits=_limited(appliance, kind), says="source networks",
    )  # fmt: skip


def _written(appliance: Resource, kind: Appliance) -> tuple[Intervals, bool]:
    found, whole = cidrs(appliance, *(p for p in kind.address if not p.startswith("vip.")))
    more, known = listed(appliance, *(p for p in kind.address if p.startswith("vip.")))
    return union(found, more), whole and known


def _limited(appliance: Resource, kind: Appliance) -> Filter:
    """Return whom an appliance lets connect: all, unless it names networks."""
    if kind.sources is None:
        return OPEN
    said = appliance.items(kind.sources)
    if isinstance(said, Known) and not said.value:
        return OPEN
    found, whole = cidrs(appliance, kind.sources)
    match = from_(found, whole=whole)
    if isinstance(said, Unknown):
        match = Match(match.sure, packets())
    return any_of([Rule(True, match, appliance.source(kind.sources), "source networks")])


def _of_master(replica: Resource, switches: Switches) -> str | None:
    """Return the switch of a replica that names none: that of the database it reads."""
    master = switches.named(replica.get("master_id"))
    here = switches.names.here(master) if master is not None else None
    return switches.switch(here, *APPLIANCES[0].switch) if here is not None else None
