"""Managed services with an address in a network, in a subnet of it or behind a peering with it.

Google Cloud docs, "Private services access" (the producer's network is peered with the network,
which is not transitive: others of its peers do not reach it, on-premises networks only where
custom routes are exported), "About cluster network isolation in GKE", "Serverless VPC Access",
"Direct VPC egress".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from cloudguard.network.filters import ANYTHING, PERHAPS, Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, difference, union, union_of
from cloudguard.network.packets import packets, prefix
from cloudguard.network.wiring import GLOBAL_V4, leaving
from cloudguard.providers.google.network.hidden import CLUSTER, node_tag
from cloudguard.providers.google.network.hosts import (
    Member,
    Members,
    Names,
    tags_of,
)
from cloudguard.providers.google.network.routing import Joined, Tables
from cloudguard.providers.google.network.vpcs import (
    NETWORK,
    Subnet,
    Vpcs,
    entering,
    net,
    region_of,
    services,
)
from cloudguard.providers.wires import cidrs, number, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

PRIVATE: Final = union_of(map(prefix, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
_RANGE: Final = "google_compute_global_address"
_CONNECTION: Final = "google_service_networking_connection"
_CONFIG: Final = "google_compute_network_peering_routes_config"
_DEFAULT: Final = "default"


@dataclass(frozen=True, slots=True)
class Kind:
    """Where a type says its network or subnet, its tags, and whether it is public.

    `private` is the attribute that keeps it from having external addresses, None where it never
    has any; `usual` what that is when it is not written.
    """

    type: str
    subnet: str | None = None
    network: str | None = None
    tags: str | None = None
    private: str | None = None
    usual: bool = False


# terraform-provider-google 6.50.0, the documentation of each type.
BEHIND: Final[tuple[Kind, ...]] = (
    Kind("google_sql_database_instance", network="settings.ip_configuration.private_network"),
    Kind("google_redis_instance", network="authorized_network"),
    Kind("google_memcache_instance", network="authorized_network"),
    Kind("google_filestore_instance", network="networks.network"),
    Kind("google_alloydb_cluster", network="network_config.network"),
    Kind("google_netapp_storage_pool", network="network"),
    Kind("google_lustre_instance", network="network"),
    Kind("google_parallelstore_instance", network="network"),
    Kind("google_cloudbuild_worker_pool", network="network_config.peered_network"),
    Kind("google_datastream_private_connection", network="vpc_peering_config.vpc"),
    Kind("google_apigee_organization", network="authorized_network"),
    Kind("google_looker_instance", network="consumer_network"),
    Kind("google_data_fusion_instance", network="network_config.network"),
    Kind("google_vertex_ai_endpoint", network="network"),
    Kind("google_vertex_ai_index_endpoint", network="network"),
)
_GCE: Final = "cluster_config.gce_cluster_config"
INSIDE: Final[tuple[Kind, ...]] = (
    Kind("google_dataproc_cluster", f"{_GCE}.subnetwork", f"{_GCE}.network", f"{_GCE}.tags",
         f"{_GCE}.internal_ip_only"),
    Kind("google_composer_environment", "config.node_config.subnetwork",
         "config.node_config.network", "config.node_config.tags",
         "config.private_environment_config.enable_private_endpoint"),
    Kind("google_container_cluster", "subnetwork", "network", "node_config.tags",
         "private_cluster_config.enable_private_nodes"),
    Kind("google_workstations_workstation_cluster", "subnetwork", "network"),
    Kind("google_workbench_instance", "gce_setup.network_interfaces.subnet",
         "gce_setup.network_interfaces.network", "gce_setup.tags",
         "gce_setup.disable_public_ip"),
    Kind("google_notebooks_instance", "subnet", "network", "tags", "no_public_ip"),
    Kind("google_dataflow_job", "subnetwork", "network"),
    Kind("google_dataflow_flex_template_job", "subnetwork", "network"),
    Kind("google_vpc_access_connector", "subnet.name", "network"),
)  # fmt: skip


def wire(members: Members) -> None:
    """Add the services that have interfaces in a subnet: the firewall guards these."""
    for kind in INSIDE:
        for resource in members.vpcs.resources.of(kind.type):
            _inside(resource, kind, members)
    vpcs = members.vpcs
    ranges = _ranges(vpcs)
    for kind in BEHIND:
        for resource in vpcs.resources.of(kind.type):
            value = resource.get(kind.network or "", None, "not in a network")
            if isinstance(value, Known) and not value.value:
                if kind.network != "authorized_network" or kind.type.startswith("google_apigee"):
                    continue
                value = Known(_DEFAULT, value.source)  # Memorystore docs: the default network
            name = vpcs.named.of(value, NETWORK, near=resource)
            found = [vpcs.network(value, resource)] if name else list(vpcs.networks)
            _behind(resource, found, ranges, vpcs, certain=name is not None)


def join(tables: Tables) -> None:
    """Wire the services behind a peering to the network that is peered with theirs."""
    ranges = _ranges(tables.vpcs)
    for network in tables.vpcs.networks:
        if services(network) in tables.vpcs.wiring.edges:
            _joined(network, ranges.get(network, ((), False)), tables)


def _behind(
    resource: Resource,
    networks: list[str],
    ranges: dict[str, tuple[Intervals, bool]],
    vpcs: Vpcs,
    *,
    certain: bool,
) -> None:
    """Add a service behind a peering with a network; one that is not known may be any."""
    wiring, at = vpcs.wiring, resource.source()
    known, whole = _own(resource, ranges.get(networks[0], ((), False)) if networks else ((), False))
    most: Intervals = ()
    if not whole or not certain:
        most = union(PRIVATE, union_of(found for found, _ in ranges.values()))
    host = wiring.host(
        resource.address, resource.address, known if certain else (), at,
        within=(*networks[: 1 if certain else 0], resource.address), maybe=most,
    )  # fmt: skip
    says = "private services access"
    for network in networks:
        wiring.edge(
            services(network), host.id, at, says,
            carries=host.destined if certain else perhaps(host.destined.possible),
        )  # fmt: skip
        carries = ANYTHING if certain else PERHAPS
        wiring.edge(leaving(host.id), f"{services(network)} back", at, says, carries=carries)


def _own(resource: Resource, ranges: tuple[Intervals, bool]) -> tuple[Intervals, bool]:
    for path in ("reserved_ip_range", "networks.reserved_ip_range"):
        if resource.type in ("google_redis_instance", "google_filestore_instance"):
            found, whole = cidrs(resource, path)
            if found and whole:
                return found, True
    return ranges


def _ranges(vpcs: Vpcs) -> dict[str, tuple[Intervals, bool]]:
    """Return by network the ranges that are reserved for services, and whether they are known."""
    found: dict[str, tuple[Intervals, bool]] = {}
    for address in vpcs.resources.of(_RANGE):
        purpose = address.get("purpose", None, "not written")
        if not isinstance(purpose, Known) or purpose.value != "VPC_PEERING":
            continue
        network = vpcs.named.of(address.get("network"), NETWORK, near=address)
        if network is None:
            continue
        first = address.get("address", None, "Google chooses it")
        length = address.get("prefix_length", None, "not written")
        there: Intervals = ()
        if isinstance(first, Known) and isinstance(length, Known) and isinstance(first.value, str):
            bits = number(length.value)
            try:
                there = prefix(f"{first.value}/{bits}") if bits is not None else ()
            except ValueError:
                there = ()
        known, whole = found.get(network, ((), True))
        found[network] = (union(known, there), whole and bool(there) and sure(address))
    return found


def _joined(network: str, ranges: tuple[Intervals, bool], tables: Tables) -> None:
    """Wire a network to the services behind its peering, and back to its subnets alone."""
    vpcs = tables.vpcs
    here = vpcs.networks.get(network)
    at = here.source() if here is not None else next(iter(vpcs.wiring.hosts.values())).at
    known, whole = ranges
    own = vpcs.addresses.get(network, ())
    most = vpcs.possible(network)
    possible = known if whole else union(known, difference(PRIVATE, own))
    connected = any(
        vpcs.named.of(c.get("network"), NETWORK, near=c) == network and sure(c)
        for c in vpcs.resources.of(_CONNECTION)
    )
    there = Match(packets(destination=known if connected else ()), packets(destination=possible))
    says = "private services access"
    tables.joined[network].append(Joined(services(network), there, at, says))
    vpcs.wiring.edge(entering(network), services(network), at, says, carries=there)
    back = f"{services(network)} back"
    vpcs.wiring.edge(
        back,
        net(network),
        at,
        says,
        carries=Match(packets(destination=own), packets(destination=most)),
    )
    for line in tables.learned[network]:
        exported = _exported(network, vpcs)
        if exported is not False:
            private = packets(destination=difference(PRIVATE, own))
            carries = exactly(private) if exported and line.certain else perhaps(private)
            vpcs.wiring.edge(back, line.to, at, line.says, carries=carries)


def _exported(network: str, vpcs: Vpcs) -> bool | None:
    """Tell whether a network exports its custom routes to the services' network."""
    for config in vpcs.resources.of(_CONFIG):
        if vpcs.named.of(config.get("network"), NETWORK, near=config) == network:
            said = config.get("export_custom_routes")
            return said.value in (True, "true") if isinstance(said, Known) else None
    return False


