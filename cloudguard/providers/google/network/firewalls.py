"""VPC firewall rules, and the firewall of each host with all that comes before and after them.

Google Cloud docs, "VPC firewall rules" (implied rules, the rules of the default network, priority,
targets, sources), "Evaluation order for firewall policies and rules".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Final

from cloudguard.network.filters import (
    ANYTHING,
    CLOSED,
    MAYBE,
    OPEN,
    PERHAPS,
    Filter,
    Match,
    Rule,
    exactly,
    in_order,
)
from cloudguard.network.intervals import union_of
from cloudguard.network.packets import V4, joined, packets, ports, prefix
from cloudguard.providers.google.network import hidden
from cloudguard.providers.google.network.entries import (
    WAYS,
    Entry,
    Level,
    Way,
    certainly,
    priority_of,
    rules_of,
    sent_by,
    speaking,
    uncertain,
)
from cloudguard.providers.google.network.hosts import (
    Member,
    Members,
    accounts_named,
    door,
    tags_of,
)
from cloudguard.providers.google.network.policies import Policies
from cloudguard.providers.google.network.vpcs import AUTO, NETWORK, Vpcs
from cloudguard.providers.wires import cidrs, from_, to
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown

_FIREWALL: Final = "google_compute_firewall"
_PAGE: Final = "Google Cloud docs, VPC firewall rules"
_ORDER: Final = "network_firewall_policy_enforcement_order"
_AFTER: Final = "AFTER_CLASSIC_FIREWALL"
_NOT_SET: Final = "Evaluation order for firewall policies and rules: AFTER_CLASSIC_FIREWALL"


class Firewalls:
    """What the firewall of each host lets in and out."""

    def __init__(self, vpcs: Vpcs, members: Members) -> None:
        """Read all rules, those besides that no resource shows."""
        self.vpcs = vpcs
        self.rules: dict[str, list[Entry]] = defaultdict(list)
        self.policies = Policies(vpcs)
        self._filters: dict[tuple[Member, Way], Filter] = {}
        for resource in vpcs.resources.of(_FIREWALL):
            self._read(resource)
        for network, entry in hidden.entries(members):
            self.rules[network].append(entry)
        for network, made in vpcs.networks.items():
            if made is not None and made.type != NETWORK:
                self.rules[network] += _of_default(made)

    def admits(self, member: Member, way: Way) -> Filter:
        """Return what a host's firewall lets pass one way."""
        if not member.guarded:
            return OPEN if way == "INGRESS" else CLOSED
        key = (member, way)
        if key not in self._filters:
            self._filters[key] = self._of(member, way)
        return self._filters[key]

    def _of(self, member: Member, way: Way) -> Filter:
        network = self.vpcs.networks.get(member.network)
        if network is None:
            return MAYBE  # what other rules there are is not seen
        made = [self._in(levels, member, way) for levels in self._orders(network, member)]
        one, *others = made
        for other in others:  # it is one of two orders: which one is not known
            one = Filter(
                one.sure & other.sure, one.possible | other.possible, one.rules, one.default
            )
        return one

    def _in(self, levels: list[Level], member: Member, way: Way) -> Filter:
        allows = way == "EGRESS"
        says = "implied rule: egress is allowed" if allows else "implied rule: ingress is denied"
        default = Rule(allows, ANYTHING, Source(member.network, note=_PAGE), says)
        placed, unplaced = rules_of(levels, member, way)
        # Rules of one action in a row are one rule: the order among them decides nothing.
        runs = [_together(list(rules)) for _, rules in groupby(placed, _action)]
        return replace(in_order(runs, default, unplaced), rules=(*placed, *unplaced))

    def _orders(self, network: Resource, member: Member) -> Iterator[list[Level]]:
        """Yield the levels that are asked, the first first, in each order that there may be."""
        above = list(self.policies.above(member.network))
        rules = [*self.rules[member.network], *self.rules[""]]
        own = list(self.policies.of_network(member.network))
        regional = list(self.policies.of_region(member.network, member.region))
        said = network.get(_ORDER, _AFTER, _NOT_SET)
        known = said.value if isinstance(said, Known) else None
        if network.type != NETWORK:
            known = _AFTER
        if known != "BEFORE_CLASSIC_FIREWALL":
            yield [*above, rules, *own, *regional]
        if known != _AFTER:
            yield [*above, *own, *regional, rules]

    def _read(self, resource: Resource) -> None:
        value = resource.get("network")
        name = self.vpcs.named.of(value, NETWORK, near=resource)
        network = self.vpcs.network(value, resource) if name is not None else ""
        disabled = resource.get("disabled", False, "google_compute_firewall docs: false")
        if isinstance(disabled, Known) and disabled.value in (True, "true"):
            return
        said = resource.get("direction", "INGRESS", f"{_PAGE}: ingress by default")
        direction = str(said.value).upper() if isinstance(said, Known) else ""
        for way in WAYS:
            if direction not in (way, ""):
                continue
            for entry in self._entries(resource, network, way):
                kept = certainly(entry, resource)
                if not direction or not network or isinstance(disabled, Unknown):
                    kept = uncertain(kept)
                self.rules[network].append(kept)

    def _entries(self, resource: Resource, network: str, way: Way) -> Iterator[Entry]:
        vpcs = self.vpcs
        peers = _peers(resource, network, way, vpcs)
        priority = priority_of(resource.get("priority", 1000, f"{_PAGE}, Priority: 1000"))
        for action in ("allow", "deny"):
            blocks = resource.blocks(action)
            if isinstance(blocks, Known) and not blocks.value:
                continue
            match = speaking(blocks, "protocol") & peers
            says = f"firewall rule {resource.address}"
            yield Entry(
                way, action, priority, match, resource.source(), says,
                tags_of(resource, "target_tags"),
                accounts_named(resource, "target_service_accounts", vpcs, resource),
            )  # fmt: skip


