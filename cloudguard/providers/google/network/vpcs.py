"""VPC networks and subnetworks: their addresses, and the nodes that everything else is wired to.

A packet leaves a host through the firewall to the routes of its network (`… routes`), and goes
where they say: what is local is delivered (`… net`) through the firewall of the receiving host.
Google Cloud asks the firewall at each interface, within a subnet too, and keeps one table of
routes for a network. Google Cloud docs, "VPC networks", "Subnets", "VPC firewall rules", "Routes".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from cloudguard.network.intervals import Intervals, difference, union, union_of
from cloudguard.network.packets import EVERYWHERE, V4, prefix
from cloudguard.network.wiring import GLOBAL, GLOBAL_V6, Wiring
from cloudguard.providers.google.network.named import Named
from cloudguard.providers.google.provider import Google
from cloudguard.providers.wires import cidrs
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Source, Unknown, Value

NETWORK: Final = "google_compute_network"
SUBNETWORK: Final = "google_compute_subnetwork"
# "VPC networks", "Auto mode IPv4 ranges": a subnet for each region, all of them in this prefix.
AUTO: Final = prefix("10.128.0.0/9")
# "VPC networks", "IPv6 specifications": internal ranges are a /48 of this prefix.
ULA: Final = prefix("fd20::/20")
INNER: Final = difference(EVERYWHERE, GLOBAL)
_POLICIES: Final = (
    "google_org_policy_policy",
    "google_organization_policy",
    "google_folder_organization_policy",
    "google_project_organization_policy",
)
# "Subnets", "Purposes of subnets": nobody puts a host into any other.
_FOR_HOSTS: Final = ("PRIVATE", "PRIVATE_RFC_1918", "PEER_MIGRATION", "", None)
_NOT_SET: Final = "Subnets, Purposes of subnets: PRIVATE by default"


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnetwork, or what is known of one that is not in this input.

    `primary` are the addresses of its interfaces, `addresses` those and the secondary ranges,
    `maybe` those that it may have besides.
    """

    id: str
    network: str
    primary: Intervals
    addresses: Intervals
    at: Source
    here: Resource | None
    region: str | None = None
    for_hosts: bool = True
    maybe: Intervals = ()


