"""Lines to what is not in this input: Interconnect, Cloud VPN, and Identity-Aware Proxy.

Google Cloud docs, "Cloud Router overview" and "Advertised routes" (by default the subnets of the
router's region, of all regions with global dynamic routing), "VPC networks", "Dynamic routing
mode", "Cloud VPN overview", "HA VPN over Cloud Interconnect", "Using IAP for TCP forwarding".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cloudguard.network.filters import CLOSED, Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, intersection, union
from cloudguard.network.packets import ALL, EVERYWHERE, packets, prefix
from cloudguard.network.wiring import Line, leaving
from cloudguard.providers.google.network.routing import Learned, Tables
from cloudguard.providers.google.network.vpcs import NETWORK, Vpcs, entering, net, region_of
from cloudguard.providers.wires import cidrs, prefixes_of, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

ATTACHMENT: Final = "google_compute_interconnect_attachment"
TUNNEL: Final = "google_compute_vpn_tunnel"
_ROUTER: Final = "google_compute_router"
_HA: Final = "google_compute_ha_vpn_gateway"
_CLASSIC: Final = "google_compute_vpn_gateway"
# "Using IAP for TCP forwarding": all connections come from these addresses.
IAP: Final = prefix("35.235.240.0/20")
_ALL: Final = "ALL_SUBNETS"


@dataclass(frozen=True, slots=True)
class _End:
    """Where a line ends in a network: what announces its routes, if anything does."""

    network: str
    router: Resource | None
    certain: bool


def wire(tables: Tables) -> None:
    """Wire lines both ways: out where their other side's routes lead, in to the network."""
    vpcs = tables.vpcs
    for attachment in vpcs.resources.of(ATTACHMENT):
        enabled = attachment.get(
            "admin_enabled", True, "google_compute_interconnect_attachment docs"
        )
        if isinstance(enabled, Known) and enabled.value in (False, "false"):
            continue
        end = _of_router(attachment, vpcs)
        _door(attachment, end, "private-line", tables)
    for tunnel in vpcs.resources.of(TUNNEL):
        _tunnel(tunnel, tables)
    for peer in vpcs.resources.of("google_compute_router_peer"):
        named = peer.get("router_appliance_instance", None, "not written")
        if isinstance(named, Known) and named.value:
            node = out(peer.address)
            reason = f"what the appliance of {peer.address} forwards is not known"
            vpcs.wiring.open(node, reason, peer.source())
            _learn(node, "router appliance", _of_router(peer, vpcs), peer, tables)
    _proxy(tables)


def out(line: str) -> str:
    """Return the node on which a line takes packets out."""
    return f"{line} out"


def into(line: str) -> str:
    """Return the node on which a line brings packets in."""
    return f"{line} in"


def _of_router(resource: Resource, vpcs: Vpcs) -> _End:
    router = vpcs.named.find(resource.get("router"), _ROUTER, near=resource)
    if router is None:
        return _End(vpcs.network(Unknown("its router is not here", resource.source()), resource),
                    None, certain=False)  # fmt: skip
    network = vpcs.network(router.get("network"), router)
    return _End(network, router, sure(resource) and sure(router))


def _door(
    resource: Resource, end: _End, line: Line, tables: Tables, reaches: Intervals = EVERYWHERE
) -> None:
    vpcs = tables.vpcs
    at, address = resource.source(), resource.address
    vpcs.wiring.gateway(out(address), into(address), line, at, reaches)
    _inward(into(address), end, resource, vpcs)
    if end.router is not None or line == "private-line":
        _learn(out(address), line, end, resource, tables)


def _learn(node: str, says: str, end: _End, resource: Resource, tables: Tables) -> None:
    region = None
    here = tables.vpcs.networks.get(end.network)
    mode = here.get("routing_mode", "REGIONAL", "google_compute_network docs") if here else None
    certain = end.certain and isinstance(mode, Known)
    if not (isinstance(mode, Known) and mode.value == "GLOBAL"):
        region = region_of(end.router or resource, tables.vpcs.google)
    tables.learned[end.network].append(Learned(node, resource.source(), says, region, certain))


def _inward(node: str, end: _End, resource: Resource, vpcs: Vpcs) -> None:
    """Let in what the router announces surely, and anything else possibly."""
    announced = _announced(end, vpcs)
    carries = perhaps(ALL)
    if end.certain and announced is not None:
        carries = Match(packets(destination=announced), ALL)
    vpcs.wiring.edge(node, entering(end.network), resource.source(), "line", carries=carries)