def _action(rule: Rule) -> bool:
    return rule.allows


def _together(rules: list[Rule]) -> Rule:
    if len(rules) == 1:
        return rules[0]
    sure, possible = ([rule.match.sure for rule in rules], [rule.match.possible for rule in rules])
    return Rule(rules[0].allows, Match(joined(sure), joined(possible)), rules[0].at)


def wire(vpcs: Vpcs, members: Members) -> Firewalls:
    """Wire each host to the node before its firewall, and its firewall to its network's routes."""
    firewalls = Firewalls(vpcs, members)
    for name, member in members.of.items():
        at = vpcs.wiring.hosts[name].at
        admits = firewalls.admits(member, "INGRESS")
        says = f"firewall of {member.network}, ingress"
        vpcs.wiring.edge(door(name), name, at, says, admits=admits)
    return firewalls


def _peers(resource: Resource, network: str, way: Way, vpcs: Vpcs) -> Match:
    """Match the other end, and the ranges of the own end that a rule may name besides.

    "VPC firewall rules": of ranges, tags and accounts any one is enough; a rule that names no
    range means 0.0.0.0/0.
    """
    sources, whole = cidrs(resource, "source_ranges")
    ends, whole_ends = cidrs(resource, "destination_ranges")
    if way == "EGRESS":
        there = to(ends, whole=whole_ends) if ends or not whole_ends else exactly(_TO_V4)
        return there & from_(sources, whole=whole) if sources or not whole else there
    tags = tags_of(resource, "source_tags")
    accounts = accounts_named(resource, "source_service_accounts", vpcs, resource)
    known = whole and tags.whole and accounts.whole
    if known and not sources and not tags.names and not accounts.names:
        match = exactly(_FROM_V4)
    else:
        match = from_(sources, whole=whole)
        match = match | sent_by(network, "tag", tags, vpcs)
        match = match | sent_by(network, "account", accounts, vpcs)
        if not network and (tags.names or accounts.names):
            match = match | PERHAPS  # members of a network that is not known
    return match & to(ends, whole=whole_ends) if ends or not whole_ends else match


_TO_V4: Final = packets(destination=V4)
_FROM_V4: Final = packets(source=V4)


def _of_default(made: Resource) -> Iterator[Entry]:
    """Yield the rules that Google makes with the default network of a project.

    "VPC firewall rules", "Pre-populated rules in the default network": priority 65534.
    """
    everywhere, inside = packets(source=prefix("0.0.0.0/0")), packets(source=AUTO)
    for name, match in (
        ("default-allow-internal", inside & packets(service=union_of(map(ports, (1, 6, 17))))),
        ("default-allow-ssh", everywhere & packets(service=ports(6, 22, 22))),
        ("default-allow-rdp", everywhere & packets(service=ports(6, 3389, 3389))),
        ("default-allow-icmp", everywhere & packets(service=ports(1))),
    ):
        at = Source(made.address, note=f"{_PAGE}, Pre-populated rules in the default network")
        yield certainly(
            Entry("INGRESS", "allow", 65534, exactly(match), at, f"firewall rule {name}"), made
        )
