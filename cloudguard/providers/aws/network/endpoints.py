"""Endpoints of services: PrivateLink one way, clients of VPNs, EKS, mirrors, VPC Lattice.

AWS PrivateLink Guide, "Concepts" (consumers connect, providers never do), "Gateway endpoints" (for
the VPC alone: not from peers, VPNs or Transit Gateways); AWS Client VPN Administrator Guide, "How
AWS Client VPN works"; Amazon EKS User Guide, "Cluster API server endpoint"; Amazon VPC Traffic
Mirroring guide, "How Traffic Mirroring works"; Amazon VPC Lattice User Guide, "How VPC Lattice
works".
"""

from __future__ import annotations

from functools import partial
from typing import Final

from cloudguard.network.filters import NOTHING, PERHAPS, Match, exactly, perhaps
from cloudguard.network.packets import TCP, UDP, V4, packets, ports, prefix
from cloudguard.network.wiring import GLOBAL, Host, leaving
from cloudguard.providers.aws.network.hosts import add, listed, of_resource
from cloudguard.providers.aws.network.ranges import Range
from cloudguard.providers.aws.network.relays import forward, private, sent_anew
from cloudguard.providers.aws.network.vpcs import DEFAULT_GROUP, Vpcs
from cloudguard.providers.wires import cidrs, from_, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

_ENDPOINT: Final = "aws_vpc_endpoint"
_SERVICE: Final = "aws_vpc_endpoint_service"
_CLIENTS: Final = "aws_ec2_client_vpn_endpoint"
_ASSOCIATION: Final = "aws_ec2_client_vpn_network_association"
# Endpoint services of customers are named so; those of AWS com.amazonaws.REGION.SERVICE.
_OF_OTHERS: Final = "com.amazonaws.vpce."
_HTTPS: Final = ports(TCP, 443, 443)
_VXLAN: Final = ports(UDP, 4789, 4789)
_LATTICE: Final = prefix("169.254.171.0/24")


def clients(vpcs: Vpcs) -> None:
    """Add the interfaces that Client VPN endpoints have in their subnets: hosts, with groups."""
    for one in vpcs.resources.of(_ASSOCIATION):
        endpoint = vpcs.typed(one.get("client_vpn_endpoint_id"), _CLIENTS)
        named = vpcs.named(one.get("subnet_id"))
        subnet = vpcs.subnet(named, one.source()) if named else vpcs.somewhere(one)
        names: list[str] = []
        whole = False
        if endpoint is not None:
            names, whole = listed(endpoint, "security_group_ids", vpcs)
        groups = tuple(vpcs.group_named(n) for n in names)
        if not groups and whole:
            groups = (f"{subnet.vpc}{DEFAULT_GROUP}",)
        range_ = Range(subnet.range.surely, (), subnet.range.maybe)
        add(vpcs, one.address, subnet, one, range_, groups=groups, unknown_groups=not whole)


def wire(vpcs: Vpcs) -> None:
    """Wire what takes connections in for somebody else."""
    for endpoint in vpcs.resources.of(_ENDPOINT):
        _private_link(endpoint, vpcs)
    for service in vpcs.resources.of(_SERVICE):
        _offered(service, vpcs)
    for endpoint in vpcs.resources.of(_CLIENTS):
        _clients(endpoint, vpcs)
    for cluster in vpcs.resources.of("aws_eks_cluster"):
        _cluster(cluster, vpcs)
    for session in vpcs.resources.of("aws_ec2_traffic_mirror_session"):
        _mirror(session, vpcs)
    _lattice(vpcs)
    _published(vpcs)


def _private_link(endpoint: Resource, vpcs: Vpcs) -> None:
    """Hand what comes to an interface endpoint on to the balancers of its service."""
    value = endpoint.get("service_name", None, "not written")
    named = vpcs.named(value)
    hosts = list(of_resource(endpoint.address, vpcs))
    service = vpcs.names.here((named or "").removesuffix(".service_name"))
    if service is not None and service.type == _SERVICE:
        providers, whole = _providers(service, vpcs)
        for host in hosts:
            if not whole:
                _unseen(endpoint, host, vpcs)
            for target in providers:
                forward(
                    vpcs, host.id, target, endpoint.address, endpoint.source(), "PrivateLink",
                    carries=exactly(packets()) if sure(service) else PERHAPS,
                )  # fmt: skip
    elif named is None and isinstance(value, Unknown):
        for host in hosts:
            _unseen(endpoint, host, vpcs)
    elif named is not None and (named.startswith(_OF_OTHERS) or _SERVICE in named):
        for host in hosts:
            node = f"{host.id} service"
            vpcs.wiring.gateway(node, f"{node} answers", "peering", endpoint.source())
            vpcs.wiring.edge(host.id, node, endpoint.source(), "PrivateLink")


