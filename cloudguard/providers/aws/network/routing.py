"""Route tables and what they lead to: the VPC itself, the Internet, translators, peers.

Amazon VPC User Guide, "Route tables", "Route priority" (the longest prefix; then local, static,
propagated), "Internet gateways" (only public addresses pass, IPv6 as it is), "Egress-only internet
gateways", "NAT gateways"; Amazon VPC Peering Guide, "Unsupported VPC peering configurations".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from cloudguard.network.filters import CLOSED, exactly, perhaps
from cloudguard.network.intervals import intersection, union_of
from cloudguard.network.packets import EVERYWHERE, V4, V6, PacketSet, packets
from cloudguard.network.wiring import GLOBAL, GLOBAL_V4, Route, leaving
from cloudguard.providers.aws.network.vpcs import Subnet, Vpcs, net, table
from cloudguard.providers.wires import cidrs, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown

_TABLES: Final = ("aws_route_table", "aws_default_route_table")
_TARGETS: Final = (
    "gateway_id",
    "nat_gateway_id",
    "egress_only_gateway_id",
    "vpc_peering_connection_id",
    "transit_gateway_id",
    "vpc_endpoint_id",
    "network_interface_id",
    "carrier_gateway_id",
    "local_gateway_id",
    "core_network_arn",
)
_DESTINATIONS: Final = (
    "cidr_block",
    "ipv6_cidr_block",
    "destination_cidr_block",
    "destination_ipv6_cidr_block",
)
_LISTS: Final = ("destination_prefix_list_id",)


def wire(vpcs: Vpcs) -> None:
    """Wire route tables to what they lead to, and gateways to what is behind them."""
    for name, subnets in _users(vpcs).items():
        _table(name, subnets[0].vpc, vpcs)
    _internet(vpcs)
    _translators(vpcs)
    _peerings(vpcs)


def _users(vpcs: Vpcs) -> dict[str, list[Subnet]]:
    users: dict[str, list[Subnet]] = defaultdict(list)
    for subnet in vpcs.subnets.values():
        users[vpcs.table_of(subnet)].append(subnet)
    return users


def _table(name: str, vpc: str, vpcs: Vpcs) -> None:
    at = Source(name)
    local = vpcs.addresses.get(vpc, EVERYWHERE)
    routes = [
        Route((local[i], local[i + 1]), net(vpc), Source(vpc), "local", sure=vpc in vpcs.addresses)
        for i in range(0, len(local), 2)
    ]
    routes += routes_of(name, vpc, vpcs)
    vpcs.wiring.routes(table(name), routes)
    here = vpcs.names.here(name) is not None
    implied = name.endswith(".main_route_table_id") and vpcs.names.here(vpc) is not None
    if not here and not implied and not _default(vpc, vpcs):
        reason = f"the routes of {name} are not in this input"
        vpcs.wiring.open(table(name), reason, at)


def _default(vpc: str, vpcs: Vpcs) -> Resource | None:
    wanted = (f"{vpc}.main_route_table_id", f"{vpc}.default_route_table_id")
    for found in vpcs.resources.of("aws_default_route_table"):
        if vpcs.named(found.get("default_route_table_id")) in wanted:
            return found
    return None


def routes_of(name: str, vpc: str, vpcs: Vpcs) -> list[Route]:
    """Return the routes of a table but the local one, inline and as resources of their own."""
    made: list[Route] = []
    resource = vpcs.names.here(name)
    if resource is None and name.endswith(".main_route_table_id"):
        resource = _default(vpc, vpcs)
    if resource is not None:
        blocks = resource.blocks("route")
        if isinstance(blocks, Unknown):
            made.append(_hidden(resource.source("route"), blocks.reason, vpcs))
        else:
            for block in blocks.value:
                made += _routes(block, vpc, vpcs, certain=sure(resource))
    for route in vpcs.static.get(name, ()):
        made += _routes(route, vpc, vpcs, certain=sure(route))
    for route in vpcs.static.get("", ()):
        made += _routes(route, vpc, vpcs, certain=False)
    return made


def _routes(block: Resource, vpc: str, vpcs: Vpcs, *, certain: bool) -> list[Route]:
    target = next((t for path in _TARGETS if (t := vpcs.named(block.get(path)))), None)
    if target == "local":
        return []
    says = f"route to {target or 'what is not known'}"
    to = _node(target, block, vpc, vpcs)
    found: list[Route] = []
    for path in _DESTINATIONS:
        there, whole = cidrs(block, path)
        if there:
            found.append(Route(there, to, block.source(path), says, certain))
        elif not whole:
            found.append(Route(None, to, block.source(path), says, sure=False))
    for path in _LISTS:
        listed = block.get(path, None, "not written")
        if isinstance(listed, Unknown) or listed.value:
            found += _by_list(block, path, to, says, vpcs)
    return found


def _by_list(block: Resource, path: str, to: str, says: str, vpcs: Vpcs) -> list[Route]:
    at = block.source(path)
    entries = vpcs.prefix_list(vpcs.named(block.get(path)) or "")
    if entries is None:
        return [Route(None, to, at, says, sure=False)]
    there, whole = entries
    made = [Route((there[i], there[i + 1]), to, at, says) for i in range(0, len(there), 2)]
    return made if whole else [*made, Route(None, to, at, says, sure=False)]


def _node(target: str | None, block: Resource, vpc: str, vpcs: Vpcs) -> str:
    """Return the node that a route leads to; a target that is not known is a blind spot."""
    if target is None:
        node = f"{block.address} target"
        vpcs.wiring.open(node, f"what {block.address} leads to is not known", block.source())
        return node
    found = vpcs.names.here(target)
    if found is not None and found.type in DOORS:
        return DOORS[found.type](found, vpc)
    vpcs.wiring.open(out(target), f"{target} is not in this input", block.source())
    return out(target)


def _hidden(at: Source, reason: str, vpcs: Vpcs) -> Route:
    node = f"{at.address} {at.path} hidden"
    vpcs.wiring.open(node, reason, at)
    return Route(None, node, at, reason, sure=False)


def out(gateway: str) -> str:
    """Return the node on which a gateway takes packets out of a VPC."""
    return f"{gateway} out"


def _internet(vpcs: Vpcs) -> None:
    """Wire gateways to the Internet both ways: only public addresses pass."""
    outward = exactly(packets(source=GLOBAL, destination=GLOBAL))
    for gateway in vpcs.resources.of("aws_internet_gateway"):
        at, says = gateway.source(), "internet gateway"
        internet = vpcs.wiring.internet()
        vpcs.wiring.edge(out(gateway.address), internet.id, at, says, carries=outward)
        vpc = vpcs.named(gateway.get("vpc_id")) or _attached(gateway, vpcs)
        for subnet in vpcs.of_vpc.get(vpc or "", ()):
            _inward(gateway, subnet, vpcs)
    for gateway in vpcs.resources.of("aws_egress_only_internet_gateway"):
        internet = vpcs.wiring.internet()
        v6 = exactly(packets(source=intersection(GLOBAL, V6), destination=intersection(GLOBAL, V6)))
        says = "egress-only internet gateway"
        vpcs.wiring.edge(out(gateway.address), internet.id, gateway.source(), says, carries=v6)
        vpc = vpcs.named(gateway.get("vpc_id"))
        for subnet in vpcs.of_vpc.get(vpc or "", ()):
            # Answers come back and nothing else does: no packet of the Internet's own passes.
            node = f"{gateway.address} answers"
            vpcs.wiring.edge(leaving(internet.id), node, gateway.source(), says, admits=CLOSED)
            vpcs.wiring.edge(
                node, subnet.into, subnet.at, "network ACL",
                carries=exactly(packets(destination=intersection(subnet.addresses, V6))),
                admits=vpcs.acl.get(subnet.id), stateful=False,
            )  # fmt: skip


def _attached(gateway: Resource, vpcs: Vpcs) -> str | None:
    type_ = "aws_internet_gateway_attachment"
    found = vpcs.resources.about(gateway, type_, "internet_gateway_id").named
    return vpcs.named(found[0].get("vpc_id")) if found else None


def _inward(gateway: Resource, subnet: Subnet, vpcs: Vpcs) -> None:
    """Let the Internet in where the subnet's table leads back to the gateway.

    Without a route back no connection stands; packets that need no answer come in all the same.
    """
    internet = vpcs.wiring.internet()
    public = exactly(packets(destination=GLOBAL))
    vpcs.wiring.edge(
        leaving(internet.id), subnet.into, gateway.source(), "internet gateway",
        carries=public, admits=vpcs.acl.get(subnet.id), stateful=False,
    )  # fmt: skip


def _translators(vpcs: Vpcs) -> None:
    """Wire NAT gateways: packets leave from their own addresses, answers come back to them."""
    for nat in vpcs.resources.of("aws_nat_gateway"):
        named = vpcs.named(nat.get("subnet_id"))
        if named is None:
            reason = f"the subnet of {nat.address} is not known"
            vpcs.wiring.open(out(nat.address), reason, nat.source())
            continue
        subnet = vpcs.subnet(named, nat.source("subnet_id"))
        kind = nat.get("connectivity_type", "public", "Amazon VPC User Guide, NAT gateways: public")
        private = isinstance(kind, Known) and kind.value == "private"
        own = subnet.addresses if private else union_of((subnet.addresses, GLOBAL_V4))
        inside = f"{nat.address} in"
        vpcs.wiring.edge(
            out(nat.address), inside, nat.source(), "network ACL of the NAT gateway's subnet",
            admits=vpcs.acl.get(subnet.id), stateful=False,
        )  # fmt: skip
        v4 = exactly(packets(source=V4, destination=V4))
        vpcs.wiring.edge(
            inside, subnet.out, nat.source(), "NAT gateway",
            carries=v4, change=partial(PacketSet.at_source, addresses=own),
        )  # fmt: skip
        back = f"{nat.address} back"
        vpcs.wiring.translators.add(back)
        here = exactly(packets(destination=own))
        vpcs.wiring.edge(subnet.into, back, nat.source(), "NAT gateway", carries=here)


def _peerings(vpcs: Vpcs) -> None:
    """Wire peerings: only to the addresses of the VPC at the other side, and no further."""
    for peering in vpcs.resources.of("aws_vpc_peering_connection"):
        ends = [vpcs.named(peering.get(path)) for path in ("vpc_id", "peer_vpc_id")]
        certain = _accepted(peering, vpcs) and sure(peering)
        for one, other in ((0, 1), (1, 0)):
            start, end = ends[one], ends[other]
            if start is None:
                continue
            node = _end(peering.address, start)
            if end is None or vpcs.names.here(end) is None:
                vpcs.wiring.gateway(node, net(start), "peering", peering.source())
                continue
            there = packets(destination=vpcs.addresses.get(end, EVERYWHERE))
            vpcs.wiring.edge(
                node, net(end), peering.source(), "VPC peering",
                carries=exactly(there) if certain else perhaps(there),
            )  # fmt: skip


def _end(peering: str, vpc: str) -> str:
    return f"{peering} of {vpc}"


def _accepted(peering: Resource, vpcs: Vpcs) -> bool:
    """Tell whether a peering is surely active: accepted here, or by the one who asks."""
    type_ = "aws_vpc_peering_connection_accepter"
    accepters = vpcs.resources.about(peering, type_, "vpc_peering_connection_id").named
    said = (r.get("auto_accept", False, "not by itself") for r in (peering, *accepters))
    return any(isinstance(value, Known) and value.value is True for value in said)


def _plain(gateway: Resource, _vpc: str) -> str:
    return out(gateway.address)


def _of_peering(peering: Resource, vpc: str) -> str:
    return _end(peering.address, vpc)


DOORS: Final[Mapping[str, Callable[[Resource, str], str]]] = {
    "aws_internet_gateway": _plain,
    "aws_egress_only_internet_gateway": _plain,
    "aws_nat_gateway": _plain,
    "aws_vpc_peering_connection": _of_peering,
}
"""By type of target the node that a route of a VPC's table leads to."""
