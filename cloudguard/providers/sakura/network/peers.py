"""Local routers: each joins one switch to its peers, in this account or another.

SAKURA Cloud manual, "Local router" (2024-07-18): connects switches at layer 3, of several accounts,
by peering two local routers with each other's secret key; its routes are those of its own network,
of its peers, and static ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cloudguard.network.intervals import Intervals, union
from cloudguard.network.wiring import Route
from cloudguard.providers.sakura.network.filters import IPV4
from cloudguard.providers.sakura.network.routers import Router, join, static
from cloudguard.providers.sakura.network.switches import Switches
from cloudguard.providers.wires import cidrs, flag, sure
from cloudguard.values import Known, Unknown


def wire(switches: Switches, routers: Sequence[Router]) -> None:
    """Wire local routers to their switches and to each other."""
    locals_ = {router.id: router for router in routers if router.kind == "local"}
    named = {name: dict(_named(router, switches)) for name, router in locals_.items()}
    for router in locals_.values():
        join(router, switches)
        static(router, routers, switches)
    for name, router in locals_.items():
        _hidden(router, switches)
        for peer in dict.fromkeys((*named[name], *(o for o in named if name in named[o]))):
            said = named[name].get(peer), named.get(peer, {}).get(name)
            if False in said and peer in locals_:
                continue  # switched off at one side
            other = locals_.get(peer)
            if other is None:
                _elsewhere(router, peer, switches)
            else:
                certain = said == (True, True) and sure(router.here) and sure(other.here)
                _joined(router, other, locals_, switches, certain=certain)
    for router in locals_.values():
        switches.wiring.routes(router.core, router.routes)


def _named(router: Router, switches: Switches) -> Iterator[tuple[str, bool | None]]:
    """Yield the peers that a router names, and whether they are switched on."""
    blocks = router.here.blocks("peer")
    for place, block in enumerate(blocks.value if isinstance(blocks, Known) else ()):
        name = switches.named(block.get("peer_id"))
        yield name or f"peer {place} of {router.id}", flag(block, "enabled", default=True)


def _hidden(router: Router, switches: Switches) -> None:
    blocks = router.here.blocks("peer")
    if isinstance(blocks, Unknown):
        at = router.here.source("peer")
        switches.wiring.open(router.core, blocks.reason, at)


def _elsewhere(router: Router, peer: str, switches: Switches) -> None:
    """Wire a peer that is not in this input: a network of someone else."""
    node, at = f"{router.id} to {peer}", router.here.source("peer")
    switches.wiring.gateway(node, f"{node} in", "peering", at)
    switches.wiring.edge(f"{node} in", router.core, at, "peer", carries=IPV4)
    router.routes.append(Route((0, 1 << 32), node, at, "peer"))


def _joined(
    router: Router, other: Router, every: dict[str, Router], switches: Switches, *, certain: bool
) -> None:
    """Route to a peer what is on its side; whether it carries on to its own peers is not told."""
    node, at = f"{router.id} to {other.id}", router.here.source("peer")
    switches.wiring.edge(node, other.core, at, "peer", carries=IPV4)
    on = [i.switch or f"the switch of {r.id}" for r in (router, other) for i in r.interfaces]
    switches.wiring.link(router.id, *on)
    known, whole = _networks(other)
    if known:
        router.routes.append(Route(known, node, at, "peer", certain))
    if not whole:
        router.routes.append(Route(None, node, at, "peer", sure=False))
    for further in every.values():
        if further not in (router, other):
            beyond, _ = _networks(further)
            if beyond:
                router.routes.append(Route(beyond, node, at, "peer of a peer", sure=False))


def _networks(router: Router) -> tuple[Intervals, bool]:
    """Return the prefixes that lie on a router's side, and whether these are all."""
    found: Intervals = ()
    whole = not router.hidden
    for interface in router.interfaces:
        whole = whole and interface.prefix is not None
        found = union(found, interface.prefix or ())
    blocks = router.here.blocks("static_route")
    if isinstance(blocks, Unknown):
        return found, False
    for block in blocks.value:
        there, known = cidrs(block, "prefix")
        found, whole = union(found, there), whole and known
    return found, whole
