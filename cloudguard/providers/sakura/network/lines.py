"""What leads out of VPC routers and mobile gateways: the Internet, VPNs, remote access, SIMs.

terraform-provider-sakura 3.12.7 docs, sakura_vpn_router: port forwarding and static NAT let the
Internet in, `internet_connection` lets what is behind out, from the router's own address. SAKURA
Cloud manual, "Site-to-site VPN settings" (2020-04-21): between local and remote prefixes; remote
access by L2TP, PPTP and WireGuard gives clients addresses of a range. sakuracloud 2.36.1 docs,
sakuracloud_mobile_gateway: SIMs reach a switch over a closed line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from cloudguard.network.filters import CLOSED, Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, intersection, union_of
from cloudguard.network.packets import (
    EVERYWHERE,
    PROTOCOLS,
    V4,
    PacketSet,
    addresses,
    packets,
    ports,
)
from cloudguard.network.wiring import GLOBAL_V4, Line, Route, leaving
from cloudguard.providers.sakura.network.routers import Router, gate, join, static
from cloudguard.providers.sakura.network.switches import Switches
from cloudguard.providers.wires import cidrs, flag, number, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown


def wire(switches: Switches, routers: Sequence[Router]) -> None:
    """Wire VPC routers and mobile gateways."""
    for router in routers:
        if router.kind == "local":
            continue
        join(router, switches)
        static(router, routers, switches)
        _tunnels(router, switches)
        _remote(router, switches)
        _internet(router, switches)
        switches.wiring.routes(router.core, router.routes)


def _tunnels(router: Router, switches: Switches) -> None:
    blocks = router.here.blocks("site_to_site_vpn")
    if isinstance(blocks, Unknown):
        at, node = router.here.source("site_to_site_vpn"), f"{router.id} vpn"
        switches.wiring.open(router.core, blocks.reason, at)
        switches.wiring.gateway(node, f"{node} in", "unknown", at)
        return
    for place, block in enumerate(blocks.value):
        there, whole = cidrs(block, "routes")
        here, known = cidrs(block, "local_prefix")
        node, at = f"{router.id} vpn {place}", block.source()
        wiring = switches.wiring
        local = packets(source=here), packets(destination=here)
        out, back = (exactly(p) if known else Match(p, packets()) for p in local)
        wiring.edge(f"{node} entry", node, at, "site-to-site VPN", carries=_wide(out, whole=known))
        wiring.edge(
            f"{node} in", router.core, at, "site-to-site VPN", carries=_wide(back, whole=known)
        )
        wiring.gateway(node, f"{node} in", "internet-vpn", at, there if whole else EVERYWHERE)
        if there and whole:
            router.routes.append(Route(there, f"{node} entry", at, "site-to-site VPN"))
        else:
            router.routes.append(Route(None, f"{node} entry", at, "site-to-site VPN", sure=False))


def _wide(match: Match, *, whole: bool) -> Match:
    return match if whole else perhaps(packets(source=V4, destination=V4))


def _remote(router: Router, switches: Switches) -> None:
    """Wire the door that clients of remote access and SIMs come in by."""
    ranges: list[Intervals] = []
    whole = True
    for path in ("l2tp", "pptp", "wire_guard", "sim"):
        blocks = router.here.blocks(path)
        if isinstance(blocks, Unknown):
            whole = False
            continue
        for block in blocks.value:
            found = list(_range(block, path))
            ranges += found
            whole = whole and bool(found)
    if not ranges and whole:
        return
    there, at, node = union_of(ranges), router.here.source(), f"{router.id} remote access"
    line: Line = "private-line" if router.kind == "mobile" else "internet-vpn"
    reaches = there if whole else EVERYWHERE
    switches.wiring.gateway(node, f"{node} in", line, at, reaches)
    switches.wiring.edge(f"{node} in", router.core, at, "remote access")
    certain = whole and sure(router.here)
    router.routes.append(Route(there if certain else None, node, at, "remote access", certain))


def _range(block: Resource, path: str) -> Iterator[Intervals]:
    if path in ("l2tp", "pptp"):
        ends = [block.get(name) for name in ("range_start", "range_stop")]
        texts = [str(end.value) for end in ends if isinstance(end, Known)]
        try:
            yield addresses(texts[0], texts[1])
        except (IndexError, ValueError):
            return
        return
    found, whole = cidrs(block, "ip_address")
    if found and whole:
        yield found


def _internet(router: Router, switches: Switches) -> None:
    """Wire the public interface: out with its own address, in where something is forwarded."""
    default = router.kind != "mobile"  # the providers' docs: on for routers, off for gateways
    online = flag(router.here, "internet_connection", default=default)
    wiring, at = switches.wiring, router.here.source("internet_connection")
    if online is False:
        return
    internet, certain = wiring.internet(), online is True and sure(router.here)
    wan, inward = f"{router.id} wan", f"{router.id} inward"
    router.routes.append(Route(V4, router.leave(0), at, "to the Internet", certain))
    gate(router, router.leave(0), wan, 0, "send", switches)
    public = exactly(packets(source=V4, destination=GLOBAL_V4))
    wiring.edge(
        wan, internet.id, at, "address translation",
        carries=public, change=partial(PacketSet.at_source, addresses=GLOBAL_V4),
    )  # fmt: skip
    # Answers to what was forwarded go back as they are: from the address that it was sent to.
    wiring.edge(wan, internet.id, at, "address translation", carries=public, admits=CLOSED)
    here = exactly(packets(destination=GLOBAL_V4))
    wiring.edge(leaving(internet.id), router.enter(0), at, "public interface", carries=here)
    gate(router, router.enter(0), inward, 0, "receive", switches)
    wiring.translators.add(inward)
    _forwarded(router, inward, switches, certain=certain)


def _forwarded(router: Router, inward: str, switches: Switches, *, certain: bool) -> None:
    for path, says in (("port_forwarding", "port forwarding"), ("static_nat", "static NAT")):
        blocks = router.here.blocks(path)
        if isinstance(blocks, Unknown):
            at = router.here.source(path)
            switches.wiring.open(router.core, blocks.reason, at)
            continue
        for block in blocks.value:
            match, change = _port(block) if path == "port_forwarding" else _address(block)
            if not certain:
                match = perhaps(match.possible)
            switches.wiring.edge(
                inward, router.core, block.source(), says, carries=match, change=change
            )


def _address(block: Resource) -> tuple[Match, partial[PacketSet]]:
    """Read a static NAT: all that is for a public address goes to a private one."""
    public, whole = cidrs(block, "public_ip")
    private, known = cidrs(block, "private_ip")
    there = packets(destination=intersection(public, GLOBAL_V4) if whole and public else GLOBAL_V4)
    match = exactly(there) if known and private else perhaps(there)
    to = private if known and private else V4
    return match, partial(PacketSet.at_destination, addresses=to)


def _port(block: Resource) -> tuple[Match, partial[PacketSet]]:
    protocol, outer, inner = (block.get(p) for p in ("protocol", "public_port", "private_port"))
    private, known = cidrs(block, "private_ip")
    word = PROTOCOLS.get(str(protocol.value)) if isinstance(protocol, Known) else None
    port = number(outer.value) if isinstance(outer, Known) else None
    target = number(inner.value) if isinstance(inner, Known) else None
    services = ports(word, port, port) if word and port else None
    sent = packets(destination=GLOBAL_V4, service=services) if services else None
    whole = bool(known and private and sent and target)
    become = ports(word, target, target) if word and target else (0, 256 << 16)
    change = partial(_translated, to=private if known and private else V4, service=become)
    every = packets(destination=GLOBAL_V4)
    return exactly(sent) if whole and sent else perhaps(every), change


def _translated(sent: PacketSet, to: Intervals, service: Intervals) -> PacketSet:
    """Return packets with another destination and service."""
    return PacketSet(tuple({b._replace(destination=to, service=service): None for b in sent.boxes}))
