"""Security groups: rules in the four forms of Terraform, and what a group without rules means.

Amazon VPC User Guide, "Security group rules": groups only allow, answers pass by themselves, a
rule that names a group means the private addresses of the interfaces that have it.
terraform-provider-aws docs, aws_security_group: a group without `egress` lets nothing out, since
the provider removes AWS's own rule that lets everything out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cloudguard.network.filters import (
    ANYTHING,
    NOTHING,
    PERHAPS,
    Filter,
    Match,
    Rule,
    any_of,
    perhaps,
)
from cloudguard.network.intervals import union, union_of
from cloudguard.network.packets import ALL, joined, packets
from cloudguard.providers.aws.network.hosts import door
from cloudguard.providers.aws.network.protocols import service
from cloudguard.providers.aws.network.vpcs import CLUSTER_GROUP, DEFAULT_GROUP, Vpcs
from cloudguard.providers.wires import cidrs, from_, prefixes_of, sure, to
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown

_RULE: Final = "aws_security_group_rule"
_INGRESS: Final = "aws_vpc_security_group_ingress_rule"
_EGRESS: Final = "aws_vpc_security_group_egress_rule"
# What names others than by prefix.
_BY_NAME: Final = ("self", "security_groups", "source_security_group_id", "prefix_list_ids")
_NOT_HERE: Final = "its rules are not in this input"
_CLOSED: Final = "no rule of its groups lets it pass"


@dataclass(slots=True)
class _Group:
    rules: dict[str, list[Rule]] = field(default_factory=lambda: {"in": [], "out": []})


def wire(vpcs: Vpcs) -> None:
    """Let through the door of each host, and out of it, what its groups let pass."""
    groups = _read(vpcs)
    filters: dict[tuple[tuple[str, ...], str], Filter] = {}
    for host in list(vpcs.wiring.hosts.values()):
        if (node := vpcs.sending.get(host.id)) is None:
            continue
        for way, start, end in (("in", door(host.id), host.id), ("out", host.leaves, node)):
            admits = None
            if host.groups:
                key = (host.groups, way)
                if key not in filters:
                    filters[key] = _of(*key, groups)
                admits = filters[key]
            vpcs.wiring.edge(start, end, host.at, "its security groups", admits=admits)


def _of(names: tuple[str, ...], way: str, groups: dict[str, _Group]) -> Filter:
    rules: list[Rule] = []
    for name in names:
        if (group := groups.get(name)) is None:
            rules.append(Rule(True, PERHAPS, Source(name), _NOT_HERE))
        else:
            rules += group.rules[way]
    return any_of(rules, Rule(False, ANYTHING, Source(names[0]), _CLOSED))


def _read(vpcs: Vpcs) -> dict[str, _Group]:
    groups: dict[str, _Group] = {}
    shadows: list[_Group] = []
    for resource in vpcs.resources.of("aws_security_group"):
        groups[resource.address] = _inline(resource, resource.address, vpcs)
    for resource in vpcs.resources.of("aws_default_security_group"):
        name = vpcs.group_named(resource.address)
        groups[name] = _inline(resource, name, vpcs)
        if isinstance(resource.get("vpc_id", None, "the default VPC"), Unknown):
            shadows.append(groups[name])  # it may be that of any VPC
    for name in _implied(vpcs):
        if name not in groups:
            groups[name] = _default(name, vpcs)
            if shadows and name.endswith(DEFAULT_GROUP):
                groups[name] = _either([groups[name], *shadows])
    for type_ in (_RULE, _INGRESS, _EGRESS):
        for resource in vpcs.resources.of(type_):
            named = vpcs.named(resource.get("security_group_id"))
            named = vpcs.group_named(named) if named is not None else None
            for way, rule in _rules(resource, type_, named or "", vpcs):
                if named is not None:
                    if named in groups:
                        groups[named].rules[way].append(rule)
                    continue
                for group in groups.values():  # it may be a rule of any
                    group.rules[way].append(rule.doubted())
    return groups


def _implied(vpcs: Vpcs) -> Iterator[str]:
    """Yield the groups that no resource shows: of each VPC and of each EKS cluster."""
    for vpc in vpcs.ranges:
        yield f"{vpc}{DEFAULT_GROUP}"
    for cluster in vpcs.resources.of("aws_eks_cluster"):
        yield f"{cluster.address}{CLUSTER_GROUP}"


def _default(name: str, vpcs: Vpcs) -> _Group:
    """Return a group that AWS makes.

    Amazon VPC User Guide, "Default security groups"; Amazon EKS User Guide, "View Amazon EKS
    security group requirements for clusters": in from its own members, out to anywhere.
    """
    group = _Group()
    note = "Amazon VPC User Guide, Default security groups"
    if name.endswith(CLUSTER_GROUP):
        note = "Amazon EKS User Guide, View Amazon EKS security group requirements for clusters"
    at = Source(name, note=note)
    own = _members(name, "in", vpcs)
    group.rules["in"].append(Rule(True, own, at, "from members of the same group"))
    group.rules["out"].append(Rule(True, ANYTHING, at, "everything"))
    return group


def _either(groups: list[_Group]) -> _Group:
    made = _Group()
    for group in groups:
        for way, rules in group.rules.items():
            made.rules[way] += [rule.doubted() for rule in rules]
    return made


def _inline(resource: Resource, name: str, vpcs: Vpcs) -> _Group:
    group = _Group()
    for way, path in (("in", "ingress"), ("out", "egress")):
        blocks = resource.blocks(path)
        if isinstance(blocks, Unknown):
            group.rules[way].append(Rule(True, PERHAPS, resource.source(path), blocks.reason))
            continue
        for block in blocks.value:
            rule = _rule(block, way, name, vpcs)
            group.rules[way].append(rule if sure(resource) else rule.doubted())
    return group


def _rules(resource: Resource, type_: str, group: str, vpcs: Vpcs) -> Iterator[tuple[str, Rule]]:
    if type_ != _RULE:
        way = "in" if type_ == _INGRESS else "out"
        rule = _single(resource, way, vpcs)
        yield way, rule if sure(resource) else rule.doubted()
        return
    said = resource.get("type")
    ways = {"ingress": ("in",), "egress": ("out",)}
    known = ways.get(str(said.value)) if isinstance(said, Known) else None
    for way in known or ("in", "out"):
        rule = _rule(resource, way, group, vpcs)
        yield way, rule if known and sure(resource) else rule.doubted()


def _rule(block: Resource, way: str, group: str, vpcs: Vpcs) -> Rule:
    """Read a rule of one protocol and many peers: an inline block or aws_security_group_rule."""
    if (plain := _plain(block, way)) is not None:
        return Rule(True, plain, block.source(), _says(block))
    speaks = service(block.get("protocol"), block.get("from_port"), block.get("to_port"))
    peers = _peers(block, way, vpcs)
    own = block.get("self", False, "not of its own group")
    if isinstance(own, Unknown):
        peers = peers | perhaps(_group_peer(group, way, vpcs).possible)
    elif own.value is True:
        peers = peers | _group_peer(group, way, vpcs)
    for path in ("security_groups", "source_security_group_id"):
        names, whole = vpcs.names.each(block.items(path))
        for name in names:
            peers = peers | _group_peer(name, way, vpcs)
        if not whole:
            peers = peers | PERHAPS
    return Rule(True, speaks & peers, block.source(), _says(block))


def _plain(block: Resource, way: str) -> Match | None:
    """Return what a rule of known prefixes alone matches, None of any other: most are such."""
    said, unknown = block.attributes, block.unknown
    if type(said) is not dict or (unknown and (unknown is True or any(unknown.values()))):
        return None
    if any(said.get(name) for name in _BY_NAME):
        return None
    found = [said.get(name) for name in ("protocol", "from_port", "to_port")]
    prefixes = [said.get(name) or [] for name in ("cidr_blocks", "ipv6_cidr_blocks")]
    if not all(type(value) in (str, int) for value in found):
        return None
    if not all(type(each) is list and all(type(t) is str for t in each) for each in prefixes):
        return None
    return _matched(way, *map(str, found), tuple(prefixes[0] + prefixes[1]))


@lru_cache(maxsize=1 << 16)
def _matched(way: str, protocol: str, low: str, high: str, prefixes: tuple[str, ...]) -> Match:
    at = Source("")
    there, whole = prefixes_of(Known(text, at) for text in prefixes)
    speaks = service(Known(protocol, at), Known(low, at), Known(high, at))
    return speaks & (from_ if way == "in" else to)(there, whole=whole)


def _peers(block: Resource, way: str, vpcs: Vpcs) -> Match:
    towards = from_ if way == "in" else to
    match = NOTHING
    for path in ("cidr_blocks", "ipv6_cidr_blocks"):
        found, whole = cidrs(block, path)
        match = match | towards(found, whole=whole)
    for name in _listed(block, "prefix_list_ids", vpcs):
        match = match | _prefix_list(name, way, vpcs)
    return match


def _listed(block: Resource, path: str, vpcs: Vpcs) -> list[str]:
    names, whole = vpcs.names.each(block.items(path))
    return names if whole else [*names, ""]


def _single(resource: Resource, way: str, vpcs: Vpcs) -> Rule:
    """Read aws_vpc_security_group_ingress_rule and …_egress_rule: one peer each."""
    low, high = resource.get("from_port"), resource.get("to_port")
    speaks = service(resource.get("ip_protocol"), low, high)
    towards = from_ if way == "in" else to
    peers = NOTHING
    for path in ("cidr_ipv4", "cidr_ipv6"):
        found, whole = cidrs(resource, path)
        peers = peers | towards(found, whole=whole)
    path = "referenced_security_group_id"
    for name in _listed(resource, path, vpcs):
        peers = peers | _group_peer(name, way, vpcs)
    for name in _listed(resource, "prefix_list_id", vpcs):
        peers = peers | _prefix_list(name, way, vpcs)
    return Rule(True, speaks & peers, resource.source(), _says(resource))


def _group_peer(name: str, way: str, vpcs: Vpcs) -> Match:
    name = vpcs.group_named(name)
    found = _members(name, way, vpcs)
    # Members of a group that is not in this input are not seen, nor all of those of one that is
    # made here and used elsewhere; the latter is taken to be whole.
    whose = name.removesuffix(CLUSTER_GROUP).removesuffix(DEFAULT_GROUP)
    return found if vpcs.names.here(whose) is not None else Match(found.sure, ALL)


def _members(name: str, way: str, vpcs: Vpcs) -> Match:
    """Match packets from or to the members of a group; a host of unknown groups may be one."""
    wiring = vpcs.wiring
    if way == "in":
        sent = wiring.sent_by(name)
        loose = packets(origin=union_of((h.label, h.label + 1) for h in vpcs.groupless))
        return Match(sent, sent | loose)
    found = wiring.sent_to(name)
    others = (packets(destination=union(h.addresses, h.maybe)) for h in vpcs.groupless)
    return Match(found.sure, joined((found.possible, *others)))


def _prefix_list(name: str, way: str, vpcs: Vpcs) -> Match:
    """Match packets from or to the prefixes of a list; of AWS's own lists nothing is known."""
    entries = vpcs.prefix_list(name)
    if entries is None:
        return PERHAPS
    there, whole = entries
    return (from_ if way == "in" else to)(there, whole=whole)


def _says(block: Resource) -> str:
    said = block.get("description", None, "")
    return str(said.value) if isinstance(said, Known) and said.value else ""