def _unseen(endpoint: Resource, host: Host, vpcs: Vpcs) -> None:
    """Say that it is not known who takes what comes to an endpoint."""
    reason = f"the service of {endpoint.address} is not known"
    vpcs.wiring.open(f"{host.id} service", reason, endpoint.source())
    vpcs.wiring.edge(host.id, f"{host.id} service", endpoint.source(), "PrivateLink")


def _providers(service: Resource, vpcs: Vpcs) -> tuple[list[Host], bool]:
    """Return the balancers behind a service, and whether these are all."""
    names, whole = listed(service, "network_load_balancer_arns", vpcs)
    return [host for name in names for host in of_resource(name, vpcs)], whole


def _offered(service: Resource, vpcs: Vpcs) -> None:
    """Let in whom a service of one's own is offered to beside the account."""
    items = service.items("allowed_principals")
    type_ = "aws_vpc_endpoint_service_allowed_principal"
    more = vpcs.resources.about(service, type_, "vpc_endpoint_service_id")
    if isinstance(items, Known) and not items.value and not more.named and not more.possible:
        return
    arriving = f"{service.address} consumers"
    to = f"{service.address} to consumers"
    vpcs.wiring.gateway(to, arriving, "peering", service.source())
    for host in _providers(service, vpcs)[0]:
        forward(
            vpcs, arriving, host, service.address, service.source(), "PrivateLink",
            carries=exactly(packets()) if sure(service) else PERHAPS,
        )  # fmt: skip


def _clients(endpoint: Resource, vpcs: Vpcs) -> None:
    """Let clients in to what rules authorise and routes lead to, with the interfaces' addresses."""
    at, wiring = endpoint.source(), vpcs.wiring
    to, arriving = f"{endpoint.address} to clients", f"{endpoint.address} from clients"
    around, _ = cidrs(endpoint, "client_cidr_block")
    wiring.gateway(to, arriving, "internet-vpn", at)
    about = vpcs.resources.about
    rules = about(endpoint, "aws_ec2_client_vpn_authorization_rule", "client_vpn_endpoint_id")
    allowed = NOTHING
    for rule in (*rules.named, *rules.possible):
        there, whole = cidrs(rule, "target_network_cidr")
        found = Match(packets(destination=there), packets(destination=there))
        if not whole or rule in rules.possible or not sure(rule):
            found = PERHAPS if not whole else perhaps(found.possible)
        allowed = allowed | found
    routes = about(endpoint, "aws_ec2_client_vpn_route", "client_vpn_endpoint_id")
    associations = about(endpoint, _ASSOCIATION, "client_vpn_endpoint_id")
    for one in (*associations.named, *associations.possible):
        host = vpcs.wiring.hosts[one.address]
        led = vpcs.range(host.within[0]).destined  # the route that an association adds
        for route in (*routes.named, *routes.possible):
            there, whole = cidrs(route, "destination_cidr_block")
            found = exactly(packets(destination=there))
            led = led | (found if whole and route in routes.named else perhaps(packets()))
        sent = allowed & led
        if one in associations.possible:
            sent = perhaps(sent.possible)
        _anew(endpoint, arriving, host, sent, vpcs)
    if not around:
        wiring.open(arriving, f"the clients of {endpoint.address} are not known", at)


def _anew(endpoint: Resource, arriving: str, host: Host, sent: Match, vpcs: Vpcs) -> None:
    """Send what clients may reach in the name of an interface of the endpoint."""
    before = f"{host.id} clients"
    vpcs.wiring.edge(arriving, before, endpoint.source(), "authorised", carries=sent)
    known, maybe = private(host)
    origin = (host.label, host.label + 1)
    vpcs.wiring.translators.add(host.id)
    says = "Client VPN"
    surely = sent.sure & packets(source=known, origin=origin)
    possibly = sent.possible & packets(source=maybe, origin=origin)
    for carries, made in ((exactly(packets()), surely), (PERHAPS, possibly)):
        change = partial(sent_anew, made=made)
        if made:
            vpcs.wiring.edge(
                before, host.leaves, endpoint.source(), says, carries=carries, change=change
            )


