"""VPC peerings: to the addresses of the VPC at the other side, and no further.

Amazon VPC Peering Guide, "How VPC peering connections work" (VPC peering limitations: nothing goes
on through a peering, neither to other peers nor to gateways), "Update your security groups to
reference peer security groups" (of the same Region alone).
"""

from __future__ import annotations

from typing import Final

from cloudguard.network.filters import PERHAPS, perhaps
from cloudguard.network.packets import PacketSet
from cloudguard.providers.aws.network.doors import out
from cloudguard.providers.aws.network.vpcs import Vpcs, net
from cloudguard.providers.wires import sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known

_PEERING: Final = "aws_vpc_peering_connection"


def wire(vpcs: Vpcs) -> None:
    """Wire every peering both ways."""
    for peering in vpcs.resources.of(_PEERING):
        ends = [vpcs.named(peering.get(path)) for path in ("vpc_id", "peer_vpc_id")]
        certain = _accepted(peering, vpcs) and sure(peering)
        vpcs.wiring.link(peering.address, *(end or "a VPC that is not known" for end in ends))
        for start, end in (ends, ends[::-1]):
            _way(peering, start, end, vpcs, certain=certain)


def _way(
    peering: Resource, start: str | None, end: str | None, vpcs: Vpcs, *, certain: bool
) -> None:
    if start is None:
        # Any VPC may be the one at this end.
        for vpc in vpcs.of_vpc:
            if vpc != end:
                reason = f"the VPCs of {peering.address} are not known"
                vpcs.wiring.open(out(peering.address, vpc), reason, peering.source())
        return
    node = out(peering.address, start)
    if end is None:
        vpcs.wiring.open(node, f"the peer of {peering.address} is not known", peering.source())
        vpcs.wiring.edge(node, net(start), peering.source(), "VPC peering", carries=PERHAPS)
        return
    if end not in vpcs.ranges:
        vpcs.wiring.gateway(node, net(start), "peering", peering.source())
        return
    carries = vpcs.range(end).destined & vpcs.range(start).sent
    carries = carries if certain else perhaps(carries.possible)
    far = _far(peering, start, end, vpcs)
    at, says = peering.source(), "VPC peering"
    nameless = PacketSet.anonymous if far is not False else None
    vpcs.wiring.edge(node, net(end), at, says, carries=carries, change=nameless)
    if far is None:
        vpcs.wiring.edge(node, net(end), at, says, carries=perhaps(carries.possible))


def _far(peering: Resource, one: str, other: str, vpcs: Vpcs) -> bool | None:
    """Tell whether a peering leads to another Region, None where that is not known."""
    places = [vpcs.region_of(vpc) for vpc in (one, other)]
    if None not in places:
        return places[0] != places[1]
    written = peering.get("peer_region", None, "aws_vpc_peering_connection: the same Region")
    if isinstance(written, Known) and not written.value:
        return False
    return None


def _accepted(peering: Resource, vpcs: Vpcs) -> bool:
    """Tell whether a peering is surely active: accepted here, or by the one who asks."""
    type_ = "aws_vpc_peering_connection_accepter"
    accepters = vpcs.resources.about(peering, type_, "vpc_peering_connection_id").named
    said = [r.get("auto_accept", False, "not by itself") for r in (peering, *accepters)]
    if any(isinstance(value, Known) and value.value in (True, "true") for value in said):
        return True
    status = peering.get("accept_status", None, "known only after apply")
    return isinstance(status, Known) and status.value == "active"
