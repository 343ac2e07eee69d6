"""Services of Google with an address on the Internet: who is let in, and what they send.

Cloud SQL docs, "Configure public IP" and "Authorize with authorized networks"; GKE docs, "About
network isolation in GKE"; Cloud Run docs, "Restrict network ingress for Cloud Run", "Direct VPC
egress", "Connect to a VPC network"; Cloud Run functions docs, "Configure network settings".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from cloudguard.network.filters import (
    ANYTHING,
    CLOSED,
    Filter,
    Match,
    Rule,
    any_of,
    exactly,
    perhaps,
)
from cloudguard.network.intervals import Intervals, union, union_of
from cloudguard.network.packets import TCP, PacketSet, packets, ports
from cloudguard.network.wiring import GLOBAL, GLOBAL_V4, Host, leaving
from cloudguard.providers.google.network.hosts import Member, Members, tags_of
from cloudguard.providers.google.network.managed import PRIVATE
from cloudguard.providers.google.network.vpcs import Vpcs, net, region_of
from cloudguard.providers.wires import cidrs, from_
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown, Value

_PORTS: Final = {"POSTGRES": 5432, "MYSQL": 3306, "SQLSERVER": 1433}
_HTTPS: Final = packets(service=union_of((ports(TCP, 443, 443), ports(TCP, 80, 80))))
_CONTROL: Final = packets(service=ports(TCP, 443, 443))
_CLOSED: Final = "no authorized network lets it in"


@dataclass(frozen=True, slots=True)
class _Serverless:
    """Where a type says who may call it and how it reaches a network."""

    type: str
    ingress: str
    usual: str
    everyone: tuple[str, ...]
    connector: str
    egress: str
    interfaces: str | None = None


SERVERLESS: Final[tuple[_Serverless, ...]] = (
    _Serverless("google_cloud_run_v2_service", "ingress", "INGRESS_TRAFFIC_ALL",
                ("INGRESS_TRAFFIC_ALL", "INGRESS_TRAFFIC_UNSPECIFIED"),
                "template.vpc_access.connector", "template.vpc_access.egress",
                "template.vpc_access.network_interfaces"),
    _Serverless("google_cloud_run_v2_job", "", "NONE", (),
                "template.template.vpc_access.connector", "template.template.vpc_access.egress",
                "template.template.vpc_access.network_interfaces"),
    _Serverless("google_cloudfunctions2_function", "service_config.ingress_settings",
                "ALLOW_ALL", ("ALLOW_ALL",), "service_config.vpc_connector",
                "service_config.vpc_connector_egress_settings"),
    _Serverless("google_cloudfunctions_function", "ingress_settings", "ALLOW_ALL",
                ("ALLOW_ALL",), "vpc_connector", "vpc_connector_egress_settings"),
)  # fmt: skip


def wire(members: Members) -> None:
    """Add what has a public address of its own, and let the Internet in where it says so."""
    vpcs = members.vpcs
    for database in vpcs.resources.of("google_sql_database_instance"):
        _database(database, vpcs)
    for cluster in vpcs.resources.of("google_container_cluster"):
        _control_plane(cluster, vpcs)
    for kind in SERVERLESS:
        for resource in vpcs.resources.of(kind.type):
            _serverless(resource, kind, members)


def _database(database: Resource, vpcs: Vpcs) -> None:
    """Let authorized networks in.

    google_sql_database_instance docs: ipv4_enabled is true by default. Cloud SQL docs, "About the
    Cloud SQL Auth Proxy": it connects to port 3307, by IAM and without an authorized network.
    """
    path = "settings.ip_configuration"
    public = database.get(f"{path}.ipv4_enabled", True, "google_sql_database_instance docs: true")
    if isinstance(public, Known) and public.value in (False, "false"):
        return
    at = database.source(f"{path}.ipv4_enabled")
    known = isinstance(public, Known)
    version = database.get("database_version")
    said = str(version.value) if isinstance(version, Known) else ""
    port = next((number for name, number in _PORTS.items() if said.startswith(name)), None)
    speaks = exactly(packets(service=ports(TCP, port, port))) if port else perhaps(
        packets(service=ports(TCP)))  # fmt: skip
    rules = _networks(database, f"{path}.authorized_networks", "value", speaks)
    proxy = packets(service=ports(TCP, 3307, 3307))
    rules.append(Rule(True, exactly(proxy), at, "the Cloud SQL Auth Proxy, by IAM"))
    admits = any_of(rules, Rule(False, ANYTHING, at, _CLOSED))
    _open(database, f"{database.address} public address", admits if known else _maybe(admits),
          vpcs, at)  # fmt: skip


def _control_plane(cluster: Resource, vpcs: Vpcs) -> None:
    """Let authorized networks reach the control plane: without any, everyone does."""
    private = cluster.get(
        "private_cluster_config.enable_private_endpoint", False, "google_container_cluster docs"
    )
    if isinstance(private, Known) and private.value in (True, "true"):
        return
    path = "master_authorized_networks_config"
    at = cluster.source(path)
    blocks = cluster.blocks(path)
    if isinstance(blocks, Known) and not blocks.value:
        rules = [Rule(True, exactly(_CONTROL), at, "no authorized networks: everyone")]
    else:
        rules = _networks(cluster, f"{path}.cidr_blocks", "cidr_block", exactly(_CONTROL))
    admits = any_of(rules, Rule(False, ANYTHING, at, _CLOSED))
    known = isinstance(private, Known) and isinstance(blocks, Known)
    _open(
        cluster, f"{cluster.address} control plane", admits if known else _maybe(admits), vpcs, at
    )


def _networks(resource: Resource, path: str, name: str, speaks: Match) -> list[Rule]:
    says = "authorized network"
    blocks = resource.blocks(path)
    if isinstance(blocks, Unknown):
        return [Rule(True, perhaps(speaks.possible), resource.source(path), says)]
    rules: list[Rule] = []
    for block in blocks.value:
        there, whole = cidrs(block, name)
        match = from_(there, whole=whole) & speaks
        rules.append(Rule(True, match, block.source(), says))
    return rules


def _maybe(admits: Filter) -> Filter:
    return Filter(PacketSet(), admits.possible, admits.rules, admits.default)


def _open(resource: Resource, name: str, admits: Filter, vpcs: Vpcs, at: Source) -> None:
    """Add a host on the Internet's side of a service, which answers and asks nothing."""
    wiring = vpcs.wiring
    home = resource.address
    wiring.host(name, home, GLOBAL_V4, resource.source(), within=(home, *_within(home, vpcs)))
    internet = wiring.internet().id
    here = exactly(packets(destination=GLOBAL_V4))
    wiring.edge(leaving(internet), name, at, "public address", carries=here, admits=admits)
    wiring.edge(leaving(name), internet, at, "public address", admits=CLOSED)


