"""Hosts: what has a VNIC in a subnet. A subnet without any stands for one that may come.

terraform-provider-oci 8.28.0, the documentation of each type; OCI documentation, "Public IP
Addresses": a VNIC in a public subnet gets a public address unless that is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cloudguard.network.filters import Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, difference, union
from cloudguard.network.packets import EVERYWHERE, packets
from cloudguard.network.wiring import GLOBAL_V4
from cloudguard.providers.oci.network.vcns import Subnet, Vcns, net
from cloudguard.providers.wires import cidrs, flag
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown


@dataclass(frozen=True, slots=True)
class Kind:
    """Where a type says its subnets, its groups, its address, and whether that is public.

    `public` is an attribute and what it is where nothing is written: "subnet" as the subnet
    allows; with a `!` before it, it says that the address is private. None: never public.
    """

    type: str
    subnets: tuple[str, ...] = ("subnet_id",)
    groups: str | None = "nsg_ids"
    address: str | None = None
    public: tuple[str, bool | str] | None = None
    table: str | None = None
    v6: str | None = None


_VNIC: Final = "create_vnic_details"
_NSGS: Final = "network_security_group_ids"
_BALANCED: Final = ("!is_private", False)  # terraform-provider-oci docs: public by default
KINDS: Final[tuple[Kind, ...]] = (
    Kind("oci_core_instance", (f"{_VNIC}.subnet_id", "subnet_id"), f"{_VNIC}.nsg_ids",
         f"{_VNIC}.private_ip", (f"{_VNIC}.assign_public_ip", "subnet"),
         v6=f"{_VNIC}.assign_ipv6ip"),
    Kind("oci_core_vnic_attachment", (f"{_VNIC}.subnet_id",), f"{_VNIC}.nsg_ids",
         f"{_VNIC}.private_ip", (f"{_VNIC}.assign_public_ip", False), f"{_VNIC}.route_table_id",
         f"{_VNIC}.assign_ipv6ip"),
    Kind("oci_core_instance_pool", ("placement_configurations.primary_subnet_id",
         "placement_configurations.primary_vnic_subnets.subnet_id"), None,
         public=("", "unknown")),
    Kind("oci_container_instances_container_instance", ("vnics.subnet_id",), "vnics.nsg_ids",
         "vnics.private_ip", ("vnics.is_public_ip_assigned", "subnet")),
    Kind("oci_load_balancer_load_balancer", ("subnet_ids",), _NSGS, public=_BALANCED),
    Kind("oci_network_load_balancer_network_load_balancer", ("subnet_id",), _NSGS,
         "assigned_private_ipv4", _BALANCED),
    Kind("oci_containerengine_cluster", ("endpoint_config.subnet_id",), "endpoint_config.nsg_ids",
         public=("endpoint_config.is_public_ip_enabled", False)),
    Kind("oci_containerengine_node_pool", ("node_config_details.placement_configs.subnet_id",
         "subnet_ids"), "node_config_details.nsg_ids", public=("", "subnet")),
    Kind("oci_containerengine_virtual_node_pool", ("placement_configurations.subnet_id",)),
    Kind("oci_apigateway_gateway", ("subnet_id",), _NSGS, public=("endpoint_type", False)),
    Kind("oci_functions_application", ("subnet_ids",), _NSGS),
    Kind("oci_database_db_system", public=("", "subnet"), address="private_ip"),
    Kind("oci_database_cloud_vm_cluster"),
    Kind("oci_database_exadb_vm_cluster"),
    Kind("oci_database_cloud_autonomous_vm_cluster"),
    Kind("oci_database_autonomous_database", address="private_endpoint_ip"),
    Kind("oci_mysql_mysql_db_system", address="ip_address"),
    Kind("oci_psql_db_system", ("network_details.subnet_id",), "network_details.nsg_ids"),
    Kind("oci_redis_redis_cluster"),
    Kind("oci_opensearch_opensearch_cluster", groups="nsg_id"),
    Kind("oci_file_storage_mount_target", address="ip_address"),
    Kind("oci_lustre_file_storage_lustre_file_system"),
    Kind("oci_streaming_stream_pool", ("private_endpoint_settings.subnet_id",),
         "private_endpoint_settings.nsg_ids"),
    Kind("oci_golden_gate_deployment", public=("is_public", False)),
    Kind("oci_golden_gate_connection"),
    Kind("oci_analytics_analytics_instance", ("network_endpoint_details.subnet_id",),
         f"network_endpoint_details.{_NSGS}"),
    Kind("oci_analytics_analytics_instance_private_access_channel", groups=_NSGS),
    Kind("oci_visual_builder_vb_instance", ("network_endpoint_details.subnet_id",),
         f"network_endpoint_details.{_NSGS}"),
    Kind("oci_bastion_bastion", ("target_subnet_id",), None),
    Kind("oci_network_firewall_network_firewall", groups=_NSGS, address="ipv4address"),
    Kind("oci_dns_resolver_endpoint"),
    Kind("oci_objectstorage_private_endpoint"),
    Kind("oci_data_safe_data_safe_private_endpoint", address="private_endpoint_ip"),
    Kind("oci_database_tools_database_tools_private_endpoint"),
    Kind("oci_database_management_db_management_private_endpoint"),
    Kind("oci_database_migration_connection"),
    Kind("oci_resourcemanager_private_endpoint", groups="nsg_id_list"),
    Kind("oci_dataflow_private_endpoint"),
    Kind("oci_datascience_private_endpoint"),
    Kind("oci_datascience_notebook_session", ("notebook_session_config_details.subnet_id",
         "notebook_session_configuration_details.subnet_id"), None),
    Kind("oci_dataintegration_workspace", groups=None),
    Kind("oci_bds_bds_instance", ("master_node.subnet_id", "worker_node.subnet_id"), None),
    Kind("oci_psa_private_service_access"),
    Kind("oci_recovery_recovery_service_subnet"),
)  # fmt: skip
_NO_GROUPS: Final = frozenset({"oci_bastion_bastion", "oci_bds_bds_instance",
                               "oci_dataintegration_workspace"})  # fmt: skip


def wire(vcns: Vcns) -> None:
    """Add the hosts of all subnets and wire them to their subnet."""
    reserved = _reserved(vcns)
    for kind in KINDS:
        for resource in vcns.resources.of(kind.type):
            for number, subnet in enumerate(_subnets(resource, kind, vcns)):
                _host(resource, kind, subnet, number, vcns, reserved=reserved)
    used = {subnet.id for subnet, _ in vcns.posts.values()}
    for subnet in list(vcns.subnets.values()):
        if subnet.here is None:
            continue
        if subnet.id not in used:
            groups = _groups(subnet.here, "nsg_ids", vcns) if _is_vlan(subnet.here) else ()
            known = subnet.addresses if subnet.exact else ()
            public = () if subnet.public is False else GLOBAL_V4  # what comes may have one
            add(
                vcns, subnet.id, subnet, subnet.here, known,
                groups=tuple(groups), maybe=union(subnet.addresses, public),
            )  # fmt: skip
        vcns.wiring.edge(
            net(subnet.vcn), subnet.into, subnet.at, "the VCN's own network",
            carries=_to(subnet),
        )  # fmt: skip


def add(
    vcns: Vcns,
    id: str,
    subnet: Subnet,
    resource: Resource,
    addresses: Intervals,
    *,
    groups: tuple[str, ...] = (),
    maybe: Intervals = (),
    table: str = "",
) -> None:
    """Add a host to a subnet; security rules are wired when all hosts are there."""
    home = subnet.id if subnet.here is not None else resource.address
    wiring, table = vcns.wiring, table or subnet.table
    host = wiring.host(
        id, home, addresses, resource.source(),
        groups=groups, within=(subnet.vcn, resource.address), maybe=maybe,
    )  # fmt: skip
    if any(vcns.names.here(group) is None for group in groups):
        vcns.loose_hosts.append(host)
    out = subnet.out(table)
    vcns.posts[id] = (subnet, out)
    says = "the subnet's own network"
    wiring.edge(subnet.into, door(id), subnet.at, says, carries=host.destined)
    if not any(edge.end == f"{table} table" for edge in wiring.edges[out]):
        own = subnet.addresses
        there = Match(
            packets(destination=difference(EVERYWHERE, own)),
            packets(destination=difference(EVERYWHERE, own if subnet.exact else ())),
        )
        wiring.edge(out, subnet.into, subnet.at, says, carries=_to(subnet))
        wiring.edge(
            out, vcns.used(table, subnet.vcn), subnet.at, f"route table {table}", carries=there
        )


def door(host: str) -> str:
    """Return the node before the security rules of a host."""
    return f"{host} door"


def _to(subnet: Subnet) -> Match:
    """Match what is for a subnet; where that is not known, what may be."""
    found = packets(destination=subnet.addresses)
    return exactly(found) if subnet.exact else perhaps(found)


def _is_vlan(resource: Resource) -> bool:
    return resource.type == "oci_core_vlan"


def _host(
    resource: Resource, kind: Kind, subnet: Subnet, number: int, vcns: Vcns, *, reserved: bool
) -> None:
    addresses, maybe = _addresses(resource, kind, subnet)
    public, perhaps = _public(resource, kind, subnet)
    if reserved and not public and subnet.public is not False:
        perhaps = GLOBAL_V4
    table = ""
    if kind.table:
        said = resource.get(kind.table, None, "the subnet's own")
        hidden = f"the route table of {resource.address}"
        unread = isinstance(said, Unknown) or (vcns.named(said) is None and said.value is not None)
        table = hidden if unread else vcns.named(said) or ""
    add(
        vcns,
        resource.address if number == 0 else f"{resource.address} in {subnet.id}",
        subnet,
        resource,
        union(addresses, public),
        groups=tuple(_groups(resource, kind.groups, vcns)),
        maybe=union(maybe, perhaps),
        table=table,
    )


def _groups(resource: Resource, path: str | None, vcns: Vcns) -> Iterator[str]:
    """Yield the groups of a host; a list that cannot be read names one that nobody knows."""
    if path is None:
        if resource.type not in _NO_GROUPS:
            yield f"the groups of {resource.address}"
        return
    names, whole = vcns.several(resource, path)
    yield from dict.fromkeys(names)
    if not whole:
        yield f"the groups of {resource.address}"


def _subnets(resource: Resource, kind: Kind, vcns: Vcns) -> Iterator[Subnet]:
    for path in kind.subnets:
        names, whole = vcns.several(resource, path)
        for name in dict.fromkeys(names):
            yield vcns.subnet(name, resource.source(path))
        if not whole:
            yield vcns.subnet(f"the subnet of {resource.address}", resource.source(path))
        if names or not whole:
            return


def _addresses(resource: Resource, kind: Kind, subnet: Subnet) -> tuple[Intervals, Intervals]:
    """Return the private addresses that a host has, and those that it may have besides.

    OCI documentation, "IPv6 Addresses": a VNIC has one where that is asked for, and in a subnet
    that has no other.
    """
    known: Intervals = subnet.v4 if subnet.exact else ()
    maybe = subnet.v4
    if kind.address:
        written, whole = cidrs(resource, kind.address)
        if written and whole:
            known, maybe = written, ()
        elif not whole:
            known = ()
    asked = flag(resource, kind.v6, default=False) if kind.v6 else None
    if subnet.exact and (asked or not subnet.v4):
        return union(known, subnet.v6), maybe
    return known, union(maybe, () if asked is False else subnet.v6)


def _public(resource: Resource, kind: Kind, subnet: Subnet) -> tuple[Intervals, Intervals]:
    """Return the public addresses that a host has, and those that it may have.

    OCI documentation, "Overview of VCNs and Subnets": none in a private subnet.
    """
    if kind.public is None or subnet.public is False:
        return (), ()
    path, default = kind.public
    said = _said(resource, path, default=default)
    if said == "subnet":
        said = subnet.public
    if said is True and subnet.public is True:
        return GLOBAL_V4, ()
    return ((), ()) if said is False else ((), GLOBAL_V4)


def _said(resource: Resource, path: str, *, default: bool | str) -> bool | str | None:
    """Return whether a public address is written: None unknown, else the default."""
    private = path.startswith("!")
    written = (
        resource.get(path.removeprefix("!"), None, "not written")
        if path
        else Known(None, resource.source())
    )
    if isinstance(written, Unknown):
        return None
    if written.value is None:
        return (not default) if private else default
    yes = str(written.value).lower() in ("true", "public")
    return yes != private


def _reserved(vcns: Vcns) -> bool:
    """Tell whether a public address is given to a private one of which nobody sees whose it is.

    OCI documentation, "Public IP Addresses": a reserved one goes to a private IP of any VNIC.
    """
    for public in vcns.resources.of("oci_core_public_ip"):
        said = public.get("private_ip_id", None, "assigned to nothing")
        if isinstance(said, Unknown) or said.value not in (None, ""):
            return True
    return False
