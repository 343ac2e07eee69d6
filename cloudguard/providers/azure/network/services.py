"""Managed services: public endpoints, service endpoints, private endpoints, private links.

Microsoft Learn, "What is a private endpoint?" (connections begin at the consumer alone, and reach
one resource), "What is Azure Private Link service?", "Virtual Network service endpoints",
"Manage network policies for private endpoints" (its route of one address is more specific than
user-defined routes), "Integrate your app with an Azure virtual network" (outbound only).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import Final

from cloudguard.network.filters import ANYTHING, MAYBE, PERHAPS, Filter, Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, union, union_of
from cloudguard.network.packets import EVERYWHERE, PacketSet, packets
from cloudguard.network.wiring import Host, Wiring
from cloudguard.providers.azure.network.balancers import BALANCER, front
from cloudguard.providers.azure.network.hosts import ENDPOINT, Seat
from cloudguard.providers.azure.network.internet import answers
from cloudguard.providers.azure.network.publics import (
    SERVICES,
    Service,
    admitted,
    is_met,
    lets_in,
    reachable,
)
from cloudguard.providers.azure.network.reading import certain, flag, texts
from cloudguard.providers.azure.network.spans import Span
from cloudguard.providers.azure.network.tags import PUBLIC_V4
from cloudguard.providers.azure.network.vnets import Subnet, Vnets
from cloudguard.providers.azure.network.walls import policies_of
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value

_LINK: Final = "azurerm_private_link_service"
_TARGET: Final = "private_service_connection.private_connection_resource_id"
_ALIAS: Final = "private_service_connection.private_connection_resource_alias"


@dataclass(frozen=True, slots=True)
class Public:
    """A managed service outside of any subnet, what it is to the Internet, and its endpoints."""

    host: Host
    resource: Resource
    service: Service | None
    span: Span
    subnets: tuple[Subnet, ...]


def hosts(vnets: Vnets, seats: list[Seat]) -> list[Public]:
    """Add managed services as hosts: those of known types, and whatever has a private endpoint."""
    endpoints: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        if seat.resource.type == ENDPOINT and (target := _target(seat, vnets)) is not None:
            endpoints[target.address].append(seat)
    made: list[Public] = []
    for service in SERVICES:
        made += (
            _public(resource, service, endpoints.pop(resource.address, []), vnets)
            for resource in vnets.resources.of(service.type)
            if resource.address in endpoints or is_met(resource, service, vnets)
        )
    seated = {seat.resource.address for seat in seats}
    for address, found in endpoints.items():
        target = vnets.names.here(address)
        if target is not None and target.type != _LINK and address not in seated:
            made.append(_public(target, None, found, vnets))
    return made


def wire(vnets: Vnets, seats: list[Seat], publics: list[Public]) -> None:
    """Wire services to the Internet, to subnets, and to their private endpoints."""
    by_address = {public.resource.address: public.host for public in publics}
    by_address |= {s.resource.address: s.host for s in seats if s.resource.type != ENDPOINT}
    for public in publics:
        _internet(public, vnets)
        _integrated(public, vnets)
        if public.service is not None and public.service.endpoint:
            _service_endpoints(public, public.service, vnets)
    for seat in seats:
        if seat.resource.type == ENDPOINT:
            _linked(seat, by_address, vnets)
    _past_routes([seat for seat in seats if seat.resource.type == ENDPOINT], vnets)
    for link in vnets.resources.of(_LINK):
        _provided(link, vnets)


def _target(seat: Seat, vnets: Vnets) -> Resource | None:
    for value in texts(seat.resource, _TARGET):
        named = vnets.names.of(value)
        name = str(named.value) if isinstance(named, Known) else ""
        found = vnets.names.here(name)
        if found is None and isinstance(value, Known) and str(value.value).startswith("/"):
            found = vnets.azure.with_id(str(value.value))
        if found is not None and found.mode == "managed":
            return found
    return None


def _public(
    resource: Resource, service: Service | None, endpoints: list[Seat], vnets: Vnets
) -> Public:
    span = admitted(resource, service, vnets) if service is not None else Span((), ())
    found = (vnets.subnet(value) for value in texts(resource, "virtual_network_subnet_id"))
    subnets = tuple(s for s in found if s is not None) if service and service.app else ()
    own: Intervals = union_of(
        (*(s.host.addresses for s in endpoints), *(s.span.sure for s in subnets))
    )
    maybe = union_of(
        (*(s.host.maybe for s in endpoints), *(s.span.possible for s in subnets if not s.span.sure))
    )
    if service is not None and (service.app or reachable(resource, service)):
        own = union(own, PUBLIC_V4)
    within = tuple(
        name for s in endpoints for name in (s.subnet.id, s.subnet.vnet)
    ) + tuple(name for s in subnets for name in (s.id, s.vnet))  # fmt: skip
    host = vnets.wiring.host(
        resource.address, resource.address, own, resource.source(),
        within=within, maybe=maybe,
    )  # fmt: skip
    return Public(host, resource, service, span, subnets)


def _internet(public: Public, vnets: Vnets) -> None:
    service, host, wiring = public.service, public.host, vnets.wiring
    if service is None:
        return
    says = "public endpoint"
    if public.span.possible:
        internet = wiring.internet()
        admits = Filter(packets(source=public.span.sure), packets(source=public.span.possible))
        carries = exactly(packets(destination=PUBLIC_V4, service=service.ports))
        wiring.edge(internet.leaves, host.id, host.at, says, carries=carries, admits=admits)
        answers(vnets, host.leaves, internet.id, host.at)
    if service.app:
        _sends(public, wiring)


def _sends(public: Public, wiring: Wiring) -> None:
    """Let an app out to the Internet, unless it sends everything through its network."""
    routed = flag(
        public.resource, "site_config.vnet_route_all_enabled", default=False,
        because="azurerm docs: defaults to false",
    )  # fmt: skip
    if routed and public.subnets:
        return
    internet, host = wiring.internet(), public.host
    out = packets(source=PUBLIC_V4, destination=PUBLIC_V4)
    known = not public.subnets or (routed is False and certain(public.resource))
    wiring.edge(
        host.leaves, internet.id, host.at, "outbound addresses of the app",
        carries=exactly(out) if known else perhaps(out),
    )  # fmt: skip
    wiring.edge(internet.leaves, host.id, host.at, "answers alone", admits=_NONE)


_NONE: Final = Filter(PacketSet(), PacketSet())


def _integrated(public: Public, vnets: Vnets) -> None:
    for subnet in public.subnets:
        sent = Match(packets(source=subnet.span.sure), packets(source=subnet.span.possible))
        host, says = public.host, "virtual network integration"
        vnets.wiring.edge(host.leaves, subnet.out, host.at, says, carries=sent)
        answers(vnets, subnet.into, host.id, host.at)


def _service_endpoints(public: Public, service: Service, vnets: Vnets) -> None:
    for subnet in vnets.subnets.values():
        if subnet.here is None:
            continue
        known = False
        named = list(texts(subnet.here, "service_endpoints", "service_endpoint.service"))
        for value in named:
            text = str(value.value).lower() if isinstance(value, Known) else ""
            known = known or text.removeprefix("microsoft.").split(".")[0] == service.endpoint
        if not known and not any(isinstance(value, Unknown) for value in named):
            continue
        lets = lets_in(public.resource, service, subnet.id, vnets)
        if lets is False:
            continue
        host = public.host
        sent = packets(destination=PUBLIC_V4, service=service.ports)
        vnets.wiring.edge(
            subnet.table, host.id, subnet.at, "service endpoint",
            carries=exactly(sent) if known else perhaps(sent), admits=None if lets else MAYBE,
        )  # fmt: skip
        answers(vnets, host.leaves, subnet.into, subnet.at)


def _linked(seat: Seat, hosts_: dict[str, Host], vnets: Vnets) -> None:
    """Lead on to what is behind a private endpoint; it answers, and begins nothing."""
    host, wiring = seat.host, vnets.wiring
    says = "private endpoint"
    target = _target(seat, vnets)
    if target is not None and target.type == _LINK:
        wiring.edge(host.id, f"{target.address} in", host.at, says)
        answers(vnets, host.leaves, seat.subnet.table, host.at)
        return
    service = hosts_.get(target.address) if target is not None else None
    if target is not None:
        wiring.link(seat.resource.address, seat.subnet.id, target.address)
    if service is not None:
        wiring.edge(host.id, service.id, host.at, says)
        answers(vnets, service.leaves, seat.subnet.table, host.at)
        answers(vnets, host.leaves, seat.subnet.table, host.at)
        return
    door, back = f"{host.id} link", f"{host.id} answers"
    answers(vnets, host.leaves, seat.subnet.table, host.at)
    wiring.edge(host.id, door, host.at, says)
    wiring.gateway(door, back, "peering", host.at)
    answers(vnets, back, seat.subnet.table, host.at)


def _past_routes(endpoints: list[Seat], vnets: Vnets) -> None:
    """Wire tables of the network and its peers to endpoints that user-defined routes miss."""
    told: dict[str, list[Match]] = defaultdict(list)
    says, wiring = "private endpoint, past user-defined routes", vnets.wiring
    for seat in endpoints:
        subnet, at = seat.subnet, seat.host.at
        policies = policies_of(subnet)
        if policies in ("enabled", "routetableenabled"):
            continue
        found = seat.host.destined if policies is not None else perhaps(seat.host.destined.possible)
        end = subnet.into if policies == "networksecuritygroupenabled" else seat.host.id
        wiring.edge(f"{subnet.vnet} endpoints", end, at, says, carries=found)
        told[subnet.vnet].append(found)
        for link in (one for links in vnets.links.values() for one in links):
            if link.end == subnet.vnet:
                wiring.edge(f"{link.id} endpoints", end, at, says, carries=found)
                told[link.start].append(found)
    for links in vnets.links.values():
        for link in links:
            wiring.edge(
                f"{link.start} endpoints", f"{link.id} endpoints", link.at,
                "virtual network peering", carries=link.carries,
            )  # fmt: skip
    for vnet, each in told.items():
        there = Match(
            packets(destination=union_of(found.sure.destinations() for found in each)),
            packets(destination=union_of(found.possible.destinations() for found in each)),
        )
        for subnet in vnets.of_vnet[vnet]:
            node, way = f"{vnet} endpoints", "private endpoints"
            wiring.edge(subnet.table, node, subnet.at, way, carries=there)


def _provided(link: Resource, vnets: Vnets) -> None:
    """Wire a private link service: consumers come in under its addresses, to its balancer."""
    wiring, at = vnets.wiring, link.source()
    into, back = f"{link.address} in", f"{link.address} back"
    subnets = [s for v in texts(link, "nat_ip_configuration.subnet_id") if (s := vnets.subnet(v))]
    own = union_of(s.span.sure or s.span.possible for s in subnets)
    seen = all(subnet.span.sure and vnets.seen(subnet.vnet) for subnet in subnets)
    known = bool(subnets) and seen and certain(link)
    wiring.gateway(f"{link.address} consumers", into, "peering", at)
    wiring.translators.add(back)
    change = partial(PacketSet.at_source, addresses=own or EVERYWHERE)
    if not known:
        wiring.open(into, f"the addresses of {link.address} are not known", at)
    for value in texts(link, "load_balancer_frontend_ip_configuration_ids"):
        named = _balancer(value, vnets)
        fronts = [named] if named else [r.address for r in vnets.resources.of(BALANCER)]
        if named is None:
            wiring.open(into, f"what {link.address} leads to is not known", value.source)
        for balancer in fronts:
            wiring.edge(
                into, front(balancer), at, "private link service",
                carries=ANYTHING if known and named else PERHAPS, change=change,
            )  # fmt: skip
    for subnet in subnets:
        wiring.edge(
            subnet.into, back, at, "private link", carries=exactly(packets(destination=own))
        )


def _balancer(value: Value[object], vnets: Vnets) -> str | None:
    """Return the balancer that a frontend is of."""
    name = getattr(value.value, "address", None) if isinstance(value, Known) else None
    here = vnets.names.here(str(name))
    return here.address if here is not None and here.type == BALANCER else None