def _within(address: str, vpcs: Vpcs) -> tuple[str, ...]:
    found = vpcs.wiring.hosts.get(address)
    return (found.network, *found.within) if found is not None else ()


def _serverless(resource: Resource, kind: _Serverless, members: Members) -> None:
    vpcs = members.vpcs
    wiring, at = vpcs.wiring, resource.source()
    egress = resource.get(kind.egress, "PRIVATE_RANGES_ONLY", "private ranges only by default")
    blocks: Value[tuple[Resource, ...]] = Known((), at)
    if kind.interfaces:
        blocks = resource.blocks(kind.interfaces)
    addresses: Intervals = GLOBAL_V4
    name = resource.address
    wiring.host(name, name, addresses, at, within=(name,))
    internet = wiring.internet().id
    said = resource.get(kind.ingress, kind.usual, f"{kind.usual} by default")
    everyone = isinstance(said, Unknown) or said.value in kind.everyone
    known = isinstance(said, Known)
    match = Match(
        _HTTPS if known and everyone else PacketSet(), _HTTPS if everyone else PacketSet()
    )
    rule = Rule(True, match, resource.source(kind.ingress), "ingress from everywhere")
    default = Rule(False, ANYTHING, resource.source(kind.ingress), "ingress is internal")
    here = exactly(packets(destination=GLOBAL_V4))
    wiring.edge(leaving(internet), name, at, "public address", carries=here,
                admits=any_of([rule], default))  # fmt: skip
    to_vpc = exactly(packets(destination=PRIVATE))
    everything = isinstance(egress, Known) and str(egress.value) in ("ALL_TRAFFIC", "all-traffic")
    connected = _connected(resource, kind, blocks, members, all_=everything, to_vpc=to_vpc)
    there = packets(destination=GLOBAL)
    out = exactly(there) if isinstance(egress, Known) else perhaps(there)
    wiring.edge(
        leaving(name), internet, at, "the service's own way out", carries=out,
        admits=CLOSED if everything and connected else None,
    )  # fmt: skip


def _connected(
    resource: Resource, kind: _Serverless, blocks: object, members: Members, *,
    all_: bool, to_vpc: Match,
) -> bool:  # fmt: skip
    """Wire a service into a network: by a connector, or by addresses of a subnet of its own."""
    vpcs = members.vpcs
    wiring, at, name = vpcs.wiring, resource.source(), resource.address
    carries = ANYTHING if all_ else to_vpc
    connector = resource.get(kind.connector, None, "no connector")
    if isinstance(connector, Unknown) or connector.value:
        called = vpcs.named.of(connector, "google_vpc_access_connector", near=resource)
        host = wiring.hosts.get(called or "")
        if host is None:
            node = f"{name} connector"
            wiring.open(node, f"{called or 'its connector'} is not in this input", at)
            wiring.edge(leaving(name), node, at, "connector", carries=carries)
            return True
        _by(host, name, f"connector {host.id}", carries, vpcs, at)
        return True
    if not isinstance(blocks, Known):
        node = f"{name} interface"
        wiring.open(node, f"where {name} has an interface is not known", at)
        wiring.edge(leaving(name), node, at, "direct VPC egress", carries=carries)
        return True
    for number, block in enumerate(blocks.value):
        subnetwork = block.get("subnetwork", None, "not written: that of the region")
        if isinstance(subnetwork, Unknown) or subnetwork.value:
            subnet = vpcs.subnet(subnetwork, resource)
        else:
            subnet = vpcs.anywhere_in(vpcs.network(block.get("network"), resource), resource)
        inside = f"{name} interface{number or ''}"
        member = Member(subnet.network, region_of(resource, vpcs.google), tags_of(block, "tags"))
        host = members.add(inside, subnet, resource, subnet.addresses, member)
        _by(host, name, "direct VPC egress", carries, vpcs, at)
    return bool(blocks.value)


def _by(host: Host, name: str, says: str, carries: Match, vpcs: Vpcs, at: Source) -> None:
    """Wire what a service sends by a host in a network, where its answers come back."""
    wiring = vpcs.wiring
    addresses = union(host.addresses, host.maybe)
    wiring.edge(
        leaving(name), leaving(host.id), at, says,
        carries=perhaps(carries.possible) if host.maybe else carries,
        change=partial(PacketSet.at_source, addresses=addresses),
    )  # fmt: skip
    back = f"{host.id} back"
    wiring.translators.add(back)
    here = packets(destination=addresses)
    wiring.edge(net(host.within[0]), back, at, says,
                carries=Match(packets(destination=host.addresses), here))  # fmt: skip
