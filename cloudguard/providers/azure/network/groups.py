"""Network security groups: rules by priority, the default rules behind them, no group: all open.

Microsoft Learn, "Azure network security groups overview" (priorities, default rules, augmented
rules), "How network security groups filter network traffic" (both the subnet's and the
interface's must let a packet pass; within one subnet too), "Application security groups",
"What is IP address 168.63.129.16?".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, TypeAlias

from cloudguard.network.filters import (
    ANYTHING,
    MAYBE,
    NOTHING,
    PERHAPS,
    Filter,
    Match,
    Rule,
    in_order,
    perhaps,
)
from cloudguard.network.intervals import Intervals, union_of
from cloudguard.network.packets import PROTOCOLS, TCP, UDP, packets, ports
from cloudguard.providers.azure.network.hosts import ASG
from cloudguard.providers.azure.network.reading import certain, texts
from cloudguard.providers.azure.network.tags import Tags
from cloudguard.providers.azure.network.vnets import Vnets
from cloudguard.providers.wires import number
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown, Value

Direction: TypeAlias = Literal["inbound", "outbound"]
NSG: Final = "azurerm_network_security_group"
_RULE: Final = "azurerm_network_security_rule"


class Groups:
    """The network security groups of one input."""

    def __init__(self, vnets: Vnets) -> None:
        """Index the rules that are resources of their own by their group."""
        self.vnets = vnets
        self._rules: dict[str, list[Resource]] = {}
        self._loose: list[Resource] = []
        self._done: dict[tuple[str, Direction, Tags], Filter] = {}
        for rule in vnets.resources.of(_RULE):
            named = vnets.found(rule.get("network_security_group_name"), NSG, near=rule)
            if named is not None:
                self._rules.setdefault(named.address, []).append(rule)
            elif vnets.named(rule.get("network_security_group_name"), NSG) is None:
                self._loose.append(rule)

    def filter(self, name: str, way: Direction, tags: Tags) -> Filter:
        """Return what a group lets pass one way, where tags mean what `tags` says."""
        key = (name, way, tags)
        if key not in self._done:
            self._done[key] = self._of(*key)
        return self._done[key]

    def _of(self, name: str, way: Direction, tags: Tags) -> Filter:
        group = self.vnets.names.here(name)
        if group is None or group.type != NSG:
            return MAYBE  # its rules are not in this input
        blocks = group.blocks("security_rule")
        if isinstance(blocks, Unknown):
            return MAYBE
        placed: list[tuple[int, Rule]] = []
        unplaced: list[Rule] = []
        own = [(rule, certain(group)) for rule in blocks.value]
        own += [(rule, certain(rule)) for rule in self._rules.get(name, ())]
        own += [(rule, False) for rule in self._loose]
        for rule, known in own:
            self._place(rule, way, tags, placed, unplaced, known=known)
        placed.sort(key=lambda pair: pair[0])
        at = Source(name, note="Microsoft Learn, Azure network security groups overview")
        defaults = _defaults(way, tags, at)
        return in_order([*(rule for _, rule in placed), *defaults], _denied(at), unplaced)

    def _place(
        self,
        rule: Resource,
        way: Direction,
        tags: Tags,
        placed: list[tuple[int, Rule]],
        unplaced: list[Rule],
        *,
        known: bool,
    ) -> None:
        direction, access = rule.get("direction"), rule.get("access")
        if isinstance(direction, Known) and str(direction.value).lower() != way:
            return
        found = rule.get("priority")
        place = number(found.value) if isinstance(found, Known) else None
        match = rule_match(rule, tags, self.vnets)
        if not known or isinstance(direction, Unknown):
            match = perhaps(match.possible)
        actions = [True, False]
        if isinstance(access, Known):
            actions = [str(access.value).lower() == "allow"]
        else:
            match = perhaps(match.possible)
        for allows in actions:
            made = Rule(allows, match, rule.source(), _named(rule))
            if place is None or len(actions) > 1:
                unplaced.append(made)
            else:
                placed.append((place, made))


def rule_match(rule: Resource, tags: Tags, vnets: Vnets) -> Match:
    """Return the packets that a rule of a security group speaks of."""
    peers = ANYTHING
    for side in ("source", "destination"):
        match = tags.match(texts(rule, f"{side}_address_prefix", f"{side}_address_prefixes"), side)
        for value in texts(rule, f"{side}_application_security_group_ids"):
            match |= _members(vnets.named(value, ASG), side, vnets)
        peers &= match
    return service(rule.get("protocol"), _ports(rule, "destination")) & sent_from(
        _ports(rule, "source")
    ) & peers  # fmt: skip


def _ports(rule: Resource, side: str) -> Iterator[Value[Any]]:
    return texts(rule, f"{side}_port_range", f"{side}_port_ranges")


def service(protocol: Value[Any], values: Iterable[Value[Any]]) -> Match:
    """Match a protocol and ranges of destination ports, `*` for any."""
    spans, whole = ranges(values)
    if isinstance(protocol, Unknown):
        return PERHAPS
    text = str(protocol.value).lower()
    if text in ("*", "any"):
        # Ports are of what has ports: a rule for one speaks of no other protocol.
        if whole and spans == ((0, 65535),):
            return ANYTHING
        if not whole:
            return PERHAPS
        codes: tuple[int, ...] = (TCP, UDP)
    elif (code := PROTOCOLS.get(text, number(text))) is None:
        return PERHAPS
    elif code not in (TCP, UDP):
        every = packets(service=ports(code))
        return Match(every, every)
    else:
        codes = (code,)
    exact = packets(service=union_of(ports(c, low, high) for c in codes for low, high in spans))
    return Match(exact, exact if whole else packets(service=union_of(map(ports, codes))))


def sent_from(values: Iterable[Value[Any]]) -> Match:
    """Match ranges of source ports."""
    spans, whole = ranges(values)
    exact = packets(port=union_of((low, high + 1) for low, high in spans))
    return Match(exact, exact if whole else ANYTHING.possible)


def ranges(values: Iterable[Value[Any]]) -> tuple[tuple[tuple[int, int], ...], bool]:
    """Return ranges of ports, and whether all could be read."""
    found: list[tuple[int, int]] = []
    whole = True
    for value in values:
        text = str(value.value) if isinstance(value, Known) else ""
        if text == "*":
            found.append((0, 65535))
            continue
        low, _, high = text.partition("-")
        pair = (number(low), number(high or low))
        if pair[0] is None or pair[1] is None:
            whole = False
        else:
            found.append((pair[0], pair[1]))
    return tuple(found), whole


def _members(group: str | None, side: str, vnets: Vnets) -> Match:
    """Match what members of an application security group send, or what goes to them."""
    if group is None:
        return PERHAPS
    wiring = vnets.wiring
    if side == "source":
        sure = wiring.sent_by(group)
        match = Match(sure, sure | wiring.sent_by("?"))
    else:
        found, unknown = wiring.sent_to(group), wiring.sent_to("?")
        match = Match(found.sure, found.possible | unknown.possible)
    # Members of a group that is not in this input are not all seen.
    return match if vnets.names.here(group) is not None else Match(match.sure, ANYTHING.possible)


def _defaults(way: Direction, tags: Tags, at: Source) -> list[Rule]:
    inside = tags.named("VirtualNetwork", "source") & tags.named("VirtualNetwork", "destination")
    if way == "inbound":
        balancer = tags.named("AzureLoadBalancer", "source")
        return [
            Rule(True, inside, at, "AllowVnetInBound"),
            Rule(True, balancer, at, "AllowAzureLoadBalancerInBound"),
        ]
    internet = tags.named("Internet", "destination")
    return [
        Rule(True, inside, at, "AllowVnetOutBound"),
        Rule(True, internet, at, "AllowInternetOutBound"),
    ]


def _denied(at: Source) -> Rule:
    return Rule(False, ANYTHING, at, "what no rule matches is denied")


def _named(rule: Resource) -> str:
    for path in ("description", "name"):
        said = rule.get(path, None, "")
        if isinstance(said, Known) and isinstance(said.value, str) and said.value:
            return said.value
    return ""


__all__ = ["NOTHING", "Direction", "Groups", "Intervals", "rule_match"]
