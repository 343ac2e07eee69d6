"""Virtual WAN hubs: their connections, route tables by label, routing intent, and their gateways.

Microsoft Learn, "About virtual hub routing": each connection follows one route table (by default
the hub's Default one) and tells its prefixes to tables by id and by label (by default the label
`default`, of the Default tables of all hubs); branches follow the Default table. "How to configure
Virtual WAN Hub routing intent and routing policies": what a policy takes goes to the firewall.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from cloudguard.network.filters import ANYTHING, PERHAPS, exactly, perhaps
from cloudguard.network.intervals import Intervals, difference, union_of
from cloudguard.network.packets import EVERYWHERE, packets, prefix
from cloudguard.network.wiring import Route
from cloudguard.providers.azure.network.appliances import FIREWALL
from cloudguard.providers.azure.network.firewalls import HUB
from cloudguard.providers.azure.network.gateways import CIRCUIT, NONGLOBAL
from cloudguard.providers.azure.network.intents import intents_of
from cloudguard.providers.azure.network.reading import blocks, certain, texts
from cloudguard.providers.azure.network.vnets import VNET, Vnets, Way, local
from cloudguard.providers.wires import prefixes_of
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value

_TABLE: Final = "azurerm_virtual_hub_route_table"
_STATIC: Final = "azurerm_virtual_hub_route_table_route"
_CONNECTION: Final = "azurerm_virtual_hub_connection"
_DEFAULT: Final = "default"


@dataclass(frozen=True, slots=True)
class _Branch:
    """A line of a hub to somewhere else: the door, and what is known to be behind it."""

    door: str
    reaches: Intervals | None


class Hubs:
    """The hubs of one input."""

    def __init__(self, vnets: Vnets) -> None:
        """Read connections and branches of all hubs."""
        self.vnets = vnets
        self.hubs = vnets.resources.of(HUB)
        self.nodes = {hub.address: _node(default_of(hub.address)) for hub in self.hubs}
        self.connections = list(vnets.resources.of(_CONNECTION))
        self.branches: dict[str, list[_Branch]] = {hub.address: [] for hub in self.hubs}

    def wire(self) -> None:
        """Wire virtual networks to hubs, tables to connections, gateways to their lines."""
        for connection in self.connections:
            self._attach(connection)
        self._lines()
        for hub in self.hubs:
            names = [default_of(hub.address)]
            names += [
                table.address
                for table in self.vnets.resources.of(_TABLE)
                if self._hub_of(table.get("virtual_hub_id")) == hub.address
            ]
            for name in names:
                self._table(name, hub)

    def _hub_of(self, value: Value[Any]) -> str | None:
        return self.vnets.named(value, HUB)

    def _ends(self, connection: Resource) -> Iterator[tuple[str, str, bool]]:
        """Yield hub and network of a connection; all there may be, where one is not known."""
        hub = self._hub_of(connection.get("virtual_hub_id"))
        vnet = self.vnets.named(connection.get("remote_virtual_network_id"), VNET)
        hubs = [hub] if hub is not None else list(self.branches)
        vnets = [vnet] if vnet is not None else list(self.vnets.spaces)
        known = hub is not None and vnet is not None and certain(connection)
        yield from ((h, v, known) for h in hubs for v in vnets)

    def _attach(self, connection: Resource) -> None:
        """Lead what a virtual network sends elsewhere to the table that its connection follows."""
        at = connection.source()
        table = self._named_table(connection.get("routing.associated_route_table_id", None, "docs"))
        for hub, vnet, known in self._ends(connection):
            node = f"{connection.address} of {vnet}"
            to = _node(table or default_of(hub))
            if hub not in self.branches:
                self.vnets.wiring.open(node, f"{hub} is not in this input", at)
            self._turned(node, hub, to, connection, sure=known)
            self.vnets.ways[vnet].append(Way(None, node, at, "virtual hub", known))
            if not self.vnets.seen(vnet):
                door = f"{connection.address} network"
                self.vnets.wiring.gateway(door, node, "peering", at)

    def _named_table(self, value: Value[Any]) -> str | None:
        if isinstance(value, Known) and value.value in (None, ""):
            return None
        return self.vnets.named(value, _TABLE)

    def _told(self, connection: Resource, table: str) -> bool | None:
        """Tell whether a connection tells its prefixes to a table."""
        path = "routing.propagated_route_table"
        ids = list(texts(connection, f"{path}.route_table_ids"))
        labels = list(texts(connection, f"{path}.labels"))
        if not ids and not labels:
            known = self._hub_of(connection.get("virtual_hub_id"))
            if known is None:
                return None
            return table in map(default_of, (known, *self._siblings(known)))
        if table in {self._named_table(value) for value in ids}:
            return True
        told = {str(v.value).lower() for v in labels if isinstance(v, Known)}
        if told & self._labels(table):
            return True
        return None if any(isinstance(v, Unknown) for v in (*ids, *labels)) else False

    def _siblings(self, hub: str) -> list[str]:
        """Return the hubs of the same virtual WAN."""
        here = next((h for h in self.hubs if h.address == hub), None)
        if here is None:
            return [hub]
        wan = self.vnets.named(here.get("virtual_wan_id", None, "none"))
        return [
            h.address
            for h in self.hubs
            if wan and self.vnets.named(h.get("virtual_wan_id", None, "none")) == wan
        ]

    def _labels(self, table: str) -> set[str]:
        if table in map(default_of, self.branches):
            return {_DEFAULT}
        here = self.vnets.names.here(table)
        found = texts(here, "labels") if here is not None else ()
        return {str(v.value).lower() for v in found if isinstance(v, Known)}

    def _table(self, name: str, hub: Resource) -> None:
        routes = list(self._static(name, hub.address))
        joined: list[str] = []
        for connection in self.connections:
            told = self._told(connection, name)
            follows = self._follows(connection, name)
            for _, vnet, known in self._ends(connection):
                if told is not False:
                    routes += self._to(connection, vnet, sure=bool(told) and known)
                joined += [vnet] if known and (told or follows) else []
        self.vnets.wiring.link(hub.address if name == default_of(hub.address) else name, *joined)
        node = _node(name)
        own = name == default_of(hub.address)
        branches = self.branches[hub.address]
        learned = [branch for branch in branches if branch.reaches is None]
        routes += (
            Route(branch.reaches, branch.door, hub.source(), "branch")
            for branch in branches
            if branch.reaches is not None
        )
        taken = union_of(r.destination for r in routes if r.destination is not None)
        self.vnets.wiring.routes(node, routes)
        for branch in learned:
            rest = packets(destination=difference(NONGLOBAL, taken))
            every = packets(destination=difference(EVERYWHERE, taken))
            carries = exactly(rest) if own else perhaps(every)
            self.vnets.wiring.edge(node, branch.door, hub.source(), "branch", carries=carries)
            if own:
                self.vnets.wiring.edge(
                    node, branch.door, hub.source(), "branch", carries=perhaps(every)
                )

    def _follows(self, connection: Resource, table: str) -> bool:
        """Tell whether a connection follows a table."""
        named = self._named_table(connection.get("routing.associated_route_table_id", None, "docs"))
        return (named or default_of(self._hub_of(connection.get("virtual_hub_id")) or "")) == table

    def _to(self, connection: Resource, vnet: str, *, sure: bool) -> Iterator[Route]:
        """Yield the routes of a connection to the addresses of its network."""
        at, says = connection.source(), "virtual hub connection"
        for destination in self.vnets.prefixes.get(vnet, ()):
            yield Route(destination, local(vnet), at, says, sure)
        space = self.vnets.space(vnet)
        if space.sure != space.possible:
            to = local(vnet) if self.vnets.seen(vnet) else f"{connection.address} network"
            yield Route(None, to, at, says, sure=False)

    def _static(self, table: str, hub: str) -> Iterator[Route]:
        here = self.vnets.names.here(table)
        found: list[Resource] = []
        if here is not None:
            found += [b for b in blocks(here, "route") if not isinstance(b, Unknown)]
        for route in self.vnets.resources.of(_STATIC):
            named = self._named_table(route.get("route_table_id"))
            if named == table:
                found.append(route)
        for route in found:
            to = self._hop(route.get("next_hop"))
            for value in texts(route, "destinations"):
                try:
                    destination = prefix(str(value.value)) if isinstance(value, Known) else None
                except ValueError:
                    destination = None
                sure = destination is not None and certain(route)
                yield Route(destination, to, route.source(), f"static route of {hub}", sure)

    def _hop(self, value: Value[Any]) -> str:
        target = self.vnets.found(value, FIREWALL, _CONNECTION)
        if target is not None and target.type == FIREWALL:
            return f"{target.address} in"
        if target is not None:
            vnet = self.vnets.named(target.get("remote_virtual_network_id"), VNET)
            return local(vnet or target.address)
        node = f"{value.source.address} next hop"
        self.vnets.wiring.open(
            node, f"the next hop of {value.source.address} is not known", value.source
        )
        return node

    def _turned(self, node: str, hub: str, to: str, connection: Resource, *, sure: bool) -> None:
        """Lead a node to a table of a hub, or to what the hub's intent puts before it."""
        at, says = connection.source(), "virtual hub connection"
        intents = intents_of(hub, self.vnets, self._hop)
        for target, known in intents:
            carries = ANYTHING if known and sure else PERHAPS
            self.vnets.wiring.edge(node, target, at, says, carries=carries)
        if not any(known for _, known in intents):
            carries = ANYTHING if sure and not intents else PERHAPS
            self.vnets.wiring.edge(node, to, at, says, carries=carries)

    def _lines(self) -> None:
        """Open the doors of VPN, ExpressRoute and client gateways of hubs."""
        self._doors("vpn_gateway", "vpn_gateway_connection", "internet-vpn", "remote_vpn_site_id")
        self._doors(
            "express_route_gateway", "express_route_connection", "private-line",
            "express_route_circuit_peering_id",
        )  # fmt: skip
        for gateway in self.vnets.resources.of("azurerm_point_to_site_vpn_gateway"):
            self._door(gateway, gateway, "internet-vpn", None)

    def _doors(self, type_: str, connections: str, line: Any, behind: str) -> None:
        path = f"{type_}_id"
        for connection in self.vnets.resources.of(f"azurerm_{connections}"):
            gateway = self.vnets.found(connection.get(path), f"azurerm_{type_}")
            if gateway is not None:
                self._door(gateway, connection, line, self._behind(connection.get(behind)))

    def _behind(self, value: Value[Any]) -> Resource | None:
        peering = "azurerm_express_route_circuit_peering"
        target = self.vnets.found(value, "azurerm_vpn_site", CIRCUIT, peering)
        if target is not None and target.type == peering:
            named = target.get("express_route_circuit_name")
            return self.vnets.found(named, CIRCUIT, near=target) or target
        return target

    def _door(self, gateway: Resource, line: Resource, kind: Any, behind: Resource | None) -> None:
        hub = self._hub_of(gateway.get("virtual_hub_id"))
        if hub not in self.branches:
            return
        values = texts(behind, "address_cidrs") if behind is not None else ()
        found, whole = prefixes_of(values)
        reaches = found if whole and found else None
        at, inward = (behind or line).source(), f"{line.address} in"
        self._turned(inward, hub, self.nodes[hub], line, sure=certain(gateway, line))
        self.vnets.wiring.gateway(line.address, inward, kind, at, reaches or EVERYWHERE)
        self.branches[hub].append(_Branch(line.address, reaches))


def default_of(hub: str) -> str:
    """Return the name of the table that Azure makes with a hub."""
    return f"{hub}.default_route_table_id"


def _node(table: str) -> str:
    return f"{table} routes"
