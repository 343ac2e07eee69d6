"""Hosts: what has an interface in a subnet. A subnet without any stands for one that may come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from cloudguard.network.intervals import Intervals, intersection, union, union_of
from cloudguard.network.packets import V6
from cloudguard.network.wiring import GLOBAL_V4, Host
from cloudguard.providers.aws.network.kinds import KINDS, MACHINES, Kind
from cloudguard.providers.aws.network.machines import Machines
from cloudguard.providers.aws.network.ranges import Range
from cloudguard.providers.aws.network.vpcs import CLUSTER_GROUP, DEFAULT_GROUP, Subnet, Vpcs, v4, v6
from cloudguard.providers.wires import cidrs, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value

_TRUE: Final = (True, "true")


def wire(vpcs: Vpcs) -> None:
    """Add the hosts of all subnets and wire them to their subnet."""
    machines = Machines(vpcs)
    for kind in (*MACHINES, *KINDS):
        for resource in vpcs.resources.of(kind.type):
            _resource(resource, kind, vpcs, machines)
    used = {host.network for host in vpcs.wiring.hosts.values() if host.addresses}
    for subnet in list(vpcs.subnets.values()):
        if subnet.id not in used and subnet.here is not None:
            # What lies in no known subnet may lie in this one, and then its groups decide.
            held = vpcs.homeless or any(_in(h, subnet) for h in vpcs.wiring.hosts.values())
            add(vpcs, subnet.id, subnet, subnet.here, _opened(subnet), unknown_groups=held)


def _in(host: Host, subnet: Subnet) -> bool:
    return host.network == subnet.id


def add(  # one argument for each thing a host is
    vpcs: Vpcs,
    id: str,
    subnet: Subnet,
    resource: Resource,
    range_: Range,
    *,
    groups: tuple[str, ...] = (),
    unknown_groups: bool = False,
) -> Host:
    """Add a host to a subnet; the rules of its groups are wired when all hosts are there."""
    home = subnet.id if subnet.here is not None else resource.address
    if not sure(resource):
        range_ = Range((), (), range_.possibly)
    if unknown_groups:
        groups = (*groups, f"{id} groups")
    host = vpcs.wiring.host(
        id, home, range_.surely, resource.source(), groups=groups,
        within=(subnet.vpc, resource.address), maybe=range_.maybe,
    )  # fmt: skip
    if unknown_groups:
        vpcs.groupless.append(host)
    vpcs.sending[id] = subnet.out
    vpcs.hosts_of[resource.address].append(host)
    # Within its subnet nothing but groups is asked; a range that is not exact holds others too.
    for node in (subnet.into, subnet.out):
        vpcs.wiring.edge(
            node, door(id), subnet.at, "the subnet's own network", carries=host.destined
        )
    return host


def door(host: str) -> str:
    """Return the node before the groups of a host."""
    return f"{host} door"


def of_resource(address: str, vpcs: Vpcs) -> Iterator[Host]:
    """Yield the hosts that a resource has: one in each of its subnets."""
    yield from vpcs.hosts_of[address]


def _resource(resource: Resource, kind: Kind, vpcs: Vpcs, machines: Machines) -> None:
    if machines.has_none(resource):
        return
    for number, (subnet, certain) in enumerate(_subnets(resource, kind, vpcs, machines)):
        name = resource.address if number == 0 else f"{resource.address} in {subnet.id}"
        groups, whole = _groups(resource, kind, subnet, vpcs, machines)
        range_ = _range(resource, kind, subnet, machines)
        if not certain:
            range_ = Range((), (), range_.possibly)
        add(vpcs, name, subnet, resource, range_, groups=groups, unknown_groups=not whole)


def _groups(
    resource: Resource, kind: Kind, subnet: Subnet, vpcs: Vpcs, machines: Machines
) -> tuple[tuple[str, ...], bool]:
    """Return the groups of a host, and whether these are all.

    Amazon VPC User Guide, "Default security groups": without any it has its VPC's default one.
    """
    if kind.groups is None:
        return (), False  # made by the service
    cluster = _cluster_group(resource, vpcs)
    names, whole = listed(resource, kind.groups, vpcs)
    if not names and whole:
        names, whole = machines.groups(resource)
    more, all_ = machines.attached(resource.address)
    names = [vpcs.group_named(name) for name in (*names, *more)]
    whole = whole and (all_ or kind not in (*MACHINES, KINDS[0]))
    if cluster:
        return (*names, cluster), whole
    if not names and whole:
        bare = _ungrouped(resource)
        return (() if bare else (f"{subnet.vpc}{DEFAULT_GROUP}",)), bare is not None
    return tuple(names), whole


def _ungrouped(resource: Resource) -> bool | None:
    """Tell a balancer that has no groups unless they are written; None where it may be one.

    Elastic Load Balancing, "Update the security groups for your Network Load Balancer"; endpoints
    of Gateway Load Balancers have none.
    """
    path = "vpc_endpoint_type" if resource.type == "aws_vpc_endpoint" else "load_balancer_type"
    kind = resource.get(path, None, "not written")
    if isinstance(kind, Unknown):
        return None
    return kind.value in ("network", "gateway", "GatewayLoadBalancer")


def _cluster_group(resource: Resource, vpcs: Vpcs) -> str | None:
    """Return the group that EKS makes for a cluster: its control plane and nodes have it.

    Amazon EKS User Guide, "View Amazon EKS security group requirements for clusters".
    """
    if resource.type == "aws_eks_cluster":
        return f"{resource.address}{CLUSTER_GROUP}"
    if resource.type in ("aws_eks_node_group", "aws_eks_fargate_profile"):
        cluster = vpcs.typed(resource.get("cluster_name"), "aws_eks_cluster")
        return f"{cluster.address if cluster else resource.address}{CLUSTER_GROUP}"
    return None


def _subnets(
    resource: Resource, kind: Kind, vpcs: Vpcs, machines: Machines
) -> Iterator[tuple[Subnet, bool]]:
    """Yield the subnets that a resource lies in, each with whether it surely does."""
    at = resource.source(kind.subnets)
    if len(either := _one_of(resource, kind, vpcs)) > 1:
        yield from ((vpcs.subnet(name, at), False) for name in either)
        return
    names, whole = listed(resource, kind.subnets, vpcs)
    if kind.through is not None:
        path, type_ = kind.through
        names, whole = _through(resource, path, type_, vpcs)
    elif kind.type in ("aws_lb", "aws_alb"):
        more, all_ = listed(resource, "subnet_mapping.subnet_id", vpcs)
        names, whole = [*names, *more], whole and all_
    if not names and whole:
        names, whole = machines.subnets(resource)
    for name in dict.fromkeys(names):
        yield vpcs.subnet(name, at), True
    if not whole:
        yield vpcs.somewhere(resource), True
    elif not names and kind.placed:
        yield vpcs.default_subnet(at), True


def _one_of(resource: Resource, kind: Kind, vpcs: Vpcs) -> list[str]:
    """Return the subnets of which a resource lies in one, where it is not known in which."""
    if not kind.subnets.endswith("subnet_id") or "." in kind.subnets:
        return []
    value = resource.get(kind.subnets, None, "not written")
    if isinstance(value, Known) or not value.among:
        return []
    return [name for known in value.among if (name := vpcs.named(known)) is not None]


def _through(resource: Resource, path: str, type_: str, vpcs: Vpcs) -> tuple[list[str], bool]:
    """Return the subnets of the group of subnets that a resource names."""
    named = resource.get(path, None, "not written: the default VPC's subnets")
    if isinstance(named, Known) and not named.value:
        return [], True
    found = vpcs.typed(named, type_)
    if found is None:
        return [], False
    return listed(found, "subnet_ids", vpcs)


def listed(resource: Resource, path: str, vpcs: Vpcs) -> tuple[list[str], bool]:
    """Return what the items of a list name, in each of the blocks around it, and whether all."""
    above, _, last = path.rpartition(".")
    holders = resource.blocks(above) if above else Known((resource,), resource.source())
    if isinstance(holders, Unknown):
        return [], False
    names: list[str] = []
    whole = True
    for holder in holders.value:
        found, all_ = vpcs.names.each(_written(holder.items(last)))
        names, whole = [*names, *found], whole and all_
    return names, whole


def _written(items: Value[tuple[Value[Any], ...]]) -> Value[tuple[Value[Any], ...]]:
    """Leave out what is empty: text that is not written."""
    if isinstance(items, Unknown):
        return items
    kept = (v for v in items.value if isinstance(v, Unknown) or v.value not in (None, ""))
    return Known(tuple(kept), items.source)


def _range(resource: Resource, kind: Kind, subnet: Subnet, machines: Machines) -> Range:
    """Return the addresses of a host: its own ones or its subnet's, and public ones."""
    own, maybe = _private(resource, kind, subnet)
    public, perhaps_public = _public(resource, kind, subnet, machines)
    eips, perhaps_eips = machines.elastic(resource.address)
    return Range(union_of((own, public, eips)), (), union_of((maybe, perhaps_public, perhaps_eips)))


