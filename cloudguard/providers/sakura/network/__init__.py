"""The networks of SAKURA Cloud: switches that are flat, filters without state, routers."""

from __future__ import annotations

from cloudguard.network.wiring import Wiring
from cloudguard.providers.sakura.network import hosts, lines, peers, public, routers
from cloudguard.providers.sakura.network.switches import Switches
from cloudguard.providers.sakura.provider import Sakura


def wire(sakura: Sakura, wiring: Wiring) -> None:
    """Draw the networks of an input: routers are read first, since they tell the prefixes."""
    switches = Switches(sakura, wiring)
    read = list(routers.read(switches))
    hosts.wire(switches)
    public.wire(switches)
    lines.wire(switches, read)
    peers.wire(switches, read)
    switches.wire()
