"""What is shared with other accounts: subnets and Transit Gateways.

AWS RAM User Guide, "Shareable AWS resources"; Amazon VPC User Guide, "Share your VPC subnets with
other accounts".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.network.filters import PERHAPS
from cloudguard.providers.aws.network.vpcs import SUBNETS, Vpcs
from cloudguard.sources.resource import Resource

_SHARED: Final = "aws_ram_resource_association"


def shared(vpcs: Vpcs, *types: str) -> Iterator[tuple[Resource, Resource]]:
    """Yield what is shared of some types, with the resource that shares it."""
    for one in vpcs.resources.of(_SHARED):
        here = vpcs.names.here(vpcs.named(one.get("resource_arn")) or "")
        if here is not None and here.type in types:
            yield here, one


def wire(vpcs: Vpcs) -> None:
    """Let those whom a subnet is shared with put hosts into it."""
    for subnet, by in shared(vpcs, *SUBNETS):
        inside = vpcs.subnets[subnet.address]
        to, arriving = f"{by.address} to participants", f"{by.address} from participants"
        vpcs.wiring.gateway(to, arriving, "peering", by.source())
        says = "a subnet that is shared"
        vpcs.wiring.edge(arriving, inside.out, by.source(), says, carries=PERHAPS)
        for node in (inside.into, inside.out):
            carries = inside.range.destined
            vpcs.wiring.edge(node, to, by.source(), says, carries=carries & PERHAPS)
