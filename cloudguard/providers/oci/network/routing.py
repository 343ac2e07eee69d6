"""Route tables: what is written goes before what is local, the longest prefix before both.

OCI documentation, "VCN Route Tables": of overlapping rules the most specific decides; a static
rule for the VCN's own prefix goes before the VCN's local one; what no rule matches is dropped. A
table is asked for what leaves a subnet, and for what enters the VCN by a gateway that names one.
"""

from __future__ import annotations

from collections.abc import Iterator

from cloudguard.network.intervals import union
from cloudguard.network.wiring import Route
from cloudguard.providers.oci.network.drgs import entry
from cloudguard.providers.oci.network.vcns import TABLE, Vcns, net
from cloudguard.providers.wires import cidrs, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown

GATEWAYS = (
    "oci_core_internet_gateway",
    "oci_core_nat_gateway",
    "oci_core_service_gateway",
    "oci_core_local_peering_gateway",
)


def wire(vcns: Vcns) -> None:
    """Wire each table that something uses: last, since gateways ask for tables as well."""
    for name, vcn in list(vcns.tables.items()):
        _table(name, vcn, vcns)


def _table(name: str, vcn: str, vcns: Vcns) -> None:
    node = vcns.used(name, vcn)
    resource = vcns.names.here(name)
    made = name == vcn + TABLE and vcns.names.here(vcn) is not None and TABLE not in vcns.loose
    if resource is None and not made:
        reason = f"the routes of {name} are not in this input"
        vcns.wiring.open(node, reason, Source(name))
    routes: list[Route] = []
    if resource is not None:
        own = vcns.named(resource.get("vcn_id", None, "of the VCN whose default it is"))
        if not sure(resource) or (own not in (None, vcn)):
            reason = f"{name} may not decide here"
            vcns.wiring.open(node, reason, resource.source())
        routes += _written(resource, vcn, vcns)
    vcns.wiring.routes(node, [*routes, *_local(vcn, vcns)])


def _local(vcn: str, vcns: Vcns) -> Iterator[Route]:
    """Yield the routes to the VCN itself: what is written of it, and its subnets."""
    at, whole = Source(vcn), vcn in vcns.whole
    known = vcns.local.get(vcn, ()) if whole else ()
    for subnet in vcns.of_vcn[vcn]:
        if subnet.exact:
            known = union(known, subnet.addresses)
        else:
            yield Route(subnet.addresses, net(vcn), at, "local", sure=False)
    for i in range(0, len(known), 2):
        yield Route((known[i], known[i + 1]), net(vcn), at, "local")
    if not whole:
        yield Route(None, net(vcn), at, "local", sure=False)


def _written(resource: Resource, vcn: str, vcns: Vcns) -> Iterator[Route]:
    blocks = resource.blocks("route_rules")
    if isinstance(blocks, Unknown):
        node = f"{resource.address} hidden"
        vcns.wiring.open(node, blocks.reason, resource.source("route_rules"))
        yield Route(None, node, resource.source("route_rules"), blocks.reason, sure=False)
        return
    for number, block in enumerate(blocks.value):
        yield from _rule(block, number, vcn, vcns, certain=sure(resource))


def _rule(block: Resource, number: int, vcn: str, vcns: Vcns, *, certain: bool) -> Iterator[Route]:
    """Read a rule; one to Oracle's services leads to no host, and to no address of any.

    OCI documentation, "Access to Oracle Services: Service Gateway": the Oracle Services Network is
    not the Internet; what lies there are services, whose data is judged by itself.
    """
    kind = block.get("destination_type", "CIDR_BLOCK", "OCI API, RouteRule: CIDR_BLOCK")
    if isinstance(kind, Known) and kind.value == "SERVICE_CIDR_BLOCK":
        return
    there, whole = cidrs(block, "destination", "cidr_block")
    target = vcns.named(block.get("network_entity_id"))
    to = _node(target, block, number, vcn, vcns)
    says = f"route to {target or 'what is not known'}"
    if isinstance(kind, Unknown) or not whole or not there:
        yield Route(None, to, block.source(), says, sure=False)
        return
    for i in range(0, len(there), 2):
        yield Route((there[i], there[i + 1]), to, block.source(), says, certain)


def _node(target: str | None, block: Resource, number: int, vcn: str, vcns: Vcns) -> str:
    """Return the node that a rule leads to; a machine that may forward is a blind spot."""
    found = vcns.names.here(target) if target is not None else None
    if found is not None and found.type in GATEWAYS:
        return f"{found.address} out"
    if found is not None and found.type == "oci_core_drg":
        return entry(found.address, vcn)
    if target is not None and entry(target, vcn) in vcns.doors:
        return entry(target, vcn)
    node = f"{block.address} rule {number}"
    reason = f"what {target or block.address} does with packets is not in this input"
    vcns.wiring.open(node, reason, block.source())
    return node
