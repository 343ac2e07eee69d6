"""The networks of AWS: what is wired to what, with all that no resource shows."""

from __future__ import annotations

from cloudguard.network.wiring import Wiring
from cloudguard.providers.aws.network import (
    acls,
    endpoints,
    firewalls,
    gateways,
    groups,
    hosts,
    peerings,
    shares,
    unplaced,
    wan,
)
from cloudguard.providers.aws.network.attachments import Attachments
from cloudguard.providers.aws.network.balancers import Balancers
from cloudguard.providers.aws.network.lines import Lines
from cloudguard.providers.aws.network.routing import Tables
from cloudguard.providers.aws.network.transit import Transit
from cloudguard.providers.aws.network.vpcs import Vpcs
from cloudguard.providers.aws.provider import Aws


def wire(aws: Aws, wiring: Wiring) -> None:
    """Draw the networks of an input: hosts first, since rules of groups ask who is a member."""
    vpcs = Vpcs(aws, wiring)
    vpcs.touch()
    endpoints.clients(vpcs)
    hosts.wire(vpcs)
    groups.wire(vpcs)
    acls.wire(vpcs)
    tables = Tables(vpcs)
    gateways.wire(vpcs, tables)
    peerings.wire(vpcs)
    attachments = Attachments(vpcs)
    Lines(vpcs, attachments).wire()
    tables.wire()
    attachments.wire()
    Transit(vpcs, attachments).wire()
    firewalls.wire(vpcs)
    wan.wire(vpcs)
    shares.wire(vpcs)
    Balancers(vpcs).wire()
    endpoints.wire(vpcs)
    unplaced.wire(vpcs)
