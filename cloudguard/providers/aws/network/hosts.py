"""Hosts: what has an interface in a subnet. A subnet without any stands for one that may come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from cloudguard.network.intervals import Intervals, union
from cloudguard.network.wiring import GLOBAL_V4
from cloudguard.providers.aws.network.vpcs import Subnet, Vpcs
from cloudguard.providers.wires import cidrs
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value

UNGROUPED: Final = "a host that has no group in this input"


@dataclass(frozen=True, slots=True)
class Kind:
    """Where a type of resource says its subnets, its groups and whether it has a public address.

    `groups` None: it has none, as an interface without groups has its VPC's default one.
    `public` is the attribute that says whether it has a public address, None where it never has.
    """

    type: str
    subnets: str
    groups: str | None = "vpc_security_group_ids"
    address: str | None = None
    public: str | None = None


# terraform-provider-aws 5.100.0, the documentation of each type.
KINDS: Final[tuple[Kind, ...]] = (
    Kind("aws_instance", "subnet_id", "vpc_security_group_ids", "private_ip",
         "associate_public_ip_address"),
    Kind("aws_network_interface", "subnet_id", "security_groups", "private_ips"),
    Kind("aws_lambda_function", "vpc_config.subnet_ids", "vpc_config.security_group_ids"),
    Kind("aws_ecs_service", "network_configuration.subnets",
         "network_configuration.security_groups", public="network_configuration.assign_public_ip"),
    Kind("aws_efs_mount_target", "subnet_id", "security_groups", "ip_address"),
    Kind("aws_lb", "subnets", "security_groups", public="internal"),
    Kind("aws_alb", "subnets", "security_groups", public="internal"),
    Kind("aws_elb", "subnets", "security_groups", public="internal"),
    Kind("aws_eks_cluster", "vpc_config.subnet_ids", "vpc_config.security_group_ids"),
    Kind("aws_eks_node_group", "subnet_ids", None),
    Kind("aws_vpc_endpoint", "subnet_ids", "security_group_ids"),
    Kind("aws_autoscaling_group", "vpc_zone_identifier", None),
)  # fmt: skip


def wire(vpcs: Vpcs) -> None:
    """Add the hosts of all subnets and wire them to their subnet."""
    for kind in KINDS:
        for resource in vpcs.resources.of(kind.type):
            for number, subnet in enumerate(_subnets(resource, kind, vpcs)):
                _host(resource, kind, subnet, number, vpcs)
    used = {host.network for host in vpcs.wiring.hosts.values()}
    for subnet in list(vpcs.subnets.values()):
        if subnet.id not in used and subnet.here is not None:
            add(vpcs, subnet.id, subnet, subnet.here, subnet.addresses)


def add(
    vpcs: Vpcs,
    id: str,
    subnet: Subnet,
    resource: Resource,
    addresses: Intervals,
    *,
    groups: tuple[str, ...] = (),
    maybe: Intervals = (),
) -> None:
    """Add a host to a subnet; the rules of its groups are wired when all hosts are there."""
    home = subnet.id if subnet.here is not None else resource.address
    within = (subnet.vpc, resource.address)
    wiring = vpcs.wiring
    host = wiring.host(
        id, home, addresses, resource.source(), groups=groups, within=within, maybe=maybe
    )
    vpcs.sending[id] = subnet.out
    for node in (subnet.into, subnet.out):
        wiring.edge(node, door(id), subnet.at, "the subnet's own network", carries=host.destined)


def door(host: str) -> str:
    """Return the node before the groups of a host."""
    return f"{host} door"


def _host(resource: Resource, kind: Kind, subnet: Subnet, number: int, vpcs: Vpcs) -> None:
    addresses = _addresses(resource, kind, subnet)
    public, maybe = _public(resource, kind, subnet)
    name = resource.address if number == 0 else f"{resource.address} in {subnet.id}"
    groups = tuple(groups_of(resource, kind, subnet, vpcs))
    add(
        vpcs, name, subnet, resource, union(addresses, public),
        groups=groups, maybe=maybe,
    )  # fmt: skip


def groups_of(resource: Resource, kind: Kind, subnet: Subnet, vpcs: Vpcs) -> Iterator[str]:
    """Yield the groups of a host: those that are written, else its VPC's default one.

    A list that cannot be read names a group of which nothing is known.
    """
    default = f"{subnet.vpc}.default_security_group_id"
    if kind.groups is None:
        yield f"{resource.address} groups"  # of a launch template, or made by the service
        return
    found = resource.items(kind.groups)
    names, whole = vpcs.names.each(found)
    if isinstance(found, Known) and not found.value:
        yield default
        return
    yield from names
    if not whole:
        yield f"{resource.address} groups"


def _subnets(resource: Resource, kind: Kind, vpcs: Vpcs) -> Iterator[Subnet]:
    found = resource.items(kind.subnets)
    names, whole = vpcs.names.each(found)
    for name in names:
        yield vpcs.subnet(name, resource.source(kind.subnets))
    if not whole and isinstance(found, Unknown):
        yield vpcs.subnet(f"the subnet of {resource.address}", resource.source(kind.subnets))


def _addresses(resource: Resource, kind: Kind, subnet: Subnet) -> Intervals:
    if kind.address:
        written, whole = cidrs(resource, kind.address)
        if written and whole:
            return written
    return subnet.addresses


def _public(resource: Resource, kind: Kind, subnet: Subnet) -> tuple[Intervals, Intervals]:
    """Return the public addresses that a host has, and those that it may have."""
    if kind.public is None:
        return (), ()
    by_subnet: Value[Any] = Known(False, subnet.at)
    if subnet.here is not None:
        by_subnet = subnet.here.get("map_public_ip_on_launch", False, "VPC: not by default")
    said = resource.get(kind.public, None, "not written: the subnet decides")
    if kind.public == "internal":
        said = said.map(lambda internal: internal not in (True, "true"))
    elif isinstance(said, Known) and said.value is None:
        said = by_subnet
    if isinstance(said, Unknown):
        return (), GLOBAL_V4
    return (GLOBAL_V4, ()) if said.value in (True, "true", "ENABLED") else ((), ())
