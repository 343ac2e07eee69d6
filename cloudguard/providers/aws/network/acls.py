"""Network ACLs: rules in order, both ways, that keep no state.

Amazon VPC User Guide, "Network ACL basics" and "Default network ACL": the lowest number that
matches decides, answers need a rule of their own, what stays in one subnet is not asked, and the
ACL that AWS makes with a VPC lets everything pass.
"""

from __future__ import annotations

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
from cloudguard.providers.aws.network.joins import Joins
from cloudguard.providers.aws.network.protocols import service
from cloudguard.providers.aws.network.vpcs import Subnet, Vpcs, net, table
from cloudguard.providers.wires import cidrs, from_, number, sure, to
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown

_ACLS: Final = ("aws_network_acl", "aws_default_network_acl")
_RULE: Final = "aws_network_acl_rule"
_ASSOCIATION: Final = "aws_network_acl_association"
_DEFAULT: Final = ".default_network_acl_id"


def wire(vpcs: Vpcs) -> None:
    """Wire each subnet to its VPC through its ACL."""
    filters: dict[str, tuple[Filter, Filter]] = {}
    acls = _by_subnet(vpcs)
    for subnet in vpcs.subnets.values():
        choices = acls.of(subnet.id, f"{subnet.vpc}{_DEFAULT}")
        for choice in choices:
            if choice.name not in filters:
                filters[choice.name] = _of(choice.name, vpcs)
        each = [filters[choice.name] for choice in choices]
        into, out = (either([pair[side] for pair in each]) for side in (0, 1))
        vpcs.acl[subnet.id] = (into, out)
        _subnet(subnet, choices[0].name, vpcs)


def _subnet(subnet: Subnet, acl: str, vpcs: Vpcs) -> None:
    """Let out what goes elsewhere, and let in what comes over the VPC."""
    into, out = vpcs.acl[subnet.id]
    says = f"network ACL {acl}"
    elsewhere = packets(destination=difference(EVERYWHERE, subnet.range.known))
    for choice in vpcs.tables_of(subnet):
        vpcs.used[choice.name].add(subnet.vpc)
        vpcs.wiring.edge(
            subnet.out, table(choice.name), subnet.at, says,
            carries=exactly(elsewhere) if choice.sure else perhaps(elsewhere),
            admits=out, stateful=False,
        )  # fmt: skip
    vpcs.wiring.edge(
        net(subnet.vpc), subnet.into, subnet.at, says,
        carries=subnet.range.destined, admits=into, stateful=False,
    )  # fmt: skip


def either(filters: list[Filter]) -> Filter:
    """Return the filter of which it is not known which of several it is."""
    made = filters[0]
    for other in filters[1:]:
        rules = (*made.rules, *other.rules)
        made = Filter(made.sure & other.sure, made.possible | other.possible, rules, other.default)
    return made


def _by_subnet(vpcs: Vpcs) -> Joins:
    joins = Joins()
    for type_ in _ACLS:
        for acl in vpcs.resources.of(type_):
            names, whole = vpcs.names.each(acl.items("subnet_ids"))
            for name in names:
                joins.add(name, acl.address, certain=sure(acl))
            if not whole:
                joins.add(None, acl.address, certain=False)
    for association in vpcs.resources.of(_ASSOCIATION):
        subnet = vpcs.named(association.get("subnet_id"))
        named = vpcs.named(association.get("network_acl_id"))
        joins.add(subnet, named or f"{association.address} ACL", certain=sure(association))
    return joins


def _of(name: str, vpcs: Vpcs) -> tuple[Filter, Filter]:
    """Return what an ACL lets in and out."""
    vpc = name.removesuffix(_DEFAULT)
    acl = vpcs.names.here(name)
    if vpc != name:
        # Nobody but AWS made it, if its VPC is made here.
        found = [(OPEN, OPEN) if vpc in vpcs.ranges else (MAYBE, MAYBE)]
        for one in vpcs.resources.of(_ACLS[1]):
            named = vpcs.named(one.get("default_network_acl_id"))
            ours = (_side(one, "ingress", vpcs), _side(one, "egress", vpcs))
            if named == name and sure(one):
                return ours
            if named in (name, None):
                found.append(ours)
        return either([into for into, _ in found]), either([out for _, out in found])
    if acl is None:
        return MAYBE, MAYBE
    return _side(acl, "ingress", vpcs), _side(acl, "egress", vpcs)


def _side(acl: Resource, way: str, vpcs: Vpcs) -> Filter:
    placed: list[tuple[int, Rule]] = []
    unplaced: list[Rule] = []
    blocks = acl.blocks(way)
    if isinstance(blocks, Unknown):
        return MAYBE
    read = [(block, block.get("rule_no"), block.get("action")) for block in blocks.value]
    more = vpcs.resources.about(acl, _RULE, "network_acl_id")
    if any(not rule.doubt for rule in more.possible):
        return MAYBE  # rules of which it is not known whether they are of this ACL
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
            rule = rule.doubted()
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
