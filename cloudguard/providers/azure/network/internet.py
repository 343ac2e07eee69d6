"""The Internet: what reaches it from a subnet, and what it reaches.

Microsoft Learn, "Default outbound access in Azure" (a machine without any other way out gets one,
unless its subnet is private), "What is Azure NAT Gateway?", "Public IP addresses" (one of the
Standard SKU is closed until a security group lets something in; Basic is open), "Azure network
security groups overview" (groups see private addresses: after the public one was translated, and
before).
"""

from __future__ import annotations

from functools import partial
from typing import Final

from cloudguard.network.filters import (
    ANYTHING,
    CLOSED,
    MAYBE,
    OPEN,
    Filter,
    Match,
    exactly,
    perhaps,
)
from cloudguard.network.intervals import Intervals, union_of
from cloudguard.network.packets import TCP, V4, PacketSet, packets, ports
from cloudguard.providers.azure.network.hosts import NIC, Seat
from cloudguard.providers.azure.network.reading import certain, flag, texts, word
from cloudguard.providers.azure.network.tags import PUBLIC, PUBLIC_V4
from cloudguard.providers.azure.network.vnets import Subnet, Vnets
from cloudguard.providers.azure.network.walls import Walls
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown

PUBLIC_IP: Final = "azurerm_public_ip"
_NAT: Final = "azurerm_subnet_nat_gateway_association"
_DEFAULT: Final = "azurerm docs, azurerm_subnet: default_outbound_access_enabled defaults to true"
_SKU: Final = "azurerm 4 docs, azurerm_public_ip: Standard"
_SETS: Final = frozenset(
    f"azurerm_{name}_virtual_machine_scale_set" for name in ("linux", "windows")
)
_MACHINES: Final = frozenset({NIC, "azurerm_subnet", "azurerm_virtual_network", *_SETS})
# Managed by Azure with ways out of their own, which the subnet may take away.
_MANAGED: Final = frozenset(
    f"azurerm_{name}"
    for name in (
        "kubernetes_cluster", "kubernetes_cluster_node_pool", "redhat_openshift_cluster",
        "container_app_environment", "container_group", "app_service_environment_v3",
        "api_management", "batch_pool", "hdinsight_hadoop_cluster", "hdinsight_spark_cluster",
        "hdinsight_kafka_cluster", "hdinsight_hbase_cluster", "service_fabric_managed_cluster",
        "orchestrated_virtual_machine_scale_set", "mssql_managed_instance", "nginx_deployment",
        "application_gateway", "databricks_workspace",
    )
)  # fmt: skip


def wire(vnets: Vnets, seats: list[Seat], walls: Walls, sending: dict[str, bool]) -> None:
    """Wire subnets and hosts with public addresses to the Internet.

    `sending` tells of hosts by id whether a load balancer surely takes them out.
    """
    by_subnet: dict[str, list[Seat]] = {}
    for seat in seats:
        by_subnet.setdefault(seat.subnet.id, []).append(seat)
    for subnet in vnets.subnets.values():
        _outward(vnets, subnet, by_subnet.get(subnet.id, []), sending)
    for seat in seats:
        for public, known in _addresses(seat, vnets):
            admits = admitting(_sku(public), guarded=walls.guarded(seat))
            says = "public IP address"
            inward(vnets, seat, ANYTHING, says, admits=admits, known=known)
        for services, known in _served(seat, vnets):
            inward(vnets, seat, exactly(packets(service=services)), "public endpoint", known=known)


def inward(
    vnets: Vnets,
    seat: Seat,
    carries: Match,
    says: str,
    *,
    admits: Filter | None = None,
    known: bool = True,
) -> None:
    """Let the Internet reach a host at a public address, which becomes its private one."""
    host = seat.host
    internet = vnets.wiring.internet()
    there = carries & exactly(packets(source=PUBLIC, destination=PUBLIC))
    change = partial(translated, there=host.addresses)
    if not host.addresses:
        known, change = False, partial(translated, there=host.maybe)
    answering(vnets, seat.subnet)
    vnets.wiring.edge(
        internet.leaves, seat.subnet.into, host.at, says,
        carries=there if known else perhaps(there.possible), admits=admits, change=change,
    )  # fmt: skip


def translated(sent: PacketSet, there: Intervals, service: Intervals | None = None) -> PacketSet:
    """Return packets with other destinations, and services where these change too."""
    moved = sent.at_destination(there)
    if service is None:
        return moved
    return PacketSet(tuple(box._replace(service=service) for box in moved.boxes))


def admitting(sku: str | None, *, guarded: bool | None) -> Filter | None:
    """Return what a public address lets in: without any security group nothing, if Standard."""
    if guarded or sku == "basic":
        return OPEN
    return CLOSED if guarded is False and sku == "standard" else MAYBE


def _outward(vnets: Vnets, subnet: Subnet, seats: list[Seat], sending: dict[str, bool]) -> None:
    wiring, node = vnets.wiring, subnet.internet
    nat = _nat(subnet, vnets)
    sure: list[Intervals] = []
    possible: list[Intervals] = []
    for seat in seats:
        known = _leaves(seat, subnet, vnets, sending, nat=nat is not None)
        label = (seat.host.label, seat.host.label + 1)
        if known:
            sure.append(label)
        if known is not False:
            possible.append(label)
    labels = [packets(origin=union_of(each), destination=PUBLIC_V4) for each in (sure, possible)]
    if not labels[1] and nat is None:
        return
    internet = wiring.internet()
    wiring.edge(
        node, internet.id, subnet.at, "a public address for going out",
        carries=Match(labels[0], labels[1]),
    )  # fmt: skip
    if nat is not None:
        all_ = packets(source=V4, destination=PUBLIC_V4)
        says = "NAT gateway"
        wiring.edge(
            node, internet.id, nat[0], says, carries=exactly(all_) if nat[1] else perhaps(all_)
        )
    back = Match(packets(destination=subnet.span.sure), packets(destination=subnet.span.possible))
    answers(vnets, internet.leaves, subnet.into, subnet.at, back)


