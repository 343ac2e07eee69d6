"""Route tables: what a VPC's packets meet first, the longest prefix before all else.

Amazon VPC User Guide, "Route tables" and "Route priority": the longest prefix; of equal ones
static routes before propagated ones; a propagated route never takes what is local.
"""

from __future__ import annotations

from typing import Final

from cloudguard.network.filters import Match
from cloudguard.network.intervals import Intervals, difference, size, union_of
from cloudguard.network.packets import EMPTY, EVERYWHERE, V4, V6, packets
from cloudguard.network.wiring import Route, Wiring
from cloudguard.providers.aws.network import doors
from cloudguard.providers.aws.network.ranges import deliver
from cloudguard.providers.aws.network.vpcs import MAIN, Vpcs, net, table
from cloudguard.providers.wires import cidrs, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Source, Unknown

_TABLES: Final = ("aws_route_table", "aws_default_route_table")
_DESTINATIONS: Final = (
    "cidr_block",
    "ipv6_cidr_block",
    "destination_cidr_block",
    "destination_ipv6_cidr_block",
)
LISTS: Final = ("destination_prefix_list_id",)
_DEFAULTS: Final = (size(V4), size(V6))


class Tables:
    """The route tables of one input: what is written of each, in whichever form."""

    def __init__(self, vpcs: Vpcs) -> None:
        """Index routes and propagations by the table that each names."""
        self._vpcs = vpcs
        self._found: dict[tuple[str, str], list[Route]] = {}
        self._routes: dict[str | None, list[Resource]] = {}
        self._learned: dict[str | None, list[tuple[str | None, Resource]]] = {}
        self._loose: list[Resource] = []
        self._written: dict[str, list[Resource]] = {}
        for type_ in _TABLES:
            for resource in vpcs.resources.of(type_):
                path = "default_route_table_id" if type_ == _TABLES[1] else ""
                name = vpcs.table_named(resource.get(path)) if path else resource.address
                if name is None:
                    self._loose.append(resource)  # it may be the main one of any VPC
                else:
                    self._written.setdefault(name, []).append(resource)
                names, whole = vpcs.names.each(resource.items("propagating_vgws"))
                for gateway in (*names, *(() if whole else (None,))):
                    self._learned.setdefault(name, []).append((gateway, resource))
        for route in vpcs.resources.of("aws_route"):
            named = vpcs.table_named(route.get("route_table_id"))
            self._routes.setdefault(named, []).append(route)
        for one in vpcs.resources.of("aws_vpn_gateway_route_propagation"):
            named = vpcs.table_named(one.get("route_table_id"))
            gateway = vpcs.named(one.get("vpn_gateway_id"))
            self._learned.setdefault(named, []).append((gateway, one))

    def wire(self) -> None:
        """Wire every table that serves a subnet, a gateway or an attachment."""
        for name, of_vpcs in self._vpcs.used.items():
            for vpc in sorted(of_vpcs):
                self._table(name, vpc)

    def of(self, name: str, vpc: str) -> list[Route]:
        """Return the routes of a table but the local one."""
        if (name, vpc) not in self._found:
            self._found[name, vpc] = self._of_table(name, vpc)
        return self._found[name, vpc]

    def _of_table(self, name: str, vpc: str) -> list[Route]:
        vpcs = self._vpcs
        made: list[Route] = []
        loose = self._loose if name.endswith(MAIN) else []
        for resource in (*self._written.get(name, ()), *loose):
            blocks = resource.blocks("route")
            if isinstance(blocks, Unknown):
                made.append(hidden(resource.source("route"), blocks.reason, vpcs.wiring))
                continue
            for block in blocks.value:
                made += self._of(block, vpc, certain=sure(resource) and resource not in loose)
        for key in (name, None):
            for route in self._routes.get(key, ()):
                made += self._of(route, vpc, certain=sure(route) and key is not None)
        return made

    def _table(self, name: str, vpc: str) -> None:
        vpcs = self._vpcs
        at = Source(name)
        local = Source(vpc, note="Amazon VPC User Guide, Route tables: the local route")
        known = vpc in vpcs.ranges
        within = vpcs.range(vpc)
        routes = [
            *self.of(name, vpc),
            *deliver(vpcs.wiring, table(name), net(vpc), within, local, "local", certain=known),
        ]
        vpcs.wiring.routes(table(name), routes)
        for key in (name, None):
            for gateway, resource in self._learned.get(key, ()):
                self._propagated(name, gateway, resource, routes, sure_of=key is not None)
        # Of a VPC that is made here the main table is that of AWS, or is written.
        main = name.removesuffix(MAIN)
        here = name in self._written or (main != name and vpcs.names.here(main) is not None)
        if not here:
            reason = f"the routes of {name} are not in this input"
            vpcs.wiring.open(table(name), reason, at)

    def _propagated(
        self, name: str, gateway: str | None, by: Resource, routes: list[Route], *, sure_of: bool
    ) -> None:
        """Send to a gateway what it may have learned of."""
        wiring = self._vpcs.wiring
        to = doors.out(gateway) if gateway else f"{by.address} propagating"
        if gateway is None or self._vpcs.names.here(gateway) is None:
            wiring.open(to, f"the routes that {by.address} propagates are not known", by.source())
        certain = sure_of and gateway is not None and sure(by)
        learned(wiring, table(name), to, routes, by.source(), certain=certain)

    def _of(self, block: Resource, vpc: str, *, certain: bool) -> list[Route]:
        vpcs = self._vpcs
        target = doors.target_of(block, vpcs)
        if target == doors.LOCAL:
            return []
        says = f"route to {target or 'what is not known'}"
        to = doors.node(target, block, vpc, vpcs)
        certain = certain and target is not None
        found: list[Route] = []
        for path in _DESTINATIONS:
            there, whole = cidrs(block, path)
            if there:
                found.append(Route(there, to, block.source(path), says, certain))
            elif not whole:
                found.append(Route(None, to, block.source(path), says, sure=False))
        for path in LISTS:
            listed = block.get(path, None, "not written")
            if isinstance(listed, Unknown) or listed.value:
                found += by_list(block, path, to, says, vpcs, certain=certain)
        return found