def _cluster(cluster: Resource, vpcs: Vpcs) -> None:
    """Let the Internet in to the public endpoint of a cluster: everybody unless it is narrowed."""
    because = "Amazon EKS User Guide, Cluster API server endpoint: public by default"
    public = cluster.get("vpc_config.endpoint_public_access", True, because)
    if isinstance(public, Known) and public.value in (False, "false"):
        return
    found, whole = cidrs(cluster, "vpc_config.public_access_cidrs")
    if not found and whole:
        found = V4
    internet = vpcs.wiring.internet()
    https = packets(service=_HTTPS, destination=GLOBAL)
    passing = from_(found, whole=whole) & exactly(https)
    certain = isinstance(public, Known) and sure(cluster)
    for host in list(of_resource(cluster.address, vpcs)):
        forward(
            vpcs, leaving(internet.id), host, cluster.address, cluster.source(),
            "public endpoint of the cluster", past_groups=True,
            carries=passing if certain else perhaps(passing.possible),
        )  # fmt: skip


def _mirror(session: Resource, vpcs: Vpcs) -> None:
    """Copy what a host sends to the target of a mirror."""
    source = vpcs.named(session.get("network_interface_id"))
    kind = "aws_ec2_traffic_mirror_target"
    target = vpcs.typed(session.get("traffic_mirror_target_id"), kind)
    at = session.source()
    starts = list(of_resource((source or "").removesuffix(".primary_network_interface_id"), vpcs))
    ends: list[Host] = []
    for path in ("network_interface_id", "network_load_balancer_arn"):
        named = vpcs.named(target.get(path, None, "not written")) if target is not None else None
        ends += of_resource((named or "").removesuffix(".primary_network_interface_id"), vpcs)
    if not starts or not ends:
        node = f"{session.address} target"
        vpcs.wiring.open(node, f"what {session.address} mirrors, and where to, is not known", at)
        for start in starts or list(vpcs.wiring.hosts.values()):
            if start.id in vpcs.sending:
                vpcs.wiring.edge(start.leaves, node, at, "traffic mirror", carries=PERHAPS)
        return
    for start in starts:
        for end in ends:
            copied = f"{session.address} copy of {start.id}"
            vpcs.wiring.edge(start.leaves, copied, at, "traffic mirror")
            forward(
                vpcs, copied, end, session.address, at, "traffic mirror",
                carries=exactly(packets()) if sure(session) else PERHAPS, service=_VXLAN,
            )  # fmt: skip


def _lattice(vpcs: Vpcs) -> None:
    """Let VPCs of a service network perhaps reach what is registered: policies may forbid it."""
    targets: list[Host] = []
    for one in vpcs.resources.of("aws_vpclattice_target_group_attachment"):
        named = vpcs.named(one.get("target.id"))
        targets += of_resource(named or "", vpcs)
    for one in vpcs.resources.of("aws_vpclattice_service_network_vpc_association"):
        hub, at = f"{one.address} services", one.source()
        for subnet, _ in vpcs.of(one.get("vpc_identifier")):
            vpcs.wiring.edge(
                subnet.out, hub, at, "VPC Lattice", carries=exactly(packets(destination=_LATTICE)),
                admits=vpcs.acl[subnet.id][1], stateful=False,
            )  # fmt: skip
        if not targets:
            vpcs.wiring.open(hub, f"the services that {one.address} leads to are not known", at)
        for target in targets:
            forward(vpcs, hub, target, one.address, at, "VPC Lattice", carries=PERHAPS)


# What the Internet may reach through a service of AWS, which may ask for a name.
_PUBLISHED: Final = (
    ("aws_api_gateway_vpc_link", "target_arns"),
    ("aws_cloudfront_vpc_origin", "vpc_origin_endpoint_config.arn"),
)


def _published(vpcs: Vpcs) -> None:
    for type_, path in _PUBLISHED:
        for one in vpcs.resources.of(type_):
            internet = vpcs.wiring.internet()
            names, _ = listed(one, path, vpcs)
            for name in names:
                for host in list(of_resource(name, vpcs)):
                    forward(
                        vpcs, leaving(internet.id), host, one.address, one.source(), one.type,
                        carries=perhaps(packets(destination=GLOBAL)),
                    )  # fmt: skip