def answers(vnets: Vnets, start: str, end: str, at: Source, carries: Match = ANYTHING) -> None:
    """Let answers pass, and nothing that begins there."""
    vnets.wiring.edge(start, end, at, "answers alone", carries=carries, admits=CLOSED)


def answering(vnets: Vnets, subnet: Subnet) -> None:
    """Let hosts of a subnet answer what the Internet has sent them by a balancer."""
    there = exactly(packets(destination=PUBLIC))
    answers(vnets, subnet.internet, vnets.wiring.internet().id, subnet.at, there)


def _leaves(
    seat: Seat, subnet: Subnet, vnets: Vnets, sending: dict[str, bool], *, nat: bool
) -> bool | None:
    """Tell whether a host has a public address to go out with; None where that is not known."""
    publics = list(_addresses(seat, vnets))
    if any(known for _, known in publics) or sending.get(seat.host.id):
        return True
    if seat.resource.type not in _MACHINES | _MANAGED:
        return None if publics or seat.host.id in sending else False
    private = subnet.here is None or flag(
        subnet.here, "default_outbound_access_enabled", default=True, because=_DEFAULT
    )
    if seat.resource.type in _MACHINES:
        if private is True and not nat:
            return True if subnet.here is not None else None
        return None if private is None or publics or seat.host.id in sending else False
    return None if private is not False or publics or _own_way(seat.resource) else False


def _own_way(resource: Resource) -> bool:
    """Tell whether a service may bring a public address of its own for going out."""
    if resource.type != "azurerm_kubernetes_cluster":
        return resource.type == "azurerm_container_app_environment"
    kind = word(resource, "network_profile.outbound_type", default="loadBalancer", because="docs")
    return kind not in ("userdefinedrouting", "none")


def _nat(subnet: Subnet, vnets: Vnets) -> tuple[Source, bool] | None:
    if subnet.here is None or subnet.home != subnet.id:
        return None
    about = vnets.resources.about(subnet.here, _NAT, "subnet_id")
    for association in (*about.named, *about.possible):
        named = association.get("nat_gateway_id")
        return association.source(), association in about.named and isinstance(named, Known)
    return None


_PUBLICS: Final = {
    NIC: ("ip_configuration.public_ip_address_id",),
    "azurerm_application_gateway": (),
}


def _addresses(seat: Seat, vnets: Vnets) -> list[tuple[Resource | None, bool]]:
    """Return the public addresses of a host, each with whether it surely has it."""
    found: list[tuple[Resource | None, bool]] = []
    for value in texts(seat.resource, *_PUBLICS.get(seat.resource.type, ())):
        public = vnets.found(value, PUBLIC_IP)
        found.append((public, isinstance(value, Known) and certain(seat.resource)))
    if "scale_set" in seat.resource.type:
        path = "network_interface.ip_configuration.public_ip_address"
        found += [(None, isinstance(name, Known)) for name in texts(seat.resource, f"{path}.name")]
    return found


def _sku(public: Resource | None) -> str | None:
    return word(public, "sku", default="Standard", because=_SKU) if public is not None else None


def _served(seat: Seat, vnets: Vnets) -> list[tuple[Intervals, bool]]:
    """Return what a managed service in a subnet serves at a public address of its own."""
    resource = seat.resource
    match resource.type:
        case "azurerm_application_gateway":
            values = list(texts(resource, "frontend_ip_configuration.public_ip_address_id"))
            ports_ = list(texts(resource, "frontend_port.port"))
            known = all(isinstance(v, Known) for v in (*values, *ports_)) and certain(resource)
            spans = [_port(value) for value in ports_]
            return [(union_of(spans), known)] if values else []
        case "azurerm_bastion_host":
            return [(ports(TCP, 443, 443), certain(resource))]
        case "azurerm_mssql_managed_instance":
            because = "azurerm docs, azurerm_mssql_managed_instance: defaults to false"
            said = flag(resource, "public_data_endpoint_enabled", default=False, because=because)
            return [] if said is False else [(ports(TCP, 3342, 3342), bool(said))]
        case "azurerm_container_app_environment":
            because = "azurerm docs, azurerm_container_app_environment: defaults to false"
            said = flag(resource, "internal_load_balancer_enabled", default=False, because=because)
            web = union_of((ports(TCP, 80, 80), ports(TCP, 443, 443)))
            # Whether any app in it lets outsiders in is for each app to say.
            return [] if said else [(web, False)]
        case "azurerm_app_service_environment_v3":
            said_ = word(resource, "internal_load_balancing_mode", default="None", because="docs")
            inside = said_ is not None and said_ != "none"
            return [] if inside else [(ports(TCP, 443, 443), said_ is not None)]
        case "azurerm_api_management":
            said_ = word(resource, "virtual_network_type", default="None", because="azurerm docs")
            return [] if said_ == "internal" else [(ports(TCP, 443, 443), said_ is not None)]
        case "azurerm_kubernetes_cluster" | "azurerm_redhat_openshift_cluster":
            return []
        case _:
            return []


def _port(value: Known[object] | Unknown) -> Intervals:
    if isinstance(value, Known) and str(value.value).isdecimal():
        return ports(TCP, int(str(value.value)), int(str(value.value)))
    return ports(TCP)
