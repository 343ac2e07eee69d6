"""Load balancers: those that pass packets through as they are, and those that end connections.

Google Cloud docs, "Internal passthrough Network Load Balancer overview" and "Backend service-based
external passthrough Network Load Balancer overview" (sources are kept, the backend answers by
itself), "Proxy-only subnets for Envoy-based load balancers", "External Application Load Balancer
overview" (from 130.211.0.0/22 and 35.191.0.0/16).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from cloudguard.network.filters import CLOSED, NOTHING, Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, difference, union, union_of
from cloudguard.network.packets import (
    ANY_SERVICE,
    EVERYWHERE,
    TCP,
    PacketSet,
    joined,
    packets,
    ports,
    prefix,
)
from cloudguard.network.wiring import GLOBAL, GLOBAL_V4, leaving
from cloudguard.providers.google.network.backends import Backends
from cloudguard.providers.google.network.entries import services
from cloudguard.providers.google.network.hosts import Member, Members, door, subnet_of
from cloudguard.providers.google.network.routing import Tables
from cloudguard.providers.google.network.vpcs import Subnet, Vpcs, net, region_of
from cloudguard.providers.wires import cidrs
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

RULES: Final = ("google_compute_forwarding_rule", "google_compute_global_forwarding_rule")
FRONT_ENDS: Final = union_of((prefix("130.211.0.0/22"), prefix("35.191.0.0/16")))
_PROXIES: Final = (
    "REGIONAL_MANAGED_PROXY", "GLOBAL_MANAGED_PROXY", "INTERNAL_HTTPS_LOAD_BALANCER",
)  # fmt: skip
_ATTACHMENT: Final = "google_compute_service_attachment"


@dataclass(frozen=True, slots=True)
class Balancer:
    """A forwarding rule: what it listens to, and whether it ends connections."""

    rule: Resource
    network: str | None
    listens: Match
    external: bool | None
    proxy: bool


def hosts(members: Members) -> list[Balancer]:
    """Add a host for each forwarding rule of a load balancer."""
    found: list[Balancer] = []
    vpcs = members.vpcs
    for type_ in RULES:
        for rule in vpcs.resources.of(type_):
            if is_endpoint(rule, vpcs):
                continue
            said = rule.get("load_balancing_scheme", "EXTERNAL", "forwarding rule docs: EXTERNAL")
            scheme = str(said.value) if isinstance(said, Known) else ""
            external = scheme.startswith("EXTERNAL") if scheme else None
            proxy = scheme not in ("INTERNAL", "EXTERNAL", "") or _is_proxy(rule)
            network = None
            if external:
                _outer(rule, vpcs)
                named = rule.get("network", None, "not written")
                if isinstance(named, Known) and named.value:
                    network = vpcs.network(named, rule)
            else:
                subnet = subnet_of(rule, rule, vpcs)
                network = subnet.network
                _inner(rule, subnet, members, GLOBAL_V4 if external is None else ())
            found.append(Balancer(rule, network, _listens(rule), external, proxy))
    return found


def is_endpoint(rule: Resource, vpcs: Vpcs) -> bool:
    """Tell a forwarding rule of Private Service Connect."""
    target = rule.get("target", None, "not written")
    if not isinstance(target, Known) or not target.value:
        return False
    name = vpcs.named.of(target, _ATTACHMENT, near=rule) or ""
    here = vpcs.named.here(name)
    if here is not None:
        return here.type == _ATTACHMENT
    return "serviceAttachments/" in name or name in ("all-apis", "vpc-sc")


def address_of(rule: Resource, vpcs: Vpcs) -> Intervals:
    """Return the address of a forwarding rule, nothing where it is known only after apply."""
    types = ("google_compute_address", "google_compute_global_address")
    found = vpcs.named.find(rule.get("ip_address", None, "not written"), *types, near=rule)
    there, whole = cidrs(found, "address") if found is not None else cidrs(rule, "ip_address")
    return there if whole else ()


def wire(tables: Tables, balancers: list[Balancer]) -> None:
    """Wire forwarding rules to what is behind them."""
    backends = Backends(tables)
    for balancer in balancers:
        found, whole = backends.of(balancer.rule)
        if not whole:
            at = balancer.rule.source()
            node = f"{balancer.rule.address} backends"
            tables.vpcs.wiring.open(
                node, f"the backends of {balancer.rule.address}: not all known", at
            )
            tables.vpcs.wiring.edge(balancer.rule.address, node, at, "load balancer")
        for host, service in found:
            _behind(balancer, host, service, tables)


def _behind(balancer: Balancer, host: str, service: Resource | None, tables: Tables) -> None:
    vpcs, wiring = tables.vpcs, tables.vpcs.wiring
    rule, at = balancer.rule, balancer.rule.source()
    found = wiring.hosts[host]
    there = difference(union(found.addresses, found.maybe), GLOBAL) or found.addresses
    listens = perhaps(balancer.listens.possible) if found.maybe else balancer.listens
    guarded = host in tables.members.of
    end = door(host) if guarded else host
    if not balancer.proxy:
        wiring.edge(
            rule.address, end, at, "load balancer, passed through", carries=listens,
            change=partial(PacketSet.at_destination, addresses=there),
        )  # fmt: skip
        if balancer.external is not False:
            wiring.edge(leaving(host), wiring.internet().id, at, "answers of a backend",
                        admits=CLOSED)  # fmt: skip
        return
    network = balancer.network
    source = FRONT_ENDS
    if network is not None and (inside := _proxies(network, rule, vpcs)):
        source = inside
    port = Backends.port(service, host, tables)
    # The port behind is the backend's own: where it is not known no packet surely passes.
    carries = listens if port is not None else perhaps(listens.possible)
    speaks = ports(TCP) if port is None else ports(TCP, port, port)
    wiring.edge(
        rule.address, end, at, "load balancer, a connection of its own", carries=carries,
        change=partial(_again, source=source, there=there, service=speaks),
    )  # fmt: skip
    back = f"{rule.address} back"
    wiring.translators.add(back)
    wiring.edge(leaving(host), back, at, "load balancer", admits=CLOSED,
                carries=exactly(packets(destination=source)))  # fmt: skip
    if network is not None:
        wiring.edge(net(network), back, at, "load balancer",
                    carries=exactly(packets(destination=source)))  # fmt: skip


def _again(sent: PacketSet, source: Intervals, there: Intervals, service: Intervals) -> PacketSet:
    """Return the packets of the connection that a proxy makes for those of another."""
    made = sent.at_source(source).at_destination(there)
    return joined(PacketSet((box._replace(service=service),)) for box in made.boxes)


def _proxies(network: str, rule: Resource, vpcs: Vpcs) -> Intervals:
    region = region_of(rule, vpcs.google)
    found: list[Intervals] = []
    for subnet in vpcs.of_network.get(network, ()):
        said = subnet.here.get("purpose") if subnet.here is not None else None
        if isinstance(said, Known) and said.value in _PROXIES and (
            None in (region, subnet.region) or region == subnet.region):  # fmt: skip
            found.append(subnet.addresses)
    return union_of(found)


def _is_proxy(rule: Resource) -> bool:
    target = rule.get("target", None, "not written")
    return isinstance(target, Known) and "_proxy" in str(target.value)


def _outer(rule: Resource, vpcs: Vpcs) -> None:
    wiring, at = vpcs.wiring, rule.source()
    addresses = address_of(rule, vpcs) or GLOBAL_V4
    host = wiring.host(rule.address, rule.address, addresses, at, within=(rule.address,))
    internet = wiring.internet().id
    carries = host.destined & _listens(rule) & _sources(rule)
    wiring.edge(leaving(internet), host.id, at, "external load balancer", carries=carries)
    wiring.edge(leaving(host.id), internet, at, "external load balancer", admits=CLOSED)


def _sources(rule: Resource) -> Match:
    """Match what an external forwarding rule lets in: `source_ip_ranges` narrows it."""
    there, whole = cidrs(rule, "source_ip_ranges")
    if not there and whole:
        return exactly(packets(source=EVERYWHERE))
    return Match(packets(source=there), packets(source=there if whole else EVERYWHERE))


def _inner(rule: Resource, subnet: Subnet, members: Members, maybe: Intervals) -> None:
    addresses = address_of(rule, members.vpcs) or subnet.primary
    member = Member(subnet.network, subnet.region, guarded=False)
    most = union(maybe, subnet.maybe if addresses == subnet.primary else ())
    members.add(rule.address, subnet, rule, addresses, member, maybe=most)


def _listens(rule: Resource) -> Match:
    """Match the packets that a forwarding rule takes."""
    everything = rule.get("all_ports", False, "forwarding rule docs: false")
    protocol = rule.get("ip_protocol", "TCP", "forwarding rule docs: TCP")
    if isinstance(protocol, Known) and protocol.value == "L3_DEFAULT":
        return exactly(packets(service=ANY_SERVICE))
    none = Known((), rule.source())
    if isinstance(everything, Known) and everything.value in (True, "true"):
        return services(protocol, none)
    match = NOTHING
    for path in ("ports", "port_range"):
        items = rule.items(path)
        if isinstance(items, Unknown) or items.value:
            match = match | services(protocol, items)
    return match or perhaps(services(protocol, none).possible)