def _announced(end: _End, vpcs: Vpcs) -> Intervals | None:
    """Return the prefixes that are announced over a line, None where that is not known."""
    here = vpcs.networks.get(end.network)
    if here is None:
        return None
    own = vpcs.addresses.get(end.network, ())
    if end.router is None:
        return own
    mode = here.get("routing_mode", "REGIONAL", "google_compute_network docs")
    region = region_of(end.router, vpcs.google)
    if not (isinstance(mode, Known) and mode.value == "GLOBAL"):
        near = (s.addresses for s in vpcs.of_network[end.network] if region and s.region == region)
        own = ()
        for addresses in near:
            own = union(own, addresses)
    said = end.router.get("bgp.advertise_mode", "DEFAULT", "google_compute_router docs: DEFAULT")
    if isinstance(said, Unknown):
        return None
    if said.value != "CUSTOM":
        return own
    groups = end.router.items("bgp.advertised_groups")
    known = isinstance(groups, Known) and any(
        isinstance(g, Known) and g.value == _ALL for g in groups.value
    )
    found: Intervals = own if known else ()
    ranges = end.router.blocks("bgp.advertised_ip_ranges")
    for block in ranges.value if isinstance(ranges, Known) else ():
        found = union(found, prefixes_of([block.get("range")])[0])
    return found


def _tunnel(tunnel: Resource, tables: Tables) -> None:
    vpcs = tables.vpcs
    gateway = vpcs.named.find(tunnel.get("vpn_gateway"), _HA, near=tunnel)
    classic = vpcs.named.find(tunnel.get("target_vpn_gateway"), _CLASSIC, near=tunnel)
    found = gateway or classic
    router = vpcs.named.find(tunnel.get("router"), _ROUTER, near=tunnel)
    if found is None:
        end = _of_router(tunnel, vpcs)
    else:
        network = vpcs.network(found.get("network"), found)
        end = _End(network, router, sure(tunnel) and sure(found))
    peer = vpcs.named.find(tunnel.get("peer_gcp_gateway", None, "not written"), _HA, near=tunnel)
    if peer is not None and gateway is not None:
        _between(tunnel, gateway, peer, end, tables)
        return
    remote, whole = cidrs(tunnel, "remote_traffic_selector")
    reaches = remote if remote and whole else EVERYWHERE
    line: Line = "private-line" if _over_interconnect(gateway) else "internet-vpn"
    _door(tunnel, end, line, tables, reaches)


def _over_interconnect(gateway: Resource | None) -> bool:
    blocks = gateway.blocks("vpn_interfaces") if gateway is not None else None
    if not isinstance(blocks, Known) or not blocks.value:
        return False
    said = [b.get("interconnect_attachment", None, "not written") for b in blocks.value]
    return all(isinstance(one, Known) and one.value for one in said)


def _between(
    tunnel: Resource, gateway: Resource, peer: Resource, end: _End, tables: Tables
) -> None:
    """Wire a tunnel to another network of this input; one there leads back."""
    vpcs = tables.vpcs
    network = vpcs.network(peer.get("network"), peer)
    back: list[Resource] = []
    for other in vpcs.resources.of(TUNNEL):
        ours = vpcs.named.find(other.get("vpn_gateway"), _HA, near=other)
        theirs = vpcs.named.find(other.get("peer_gcp_gateway"), _HA, near=other)
        if ours is not None and theirs is not None and (
            ours.address, theirs.address) == (peer.address, gateway.address):  # fmt: skip
            back.append(other)
    router = None
    if back:
        router = vpcs.named.find(back[0].get("router"), _ROUTER, near=back[0])
    there = _announced(_End(network, router, certain=bool(back)), vpcs)
    carries = perhaps(ALL)
    if there is not None and end.certain and back and sure(back[0]):
        most = union(there, vpcs.possible(network))
        carries = Match(packets(destination=there), packets(destination=most))
    node = out(tunnel.address)
    vpcs.wiring.link(tunnel.address, end.network, network)
    vpcs.wiring.edge(node, entering(network), tunnel.source(), "Cloud VPN", carries=carries)
    _learn(node, "Cloud VPN", end, tunnel, tables)


def _proxy(tables: Tables) -> None:
    """Draw Identity-Aware Proxy where something is written for it: whom IAM lets in is not seen."""
    vpcs = tables.vpcs
    wanted: dict[str, Resource] = {}
    for rule in vpcs.resources.of("google_compute_firewall"):
        sources, whole = cidrs(rule, "source_ranges")
        if whole and (not intersection(sources, IAP) or intersection(sources, _REST)):
            continue
        value = rule.get("network")
        named = vpcs.named.of(value, NETWORK, near=rule)
        for network in [vpcs.network(value, rule)] if named else list(vpcs.networks):
            wanted.setdefault(network, rule)
    for network, rule in wanted.items():
        door = f"{network} Identity-Aware Proxy"
        vpcs.wiring.gateway(door, f"{door} in", "unknown", rule.source(), IAP)
        carries = packets(source=IAP, destination=vpcs.addresses.get(network, ()))
        most = packets(source=IAP, destination=vpcs.possible(network))
        vpcs.wiring.edge(
            f"{door} in", net(network), rule.source(), "Identity-Aware Proxy",
            carries=Match(carries, most),
        )  # fmt: skip
        answers = exactly(packets(destination=IAP))
        for name, member in tables.members.of.items():
            if member.network == network:
                vpcs.wiring.edge(
                    leaving(name), door, rule.source(), "Identity-Aware Proxy",
                    carries=answers, admits=CLOSED,
                )  # fmt: skip


_REST: Final = (IAP[1], IAP[1] + 1)
"""An address beside those of the proxy: what admits it too was not written for the proxy."""