class Vpcs:
    """The networks of one input, and the names by which resources refer to them."""

    def __init__(self, google: Google, wiring: Wiring) -> None:
        """Index what `google` reads; `wiring` is drawn into."""
        self.google = google
        self.wiring = wiring
        self.resources: Resources = google.resources
        self.named = Named(google)
        self.networks: dict[str, Resource | None] = {}
        self.subnets: dict[str, Subnet] = {}
        self.of_network: dict[str, list[Subnet]] = defaultdict(list)
        self.addresses: dict[str, Intervals] = {}
        self._maybe: dict[str, Intervals] = {}
        for network in self.resources.of(NETWORK):
            self.networks[network.address] = network
            self._automatic(network)
        for subnet in self.resources.of(SUBNETWORK):
            self._subnet(subnet)

    def network(self, value: Value[Any], near: Resource) -> str:
        """Return the network that a value names; one that is not in this input is unseen."""
        name = self.named.of(value, NETWORK, near=near)
        if name is None:
            name = f"the network of {near.address}"
            self.wiring.anywhere(f"{name} is not known", near.source())
        elif name not in self.networks and name.rpartition("/")[2] == "default":
            name = self._default(name, near)
        if name not in self.networks:
            self.networks[name] = None
            reason = f"{name} is not in this input: what else is in it is not seen"
            self.wiring.open(net(name), reason, near.source())
        return name

    def subnet(self, value: Value[Any], near: Resource) -> Subnet:
        """Return the subnet that a value names; one that is not in this input is unseen."""
        name = self.named.of(value, SUBNETWORK, near=near) or f"the subnet of {near.address}"
        if (found := self.subnets.get(name)) is None:
            unseen = f"the network of {name}"
            self.networks.setdefault(unseen, None)
            found = Subnet(name, unseen, (), (), near.source(), None, maybe=INNER)
            self._add(found)
            self.wiring.open(net(unseen), f"{name} is not in this input", near.source())
        return found

    def anywhere_in(self, network: str, near: Resource) -> Subnet:
        """Return what stands for a subnet of a network that nothing names.

        Of a network in auto mode it is the one that Google made in the region.
        """
        here = self.networks.get(network)
        found = self.subnets.get(network)
        if found is None:
            there = INNER if here is None else self.possible(network)
            found = Subnet(
                f"a subnet of {network}", network, (), (), near.source(), None, maybe=there
            )
        return found

    def possible(self, network: str) -> Intervals:
        """Return the addresses that a network has or may have."""
        known = union(self.addresses.get(network, ()), self._maybe.get(network, ()))
        return union(known, self._maybe.get("", ()))

    def inner(self, network: str) -> Intervals:
        """Return the addresses that interfaces of a network send from within Google's networks.

        An external address is translated only on the way to the Internet ("IP addresses").
        """
        outer = difference(GLOBAL, self.possible(network))
        return difference(EVERYWHERE, outer)

    def _default(self, name: str, near: Resource) -> str:
        """Return the name of the default network of the project of a resource.

        "VPC networks", "Default network": made with each project, unless the organisation policy
        compute.skipDefaultNetworkCreation forbids it; terraform-provider-google docs,
        google_project: auto_create_network = false deletes it.
        """
        project = self.named.project(near)
        found = self.named.here(project) if project else None
        if found is None or found.type != "google_project":
            return name
        made = f"{found.address} default network"
        if made not in self.networks:
            self.networks[made] = found
            self._add(Subnet(made, made, AUTO, AUTO, found.source(), found))
            kept = found.get("auto_create_network", True, "google_project docs: true")
            forbidden = any(True for _ in self._forbidding())
            if not (isinstance(kept, Known) and kept.value is not False) or forbidden:
                reason = f"{made}: whether it is there is not known"
                self.wiring.open(net(made), reason, found.source())
        return made

    def _forbidding(self) -> list[Resource]:
        found = [resource for type_ in _POLICIES for resource in self.resources.of(type_)]
        return [r for r in found if "skipDefaultNetworkCreation" in str(r.attributes)]

    def _automatic(self, network: Resource) -> None:
        """Add the subnets of a network in auto mode, as one.

        terraform-provider-google docs, google_compute_network: auto_create_subnetworks is true by
        default.
        """
        said = network.get("auto_create_subnetworks", True, "google_compute_network docs: true")
        if isinstance(said, Known) and said.value in (False, "false"):
            return
        certain = isinstance(said, Known) and not network.doubt
        self._add(
            Subnet(
                network.address,
                network.address,
                AUTO,
                AUTO,
                network.source(),
                network,
                for_hosts=certain,
            )
        )

    def _subnet(self, subnet: Resource) -> None:
        network = self.network(subnet.get("network"), subnet)
        primary, whole = cidrs(subnet, "ip_cidr_range")
        v6, maybe = _v6(subnet)
        if not whole or not primary:
            maybe = union(maybe, V4)
        primary = union(primary, v6)
        addresses = primary
        ranges = subnet.blocks("secondary_ip_range")
        if isinstance(ranges, Unknown):
            maybe = union(maybe, V4)
        else:
            for block in ranges.value:
                there, known = cidrs(block, "ip_cidr_range")
                addresses = union(addresses, there)
                maybe = maybe if known and there else union(maybe, V4)
        purpose = subnet.get("purpose", "PRIVATE", _NOT_SET)
        hosts = isinstance(purpose, Unknown) or purpose.value in _FOR_HOSTS
        self._add(
            Subnet(
                subnet.address,
                network,
                primary,
                addresses,
                subnet.source(),
                subnet,
                region_of(subnet, self.google),
                hosts,
                difference(maybe, addresses),
            )
        )

    def _add(self, subnet: Subnet) -> None:
        self.subnets[subnet.id] = subnet
        self.of_network[subnet.network].append(subnet)
        known = self.networks.get(subnet.network) is not None or subnet.here is None
        if subnet.here is not None and not known and self.named.of(
            subnet.here.get("network"), NETWORK, near=subnet.here) is None:  # fmt: skip
            # It may be one of any network.
            self._maybe[""] = union_of((self._maybe.get("", ()), subnet.addresses, subnet.maybe))
        self.addresses[subnet.network] = union(
            self.addresses.get(subnet.network, ()), subnet.addresses
        )
        self._maybe[subnet.network] = union(self._maybe.get(subnet.network, ()), subnet.maybe)


def net(network: str) -> str:
    """Return the node on which a network delivers what is local."""
    return f"{network} net"


def entering(network: str) -> str:
    """Return the node on which lines from elsewhere come into a network."""
    return f"{network} entering"


def services(network: str) -> str:
    """Return the node that leads to the services of Google behind a peering with a network."""
    return f"{network} services"


def region_of(resource: Resource, google: Google) -> str | None:
    """Return the region of a resource, the provider's default included; None if not known."""
    for name in ("region", "zone", "location"):
        found = resource.get(name, None, "not written: the provider block decides")
        if isinstance(found, Unknown):
            return None
        if found.value:
            return None if isinstance(found.value, Reference) else _region(str(found.value), name)
    place = google.default(resource.provider_key)
    return place.value.name if isinstance(place, Known) else None


def _region(text: str, name: str) -> str:
    short = text.rpartition("/")[2]
    zonal = name != "region" and short.count("-") > 1
    return short.rpartition("-")[0] if zonal else short


def _v6(subnet: Resource) -> tuple[Intervals, Intervals]:
    """Return the IPv6 addresses of a subnet, and those that it may have.

    Which ones of its kind is known only after apply.
    """
    stack = subnet.get("stack_type", "IPV4_ONLY", "Subnets, Types of subnets: IPv4 only by default")
    if isinstance(stack, Known) and stack.value in ("IPV4_ONLY", None, ""):
        return (), ()
    access = subnet.get("ipv6_access_type", None, "not written")
    if isinstance(stack, Known) and isinstance(access, Known) and access.value in _ACCESS:
        return _ACCESS[access.value]
    return (), union(ULA, GLOBAL_V6)


# Which /64 of Google's own an external range is, is known only after apply.
_ACCESS: Final = {"INTERNAL": (ULA, ()), "EXTERNAL": ((), GLOBAL_V6)}