def _private(resource: Resource, kind: Kind, subnet: Subnet) -> tuple[Intervals, Intervals]:
    surely, maybe = subnet.range.surely, subnet.range.maybe
    six = _has_v6(resource, kind, subnet)
    own, may = v4(surely), v4(maybe)
    if kind.address:
        written, whole = cidrs(resource, kind.address)
        if written and whole:
            own, may = written, ()
    if six is None:
        return own, union(may, union(v6(surely), v6(maybe)))
    if six:
        return union(own, v6(surely)), union(may, v6(maybe))
    return own, may


def _has_v6(resource: Resource, kind: Kind, subnet: Subnet) -> bool | None:
    """Tell whether a host has an IPv6 address, None where that is not known.

    Amazon VPC User Guide, "IP addressing for your VPCs and subnets": an interface gets one where
    its subnet assigns one or where it asks for one.
    """
    if not intersection(subnet.range.possibly, V6):
        return False
    if subnet.here is None:
        return None
    if not v4(subnet.range.possibly):
        return True
    if kind.dual is not None:
        path, values = kind.dual
        said = resource.get(path, None, "IPv4 alone by default")
        return None if isinstance(said, Unknown) else said.value in values
    if kind not in MACHINES and kind.type != "aws_network_interface":
        return False
    assigned = subnet.here.get("assign_ipv6_address_on_creation", False, "aws_subnet: not")
    if isinstance(assigned, Known) and assigned.value in _TRUE:
        return True
    asked = [resource.get(path, None, "none") for path in ("ipv6_address_count", "ipv6_addresses")]
    if any(isinstance(value, Known) and value.value for value in asked):
        return True
    return None if any(isinstance(v, Unknown) for v in (assigned, *asked)) else False


