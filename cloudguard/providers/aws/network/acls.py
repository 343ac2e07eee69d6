"""Network ACLs: rules in order, both ways, that keep no state.

Amazon VPC User Guide, "Network ACL basics" and "Default network ACL": the lowest number that
matches decides, answers need a rule of their own, what stays in one subnet is not asked, and the
ACL that AWS makes with a VPC lets everything pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.network.filters import (
    ANYTHING,
    MAYBE,
    NOTHING,
    OPEN,
    Filter,
    Rule,
    exactly,
    in_order,
    perhaps,
)
from cloudguard.network.intervals import difference
from cloudguard.network.packets import EVERYWHERE, packets
from cloudguard.providers.aws.network.groups import service
from cloudguard.providers.aws.network.vpcs import Vpcs, net, table
from cloudguard.providers.wires import cidrs, from_, number, sure, to
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown

_ACLS: Final = ("aws_network_acl", "aws_default_network_acl")
_RULE: Final = "aws_network_acl_rule"
_ASSOCIATION: Final = "aws_network_acl_association"


def wire(vpcs: Vpcs) -> None:
    """Wire each subnet to its VPC through its ACL."""
    filters: dict[str, tuple[Filter, Filter]] = {}
    acls = dict(_by_subnet(vpcs))
    for subnet in vpcs.subnets.values():
        name = acls.get(subnet.id, f"{subnet.vpc}.default_network_acl_id")
        if name not in filters:
            filters[name] = _of(name, vpcs)
        into, out = filters[name]
        says = f"network ACL {name}"
        there = exactly(packets(destination=difference(EVERYWHERE, subnet.addresses)))
        here = exactly(packets(destination=subnet.addresses))
        vpcs.wiring.edge(
            subnet.out, table(vpcs.table_of(subnet)), subnet.at, says,
            carries=there, admits=out, stateful=False,
        )  # fmt: skip
        vpcs.wiring.edge(
            net(subnet.vpc), subnet.into, subnet.at, says,
            carries=here, admits=into, stateful=False,
        )  # fmt: skip
        vpcs.acl[subnet.id] = into


def _by_subnet(vpcs: Vpcs) -> Iterator[tuple[str, str]]:
    for type_ in _ACLS:
        for acl in vpcs.resources.of(type_):
            names, _ = vpcs.names.each(acl.items("subnet_ids"))
            for name in names:
                yield name, acl.address
    for association in vpcs.resources.of(_ASSOCIATION):
        subnet = vpcs.named(association.get("subnet_id"))
        named = vpcs.named(association.get("network_acl_id"))
        if subnet and named:
            yield subnet, named


def _of(name: str, vpcs: Vpcs) -> tuple[Filter, Filter]:
    """Return what an ACL lets in and out."""
    vpc = name.removesuffix(".default_network_acl_id")
    acl = vpcs.names.here(name)
    if vpc != name:
        acl = next((a for a in vpcs.resources.of(_ACLS[1]) if _is_default_of(a, name, vpcs)), None)
        if acl is None:
            # Nobody but AWS made it, if its VPC is made here.
            return (OPEN, OPEN) if vpcs.names.here(vpc) is not None else (MAYBE, MAYBE)
    if acl is None:
        return MAYBE, MAYBE
    return _side(acl, "ingress", vpcs), _side(acl, "egress", vpcs)


def _is_default_of(acl: Resource, name: str, vpcs: Vpcs) -> bool:
    return vpcs.named(acl.get("default_network_acl_id")) == name


def _side(acl: Resource, way: str, vpcs: Vpcs) -> Filter:
    placed: list[tuple[int, Rule]] = []
    unplaced: list[Rule] = []
    blocks = acl.blocks(way)
    if isinstance(blocks, Unknown):
        return MAYBE
    read = [(block, block.get("rule_no"), block.get("action")) for block in blocks.value]
    more = vpcs.resources.about(acl, _RULE, "network_acl_id")
    for resource in (*more.named, *more.possible):
        egress = resource.get("egress", False, "ingress by default")
        if isinstance(egress, Known) and (egress.value is True) != (way == "egress"):
            continue
        read.append((resource, resource.get("rule_number"), resource.get("rule_action")))
    for block, place, action in read:
        allows = not (isinstance(action, Known) and str(action.value).lower() == "deny")
        rule = _rule(block, way, allows=allows)
        certain = isinstance(action, Known) and sure(block) and block not in more.possible
        if not certain:
            rule = Rule(allows, perhaps(rule.match.possible), rule.at, rule.says)
            if isinstance(action, Unknown):
                unplaced.append(Rule(False, rule.match, rule.at, rule.says))
        order = number(place.value) if isinstance(place, Known) else None
        if order is None or block in more.possible:
            unplaced.append(rule)
        else:
            placed.append((order, rule))
    placed.sort(key=lambda pair: pair[0])
    default = Rule(False, ANYTHING, Source(acl.address, way), "what no rule matches is denied")
    return in_order([rule for _, rule in placed], default, unplaced)


def _rule(block: Resource, way: str, *, allows: bool) -> Rule:
    protocol = block.get("protocol")
    low, high = block.get("from_port"), block.get("to_port")
    kind = block.get("icmp_type")
    if isinstance(protocol, Known) and str(protocol.value).lower() in ("icmp", "1", "58", "icmpv6"):
        low, high = kind, block.get("icmp_code")
    match = service(protocol, low, high)
    peers = NOTHING
    towards = from_ if way == "ingress" else to
    for path in ("cidr_block", "ipv6_cidr_block"):
        found, whole = cidrs(block, path)
        peers = peers | towards(found, whole=whole)
    return Rule(allows, match & peers, block.source(), "")
