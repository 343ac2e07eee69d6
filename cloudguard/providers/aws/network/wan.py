"""Cloud WAN: segments of a core network, and which attachments are in which.

AWS Cloud WAN User Guide, "Core network policy version parameters": attachments of one segment reach
each other unless it isolates them; segments reach each other where a segment action shares them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Any, Final

from cloudguard.network.filters import PERHAPS, Match, exactly
from cloudguard.network.packets import PacketSet, packets
from cloudguard.providers.aws.network.acls import either
from cloudguard.providers.aws.network.doors import out
from cloudguard.providers.aws.network.vpcs import Subnet, Vpcs, table
from cloudguard.providers.wires import sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known

_NETWORK: Final = "aws_networkmanager_core_network"
_POLICY: Final = "aws_networkmanager_core_network_policy_attachment"
_VPC: Final = "aws_networkmanager_vpc_attachment"
_OTHERS: Final = (
    "aws_networkmanager_site_to_site_vpn_attachment",
    "aws_networkmanager_transit_gateway_route_table_attachment",
    "aws_networkmanager_connect_attachment",
    "aws_networkmanager_dx_gateway_attachment",
)


@dataclass(frozen=True, slots=True)
class _Member:
    resource: Resource
    network: str | None
    vpc: str | None
    subnets: tuple[Subnet, ...]
    segment: str | None

    @property
    def into(self) -> str:
        return f"{self.resource.address} into the core network"

    @property
    def out(self) -> str:
        return f"{self.resource.address} out of the core network"


def wire(vpcs: Vpcs) -> None:
    """Wire the VPCs of core networks to each other, as far as the policy can be read."""
    policies = {n.address: _policy(n, vpcs) for n in vpcs.resources.of(_NETWORK)}
    members = [_member(one, policies, vpcs) for one in vpcs.resources.of(_VPC)]
    for member in members:
        _attach(member, vpcs)
    for one, other in permutations(members, 2):
        if one.network == other.network or None in (one.network, other.network):
            joined = _joined(one, other, policies.get(one.network or ""))
            if joined is not False:
                ends = (m.vpc or "a VPC that is not known" for m in (one, other))
                vpcs.wiring.link(one.resource.address, *ends)
                carries = _reached(other, vpcs) if joined else PERHAPS
                vpcs.wiring.edge(
                    one.into, other.out, one.resource.source(), "core network",
                    carries=carries, change=PacketSet.anonymous,
                )  # fmt: skip
    for member in members:
        if policies.get(member.network or "") is None or _elsewhere(vpcs):
            reason = f"what else {member.resource.address} is connected to is not known"
            vpcs.wiring.open(member.into, reason, member.resource.source())


def _elsewhere(vpcs: Vpcs) -> bool:
    """Tell whether anything but VPCs hangs on a core network: such attachments are not modelled."""
    return any(vpcs.resources.of(type_) for type_ in _OTHERS)


def _reached(member: _Member, vpcs: Vpcs) -> Match:
    found = vpcs.range(member.vpc or "").destined
    return found if sure(member.resource) else Match(PERHAPS.sure, found.possible)


def _attach(member: _Member, vpcs: Vpcs) -> None:
    """Wire a VPC to its attachment, as to that of a Transit Gateway."""
    at, wiring = member.resource.source(), vpcs.wiring
    known = member.vpc is not None and member.network is not None and bool(member.subnets)
    carries = exactly(packets()) if known and sure(member.resource) else PERHAPS
    admits = either([vpcs.acl[s.id][0] for s in member.subnets]) if member.subnets else None
    networks = [r.address for r in vpcs.resources.of(_NETWORK)]
    for network in [member.network] if member.network else networks:
        for vpc in [member.vpc] if member.vpc else list(vpcs.of_vpc):
            wiring.edge(
                out(network, vpc), member.into, at, "core network attachment",
                carries=carries, admits=admits, stateful=False,
            )  # fmt: skip
    for subnet in member.subnets:
        wiring.edge(
            member.out, subnet.into, at, "core network attachment", carries=subnet.range.destined
        )
        for choice in vpcs.tables_of(subnet):
            wiring.edge(
                member.out, table(choice.name), at, "core network attachment",
                carries=exactly(packets()) if choice.sure else PERHAPS,
                admits=vpcs.acl[subnet.id][1], stateful=False,
            )  # fmt: skip
    if not member.subnets:
        wiring.open(member.out, f"the subnets of {member.resource.address} are not known", at)


def _member(one: Resource, policies: Mapping[str, dict[str, Any] | None], vpcs: Vpcs) -> _Member:
    network = vpcs.named(one.get("core_network_id"))
    vpc = vpcs.named(one.get("vpc_arn"))
    names, whole = vpcs.names.each(one.items("subnet_arns"))
    subnets = tuple(vpcs.subnet(name, one.source()) for name in names) if whole else ()
    tags = vpcs.aws.tags(one)
    policy = policies.get(network or "")
    segment = None
    if policy is not None and isinstance(tags, Known):
        segment = _segment(policy, tags.value)
    here = vpc if vpc in vpcs.ranges else None
    return _Member(one, network, here, subnets, segment)


def _policy(network: Resource, vpcs: Vpcs) -> dict[str, Any] | None:
    """Return the policy document of a core network, None where it cannot be read."""
    texts = [
        one.get("policy_document")
        for one in vpcs.resources.of(_POLICY)
        if vpcs.named(one.get("core_network_id")) == network.address
    ]
    if len(texts) != 1 or not isinstance(texts[0], Known):
        return None
    try:
        found = json.loads(str(texts[0].value))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _segment(policy: dict[str, Any], tags: Mapping[str, Any]) -> str | None:
    """Return the segment that the rules of a policy put an attachment in, None where unread."""
    rules = policy.get("attachment-policies")
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        return None
    for rule in sorted(rules, key=lambda one: str(one.get("rule-number", "")).zfill(8)):
        met = _met(rule, tags)
        if met is None:
            return None
        if not met:
            continue
        action = rule.get("action")
        action = action if isinstance(action, dict) else {}
        if action.get("association-method") == "constant":
            return str(action.get("segment"))
        if action.get("association-method") == "tag":
            value = tags.get(str(action.get("tag-value-of-key")))
            return str(value) if isinstance(value, str) else None
        return None
    return ""


def _met(rule: dict[str, Any], tags: Mapping[str, Any]) -> bool | None:
    """Tell whether the conditions of a rule are met; None where one cannot be judged."""
    found: list[bool] = []
    for condition in rule.get("conditions", []):
        kind, key = condition.get("type"), str(condition.get("key"))
        value = tags.get(key)
        if kind == "any":
            found.append(True)
        elif kind == "tag-exists":
            found.append(key in tags)
        elif (
            kind == "tag-value"
            and condition.get("operator") == "equals"
            and (value is None or isinstance(value, str))
        ):
            found.append(value == condition.get("value"))
        elif kind == "attachment-type" and condition.get("operator") == "equals":
            found.append(condition.get("value") == "vpc")
        else:
            return None
    return any(found) if rule.get("condition-logic") == "or" else all(found)


def _joined(one: _Member, other: _Member, policy: dict[str, Any] | None) -> bool | None:
    """Tell whether attachments reach each other; None where that is not known."""
    if policy is None or one.segment is None or other.segment is None:
        return None
    if "" in (one.segment, other.segment):
        return False  # in no segment
    segments = {str(s.get("name")): s for s in policy.get("segments", []) if isinstance(s, dict)}
    actions = [a for a in policy.get("segment-actions", []) if isinstance(a, dict)]
    if any(a.get("action") != "share" for a in actions):
        return None  # routes of their own, or insertion of services
    if one.segment == other.segment:
        return not segments.get(one.segment, {}).get("isolate-attachments", False)
    for action in actions:
        ends = {one.segment, other.segment}
        shared = action.get("share-with")
        if str(action.get("segment")) not in ends:
            continue
        rest = ends - {str(action.get("segment"))}
        if shared == "*" or (isinstance(shared, list) and rest & set(map(str, shared))):
            return True
        if not isinstance(shared, (list, str)):
            return None
    return False
