"""Private Service Connect, one way to a service's producer; and mirroring, one way to a collector.

Google Cloud docs, "Private Service Connect": consumers reach the endpoint in their own network and
through it the published service, whose producer sees the attachment's NAT subnets and begins
nothing; "Packet Mirroring".
"""

from __future__ import annotations

from functools import partial
from typing import Final

from cloudguard.network.filters import exactly, perhaps
from cloudguard.network.intervals import Intervals, union
from cloudguard.network.packets import ALL, EVERYWHERE, PacketSet, packets
from cloudguard.network.wiring import leaving
from cloudguard.providers.google.network.balancers import RULES, address_of, is_endpoint
from cloudguard.providers.google.network.hosts import Member, Members, subnet_of
from cloudguard.providers.google.network.routing import Tables
from cloudguard.providers.google.network.vpcs import SUBNETWORK, Vpcs, net
from cloudguard.providers.wires import sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

_ATTACHMENT: Final = "google_compute_service_attachment"
_MIRRORING: Final = "google_compute_packet_mirroring"
_INSTANCE: Final = "google_compute_instance"
_APIS: Final = ("all-apis", "vpc-sc")


def hosts(members: Members) -> None:
    """Add a host for each endpoint, in the network of its consumer."""
    vpcs = members.vpcs
    for type_ in RULES:
        for rule in vpcs.resources.of(type_):
            if is_endpoint(rule, vpcs):
                subnet = subnet_of(rule, rule, vpcs)
                addresses = address_of(rule, vpcs) or subnet.primary
                member = Member(subnet.network, subnet.region, guarded=False)
                most = subnet.maybe if addresses == subnet.primary else ()
                members.add(rule.address, subnet, rule, addresses, member, maybe=most)


def wire(tables: Tables) -> None:
    """Wire endpoints to the services that they lead to, and mirrored hosts to collectors."""
    vpcs = tables.vpcs
    for type_ in RULES:
        for rule in vpcs.resources.of(type_):
            if is_endpoint(rule, vpcs):
                _endpoint(rule, vpcs)
    for mirroring in vpcs.resources.of(_MIRRORING):
        _mirror(mirroring, tables)


def _endpoint(rule: Resource, vpcs: Vpcs) -> None:
    wiring, at = vpcs.wiring, rule.source()
    name = vpcs.named.of(rule.get("target"), _ATTACHMENT, near=rule) or ""
    if name in _APIS:
        return  # Google's own APIs: what these admit is said by policies, not by packets
    attachment = vpcs.named.here(name)
    if attachment is None:
        node = f"{rule.address} out"
        wiring.gateway(node, f"{node} back", "peering", at)
        wiring.translators.add(f"{node} back")  # it answers, and begins nothing
        wiring.edge(rule.address, node, at, "Private Service Connect")
        return
    target = vpcs.named.find(attachment.get("target_service"), *RULES, near=attachment)
    host = wiring.hosts.get(target.address) if target is not None else None
    if host is None:
        node = f"{attachment.address} target"
        wiring.open(node, f"the target of {attachment.address} is not in this input", at)
        wiring.edge(rule.address, node, at, "Private Service Connect")
        return
    sources, whole = _sources(attachment, vpcs)
    there = union(host.addresses, host.maybe)
    accepted = attachment.get("connection_preference")
    certain = isinstance(accepted, Known) and accepted.value == "ACCEPT_AUTOMATIC"
    certain = certain and sure(attachment) and sure(rule) and whole and not host.maybe
    wiring.edge(
        rule.address, host.id, at, "Private Service Connect",
        carries=exactly(ALL) if certain else perhaps(ALL),
        change=partial(_through, sources=sources, there=there),
    )  # fmt: skip
    back = f"{rule.address} back"
    wiring.translators.add(back)
    network = host.within[0] if host.within else ""
    wiring.edge(net(network), back, at, "Private Service Connect",
                carries=exactly(packets(destination=sources)))  # fmt: skip
    wiring.link(rule.address, wiring.hosts[rule.address].within[0], network)


def _through(sent: PacketSet, sources: Intervals, there: Intervals) -> PacketSet:
    return sent.at_source(sources).at_destination(there)


def _sources(attachment: Resource, vpcs: Vpcs) -> tuple[Intervals, bool]:
    names, whole = vpcs.named.each(attachment.items("nat_subnets"), SUBNETWORK, near=attachment)
    found: Intervals = ()
    for name in names:
        subnet = vpcs.subnets.get(name)
        if subnet is None or subnet.maybe or subnet.here is None:
            return EVERYWHERE, False
        found = union(found, subnet.addresses)
    return (found, True) if whole and found else (EVERYWHERE, False)


def _mirror(mirroring: Resource, tables: Tables) -> None:
    """Wire what mirrored hosts send to the collector: a copy of it arrives there."""
    vpcs, wiring, at = tables.vpcs, tables.vpcs.wiring, mirroring.source()
    collector = vpcs.named.find(mirroring.get("collector_ilb.url"), *RULES, near=mirroring)
    node = collector.address if collector is not None else f"{mirroring.address} collector"
    there: Intervals = EVERYWHERE
    if collector is None:
        wiring.open(node, f"the collector of {mirroring.address} is not in this input", at)
    elif node in wiring.hosts:
        there = wiring.hosts[node].addresses
    for host, certain in _mirrored(mirroring, tables):
        wiring.edge(
            leaving(host), node, at, "packet mirroring",
            carries=exactly(ALL) if certain and sure(mirroring) else perhaps(ALL),
            change=partial(PacketSet.at_destination, addresses=there),
        )  # fmt: skip


def _mirrored(mirroring: Resource, tables: Tables) -> list[tuple[str, bool]]:
    vpcs = tables.vpcs
    network = vpcs.network(mirroring.get("network.url"), mirroring)
    enabled = isinstance(mirroring.get("filter.direction", "BOTH", "docs: BOTH"), Known)
    blocks = mirroring.blocks("mirrored_resources")
    if isinstance(blocks, Unknown):
        return [(name, False) for name, m in tables.members.of.items() if m.network == network]
    named: set[str] = set()
    tags: set[str] = set()
    whole = True
    for block in blocks.value:
        for path, type_ in (("subnetworks", SUBNETWORK), ("instances", _INSTANCE)):
            inner = block.blocks(path)
            for one in inner.value if isinstance(inner, Known) else ():
                name = vpcs.named.of(one.get("url"), type_, near=mirroring)
                named |= {name} if name else set()
                whole = whole and name is not None
            whole = whole and isinstance(inner, Known)
        items = block.items("tags")
        for item in items.value if isinstance(items, Known) else ():
            tags |= {str(item.value)} if isinstance(item, Known) else set()
        whole = whole and isinstance(items, Known)
    found: list[tuple[str, bool]] = []
    for id_, member in tables.members.of.items():
        host = vpcs.wiring.hosts[id_]
        ours = {host.network, *host.within} & named or member.tags.names & tags
        if member.network == network and (ours or not whole):
            found.append((id_, bool(ours) and enabled))
    return found
