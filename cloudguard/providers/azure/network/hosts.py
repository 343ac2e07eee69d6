"""Hosts: what has an interface in a subnet. A subnet without any stands for one that may come.

Microsoft Learn, "Virtual network integration of Azure services for network isolation" and the
page of each service; azurerm docs of each type for where it says its subnet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cloudguard.network.intervals import Intervals, intersection, union
from cloudguard.network.packets import EVERYWHERE
from cloudguard.network.wiring import Host
from cloudguard.providers.azure.network.reading import texts, word
from cloudguard.providers.azure.network.spans import Span
from cloudguard.providers.azure.network.vnets import RESERVED, Subnet, Vnets
from cloudguard.providers.wires import prefixes_of
from cloudguard.sources.resource import Resource

NIC: Final = "azurerm_network_interface"
ENDPOINT: Final = "azurerm_private_endpoint"
ASG: Final = "azurerm_application_security_group"
_DYNAMIC: Final = "Microsoft Learn, Private IP addresses: dynamic unless it is given"


@dataclass(frozen=True, slots=True)
class Kind:
    """Where a type says its subnets: `subnets` are paths, the last part of blocks that repeat.

    `groups` is the attribute that names its own security group, `members` its application security
    groups; `address` the address that is given, if `allocation` is static.
    """

    type: str
    subnets: tuple[str, ...]
    groups: str | None = None
    members: str | None = None
    address: str | None = None
    allocation: str | None = None


def _kind(type_: str, *subnets: str, **more: str | None) -> Kind:
    return Kind(f"azurerm_{type_}", subnets, **more)


_SCALE_SET: Final = {
    "groups": "network_interface.network_security_group_id",
    "members": "network_interface.ip_configuration.application_security_group_ids",
}
_SET_SUBNETS: Final = ("network_interface.ip_configuration.subnet_id",)
# azurerm docs 4.55, the page of each type.
KINDS: Final[tuple[Kind, ...]] = (
    _kind(
        "network_interface", "ip_configuration.subnet_id",
        address="ip_configuration.private_ip_address",
        allocation="ip_configuration.private_ip_address_allocation",
    ),
    _kind("linux_virtual_machine_scale_set", *_SET_SUBNETS, **_SCALE_SET),
    _kind("windows_virtual_machine_scale_set", *_SET_SUBNETS, **_SCALE_SET),
    _kind("orchestrated_virtual_machine_scale_set", *_SET_SUBNETS, **_SCALE_SET),
    _kind("private_endpoint", "subnet_id", address="ip_configuration.private_ip_address"),
    _kind("application_gateway", "gateway_ip_configuration.subnet_id"),
    _kind("bastion_host", "ip_configuration.subnet_id"),
    _kind("kubernetes_cluster", "default_node_pool.vnet_subnet_id",
          "default_node_pool.pod_subnet_id", "api_server_access_profile.subnet_id"),
    _kind("kubernetes_cluster_node_pool", "vnet_subnet_id", "pod_subnet_id"),
    _kind("redhat_openshift_cluster", "main_profile.subnet_id", "worker_profile.subnet_id"),
    _kind("postgresql_flexible_server", "delegated_subnet_id"),
    _kind("mysql_flexible_server", "delegated_subnet_id"),
    _kind("mssql_managed_instance", "subnet_id"),
    _kind("redis_cache", "subnet_id"),
    _kind("netapp_volume", "subnet_id"),
    _kind("container_app_environment", "infrastructure_subnet_id"),
    _kind("container_group", "subnet_ids"),
    _kind("app_service_environment_v3", "subnet_id"),
    _kind("api_management", "virtual_network_configuration.subnet_id"),
    _kind("kusto_cluster", "virtual_network_configuration.subnet_id"),
    _kind("batch_pool", "network_configuration.subnet_id"),
    _kind("private_dns_resolver_inbound_endpoint", "ip_configurations.subnet_id"),
    _kind("private_dns_resolver_outbound_endpoint", "subnet_id"),
    _kind("active_directory_domain_service", "initial_replica_set.subnet_id"),
    _kind("active_directory_domain_service_replica_set", "subnet_id"),
    _kind("hpc_cache", "subnet_id"),
    _kind("managed_lustre_file_system", "subnet_id"),
    _kind("database_migration_service", "subnet_id"),
    _kind("service_fabric_managed_cluster", "subnet_id"),
    _kind("nginx_deployment", "network_interface.subnet_id"),
    _kind("oracle_cloud_vm_cluster", "subnet_id"),
    _kind("oracle_autonomous_database", "subnet_id"),
    _kind("cosmosdb_cassandra_datacenter", "delegated_management_subnet_id"),
    _kind("hdinsight_hadoop_cluster", "roles.head_node.subnet_id"),
    _kind("hdinsight_spark_cluster", "roles.head_node.subnet_id"),
    _kind("hdinsight_kafka_cluster", "roles.head_node.subnet_id"),
    _kind("hdinsight_hbase_cluster", "roles.head_node.subnet_id"),
    _kind("databricks_workspace"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seat:
    """A host in a subnet, the resource it is made of, and the path of its own security group."""

    host: Host
    subnet: Subnet
    resource: Resource
    groups: str | None = None


def wire(vnets: Vnets) -> list[Seat]:
    """Add the hosts of all subnets; their security groups are wired when all are there."""
    seats: list[Seat] = []
    for kind in KINDS:
        for resource in vnets.resources.of(kind.type):
            for number, subnet in enumerate(_subnets(resource, kind, vnets)):
                seats.append(_seat(resource, kind, subnet, number, vnets))
    used = {seat.subnet.id for seat in seats}
    for subnet in list(vnets.subnets.values()):
        if subnet.id not in used and subnet.here is not None and subnet.name not in RESERVED:
            host = add(vnets, subnet.id, subnet, subnet.here, subnet.span)
            seats.append(Seat(host, subnet, subnet.here))
    return seats


def add(
    vnets: Vnets,
    id: str,
    subnet: Subnet,
    resource: Resource,
    span: Span,
    groups: Iterable[str] = (),
) -> Host:
    """Add a host to a subnet."""
    home = subnet.home if subnet.here is not None else resource.address
    more: Intervals = union(span.sure, span.possible) if span.possible != span.sure else ()
    return vnets.wiring.host(
        id, home, span.sure, resource.source(),
        groups=tuple(groups), within=(subnet.vnet, resource.address), maybe=more,
    )  # fmt: skip


def _subnets(resource: Resource, kind: Kind, vnets: Vnets) -> Iterator[Subnet]:
    found = (vnets.subnet(value) for value in texts(resource, *kind.subnets))
    yield from {subnet.id: subnet for subnet in found if subnet is not None}.values()


def _seat(resource: Resource, kind: Kind, subnet: Subnet, number: int, vnets: Vnets) -> Seat:
    name = resource.address if number == 0 else f"{resource.address} in {subnet.id}"
    members = tuple(_members(resource, kind, vnets))
    host = add(vnets, name, subnet, resource, _span(resource, kind, subnet), members)
    return Seat(host, subnet, resource, kind.groups)


def _span(resource: Resource, kind: Kind, subnet: Subnet) -> Span:
    """Return the address that is given; else, as any of the subnet may be it, all of these."""
    if kind.address is None:
        return subnet.span
    values = list(texts(resource, kind.address))
    fixed = kind.allocation is None or word(
        resource, kind.allocation, default="Dynamic", because=_DYNAMIC
    )
    if not values and fixed == "dynamic":
        return subnet.span
    if kind.type == ENDPOINT and not values:
        return subnet.span
    given, whole = prefixes_of(values)
    given = intersection(given, subnet.span.possible or EVERYWHERE)
    if whole and given and fixed != "dynamic":
        return Span(given, given)
    return subnet.span if fixed == "dynamic" else subnet.span.maybe()


def _members(resource: Resource, kind: Kind, vnets: Vnets) -> Iterator[str]:
    """Yield the application security groups that a host is in, and `?` where it may be in more."""
    if kind.members is not None:
        for value in texts(resource, kind.members):
            yield vnets.named(value, ASG) or "?"
    via = {NIC: "network_interface", ENDPOINT: "private_endpoint"}.get(kind.type)
    if via is None:
        return
    type_ = f"azurerm_{via}_application_security_group_association"
    joined = vnets.resources.about(resource, type_, f"{via}_id")
    for association in joined.named:
        yield vnets.named(association.get("application_security_group_id"), ASG) or "?"
    for _ in joined.possible:
        yield "?"
