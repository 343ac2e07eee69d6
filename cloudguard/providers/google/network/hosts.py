"""Hosts: what has an interface in a subnet. A subnet without any stands for one that may come.

Google Cloud docs, "VPC firewall rules", "Targets for ingress rules", "Sources for ingress rules":
rules name hosts by the network tags and service accounts of their interfaces.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from cloudguard.network.intervals import Intervals, intersection, union
from cloudguard.network.packets import V4, prefix
from cloudguard.network.wiring import GLOBAL_V4, GLOBAL_V6, Host
from cloudguard.providers.google.network.vpcs import (
    Subnet,
    Vpcs,
    net,
    region_of,
)
from cloudguard.providers.wires import cidrs
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

ACCOUNT: Final = "google_service_account"
UNKNOWN: Final = "?"


@dataclass(frozen=True, slots=True)
class Names:
    """The tags or accounts that a host has, and whether these are all."""

    names: frozenset[str] = frozenset()
    whole: bool = True

    def has(self, wanted: frozenset[str]) -> bool | None:
        """Tell whether any of some names is among these, None where that is not known."""
        return True if self.names & wanted else (False if self.whole else None)


NOBODY: Final = Names()


@dataclass(frozen=True, slots=True)
class Member:
    """What rules know a host by: where it is, its tags, its service accounts, its secure tags.

    One that is not `guarded` has no firewall before it, and sends nothing but answers.
    """

    network: str
    region: str | None
    tags: Names = NOBODY
    accounts: Names = NOBODY
    secure: Names = NOBODY
    guarded: bool = True


@dataclass(slots=True)
class Members:
    """Hosts that the firewall of their network guards, with what rules know them by."""

    vpcs: Vpcs
    of: dict[str, Member] = field(default_factory=dict)
    at: dict[str, list[str]] = field(default_factory=dict)  # hosts by the resource that makes them

    def add(  # one argument for each thing a host is
        self,
        id: str,
        subnet: Subnet,
        resource: Resource,
        addresses: Intervals,
        member: Member,
        *,
        maybe: Intervals | None = None,
    ) -> Host:
        """Add a host to a subnet; the firewall before it is wired when all hosts are there.

        Without `maybe` it may have what its subnet may have.
        """
        wiring = self.vpcs.wiring
        groups = [
            *groups_of(subnet.network, "tag", member.tags),
            *groups_of(subnet.network, "account", member.accounts),
            *groups_of("", "secure", member.secure),
        ]
        host = wiring.host(
            id,
            subnet.id if subnet.here is not None else resource.address,
            addresses,
            resource.source(),
            groups=tuple(groups),
            within=(subnet.network, resource.address),
            maybe=subnet.maybe if maybe is None else maybe,
        )
        self.of[id] = member
        self.at.setdefault(resource.address, []).append(id)
        wiring.edge(
            net(subnet.network), door(id), subnet.at, "the network's own routes",
            carries=host.destined,
        )  # fmt: skip
        return host


def group(network: str, kind: str, name: str) -> str:
    """Return the group of hosts of a network that have a tag or run as a service account."""
    return f"{network} {kind} {name}".strip()


def groups_of(network: str, kind: str, names: Names) -> list[str]:
    """Return the groups of a host; where its names are not all known, one of those unknown."""
    found = [group(network, kind, name) for name in sorted(names.names)]
    return found if names.whole else [*found, group(network, kind, UNKNOWN)]


def door(host: str) -> str:
    """Return the node before the firewall of a host."""
    return f"{host} door"


def wire(vpcs: Vpcs) -> Members:
    """Add machines, groups of machines, and the subnets that have no host in this input."""
    members = Members(vpcs)
    for instance in vpcs.resources.of("google_compute_instance"):
        machines(members, instance, instance)
    for type_ in ("google_compute_instance_group_manager",
                  "google_compute_region_instance_group_manager"):  # fmt: skip
        for manager in vpcs.resources.of(type_):
            _managed(members, manager)
    for instance in vpcs.resources.of("google_compute_instance_from_template"):
        _by_template(members, instance, "source_instance_template")
    return members


def fill(members: Members) -> None:
    """Add a host for each subnet that has none: somebody may put one there."""
    vpcs = members.vpcs
    used = {host.network for host in vpcs.wiring.hosts.values()}
    for subnet in list(vpcs.subnets.values()):
        if subnet.id not in used and subnet.here is not None and subnet.for_hosts:
            member = Member(subnet.network, subnet.region)
            members.add(subnet.id, subnet, subnet.here, subnet.addresses, member)


def machines(members: Members, resource: Resource, described: Resource) -> None:
    """Add a host for each interface of a machine, which a template may describe."""
    interfaces = described.blocks("network_interface")
    vpcs = members.vpcs
    if isinstance(interfaces, Unknown):
        subnet = vpcs.subnet(interfaces, resource)
        members.add(resource.address, subnet, resource, subnet.addresses,
                    member_of(described, subnet, vpcs))  # fmt: skip
        return
    for number, interface in enumerate(interfaces.value):
        subnet = subnet_of(interface, described, vpcs)
        addresses, maybe = _addresses(interface, subnet)
        name = resource.address if number == 0 else f"{resource.address} nic{number}"
        members.add(
            name, subnet, resource, addresses, member_of(described, subnet, vpcs), maybe=maybe
        )


def subnet_of(block: Resource, near: Resource, vpcs: Vpcs) -> Subnet:
    """Return the subnet that a block names, by itself or by its network."""
    named = block.get("subnetwork", None, "not written: the network decides")
    if isinstance(named, Unknown) or named.value:
        return vpcs.subnet(named, near)
    network = block.get("network", "default", "google_compute_instance docs: the default network")
    return vpcs.anywhere_in(vpcs.network(network, near), near)


def member_of(resource: Resource, subnet: Subnet, vpcs: Vpcs) -> Member:
    """Return what rules know a machine by."""
    region = subnet.region or region_of(resource, vpcs.google)
    return Member(
        subnet.network, region, tags_of(resource, "tags"),
        _accounts(resource, vpcs), secure_of(resource, vpcs),
    )  # fmt: skip


def tags_of(resource: Resource, path: str) -> Names:
    """Return the network tags that a list gives."""
    items = resource.items(path)
    if isinstance(items, Unknown):
        return Names(whole=False)
    known = [str(i.value) for i in items.value if isinstance(i, Known) and i.value]
    return Names(frozenset(known), all(isinstance(i, Known) for i in items.value))


def accounts_named(resource: Resource, path: str, vpcs: Vpcs, near: Resource) -> Names:
    """Return the service accounts that a list gives."""
    names, whole = vpcs.named.each(resource.items(path), ACCOUNT, near=near)
    return Names(frozenset(names), whole)


def _accounts(resource: Resource, vpcs: Vpcs) -> Names:
    blocks = resource.blocks("service_account")
    if isinstance(blocks, Unknown):
        return Names(whole=False)
    found: list[str] = []
    for block in blocks.value:
        email = block.get("email", None, "google_compute_instance docs: the default account")
        if isinstance(email, Known) and not email.value:
            return Names(whole=False)  # the default one of the project: its number is not known
        name = vpcs.named.of(email, ACCOUNT, near=resource)
        if name is None:
            return Names(whole=False)
        found.append(name)
    return Names(frozenset(found))


def secure_of(resource: Resource, vpcs: Vpcs) -> Names:
    """Return the secure tags of a machine.

    Cloud NGFW docs, "Secure tags for firewalls": values of tag keys for the purpose GCE_FIREWALL,
    bound when the machine is made or later by a tag binding.
    """
    found: list[str] = []
    bound = any(
        vpcs.resources.of(t)
        for t in ("google_tags_tag_binding", "google_tags_location_tag_binding")
    )
    for block in ("params.resource_manager_tags", "resource_manager_tags"):
        said = resource.get(block, None, "not written")
        if isinstance(said, Unknown):
            bound = True
        elif isinstance(said.value, dict):
            for value in said.value.values():
                item = value if isinstance(value, Unknown) else Known(value, said.source)
                name = vpcs.named.of(item, "google_tags_tag_value", near=resource)
                bound = bound or name is None
                found += [name] if name else []
    return Names(frozenset(found), not bound)


def _addresses(interface: Resource, subnet: Subnet) -> tuple[Intervals, Intervals]:
    """Return the addresses of an interface, and those that it may have besides."""
    own, whole = cidrs(interface, "network_ip")
    inside = own if own and whole else subnet.primary
    maybe = () if own and whole else subnet.maybe
    stack = interface.get("stack_type", "IPV4_ONLY", "google_compute_instance docs: IPV4_ONLY")
    if isinstance(stack, Known) and stack.value in ("IPV4_ONLY", None, ""):
        inside, maybe = intersection(inside, V4), intersection(maybe, V4)
    aliases = interface.blocks("alias_ip_range")
    if isinstance(aliases, Unknown):
        maybe = union(maybe, union(subnet.addresses, subnet.maybe))
    elif aliases.value:
        inside = union(inside, subnet.addresses)
    for path, everything in (("access_config", GLOBAL_V4), ("ipv6_access_config", GLOBAL_V6)):
        blocks = interface.blocks(path)
        if isinstance(blocks, Unknown):
            maybe = union(maybe, everything)
            continue
        for block in blocks.value:
            there = _external(block, everything)
            inside = union(inside, there)
    return inside, maybe


def _external(block: Resource, everything: Intervals) -> Intervals:
    """Return the external address of an interface, any where it is known only after apply."""
    said = block.get("nat_ip", None, "Compute Engine docs, IP addresses: ephemeral by default")
    if isinstance(said, Known) and isinstance(said.value, str) and said.value:
        try:
            return prefix(said.value)
        except ValueError:
            return everything
    return everything


def _managed(members: Members, manager: Resource) -> None:
    """Add a group of machines, which its template describes."""
    versions = manager.blocks("version")
    if isinstance(versions, Unknown) or not versions.value:
        subnet = members.vpcs.subnet(Unknown("no template", manager.source()), manager)
        members.add(manager.address, subnet, manager, subnet.addresses,
                    Member(subnet.network, None))  # fmt: skip
        return
    _by_template(members, manager, "instance_template", versions.value[0])


def _by_template(
    members: Members, resource: Resource, path: str, block: Resource | None = None
) -> None:
    named = (block or resource).get(path)
    template = members.vpcs.named.find(
        named, "google_compute_instance_template", "google_compute_region_instance_template",
        near=resource,
    )  # fmt: skip
    if template is not None:
        machines(members, resource, template)
        return
    subnet = members.vpcs.subnet(Unknown("its template is not here", resource.source()), resource)
    unsaid = Names(whole=False)
    members.add(resource.address, subnet, resource, subnet.addresses,
                Member(subnet.network, None, unsaid, unsaid, unsaid))  # fmt: skip