def _opened(subnet: Subnet) -> Range:
    """Return the addresses of what may come to a subnet: public ones too where it gives them."""
    found, mapped = subnet.range, _mapped(subnet)
    if isinstance(mapped, Unknown):
        return replace(found, maybe=union(found.maybe, GLOBAL_V4))
    return replace(found, known=union(found.known, GLOBAL_V4)) if mapped.value in _TRUE else found


def _mapped(subnet: Subnet) -> Value[Any]:
    """Return whether a subnet gives what is launched in it a public address."""
    if subnet.here is None:
        return Unknown("the subnet is not in this input", subnet.at)
    default = subnet.here.type == "aws_default_subnet"  # Amazon VPC User Guide, Default VPC
    path = "map_public_ip_on_launch"
    return subnet.here.get(path, default, "aws_subnet: not by default")


def _public(
    resource: Resource, kind: Kind, subnet: Subnet, machines: Machines
) -> tuple[Intervals, Intervals]:
    """Return the public addresses that a host has, and those that it may have."""
    openly: Value[Any] = Known(kind.openly, subnet.at)
    if kind.openly is None:
        openly = _mapped(subnet)
    elif kind.type in ("aws_lb", "aws_alb") and _is_gateway(resource):
        return (), ()
    said: Value[Any] = Known(None, subnet.at)
    if kind.public is not None:
        path, value = kind.public
        said = machines.public(resource, path)
        if isinstance(said, Known) and said.value is not None:
            said = Known(said.value in (value, str(value).lower(), "ENABLED"), said.source)
    found = openly if isinstance(said, Known) and said.value is None else said
    if isinstance(found, Unknown):
        return (), GLOBAL_V4
    return (GLOBAL_V4, ()) if found.value in _TRUE else ((), ())


def _is_gateway(resource: Resource) -> bool:
    kind = resource.get("load_balancer_type", "application", "aws_lb: application by default")
    return isinstance(kind, Known) and kind.value == "gateway"
