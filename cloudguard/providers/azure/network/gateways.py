"""Gateways of virtual networks: VPN and ExpressRoute, their connections, and what they lead to.

Microsoft Learn, "About VPN Gateway settings" and "Virtual network traffic routing": a connection
to a local network gateway adds a route for each of its prefixes; with BGP the far side says which;
ExpressRoute always so. "Configure a virtual network gateway for ExpressRoute": virtual networks on
one circuit reach each other only where their gateways accept remote networks. "About ExpressRoute
Global Reach": joins what is behind two circuits. "About Point-to-Site VPN".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cloudguard.network.filters import PERHAPS, Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, difference, union_of
from cloudguard.network.packets import EVERYWHERE, packets, prefix
from cloudguard.network.wiring import GLOBAL
from cloudguard.providers.azure.network.reading import blocks, certain, flag, texts, word
from cloudguard.providers.azure.network.spans import Span
from cloudguard.providers.azure.network.vnets import Subnet, Vnets, Way
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

GATEWAY: Final = "azurerm_virtual_network_gateway"
_CONNECTION: Final = "azurerm_virtual_network_gateway_connection"
_LOCAL: Final = "azurerm_local_network_gateway"
CIRCUIT: Final = "azurerm_express_route_circuit"
_PEERING: Final = "azurerm_express_route_circuit_peering"
_GLOBAL_REACH: Final = "azurerm_express_route_circuit_connection"
NONGLOBAL: Final[Intervals] = difference(EVERYWHERE, GLOBAL)
_NO: Final = "azurerm docs, azurerm_virtual_network_gateway: defaults to false"


def wire(vnets: Vnets) -> None:
    """Wire gateways to their connections, and tell each virtual network what is behind them."""
    homes = {gateway.address: _home(gateway, vnets) for gateway in vnets.resources.of(GATEWAY)}
    joined: dict[str, list[Resource]] = defaultdict(list)
    for gateway in vnets.resources.of(GATEWAY):
        home = homes[gateway.address]
        if home is None:
            continue
        vnets.gateway_homes.add(home.id)
        vnets.wiring.edge(into(gateway), home.table, gateway.source(), "virtual network gateway")
        _clients(gateway, home, vnets)
    for connection in vnets.resources.of(_CONNECTION):
        for gateway, known in _gateways(connection, vnets):
            if (home := homes[gateway.address]) is not None:
                _connect(connection, gateway, home, homes, joined, vnets, known=known)
    _circuits(joined, vnets)
    _global_reach(vnets)


def out(gateway: Resource) -> str:
    """Return the node on which a gateway takes packets out."""
    return f"{gateway.address} out"


def into(gateway: Resource) -> str:
    """Return the node on which a gateway brings packets in."""
    return f"{gateway.address} in"


def _home(gateway: Resource, vnets: Vnets) -> Subnet | None:
    found = (vnets.subnet(value) for value in texts(gateway, "ip_configuration.subnet_id"))
    return next((subnet for subnet in found if subnet is not None), None)


def _gateways(connection: Resource, vnets: Vnets) -> Iterator[tuple[Resource, bool]]:
    """Yield the gateway of a connection; each that it may be, where that is not known."""
    value = connection.get("virtual_network_gateway_id")
    target = vnets.found(value, GATEWAY)
    if target is not None:
        yield target, certain(connection, target)
    elif isinstance(value, Unknown):
        for gateway in vnets.resources.of(GATEWAY):
            yield gateway, False


def _clients(gateway: Resource, home: Subnet, vnets: Vnets) -> None:
    """Open the door to clients that dial in."""
    found: list[Intervals | None] = []
    for block in blocks(gateway, "vpn_client_configuration"):
        found += [None] if isinstance(block, Unknown) else _prefixes(block, "address_space")
    at, door = gateway.source("vpn_client_configuration"), f"{gateway.address} clients"
    if found:
        reaches = EVERYWHERE if None in found else union_of(one for one in found if one)
        inward = _inward(door, gateway, vnets, sure=None not in found and certain(gateway))
        vnets.wiring.gateway(door, inward, "internet-vpn", at, reaches)
        for destination in found:
            vnets.ways[home.vnet].append(
                Way(
                    destination,
                    door,
                    at,
                    "point-to-site clients",
                    destination is not None and certain(gateway),
                )
            )


def _inward(door: str, gateway: Resource, vnets: Vnets, *, sure: bool) -> str:
    """Return the node on which a line brings packets in: those that surely come, or may."""
    if sure:
        return into(gateway)
    node = f"{door} in"
    at, says = gateway.source(), "virtual network gateway"
    vnets.wiring.edge(node, into(gateway), at, says, carries=PERHAPS)
    return node


def _prefixes(resource: Resource, path: str) -> Iterator[Intervals | None]:
    for value in texts(resource, path):
        try:
            yield prefix(str(value.value)) if isinstance(value, Known) else None
        except ValueError:
            yield None


def _connect(
    connection: Resource,
    gateway: Resource,
    home: Subnet,
    homes: dict[str, Subnet | None],
    joined: dict[str, list[Resource]],
    vnets: Vnets,
    *,
    known: bool,
) -> None:
    kind = word(connection, "type", default="", because="required")
    if kind in (None, "expressroute"):
        _dedicated(connection, gateway, home, joined, vnets, known=known and kind is not None)
    if kind in (None, "ipsec"):
        _tunnel(connection, gateway, home, vnets, known=known and kind is not None)
    if kind in (None, "vnet2vnet"):
        _between(connection, gateway, home, homes, vnets, known=known and kind is not None)
    if kind is None:
        _either(connection, gateway, vnets)


def _either(connection: Resource, gateway: Resource, vnets: Vnets) -> None:
    """Open a door to each far side that a connection may lead to of which the kind is not known."""
    wiring, at = vnets.wiring, connection.source()
    if (door := wiring.gateways.get(connection.address)) is not None:
        wiring.gateways[connection.address] = replace(door, line="unknown")
    for far in (*vnets.resources.of(CIRCUIT), *vnets.resources.of(_LOCAL)):
        node = f"{connection.address} to {far.address}"
        wiring.edge(out(gateway), node, at, "connection", carries=PERHAPS)
        inward = _inward(node, gateway, vnets, sure=False)
        wiring.gateway(node, inward, "unknown", far.source())


def _tunnel(
    connection: Resource, gateway: Resource, home: Subnet, vnets: Vnets, *, known: bool
) -> None:
    """Open the door of a site-to-site connection: the prefixes of the site, or what BGP tells."""
    door, says = connection.address, "VPN connection"
    named = connection.get("local_network_gateway_id", None, "none")
    site = vnets.found(named, _LOCAL)
    bgp = _bgp(connection)
    found: list[Intervals | None] = [None]
    if site is not None:
        found = list(_prefixes(site, "address_space"))
        found += [None] if bgp is not False or not found else []
    at = site.source() if site is not None else connection.source()
    reaches = EVERYWHERE
    if None not in found:
        reaches = union_of(one for one in found if one is not None)
    sent = packets(destination=reaches)
    carries = exactly(sent) if known else perhaps(sent)
    vnets.wiring.edge(out(gateway), door, at, says, carries=carries)
    told = known and site is not None and (None not in found or bool(bgp))
    inward = _inward(door, gateway, vnets, sure=told)
    vnets.wiring.gateway(door, inward, "internet-vpn", at, reaches)
    for destination in found:
        whole = known and site is not None and certain(site) and (destination is not None or bgp)
        vnets.ways[home.vnet].append(
            Way(destination, door, connection.source(), says, sure=bool(whole))
        )


def _bgp(connection: Resource) -> bool | None:
    """Tell whether a connection speaks BGP: azurerm 5 has a new name for it."""
    said = [
        flag(connection, name, default=False, because=_NO) for name in ("enable_bgp", "bgp_enabled")
    ]
    return True if True in said else None if None in said else False


def _between(
    connection: Resource,
    gateway: Resource,
    home: Subnet,
    homes: dict[str, Subnet | None],
    vnets: Vnets,
    *,
    known: bool,
) -> None:
    """Wire a connection of two gateways in Azure; both sides need one."""
    value = connection.get("peer_virtual_network_gateway_id", None, "none")
    peer = vnets.found(value, GATEWAY)
    there = homes.get(peer.address) if peer is not None else None
    at = connection.source()
    if peer is None or there is None:
        if isinstance(value, Known) and value.value in (None, ""):
            return
        vnets.wiring.gateway(connection.address, into(gateway), "peering", at)
        vnets.ways[home.vnet].append(Way(None, connection.address, at, "VPN connection", known))
        return
    span = vnets.space(there.vnet)
    vnets.wiring.link(connection.address, home.vnet, there.vnet)
    sent = _towards(span, whole=known)
    vnets.wiring.edge(connection.address, into(peer), at, "VPN connection", carries=sent)
    for destination in vnets.prefixes.get(there.vnet, ()):
        vnets.ways[home.vnet].append(
            Way(destination, connection.address, at, "VPN connection", known)
        )
    if span.possible != span.sure:
        vnets.ways[home.vnet].append(
            Way(None, connection.address, at, "VPN connection", sure=False)
        )


def _dedicated(
    connection: Resource,
    gateway: Resource,
    home: Subnet,
    joined: dict[str, list[Resource]],
    vnets: Vnets,
    *,
    known: bool,
) -> None:
    """Open the door of an ExpressRoute connection; what is behind it announces itself by BGP."""
    circuit = vnets.found(connection.get("express_route_circuit_id", None, "none"), CIRCUIT)
    at = circuit.source() if circuit is not None else connection.source()
    door = connection.address
    vnets.wiring.gateway(door, into(gateway), "private-line", at)
    vnets.ways[home.vnet].append(
        Way(None, out(gateway), connection.source(), "ExpressRoute connection", known)
    )
    vnets.wiring.edge(out(gateway), door, at, "ExpressRoute circuit")
    if circuit is not None:
        joined[circuit.address].append(gateway)


def _circuits(joined: dict[str, list[Resource]], vnets: Vnets) -> None:
    """Wire the gateways of one circuit to each other where the receiving one accepts that."""
    for circuit, gateways in joined.items():
        at = gateways[0].source()
        for start in gateways:
            for end in gateways:
                home = _home(end, vnets)
                if start.address == end.address or home is None:
                    continue
                accepts = [
                    flag(one, "remote_vnet_traffic_enabled", default=False, because=_NO)
                    for one in (start, end)
                ]
                if accepts[1] is False:
                    continue
                near = _home(start, vnets)
                vnets.wiring.link(end.address, home.vnet, near.vnet if near else start.address)
                sent = _towards(vnets.space(home.vnet), whole=all(accepts))
                says = f"circuit {circuit}, which accepts remote virtual networks"
                vnets.wiring.edge(out(start), into(end), at, says, carries=sent)


def _towards(span: Span, *, whole: bool) -> Match:
    sure, possible = (packets(destination=part) for part in span)
    return Match(sure, possible) if whole else perhaps(possible)


def _global_reach(vnets: Vnets) -> None:
    """Join what is behind two circuits: there is no network of Azure between them."""
    for connection in vnets.resources.of(_GLOBAL_REACH):
        ends = [_circuit(connection, path, vnets) for path in ("peering_id", "peer_peering_id")]
        nodes = [f"{connection.address} to {number}" for number in (0, 1)]
        for number, circuit in enumerate(ends):
            at = circuit.source() if circuit is not None else connection.source()
            vnets.wiring.gateway(nodes[number], nodes[1 - number], "private-line", at)


def _circuit(connection: Resource, path: str, vnets: Vnets) -> Resource | None:
    peering = vnets.found(connection.get(path), _PEERING)
    if peering is None:
        return None
    return vnets.found(peering.get("express_route_circuit_name"), CIRCUIT, near=peering)
