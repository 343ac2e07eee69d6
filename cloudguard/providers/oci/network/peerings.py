"""Local peering gateways: between two VCNs, and on from there where a route table says so.

OCI documentation, "Local VCN Peering using Local Peering Gateways": a pair of gateways, one of
which names the other. "Transit Routing inside a Hub VCN", "Associating a Route Table with an
Existing LPG": what enters a VCN by a gateway is for that VCN alone, unless the gateway names a
route table, which may send it on to a DRG or a private address.
"""

from __future__ import annotations

from typing import Final

from cloudguard.network.filters import ANYTHING, Match, exactly, perhaps
from cloudguard.network.packets import packets
from cloudguard.providers.oci.network.vcns import Vcns, net
from cloudguard.providers.wires import sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Unknown

ASKED: Final = "OCI documentation, VCN Peering: one of the two sides asks"
_GATEWAY: Final = "oci_core_local_peering_gateway"


def wire(vcns: Vcns) -> None:
    """Wire each gateway to its peer, or to what is not in this input."""
    gateways = {gateway.address: gateway for gateway in vcns.resources.of(_GATEWAY)}
    peers: dict[str, set[str]] = {address: set() for address in gateways}
    for address, gateway in gateways.items():
        peer = vcns.named(gateway.get("peer_id", None, ASKED))
        if peer is not None:
            peers[address].add(peer)
            if peer in peers:
                peers[peer].add(address)
    for address, gateway in gateways.items():
        if isinstance(gateway.get("peer_id", None, ASKED), Unknown):
            for name, other in gateways.items():  # it may be the peer of any of them
                own = vcns.named(other.get("vcn_id")) or f"the VCN of {name}"
                vcns.wiring.link(name, own, "a VCN that is not known")
        inward(gateway, f"{address} in", vcns)
        known = [gateways[peer] for peer in sorted(peers[address]) if peer in gateways]
        if not known or isinstance(gateway.get("peer_id", None, ASKED), Unknown):
            # Whoever may name it at the other side may peer with it.
            vcns.wiring.gateway(f"{address} out", f"{address} in", "peering", gateway.source())
        for other in known:
            ends = [vcns.named(one.get("vcn_id")) for one in (gateway, other)]
            vcns.wiring.link(address, *(end or f"the VCN of {address}" for end in ends))
            certain = len(peers[address]) == 1 and sure(gateway) and sure(other)
            vcns.wiring.edge(
                f"{address} out", f"{other.address} in", gateway.source(), "local peering",
                carries=ANYTHING if certain else perhaps(ANYTHING.possible),
            )  # fmt: skip


def inward(gateway: Resource, node: str, vcns: Vcns, *paths: str) -> None:
    """Wire a node where packets enter a VCN: to its route table, else to the VCN alone."""
    vcn = vcns.one(gateway, "vcn_id", "network_details.id")
    at = gateway.source()
    says = "what enters by a gateway"
    if vcn is None:
        reason = f"the VCN of {gateway.address} is not known"
        vcns.wiring.open(node, reason, at)
        vcns.wiring.anywhere(reason, at)
        return
    for path in paths or ("route_table_id",):
        said = gateway.get(path, None, "none: what is for the VCN goes there")
        if isinstance(said, Unknown) or said.value:
            table = vcns.named(said) or f"the route table of {gateway.address}"
            vcns.wiring.edge(node, vcns.used(table, vcn), at, says)
            return
    vcns.wiring.edge(node, net(vcn), at, says, carries=local(vcn, vcns))


def local(vcn: str, vcns: Vcns) -> Match:
    """Match what is for a VCN."""
    there = packets(destination=vcns.addresses[vcn]) if vcn in vcns.addresses else None
    if there is None:
        return ANYTHING
    return exactly(there) if vcn in vcns.whole else perhaps(there)