def by_list(  # one argument for each thing a route is
    block: Resource, path: str, to: str | None, says: str, vpcs: Vpcs, *, certain: bool
) -> list[Route]:
    """Return the routes to the prefixes of a list."""
    at = block.source(path)
    entries = vpcs.prefix_list(vpcs.named(block.get(path)) or "")
    if entries is None:
        return [Route(None, to, at, says, sure=False)]
    there, whole = entries
    made = [Route((there[i], there[i + 1]), to, at, says, certain) for i in range(0, len(there), 2)]
    return made if whole else [*made, Route(None, to, at, says, sure=False)]


def hidden(at: Source, reason: str, wiring: Wiring) -> Route:
    """Return a route of which nothing is known."""
    node = f"{at.address} {at.path} hidden"
    wiring.open(node, reason, at)
    return Route(None, node, at, reason, sure=False)


def learned(  # one argument for each thing a route is
    wiring: Wiring, node: str, to: str, routes: list[Route], at: Source, *, certain: bool
) -> None:
    """Send to a gateway what a neighbour may announce: which prefixes, no input shows.

    Taken to be announced is what no route of the table is for, but a default one: nobody
    announces addresses of networks that are not his. What that leaves goes there surely, to be
    held against what is declared to lie behind; anything else may.
    """
    if any(route.destination is None for route in routes):
        certain = False
    taken = union_of(
        route.destination or ()
        for route in routes
        if route.destination is not None and size(route.destination) not in _DEFAULTS
    )
    left: Intervals = difference(EVERYWHERE, taken)
    sent = packets(destination=left) if certain else EMPTY
    wiring.edge(node, to, at, "routes learned from the gateway", carries=Match(sent, packets()))
