"""Firewall rules that services of Google make and no resource shows.

GKE docs, "Automatically created firewall rules": nodes and pods of a cluster reach its nodes, at
priority 1000. Serverless VPC Access: a rule that no list shows lets connectors in everywhere at
priority 1000 unless others come before it; no page at hand confirms it, so it stays possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.network.filters import Match, perhaps
from cloudguard.network.intervals import union, union_of
from cloudguard.network.packets import PROTOCOLS, packets, ports
from cloudguard.providers.google.network.entries import Entry, certainly
from cloudguard.providers.google.network.hosts import Members, Names
from cloudguard.values import Source

CLUSTER: Final = "google_container_cluster"
_CONNECTOR: Final = "google_vpc_access_connector"
_PRIORITY: Final = 1000
_SPOKEN: Final = union_of(ports(PROTOCOLS[name]) for name in ("tcp", "udp", "icmp", "sctp", "esp"))


def node_tag(cluster: str) -> str:
    """Return what stands for the tag that the nodes of a cluster have: GKE makes it up."""
    return f"nodes of {cluster}"


def entries(members: Members) -> Iterator[tuple[str, Entry]]:
    """Yield the rules, each with the network that it is made in."""
    vpcs = members.vpcs
    for cluster in vpcs.resources.of(CLUSTER):
        for name in members.at.get(cluster.address, ()):
            host = vpcs.wiring.hosts[name]
            sent = packets(source=host.addresses, service=_SPOKEN)
            most = packets(source=union(host.addresses, host.maybe), service=_SPOKEN)
            at = Source(cluster.address, note="GKE docs, Automatically created firewall rules")
            tags = Names(frozenset((node_tag(cluster.address),)))
            entry = Entry(
                "INGRESS", "allow", _PRIORITY, Match(sent, most), at,
                f"firewall rule of the cluster {cluster.address}", tags,
            )  # fmt: skip
            yield members.of[name].network, certainly(entry, cluster)
    for connector in vpcs.resources.of(_CONNECTOR):
        for name in members.at.get(connector.address, ()):
            host = vpcs.wiring.hosts[name]
            match = packets(source=union(host.addresses, host.maybe))
            yield members.of[name].network, Entry(
                "INGRESS", "allow", _PRIORITY, perhaps(match), connector.source(),
                f"firewall rule of the connector {connector.address}",
            )  # fmt: skip
