"""What lies in a subnet, or a VPC, that is not known: it may be any of this input."""

from __future__ import annotations

from typing import Final

from cloudguard.network.filters import PERHAPS
from cloudguard.providers.aws.network.vpcs import Vpcs, net
from cloudguard.values import Source

_SENT: Final = "sent from some subnet"
_RECEIVED: Final = "received in some subnet"


def wire(vpcs: Vpcs) -> None:
    """Join unknown subnets to every subnet, and unknown VPCs to every VPC, each only perhaps."""
    wiring = vpcs.wiring
    says = "a subnet that is not known"
    for one in vpcs.somewheres:
        wiring.edge(one.out, _SENT, one.at, says, carries=PERHAPS)
        wiring.edge(_RECEIVED, one.into, one.at, says, carries=PERHAPS)
    for subnet in vpcs.subnets.values() if vpcs.somewheres else ():
        wiring.edge(_SENT, subnet.out, subnet.at, says, carries=PERHAPS)
        for node in (subnet.into, subnet.out):
            wiring.edge(node, _RECEIVED, subnet.at, says, carries=PERHAPS)
    says = "a VPC that is not known"
    for subnet in vpcs.unplaced:
        for vpc in vpcs.ranges:
            at = Source(vpc)
            wiring.edge(net(vpc), net(subnet.vpc), at, says, carries=PERHAPS)
            wiring.edge(net(subnet.vpc), net(vpc), at, says, carries=PERHAPS)
