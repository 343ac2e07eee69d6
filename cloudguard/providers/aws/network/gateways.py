"""Gateways of VPCs to the Internet, and translators: NAT, egress-only, carrier.

Amazon VPC User Guide, "Internet gateways" (only public addresses pass, IPv6 as it is),
"Egress-only internet gateways", "NAT gateways", "Regional NAT gateways for automatic multi-AZ
expansion"; AWS Wavelength Developer Guide, "Carrier gateways".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from cloudguard.network.filters import CLOSED, Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, difference, intersection, union, union_of
from cloudguard.network.packets import (
    EVERYWHERE,
    ICMP,
    TCP,
    UDP,
    V4,
    V6,
    PacketSet,
    packets,
    ports,
    prefix,
)
from cloudguard.network.wiring import GLOBAL, GLOBAL_V4, Route, leaving
from cloudguard.providers.aws.network.doors import out
from cloudguard.providers.aws.network.routing import Tables
from cloudguard.providers.aws.network.vpcs import Subnet, Vpcs
from cloudguard.providers.wires import sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

_IGW: Final = "aws_internet_gateway"
_ATTACHMENT: Final = "aws_internet_gateway_attachment"
# Amazon VPC User Guide, "NAT gateway basics": TCP, UDP and ICMP.
_TRANSLATED: Final = union_of(ports(number) for number in (ICMP, TCP, UDP))
_NAT64: Final = prefix("64:ff9b::/96")


def wire(vpcs: Vpcs, tables: Tables) -> None:
    """Wire gateways to the Internet, and translators to what is behind them."""
    for gateway in (*vpcs.resources.of(_IGW), *vpcs.resources.of("aws_ec2_carrier_gateway")):
        _internet(gateway, vpcs, tables)
    for gateway in vpcs.resources.of("aws_egress_only_internet_gateway"):
        _egress_only(gateway, vpcs)
    for nat in vpcs.resources.of("aws_nat_gateway"):
        _translator(nat, vpcs)


def _internet(gateway: Resource, vpcs: Vpcs, tables: Tables) -> None:
    """Wire a gateway to the Internet both ways: only public addresses pass."""
    at, says = gateway.source(), "internet gateway"
    internet = vpcs.wiring.internet()
    passing = packets(source=GLOBAL, destination=GLOBAL)
    carries = exactly(passing) if sure(gateway) else perhaps(passing)
    vpcs.wiring.edge(out(gateway.address), internet.id, at, says, carries=carries)
    arriving = f"{gateway.address} in"
    vpcs.wiring.edge(leaving(internet.id), arriving, at, says, carries=carries)
    for subnet, certain in _attached(gateway, vpcs):
        _inward(gateway, arriving, subnet, vpcs, tables, certain=certain and sure(gateway))


def _attached(gateway: Resource, vpcs: Vpcs) -> Iterator[tuple[Subnet, bool]]:
    """Yield the subnets of the VPC that a gateway is attached to."""
    written = gateway.get("vpc_id", None, "not written: attached by a resource of its own")
    if isinstance(written, Unknown) or written.value:
        yield from vpcs.of(written)
        return
    for one in vpcs.resources.of(_ATTACHMENT):
        named = vpcs.named(one.get("internet_gateway_id"))
        if named in (gateway.address, None):
            for subnet, certain in vpcs.of(one.get("vpc_id")):
                yield subnet, certain and named is not None and sure(one)


def _inward(  # one argument for each thing it depends on
    gateway: Resource, arriving: str, subnet: Subnet, vpcs: Vpcs, tables: Tables, *, certain: bool
) -> None:
    """Let the Internet into a subnet whose table leads back to the gateway.

    Without such a route no connection stands, but no page says that other packets do not come in.
    A table of the gateway's own may send what comes in to a middlebox first: Amazon VPC User
    Guide, "Gateway route tables".
    """
    public = union(intersection(subnet.range.possibly, GLOBAL), GLOBAL_V4)
    there = packets(destination=public)
    chosen = [c for c in vpcs.tables_of(subnet) if c.sure]
    routed = any(
        route.to == out(gateway.address) and route.sure
        for choice in chosen
        for route in tables.of(choice.name, subnet.vpc)
    )
    own = vpcs.tables.of(gateway.address, None)
    for choice in own:
        for route in tables.of(choice.name, subnet.vpc):
            certain = certain and not _takes(route, subnet)
            _through(route, arriving, subnet, vpcs)
    vpcs.wiring.edge(
        arriving, subnet.into, gateway.source(), "internet gateway",
        carries=Match(there if certain and routed else packets(destination=()), there),
        admits=vpcs.acl[subnet.id][0], stateful=False,
    )  # fmt: skip


def _takes(route: Route, subnet: Subnet) -> bool:
    there = route.destination
    return there is None or bool(intersection(there, subnet.range.possibly))


def _through(route: Route, arriving: str, subnet: Subnet, vpcs: Vpcs) -> None:
    """Send what comes in for a subnet to where the gateway's own table says."""
    if _takes(route, subnet) and route.to is not None:
        there = packets(destination=union(subnet.range.possibly, GLOBAL_V4))
        vpcs.wiring.edge(arriving, route.to, route.at, route.says, carries=perhaps(there))


