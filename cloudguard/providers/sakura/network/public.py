"""Services that stand on the Internet by themselves: balancers and applications.

terraform-provider-sakura 3.12.7 docs, sakura_enhanced_lb: ends connections at its own address and
opens others to the addresses of its servers; sakura_apprun_shared: an application with a public
name, which a packet filter may limit to networks.
"""

from __future__ import annotations

from typing import Final

from cloudguard.network.filters import ANYTHING, CLOSED, Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, intersection, union
from cloudguard.network.packets import packets
from cloudguard.network.wiring import GLOBAL, GLOBAL_V4, leaving
from cloudguard.providers.sakura.network.switches import Switches, listed, within
from cloudguard.providers.wires import flag
from cloudguard.sources.resource import Resource
from cloudguard.values import Unknown

_BALANCERS: Final = ("sakura_enhanced_lb", "sakuracloud_proxylb")
_APPLICATIONS: Final = ("sakura_apprun_shared", "sakuracloud_apprun_application")


def wire(switches: Switches) -> None:
    """Wire what stands on the Internet."""
    for balancer in switches.of(_BALANCERS):
        found, whole = listed(balancer, "server.ip_address", "sorry_server.ip_address")
        there = packets(destination=intersection(found, GLOBAL))
        _host(balancer, ANYTHING, exactly(there) if whole else perhaps(packets()), switches)
    for application in switches.of(_APPLICATIONS):
        _host(application, _allowed(application), ANYTHING, switches)


def _host(resource: Resource, allowed: Match, opens: Match, switches: Switches) -> None:
    wiring, at = switches.wiring, resource.source()
    internet = wiring.internet()
    host = wiring.host(resource.address, resource.address, GLOBAL_V4, at)
    carries = allowed & exactly(packets(source=GLOBAL)) & host.destined
    wiring.edge(leaving(internet.id), host.id, at, "public endpoint", carries=carries)
    outward = opens & exactly(packets(destination=GLOBAL))
    wiring.edge(host.leaves, internet.id, at, "public endpoint", carries=outward)
    # Answers go to whoever connected.
    wiring.edge(host.leaves, internet.id, at, "public endpoint", admits=CLOSED)


def _allowed(application: Resource) -> Match:
    enabled = flag(application, "packet_filter.enabled", default=False)
    if enabled is False:
        return ANYTHING
    blocks = application.blocks("packet_filter.settings")
    if isinstance(blocks, Unknown):
        return perhaps(packets())
    found: Intervals = ()
    whole = True
    for block in blocks.value:
        around = within(block.get("from_ip"), block.get("from_ip_prefix_length"))
        whole = whole and around is not None
        found = union(found, around or ())
    known = packets(source=found)
    if enabled is None:
        return Match(known, packets())
    return Match(known, known if whole else packets())
