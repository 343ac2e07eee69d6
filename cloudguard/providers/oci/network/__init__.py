"""The networks of Oracle Cloud Infrastructure: what is wired to what, and what nobody writes."""

from __future__ import annotations

from cloudguard.network.wiring import Wiring
from cloudguard.providers.oci.network import drgs, gateways, hosts, peerings, public, routing, rules
from cloudguard.providers.oci.network.vcns import Vcns
from cloudguard.providers.oci.provider import Oci


def wire(oci: Oci, wiring: Wiring) -> None:
    """Draw the networks of an input: hosts first, since rules of groups ask who is a member."""
    vcns = Vcns(oci, wiring)
    hosts.wire(vcns)
    public.wire(vcns)
    rules.wire(vcns)
    peerings.wire(vcns)
    drgs.wire(vcns)
    gateways.wire(vcns)
    routing.wire(vcns)
