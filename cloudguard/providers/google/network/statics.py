"""Routes that are written for a network, and the default routes that are made with it.

Google Cloud docs, "Routes", "Static routes": the next hop is the Internet, a tunnel of Cloud VPN,
or a machine or balancer that forwards in a way that no input shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cloudguard.network.intervals import Intervals, intersection
from cloudguard.network.packets import V4, V6
from cloudguard.network.wiring import GLOBAL_V6
from cloudguard.providers.google.network.entries import priority_of
from cloudguard.providers.google.network.hosts import Names, tags_of
from cloudguard.providers.google.network.vpcs import Vpcs
from cloudguard.providers.wires import cidrs, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source

_TUNNEL: Final = "google_compute_vpn_tunnel"
_PRIORITY: Final = 1000
_MADE: Final = "Routes, System-generated default routes"


@dataclass(frozen=True, slots=True)
class Static:
    """A route that is written."""

    destination: Intervals | None
    priority: int | None
    tags: Names
    to: str
    at: Source
    says: str
    certain: bool
    exported: bool = False


def gate(network: str) -> str:
    """Return the node where a network's packets go to the Internet."""
    return f"{network} internet gateway"


def static_route(route: Resource, network: str, vpcs: Vpcs) -> Static:
    """Return a route of a network, "" where the network is not known."""
    there, whole = cidrs(route, "dest_range")
    to, says = _hop(route, network, vpcs)
    tags = tags_of(route, "tags")
    return Static(
        there if whole and there else None,
        priority_of(route.get("priority", _PRIORITY, "google_compute_route docs: 1000")),
        tags, to, route.source(), says, sure(route) and bool(network),
        # "VPC Network Peering", "Options for exchanging static routes"
        exported=tags.whole and not tags.names and to != gate(network),
    )  # fmt: skip


def _hop(route: Resource, network: str, vpcs: Vpcs) -> tuple[str, str]:
    """Return the node that a route leads to, and what it says."""
    gateway = route.get("next_hop_gateway", None, "another next hop")
    if isinstance(gateway, Known) and gateway.value:
        if str(gateway.value).endswith("default-internet-gateway"):
            return gate(network), "route to the Internet"
    elif isinstance(gateway, Known):
        tunnel = route.get("next_hop_vpn_tunnel", None, "another next hop")
        found = vpcs.named.find(tunnel, _TUNNEL, near=route)
        if found is not None:
            return f"{found.address} out", f"route to {found.address}"
    node = f"{route.address} next hop"
    reason = f"what the next hop of {route.address} forwards is not known"
    vpcs.wiring.open(node, reason, route.source())
    return node, f"route {route.address}"


def defaults(network: str, here: Resource, vpcs: Vpcs) -> Iterator[Static]:
    """Yield the default routes that are made with a network.

    terraform-provider-google docs, google_compute_network: delete_default_routes_on_create
    deletes that of IPv4; "Routes": that of IPv6 is made with the first external IPv6 range.
    """
    path = "delete_default_routes_on_create"
    deleted = here.get(path, False, "google_compute_network docs: false")
    gone = isinstance(deleted, Known) and deleted.value in (True, "true")
    certain = isinstance(deleted, Known) and sure(here)
    ranges = [] if gone else [V4]
    external = False
    if intersection(vpcs.possible(network), GLOBAL_V6):
        ranges.append(V6)
        said = [s.here.get("ipv6_access_type", None, "not written")
                for s in vpcs.of_network[network] if s.here is not None]  # fmt: skip
        external = any(isinstance(one, Known) and one.value == "EXTERNAL" for one in said)
    for there in ranges:
        at = Source(here.address, path, here.file, here.line, note=_MADE)
        says = "default route to the Internet"
        yield Static(
            there, _PRIORITY, Names(), gate(network), at, says,
            certain if there == V4 else external and sure(here),
        )  # fmt: skip
