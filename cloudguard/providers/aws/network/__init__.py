"""The networks of AWS: what is wired to what, with all that no resource shows."""

from __future__ import annotations

from cloudguard.network.wiring import Wiring
from cloudguard.providers.aws.network import acls, groups, hosts, routing
from cloudguard.providers.aws.network.vpcs import Vpcs
from cloudguard.providers.aws.provider import Aws


def wire(aws: Aws, wiring: Wiring) -> None:
    """Draw the networks of an input: hosts first, since rules of groups ask who is a member."""
    vpcs = Vpcs(aws, wiring)
    hosts.wire(vpcs)
    groups.wire(vpcs)
    acls.wire(vpcs)
    routing.wire(vpcs)
