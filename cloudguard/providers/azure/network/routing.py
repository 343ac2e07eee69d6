"""Routes of a subnet: user-defined ones, those of gateways, and those that Azure makes by itself.

Microsoft Learn, "Virtual network traffic routing": the longest prefix; of the same prefix the
user-defined route, then the gateway's, then the system's; system routes to the network and its
peers are preferred to more specific ones of BGP; what no network has of the private ranges is
dropped, unless a user-defined route takes 0.0.0.0/0, which removes these routes; a table may refuse
what gateways learn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.network.filters import CLOSED, exactly
from cloudguard.network.intervals import Intervals, difference, union, union_of
from cloudguard.network.packets import EVERYWHERE, V4, V6, packets, prefix
from cloudguard.network.wiring import Route
from cloudguard.providers.azure.network.appliances import Appliances
from cloudguard.providers.azure.network.gateways import GATEWAY, NONGLOBAL, out
from cloudguard.providers.azure.network.peerings import transit
from cloudguard.providers.azure.network.reading import certain, flag, word
from cloudguard.providers.azure.network.spans import NOWHERE, Span
from cloudguard.providers.azure.network.tags import PLATFORM, PUBLIC_V4, Tags
from cloudguard.providers.azure.network.vnets import GATEWAYS, Link, Subnet, Vnets, Way, local
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown

TABLE: Final = "azurerm_route_table"
_ROUTE: Final = "azurerm_route"
_ASSOCIATION: Final = "azurerm_subnet_route_table_association"
_DOCS: Final = "Microsoft Learn, Virtual network traffic routing"
_RESERVED: Final = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
_DEFAULTS: Final = (V4, V6)


class Tables:
    """The route tables of one input, and the routes of each subnet."""

    def __init__(self, vnets: Vnets, appliances: Appliances) -> None:
        """Find the table of each subnet: by association, or written in it."""
        self.vnets = vnets
        self.appliances = appliances
        self._of: dict[str, tuple[Resource | None, bool]] = {}
        self._own: dict[str, list[Resource]] = {}
        for subnet in vnets.subnets.values():
            if (found := _table_of(subnet, vnets)) is not None:
                self._of[subnet.id] = found
        for route in vnets.resources.of(_ROUTE):
            table = vnets.found(route.get("route_table_name"), TABLE, near=route)
            self._own.setdefault(table.address if table is not None else "", []).append(route)
        self._made = {subnet.id: self._written(subnet) for subnet in vnets.subnets.values()}

    def wire(self) -> None:
        """Wire each subnet's table to what its routes lead to."""
        for subnet in self.vnets.subnets.values():
            self._wire(subnet)

    def tags(self, subnet: Subnet) -> Tags:
        """Return what service tags mean in a subnet."""
        vnets = self.vnets
        network = vnets.space(subnet.vnet) | Span(PLATFORM, PLATFORM)
        for link in vnets.links[subnet.vnet]:
            space = vnets.space(link.end)
            if link.tagged is not False:
                network |= space if link.tagged else space.maybe()
            if link.gateways is not False:
                for spoke in vnets.links[link.end]:
                    network |= vnets.space(spoke.end).maybe()
        for way, known in self._ways(subnet):
            if way.by_gateway or way.destination is None:
                span = EVERYWHERE if way.destination is None else way.destination
                sure = () if way.destination is None or not known else way.destination
                network |= Span(sure, span)
        for route in self._made[subnet.id]:
            # "This tag might also contain default routes": these count as possible.
            whole = route.sure and route.destination not in (None, *_DEFAULTS)
            there = EVERYWHERE if route.destination is None else route.destination
            network |= Span(there if whole and route.to is not None else (), there)
        return Tags(network)

    def _wire(self, subnet: Subnet) -> None:
        vnets = self.vnets
        own = self._made[subnet.id]
        ways = [(way, known) for way, known in self._ways(subnet)]
        known = [*own, *(_route(w, sure=k) for w, k in ways if w.destination is not None)]
        known += self._system(subnet, own)
        learned = [(way, sure) for way, sure in ways if way.destination is None]
        if not learned:
            vnets.wiring.routes(subnet.table, known)
            return
        near = vnets.space(subnet.vnet).sure
        near = union_of((near, *(vnets.space(k.end).sure for k in vnets.links[subnet.vnet])))
        for word_, there in (("near", near), ("far", difference(EVERYWHERE, near))):
            carries = exactly(packets(destination=there))
            node = f"{subnet.table} {word_}"
            vnets.wiring.edge(subnet.table, node, subnet.at, "routes", carries=carries)
        vnets.wiring.routes(f"{subnet.table} near", known)
        far = f"{subnet.table} far"
        vnets.wiring.routes(far, [*(_route(way, sure=False) for way, _ in learned), *known])
        taken = [r.destination for r in known if r.destination not in _DEFAULTS and r.to]
        if None in taken:
            return
        if not any(route.destination in _DEFAULTS for route in own):
            # What the Internet has sent is answered, unless the line takes 0.0.0.0/0.
            public = exactly(packets(destination=PUBLIC_V4))
            vnets.wiring.edge(
                far, subnet.internet, subnet.at, "answers alone", carries=public, admits=CLOSED
            )
        # What announces itself over a line has private addresses; a line is there to reach them.
        rest = difference(NONGLOBAL, union(near, union_of(t for t in taken if t is not None)))
        for way, sure in learned:
            if sure:
                carries = exactly(packets(destination=rest))
                vnets.wiring.edge(far, way.to, way.at, way.says, carries=carries)

    def _system(self, subnet: Subnet, own: list[Route]) -> Iterator[Route]:
        """Yield the routes that Azure makes by itself."""
        vnets, at = self.vnets, Source(subnet.vnet, note=_DOCS)
        yield from _prefixed(subnet.vnet, local(subnet.vnet), at, "virtual network", vnets)
        for link in vnets.links[subnet.vnet]:
            of_gateway = subnet.name == GATEWAYS or subnet.id in vnets.gateway_homes
            to = transit(link) if of_gateway else link.id
            yield from _prefixed(link.end, to, link.at, "virtual network peering", vnets)
        defaults = [route for route in own if route.destination in (None, V4)]
        if not any(route.sure and route.destination == V4 for route in defaults):
            for text in _RESERVED:
                yield Route(prefix(text), None, at, "private range", sure=not defaults)
        for default in _DEFAULTS:
            yield Route(default, subnet.internet, at, "system route to the Internet")

    def _ways(self, subnet: Subnet) -> Iterator[tuple[Way, bool]]:
        """Yield what gateways lead to, of the network's own and of peers whose it uses."""
        takes: bool | None = True
        table, sure = self._of.get(subnet.id, (None, True))
        if table is not None:
            takes = _propagates(table)
            takes = takes if sure or takes else None
        elif not sure:
            takes = None
        for way in self.vnets.ways[subnet.vnet]:
            if takes is not False or not way.by_gateway:
                yield way, way.sure and (takes is True or not way.by_gateway)
        for link in self.vnets.links[subnet.vnet]:
            for way in self.vnets.ways[link.end]:
                if way.by_gateway and link.gateways is not False and takes is not False:
                    yield way, way.sure and bool(link.gateways and takes)

    def _written(self, subnet: Subnet) -> list[Route]:
        """Return the user-defined routes of a subnet."""
        table, sure = self._of.get(subnet.id, (None, True))
        if table is None:
            return [] if sure else [self._hidden(subnet, "its route table is not in this input")]
        blocks = table.blocks("route")
        made: list[Route] = []
        if isinstance(blocks, Unknown):
            made.append(self._hidden(subnet, blocks.reason))
        else:
            made += (self._read(b, subnet, sure=sure and certain(table)) for b in blocks.value)
        own = self._own.get(table.address, ())
        made += (self._read(r, subnet, sure=sure and certain(table, r)) for r in own)
        made += (self._read(r, subnet, sure=False) for r in self._own.get("", ()))
        return made

    def _read(self, route: Resource, subnet: Subnet, *, sure: bool) -> Route:
        found = route.get("address_prefix")
        says, at = f"route {_label(route)}", route.source()
        to = self._hop(route, subnet)
        if not isinstance(found, Known):
            return Route(None, to, at, says, sure=False)
        try:
            return Route(prefix(str(found.value)), to, at, says, sure=sure)
        except ValueError:  # a service tag, whose prefixes are public and Microsoft's to change
            return Route(PUBLIC_V4, to, at, says, sure=False)

    def _hop(self, route: Resource, subnet: Subnet) -> str | None:
        kind = word(route, "next_hop_type", default="", because="required")
        if kind == "none":
            return None
        if kind == "internet":
            return subnet.internet
        if kind == "vnetlocal":
            return local(subnet.vnet)
        if kind == "virtualnetworkgateway":
            return self._gateway(route, subnet)
        if kind == "virtualappliance":
            return self.appliances.at(route.get("next_hop_in_ip_address"), subnet)
        node = f"{route.address} {_label(route)} next hop"
        self.vnets.wiring.open(
            node, f"the next hop of {route.address} is not known", route.source()
        )
        return node

    def _gateway(self, route: Resource, subnet: Subnet) -> str:
        """Return the node before all gateways that a route may mean."""
        node = f"gateways of {subnet.id}"
        vnets = self.vnets
        networks = [subnet.vnet]
        networks += [k.end for k in vnets.links[subnet.vnet] if k.gateways is not False]
        found = False
        for gateway in vnets.resources.of(GATEWAY):
            homes = [
                s for value in gateway_subnets(gateway) if (s := vnets.subnet(value)) is not None
            ]
            if any(home.vnet in networks for home in homes):
                found = True
                vnets.wiring.edge(node, out(gateway), gateway.source(), "virtual network gateway")
        if not found:
            vnets.wiring.open(node, f"no gateway of {subnet.id} is in this input", route.source())
        return node

    def _hidden(self, subnet: Subnet, reason: str) -> Route:
        node = f"{subnet.table} hidden"
        self.vnets.wiring.open(node, f"routes of {subnet.id}: {reason}", subnet.at)
        return Route(None, node, subnet.at, reason, sure=False)


