"""The networks of Google Cloud: what is wired to what, with all that no resource shows."""

from __future__ import annotations

from cloudguard.network.wiring import Wiring
from cloudguard.providers.google.network import (
    balancers,
    endpoints,
    firewalls,
    hosts,
    joins,
    lines,
    managed,
    nat,
    public,
    routing,
)
from cloudguard.providers.google.network.vpcs import Vpcs
from cloudguard.providers.google.provider import Google


def wire(google: Google, wiring: Wiring) -> None:
    """Draw the networks of an input: hosts first, since rules of tags ask who has them."""
    vpcs = Vpcs(google, wiring)
    members = hosts.wire(vpcs)
    managed.wire(members)
    public.wire(members)
    balanced = balancers.hosts(members)
    endpoints.hosts(members)
    hosts.fill(members)
    tables = routing.Tables(vpcs, members, firewalls.wire(vpcs, members))
    tables.read()
    lines.wire(tables)
    joins.wire(tables)
    managed.join(tables)
    balancers.wire(tables, balanced)
    endpoints.wire(tables)
    nat.wire(vpcs)
    tables.wire()
    routing.internet(vpcs, members)