def _inside(resource: Resource, kind: Kind, members: Members) -> None:
    vpcs = members.vpcs
    subnet = _subnet(resource, kind, vpcs)
    if subnet is None:
        return
    tags = tags_of(resource, kind.tags) if kind.tags else Names()
    public: Intervals = ()
    if kind.private is not None:
        said = resource.get(kind.private, kind.usual, "the service's documentation")
        if not isinstance(said, Known) or said.value not in (True, "true"):
            public = GLOBAL_V4
    addresses = subnet.addresses
    own, whole = cidrs(resource, "ip_cidr_range")
    if kind.type == "google_vpc_access_connector" and own and whole:
        addresses = own
    if kind.type == CLUSTER:
        tags = Names(tags.names | {node_tag(resource.address)}, tags.whole)
    member = Member(
        subnet.network, subnet.region or region_of(resource, vpcs.google),
        Names(tags.names, tags.whole and kind.tags is not None), Names(whole=False),
    )  # fmt: skip
    members.add(
        resource.address, subnet, resource, addresses, member, maybe=union(public, subnet.maybe)
    )


def _subnet(resource: Resource, kind: Kind, vpcs: Vpcs) -> Subnet | None:
    path: Any
    for path in (kind.subnet, kind.network):
        if path is None:
            continue
        said = resource.get(path, None, "not written")
        if isinstance(said, Unknown) or said.value:
            if path == kind.subnet:
                return vpcs.subnet(said, resource)
            return vpcs.anywhere_in(vpcs.network(said, resource), resource)
    default = Known(_DEFAULT, resource.source())
    return vpcs.anywhere_in(vpcs.network(default, resource), resource)
