"""What stands between hosts and routes: admin rules, the subnet's group, the interface's group.

Microsoft Learn, "How network security groups filter network traffic": inbound the subnet's group
comes first, outbound the interface's. "Manage network policies for private endpoints": by default
neither groups nor user-defined routes hold for private endpoints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cloudguard.network.filters import ANYTHING, MAYBE, Filter, Match, perhaps
from cloudguard.network.intervals import union_of
from cloudguard.network.packets import TCP, packets, ports
from cloudguard.providers.azure.network.admin import Admin
from cloudguard.providers.azure.network.groups import NSG, Direction, Groups
from cloudguard.providers.azure.network.hosts import ENDPOINT, NIC, Seat
from cloudguard.providers.azure.network.reading import blocks, flag, texts, word
from cloudguard.providers.azure.network.routing import Tables
from cloudguard.providers.azure.network.tags import Tags
from cloudguard.providers.azure.network.vnets import Subnet, Vnets, local
from cloudguard.providers.wires import to
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

_OF_SUBNET: Final = "azurerm_subnet_network_security_group_association"
_OF_NIC: Final = "azurerm_network_interface_security_group_association"
_POLICIES: Final = "Microsoft Learn, Manage network policies for private endpoints: disabled"


@dataclass(frozen=True, slots=True)
class Wall:
    """The group of a subnet or interface; `sure` is false of one that may not be its group."""

    name: str
    sure: bool


class Walls:
    """The groups of subnets and hosts, and the edges through them."""

    def __init__(self, vnets: Vnets, tables: Tables, groups: Groups, admin: Admin) -> None:
        """Prepare; what tags mean is told by the routes of each subnet."""
        self.vnets = vnets
        self.groups = groups
        self.admin = admin
        self.tags: dict[str, Tags] = {s.id: tables.tags(s) for s in vnets.subnets.values()}
        self.subnets = {s.id: _of_subnet(s, vnets) for s in vnets.subnets.values()}

    def wire(self, seats: list[Seat]) -> None:
        """Wire each subnet, and each host to its subnet."""
        for subnet in self.vnets.subnets.values():
            wall = self.subnets[subnet.id]
            self.vnets.wiring.edge(
                subnet.out, subnet.table, subnet.at, _says(wall, "subnet"),
                admits=self._filter(wall, subnet, "outbound"),
            )  # fmt: skip
            self.vnets.wiring.edge(
                subnet.into, subnet.door, subnet.at, _says(wall, "subnet"),
                admits=self._filter(wall, subnet, "inbound"),
            )  # fmt: skip
            there = to(subnet.span.sure, whole=True)
            there |= perhaps(to(subnet.span.possible, whole=True).possible)
            says = "virtual network"
            self.vnets.wiring.edge(local(subnet.vnet), subnet.into, subnet.at, says, carries=there)
        for seat in seats:
            self._seat(seat)

    def guarded(self, seat: Seat) -> bool | None:
        """Tell whether a security group stands before a host; None where that is not known."""
        walls = [self.subnets[seat.subnet.id], _of_seat(seat, self.vnets)]
        if any(wall is not None and wall.sure for wall in walls):
            return True
        return None if any(walls) else False

    def _seat(self, seat: Seat) -> None:
        host, subnet, wiring = seat.host, seat.subnet, self.vnets.wiring
        wall = _of_seat(seat, self.vnets)
        says = _says(wall, "interface")
        if seat.resource.type == ENDPOINT:
            self._endpoint(seat)
            return
        wiring.edge(
            subnet.door, host.id, host.at, says, carries=host.destined,
            admits=self._filter(wall, subnet, "inbound") if wall else None,
        )  # fmt: skip
        wiring.edge(
            host.leaves, subnet.out, host.at, says, carries=_begun(seat),
            admits=self._filter(wall, subnet, "outbound") if wall else None,
        )  # fmt: skip

    def _endpoint(self, seat: Seat) -> None:
        """Wire a private endpoint: it only answers, and by default no group stands before it."""
        host, subnet, wiring = seat.host, seat.subnet, self.vnets.wiring
        policies = policies_of(subnet)
        says = "private endpoint"
        if policies in (None, "enabled", "networksecuritygroupenabled"):
            wiring.edge(subnet.door, host.id, host.at, says, carries=host.destined)
        if policies not in ("enabled", "networksecuritygroupenabled"):
            past = host.destined
            if policies is None:
                past = perhaps(past.possible)
            wiring.edge(
                subnet.into, host.id, host.at, f"{says}, past security groups", carries=past
            )

    def _filter(self, wall: Wall | None, subnet: Subnet, way: Direction) -> Filter | None:
        tags = self.tags[subnet.id]
        if wall is None:
            found = None if subnet.here is not None else MAYBE
        else:
            found = self.groups.filter(wall.name, way, tags)
            if not wall.sure:
                found = Filter(found.sure, MAYBE.possible, found.rules, found.default)
        return self.admin.before(found, subnet.vnet, way, tags)


def _begun(seat: Seat) -> Match:
    """Return what a host may begin: Bastion speaks to machines by SSH and RDP.

    Microsoft Learn, "About Azure Bastion configuration settings": other ports where it tunnels.
    """
    if seat.resource.type != "azurerm_bastion_host":
        return ANYTHING
    sure = packets(service=union_of((ports(TCP, 22, 22), ports(TCP, 3389, 3389))))
    said = [
        flag(seat.resource, name, default=False, because="azurerm docs, azurerm_bastion_host: no")
        for name in ("tunneling_enabled", "ip_connect_enabled")
    ]
    return Match(sure, sure if said == [False, False] else packets(service=ports(TCP)))


def policies_of(subnet: Subnet) -> str | None:
    """Return what holds for private endpoints of a subnet: `disabled` unless something says so."""
    if subnet.here is None:
        return None
    old = flag(
        subnet.here, "private_endpoint_network_policies_enabled", default=False, because=_POLICIES
    )
    enforced = flag(
        subnet.here,
        "enforce_private_link_endpoint_network_policies",
        default=True,
        because=_POLICIES,
    )
    said = word(
        subnet.here, "private_endpoint_network_policies", default="Disabled", because=_POLICIES
    )
    if said is None or old is None or enforced is None:
        return None
    return "enabled" if said == "disabled" and (old or not enforced) else said


def _of_subnet(subnet: Subnet, vnets: Vnets) -> Wall | None:
    here = subnet.here
    if here is None:
        return None
    for path in ("network_security_group_id", "security_group"):
        own = here.get(path, None, "azurerm docs: none")
        if isinstance(own, Unknown) or own.value:
            return Wall(vnets.named(own, NSG) or "?", isinstance(own, Known))
    if subnet.home != subnet.id:
        return None
    return _associated(here, _OF_SUBNET, "subnet_id", vnets)


def _of_seat(seat: Seat, vnets: Vnets) -> Wall | None:
    if seat.resource.type == NIC:
        return _associated(seat.resource, _OF_NIC, "network_interface_id", vnets)
    if seat.groups is None:
        return None
    own = next(iter(texts(seat.resource, seat.groups)), None)
    if own is None or any(
        isinstance(b, Unknown) for b in blocks(seat.resource, "network_interface")
    ):
        return None
    return Wall(vnets.named(own, NSG) or "?", isinstance(own, Known))


def _associated(resource: Resource, type_: str, via: str, vnets: Vnets) -> Wall | None:
    about = vnets.resources.about(resource, type_, via)
    for association in (*about.named, *about.possible):
        name = vnets.named(association.get("network_security_group_id"), NSG)
        return Wall(name or "?", name is not None and association in about.named)
    return None


def _says(wall: Wall | None, where: str) -> str:
    return f"network security group {wall.name}" if wall else f"no security group of the {where}"