def gateway_subnets(gateway: Resource) -> Iterator[Known[object] | Unknown]:
    """Yield what names the subnets of a gateway."""
    blocks = gateway.blocks("ip_configuration")
    if isinstance(blocks, Unknown):
        yield blocks
        return
    yield from (block.get("subnet_id") for block in blocks.value)


def _table_of(subnet: Subnet, vnets: Vnets) -> tuple[Resource | None, bool] | None:
    """Return a subnet's table and whether it surely is; None where it has none."""
    here = subnet.here
    if here is None:
        return None, False
    own = here.get("route_table_id", None, "azurerm docs, azurerm_subnet: none")
    if isinstance(own, Unknown) or own.value:
        return vnets.found(own, TABLE), isinstance(own, Known) and vnets.found(
            own, TABLE
        ) is not None
    if subnet.home != subnet.id:
        return None
    about = vnets.resources.about(here, _ASSOCIATION, "subnet_id")
    for association in (*about.named, *about.possible):
        table = vnets.found(association.get("route_table_id"), TABLE)
        return table, table is not None and association in about.named
    return None


def _propagates(table: Resource) -> bool | None:
    """Tell whether a table takes the routes of gateways; azurerm 3 said it the other way round."""
    refuses = flag(table, "disable_bgp_route_propagation", default=False, because="azurerm 3 docs")
    takes = flag(table, "bgp_route_propagation_enabled", default=True, because="azurerm docs: true")
    if refuses or takes is False:
        return False
    return None if refuses is None or takes is None else True


def _prefixed(vnet: str, to: str, at: Source, says: str, vnets: Vnets) -> Iterator[Route]:
    space = vnets.space(vnet)
    for destination in vnets.prefixes.get(vnet, ()):
        yield Route(destination, to, at, says)
    if space.possible != space.sure:
        yield Route(None, to, at, says, sure=False)


def _route(way: Way, *, sure: bool) -> Route:
    return Route(way.destination, way.to, way.at, way.says, sure=sure)


def _label(route: Resource) -> str:
    name = route.get("name", None, "")
    return str(name.value) if isinstance(name, Known) and name.value else route.address


__all__ = ["NOWHERE", "Intervals", "Link", "Tables"]