def _egress_only(gateway: Resource, vpcs: Vpcs) -> None:
    """Wire a gateway that lets IPv6 out and answers in: no packet of the Internet's own passes."""
    internet, at = vpcs.wiring.internet(), gateway.source()
    outward = packets(source=intersection(GLOBAL, V6), destination=intersection(GLOBAL, V6))
    carries = exactly(outward) if sure(gateway) else perhaps(outward)
    says = "egress-only internet gateway"
    vpcs.wiring.edge(out(gateway.address), internet.id, at, says, carries=carries)
    node = f"{gateway.address} answers"
    vpcs.wiring.edge(leaving(internet.id), node, at, says, admits=CLOSED)
    for subnet, certain in vpcs.of(gateway.get("vpc_id")):
        six = subnet.range
        there = Match(
            packets(destination=intersection(six.surely if certain else (), V6)),
            packets(destination=intersection(six.possibly, V6)),
        )
        vpcs.wiring.edge(
            node, subnet.into, subnet.at, "network ACL",
            carries=there, admits=vpcs.acl[subnet.id][0], stateful=False,
        )  # fmt: skip


def _translator(nat: Resource, vpcs: Vpcs) -> None:
    """Wire a NAT gateway: packets leave from its own addresses, answers come back to them."""
    mode = nat.get("availability_mode", "zonal", "EC2 API Reference, CreateNatGateway: zonal")
    if isinstance(mode, Known) and mode.value == "regional":
        _regional(nat, vpcs)
        return
    named = vpcs.named(nat.get("subnet_id"))
    if named is None:
        reason = f"the subnet of {nat.address} is not known"
        vpcs.wiring.open(out(nat.address), reason, nat.source())
        return
    subnet = vpcs.subnet(named, nat.source("subnet_id"))
    kind = nat.get("connectivity_type", "public", "Amazon VPC User Guide, NAT gateways: public")
    private = kind.value == "private" if isinstance(kind, Known) else None
    own = subnet.range.known or subnet.range.possibly
    addresses = own if private else union(own, GLOBAL_V4)
    into, back = f"{nat.address} in", f"{nat.address} back"
    # From its own subnet a packet comes without the ACL.
    near = packets(source=subnet.range.known)
    far = packets(source=difference(EVERYWHERE, subnet.range.known))
    at = nat.source()
    vpcs.wiring.edge(out(nat.address), into, at, "NAT gateway", carries=exactly(near))
    vpcs.wiring.edge(
        out(nat.address), into, at, "network ACL of the NAT gateway's subnet",
        carries=exactly(far), admits=vpcs.acl[subnet.id][0], stateful=False,
    )  # fmt: skip
    certain = sure(nat) and private is not None and bool(subnet.range.known)
    _translate(nat, into, subnet.out, addresses, vpcs, certain=certain)
    vpcs.wiring.translators.add(back)
    here = exactly(packets(destination=addresses))
    vpcs.wiring.edge(subnet.into, back, at, "NAT gateway", carries=here)


def _translate(
    nat: Resource, start: str, end: str, own: Intervals, vpcs: Vpcs, *, certain: bool
) -> None:
    """Rewrite sources; to 64:ff9b::/96 from IPv6 to IPv4 as well.

    Amazon VPC User Guide, "DNS64 and NAT64".
    """
    plain = packets(source=V4, destination=V4, service=_TRANSLATED)
    carries = exactly(plain) if certain else perhaps(plain)
    rewritten = partial(PacketSet.at_source, addresses=own)
    vpcs.wiring.edge(start, end, nat.source(), "NAT gateway", carries=carries, change=rewritten)
    six = packets(source=V6, destination=_NAT64, service=_TRANSLATED)
    vpcs.wiring.edge(
        start, end, nat.source(), "NAT64 of the NAT gateway",
        carries=exactly(six) if certain else perhaps(six),
        change=partial(_to_v4, own=own),
    )  # fmt: skip


def _to_v4(sent: PacketSet, own: Intervals) -> PacketSet:
    return sent.at_source(own).at_destination(V4)


def _regional(nat: Resource, vpcs: Vpcs) -> None:
    """Wire a NAT gateway of a whole VPC: it has a table of its own that leads to the Internet."""
    internet, at = vpcs.wiring.internet(), nat.source()
    node, back = f"{nat.address} to the Internet", f"{nat.address} back"
    _translate(nat, out(nat.address), node, GLOBAL_V4, vpcs, certain=sure(nat))
    there = exactly(packets(destination=GLOBAL_V4))
    vpcs.wiring.edge(node, internet.id, at, "regional NAT gateway", carries=there)
    vpcs.wiring.translators.add(back)
    vpcs.wiring.edge(leaving(internet.id), back, at, "regional NAT gateway", carries=there)
