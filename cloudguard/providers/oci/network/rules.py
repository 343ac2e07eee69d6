"""Security lists and groups: one union of rules at each VNIC, some of which keep no state.

OCI documentation, "Security Rules": rules only allow; those of all lists of the subnet and of all
groups of the VNIC count together; answers to what a stateful rule let pass go back by themselves;
what a stateless rule matches as well is not tracked, so that its answers need a rule of their own.
An endpoint with a security attribute of Zero Trust Packet Routing must satisfy its policies too.
"Security Lists", "Default Security List": what the list that comes with a VCN allows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from cloudguard.network.filters import (
    ANYTHING,
    CLOSED,
    PERHAPS,
    Filter,
    Match,
    Rule,
    any_of,
    exactly,
    perhaps,
)
from cloudguard.network.packets import (
    EMPTY,
    ICMPV6,
    TCP,
    V4,
    V6,
    icmp,
    packets,
    ports,
)
from cloudguard.network.wiring import Host
from cloudguard.providers.oci.network.hosts import door
from cloudguard.providers.oci.network.matches import peers, speaks
from cloudguard.providers.oci.network.vcns import LISTS, Vcns
from cloudguard.providers.wires import flag, from_, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown, Value

_RULE: Final = "oci_core_network_security_group_security_rule"
_NOT_HERE: Final = "its rules are not in this input"
_CLOSED: Final = "no rule of its lists and groups lets it pass"
_MADE: Final = "OCI documentation, Default Security List"


@dataclass(frozen=True, slots=True)
class Written:
    """A rule, and whether it keeps state: None where that is not known."""

    rule: Rule
    stateful: bool | None = True

    def doubted(self) -> Written:
        """Return the rule as one that may not be there."""
        return Written(self.rule.doubted(), self.stateful)


@dataclass(slots=True)
class Sides:
    """The rules of a list or a group, in and out."""

    rules: dict[str, list[Written]] = field(default_factory=lambda: {"in": [], "out": []})


def wire(vcns: Vcns) -> None:
    """Let through the door of each host, and out of it, what its lists and groups let pass."""
    known = {**_lists(vcns), **_groups(vcns)}
    made: dict[tuple[Any, ...], tuple[_Way, _Way]] = {}
    for host in list(vcns.wiring.hosts.values()):
        if (post := vcns.posts.get(host.id)) is None:
            continue
        subnet, node = post
        lists = subnet.lists
        names = (lists.value if isinstance(lists, Known) else (subnet.id,)) + host.groups
        packet_routing = _packet_routing(host, vcns)
        if (names, packet_routing) not in made:
            found = _of(names, lists, known)
            made[names, packet_routing] = (
                _Way.of(found["in"], found["out"], narrowed=packet_routing),
                _Way.of(found["out"], found["in"], narrowed=packet_routing),
            )
        into, out = made[names, packet_routing]
        into.draw(vcns, door(host.id), host.id, host.at)
        out.draw(vcns, host.leaves, node, host.at)


@dataclass(frozen=True, slots=True)
class _Way:
    """What passes a VNIC one way; `answers` passes besides, where the other way is tracked."""

    admits: Filter
    answers: Match | None

    @classmethod
    def of(cls, mine: list[Written], other: list[Written], *, narrowed: bool) -> _Way:
        first = mine[0].rule.at if mine else other[0].rule.at if other else Source("")
        admits = any_of([w.rule for w in mine], Rule(False, ANYTHING, first, _CLOSED))
        if narrowed:
            admits = Filter(EMPTY, admits.possible, admits.rules, admits.default)
        if all(written.stateful for written in (*mine, *other)):
            return cls(admits, None)
        tracked = _tracked(other)
        sent = Match(EMPTY if narrowed else tracked.sure.reversed(), tracked.possible.reversed())
        return cls(admits, sent)

    def draw(self, vcns: Vcns, start: str, end: str, at: Source) -> None:
        says = "its security lists and groups"
        stateful = self.answers is None
        vcns.wiring.edge(start, end, at, says, admits=self.admits, stateful=stateful)
        if self.answers is not None:  # answers alone: nothing else passes by this edge
            vcns.wiring.edge(start, end, at, says, carries=self.answers, admits=CLOSED)


def _tracked(rules: list[Written]) -> Match:
    """Return the packets whose answers are let back: no stateless rule matches them."""
    with_state = [w.rule.match for w in rules if w.stateful]
    without = [w.rule.match for w in rules if w.stateful is False]
    unknown = [w.rule.match for w in rules if w.stateful is None]
    surely = any_of([Rule(True, m, Source("")) for m in with_state])
    besides = any_of([Rule(True, m, Source("")) for m in (*with_state, *unknown)])
    never = any_of([Rule(True, m, Source("")) for m in without])
    maybe = any_of([Rule(True, m, Source("")) for m in (*without, *unknown)])
    return Match(surely.sure - maybe.possible, besides.possible - never.sure)


def _of(
    names: tuple[str, ...], lists: Value[tuple[str, ...]], known: dict[str, Sides]
) -> dict[str, list[Written]]:
    found: dict[str, list[Written]] = {"in": [], "out": []}
    for name in names:
        sides = known.get(name)
        reason = lists.reason if isinstance(lists, Unknown) else _NOT_HERE
        unread = [Written(Rule(True, PERHAPS, Source(name), reason), None)]
        for way in found:
            found[way] += unread if sides is None else sides.rules[way]
    return found


def _packet_routing(host: Host, vcns: Vcns) -> bool:
    """Tell whether policies of Zero Trust Packet Routing may narrow what a host sends and gets."""
    found = vcns.names.here(host.at.address)
    if found is None:
        return False
    for path in ("security_attributes", "create_vnic_details.security_attributes",
                 "endpoint_config.security_attributes"):  # fmt: skip
        said = found.get(path, None, "none unless they are written")
        if isinstance(said, Unknown) or said.value:
            return True
    return False


def _lists(vcns: Vcns) -> dict[str, Sides]:
    found: dict[str, Sides] = {}
    for type_ in ("oci_core_security_list", "oci_core_default_security_list"):
        for resource in vcns.resources.of(type_):
            found[resource.address] = _list(resource, vcns)
    for vcn in vcns.resources.of("oci_core_vcn"):
        name = vcn.address + LISTS
        if name not in found and LISTS not in vcns.loose:
            found[name] = _default(vcn, vcns)
    return found


def _default(vcn: Resource, vcns: Vcns) -> Sides:
    """Return the list that comes with a VCN: SSH and path messages in, everything out."""
    sides, at = Sides(), Source(vcn.address + LISTS, note=_MADE)
    enabled = flag(vcn, "is_ipv6enabled", default=False)
    families = [(V4, True)] + ([(V6, enabled is True)] if enabled is not False else [])
    for family, certain in families:
        here = packets(source=family, destination=family)
        unreachable = icmp(3, 4) if family is V4 else icmp(2, 0, ICMPV6)
        for services, says in (
            (ports(TCP, 22, 22), "SSH from anywhere"),
            (unreachable, "packets that are too big"),
        ):
            match = here & packets(service=services)
            rule = Rule(True, exactly(match) if certain else perhaps(match), at, says)
            sides.rules["in"].append(Written(rule))
        out = Rule(True, exactly(here) if certain else perhaps(here), at, "everything")
        sides.rules["out"].append(Written(out))
    own = from_(vcns.addresses[vcn.address], whole=vcn.address in vcns.whole)
    messages = own & exactly(packets(service=icmp(3)))
    sides.rules["in"].append(Written(Rule(True, messages, at, "messages from the VCN")))
    return sides


def _list(resource: Resource, vcns: Vcns) -> Sides:
    sides = Sides()
    for way, path in (("in", "ingress_security_rules"), ("out", "egress_security_rules")):
        blocks = resource.blocks(path)
        if isinstance(blocks, Unknown):
            at = resource.source(path)
            sides.rules[way].append(Written(Rule(True, PERHAPS, at, blocks.reason), None))
            continue
        for block in blocks.value:
            written = _written(block, way, vcns)
            sides.rules[way].append(written if sure(resource) else written.doubted())
    return sides


def _groups(vcns: Vcns) -> dict[str, Sides]:
    found = {g.address: Sides() for g in vcns.resources.of("oci_core_network_security_group")}
    ways = {"INGRESS": ("in",), "EGRESS": ("out",)}
    for resource in vcns.resources.of(_RULE):
        said = resource.get("direction")
        known = ways.get(str(said.value).upper()) if isinstance(said, Known) else None
        group = vcns.named(resource.get("network_security_group_id"))
        for way in known or ("in", "out"):
            written = _written(resource, way, vcns)
            if known is None or group is None or not sure(resource):
                written = written.doubted()
            for name in [group] if group is not None else list(found):
                if name in found:
                    found[name].rules[way].append(written)
    return found


def _written(block: Resource, way: str, vcns: Vcns) -> Written:
    stateless = flag(block, "stateless", default=False)
    match = speaks(block) & peers(block, way, vcns)
    said = block.get("description", None, "")
    says = str(said.value) if isinstance(said, Known) and said.value else ""
    return Written(
        Rule(True, match, block.source(), says), None if stateless is None else not stateless
    )
