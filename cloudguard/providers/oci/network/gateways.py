"""Internet, NAT and service gateways.

OCI documentation, "Internet Gateway" (both ways, for VNICs with public addresses), "NAT Gateway"
(out and answers only, IPv4, from its own address; `block_traffic` stops it), "Access to Oracle
Services: Service Gateway"; "Overview of VCNs and Subnets": in a private subnet nothing comes in
from the Internet. A gateway may have a route table for what enters the VCN by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from cloudguard.network.filters import Match, exactly, perhaps
from cloudguard.network.intervals import intersection
from cloudguard.network.packets import V4, PacketSet, packets
from cloudguard.network.wiring import GLOBAL, GLOBAL_V4, leaving
from cloudguard.providers.oci.network.vcns import Subnet, Vcns
from cloudguard.providers.wires import flag, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known


def wire(vcns: Vcns) -> None:
    """Wire gateways to what is behind them."""
    for gateway in vcns.resources.of("oci_core_internet_gateway"):
        _internet(gateway, vcns)
    for gateway in vcns.resources.of("oci_core_nat_gateway"):
        _translator(gateway, vcns)


def _internet(gateway: Resource, vcns: Vcns) -> None:
    enabled = flag(gateway, "enabled", default=True)
    internet = vcns.wiring.internet()
    if enabled is False:
        return
    certain = enabled is True and sure(gateway)
    at, says = gateway.source(), "internet gateway"
    outward = _if(packets(source=GLOBAL, destination=GLOBAL), certain=certain)
    vcns.wiring.edge(f"{gateway.address} out", internet.id, at, says, carries=outward)
    inside = f"{gateway.address} in"
    inward = _if(packets(destination=GLOBAL), certain=certain)
    vcns.wiring.edge(leaving(internet.id), inside, at, says, carries=inward)
    vcn = vcns.named(gateway.get("vcn_id"))
    said = gateway.get("route_table_id", None, "none: what is for the VCN goes there")
    whole = isinstance(said, Known) and not said.value
    if not whole:
        reason = f"where {gateway.address} sends what enters by it is not known"
        vcns.wiring.open(inside, reason, gateway.source("route_table_id"))
    subnets: Iterable[Subnet] = vcns.subnets.values() if vcn is None else vcns.of_vcn.get(vcn, ())
    for subnet in subnets:
        if subnet.public is not False:
            # A public address stands for a private one: the VCN delivers to its VNIC.
            known = whole and vcn is not None and subnet.public is True
            vcns.wiring.edge(
                inside,
                subnet.into,
                at,
                says,
                carries=_if(packets(destination=GLOBAL), certain=known),
            )


def _translator(gateway: Resource, vcns: Vcns) -> None:
    blocked = flag(gateway, "block_traffic", default=False)
    internet = vcns.wiring.internet()
    if blocked is True:
        return
    certain = blocked is False and sure(gateway)
    at, says = gateway.source(), "NAT gateway"
    public = intersection(GLOBAL, V4)
    vcns.wiring.edge(
        f"{gateway.address} out", internet.id, at, says,
        carries=_if(packets(source=V4, destination=public), certain=certain),
        change=partial(PacketSet.at_source, addresses=GLOBAL_V4),
    )  # fmt: skip
    back = f"{gateway.address} back"
    vcns.wiring.translators.add(back)
    here = exactly(packets(destination=GLOBAL_V4))
    vcns.wiring.edge(leaving(internet.id), back, at, says, carries=here)


def _if(found: PacketSet, *, certain: bool) -> Match:
    return exactly(found) if certain else perhaps(found)
