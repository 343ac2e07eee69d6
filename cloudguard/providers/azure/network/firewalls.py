"""Azure Firewall: its rules by policy or one by one, what it translates, where it sends.

Microsoft Learn, "Configure Azure Firewall rules" (groups and collections by priority, those of a
parent policy first; DNAT, then network, then application rules; what nothing matches is denied),
"Azure Firewall SNAT private IP address ranges" (application rules always hide the source, network
rules only towards public addresses), "Filter inbound Internet traffic with Azure Firewall DNAT".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final

from cloudguard.network.filters import (
    ANYTHING,
    MAYBE,
    NOTHING,
    PERHAPS,
    Filter,
    Match,
    Rule,
    exactly,
    in_order,
    perhaps,
)
from cloudguard.network.intervals import Intervals, union_of
from cloudguard.network.packets import ANY_SERVICE, EVERYWHERE, TCP, PacketSet, packets, ports
from cloudguard.providers.azure.network.appliances import FIREWALL
from cloudguard.providers.azure.network.groups import service
from cloudguard.providers.azure.network.internet import answers, translated
from cloudguard.providers.azure.network.reading import blocks, certain, texts, word
from cloudguard.providers.azure.network.tags import PUBLIC, Tags, addresses_of
from cloudguard.providers.azure.network.vnets import Subnet, Vnets
from cloudguard.providers.wires import number, prefixes_of
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Unknown, Value

HUB: Final = "azurerm_virtual_hub"
_POLICY: Final = "azurerm_firewall_policy"
_GROUP: Final = "azurerm_firewall_policy_rule_collection_group"
_IP_GROUP: Final = "azurerm_ip_group"
_CLASSIC: Final = "azurerm_firewall_{}_rule_collection"
_KINDS: Final = ("network", "application", "nat")


def wire(vnets: Vnets, subnets: dict[str, list[Subnet]], hubs: dict[str, str]) -> None:
    """Wire firewalls; `subnets` gives their subnets, `hubs` by hub the node of its routes."""
    for firewall in vnets.resources.of(FIREWALL):
        homes = [(subnet.table, True) for subnet in subnets.get(firewall.address, ())]
        named = firewall.get("virtual_hub.virtual_hub_id", None, "none")
        hub = vnets.named(named, HUB)
        homes += [(node, hub is not None) for name, node in hubs.items() if hub in (name, None)]
        if isinstance(named, Known) and not named.value:
            homes = homes[: len(subnets.get(firewall.address, ()))]
        _Firewall(firewall, vnets, subnets.get(firewall.address, [])).wire(homes)


class _Firewall:
    def __init__(self, firewall: Resource, vnets: Vnets, subnets: list[Subnet]) -> None:
        self.firewall = firewall
        self.vnets = vnets
        self.subnets = subnets
        self.node = firewall.address
        self.own: Intervals = union_of(s.span.sure or s.span.possible for s in subnets)
        self.tags = Tags.unknown()
        self.whole = True
        self.collections = {kind: self._collections(kind) for kind in _KINDS}

    def wire(self, homes: Iterable[tuple[str, bool]]) -> None:
        """Wire what comes in through the rules, and out to the routes of its subnet or hub."""
        wiring, at, says = self.vnets.wiring, self.firewall.source(), "Azure Firewall"
        into, out, back = (f"{self.node} {word_}" for word_ in ("in", "out", "back"))
        for home, known in homes:
            carries = ANYTHING if known else PERHAPS
            wiring.edge(out, home, at, f"{says} {self.node}", carries=carries)
        network = [self._network(rule, sure=known) for rule, known in self.collections["network"]]
        flat = [rule for rules in network for rule in rules]
        passes = in_order(flat, _denied(self.firewall)) if self.whole else MAYBE
        wiring.edge(into, out, at, f"{says} {self.node}", admits=passes)
        self._application(flat, into, out)
        internet = wiring.internet()
        for subnet in self.subnets:
            every = packets(destination=PUBLIC)
            public = any(
                isinstance(v, Unknown) or v.value
                for v in texts(self.firewall, "ip_configuration.public_ip_address_id")
            )
            if public:
                wiring.edge(subnet.internet, internet.id, at, says, carries=exactly(every))
                answers(self.vnets, internet.leaves, into, at)
            wiring.edge(subnet.into, back, at, says, carries=exactly(packets(destination=self.own)))
        wiring.translators.add(back)
        for rule, known in self.collections["nat"]:
            self._nat(rule, out, sure=known)
        if not self.whole:
            change = partial(_moved, there=EVERYWHERE, given=ANY_SERVICE, own=self.own)
            says = f"{says} {self.node}, not all of whose rules are known"
            wiring.edge(internet.leaves, out, at, says, carries=PERHAPS, change=change)

    def _application(self, network: list[Rule], into: str, out: str) -> None:
        """Wire application rules: only what no network rule matches, and under another source."""
        found = [
            r for b, known in self.collections["application"] for r in self._web(b, sure=known)
        ]
        if not found and self.whole:
            return
        rest = Filter(ANYTHING.sure, ANYTHING.possible)
        for rule in network:
            rest = Filter(rest.sure - rule.match.possible, rest.possible - rule.match.sure)
        passes = in_order(found, _denied(self.firewall)) if self.whole else MAYBE
        says = f"Azure Firewall {self.node}, application rules"
        change = partial(PacketSet.at_source, addresses=self.own or EVERYWHERE)
        self.vnets.wiring.edge(
            into, out, self.firewall.source(), says,
            carries=Match(rest.sure, rest.possible), admits=passes, change=change,
        )  # fmt: skip

    def _collections(self, kind: str) -> list[tuple[Resource, bool]]:
        """Return the rule collections of a kind in order, each with whether it surely is there."""
        firewall, vnets = self.firewall, self.vnets
        named = firewall.get("firewall_policy_id", None, "azurerm docs: classic rules")
        if isinstance(named, Known) and named.value in (None, ""):
            type_ = _CLASSIC.format(kind)
            found = vnets.resources.of(type_)
            mine = [c for c in found if self._is_mine(c)]
            return self._sorted([(c, certain(c), ()) for c in mine])
        made: list[tuple[Resource, bool, tuple[int, ...]]] = []
        policy = vnets.found(named, _POLICY)
        depth = 0
        while policy is not None and depth < _PARENTS:
            for group in vnets.resources.of(_GROUP):
                of = vnets.named(group.get("firewall_policy_id"), _POLICY)
                self.whole = self.whole and of is not None
                if of != policy.address:
                    continue
                place = self._place(group)
                for block in blocks(group, f"{kind}_rule_collection"):
                    if isinstance(block, Unknown):
                        self.whole = False
                    else:
                        made.append((block, certain(group, policy), (-depth, place)))
            base = policy.get("base_policy_id", None, "none")
            policy = vnets.found(base, _POLICY)
            depth += 1
            if policy is None and not (isinstance(base, Known) and base.value in (None, "")):
                self.whole = False
        if depth == 0:
            self.whole = False  # its policy is not in this input
        return self._sorted(made)

    def _is_mine(self, collection: Resource) -> bool:
        named = collection.get("azure_firewall_name")
        found = self.vnets.found(named, FIREWALL, near=collection)
        if found is None and self.vnets.named(named, FIREWALL) is None:
            self.whole = False
        return found is not None and found.address == self.firewall.address

    def _sorted(
        self, found: list[tuple[Resource, bool, tuple[int, ...]]]
    ) -> list[tuple[Resource, bool]]:
        ordered = sorted(found, key=lambda each: (*each[2], self._place(each[0])))
        return [(collection, known) for collection, known, _ in ordered]

    def _place(self, resource: Resource) -> int:
        value = resource.get("priority")
        place = number(value.value) if isinstance(value, Known) else None
        if place is None:
            self.whole = False
        return place or 0

    def _network(self, collection: Resource, *, sure: bool) -> Iterator[Rule]:
        yield from self._rules(collection, self._layer4, sure=sure)

    def _web(self, collection: Resource, *, sure: bool) -> Iterator[Rule]:
        yield from self._rules(collection, self._layer7, sure=sure)

    def _rules(self, collection: Resource, read: Any, *, sure: bool) -> Iterator[Rule]:
        action = word(collection, "action", default="", because="required")
        for rule in blocks(collection, "rule"):
            if isinstance(rule, Unknown):
                self.whole = False
                continue
            match = read(rule)
            if not sure or action is None:
                match = perhaps(match.possible)
            if action is None:
                yield Rule(False, match, rule.source(), "")
            name = rule.get("name", None, "")
            label = str(name.value) if isinstance(name, Known) else ""
            yield Rule(action != "deny", match, rule.source(), label)

    def _layer4(self, rule: Resource) -> Match:
        match = NOTHING
        for protocol in texts(rule, "protocols"):
            match |= service(protocol, texts(rule, "destination_ports"))
        there = self._side(rule, "destination", "destination_addresses", "destination_ip_groups")
        for _ in texts(rule, "destination_fqdns"):
            there |= perhaps(ANYTHING.possible)
        return match & there & self._side(rule, "source", "source_addresses", "source_ip_groups")

    def _layer7(self, rule: Resource) -> Match:
        spans: list[Intervals] = []
        whole = True
        for block in (*blocks(rule, "protocols"), *blocks(rule, "protocol")):
            port = block if isinstance(block, Unknown) else block.get("port", None, "docs")
            low = number(port.value) if isinstance(port, Known) else None
            whole = whole and low is not None
            spans.append(ports(TCP, low or 0, low or 65535))
        match = exactly(packets(service=union_of(spans)))
        sources = self._side(rule, "source", "source_addresses", "source_ip_groups")
        named = texts(rule, "destination_fqdns", "target_fqdns")
        everything = any(isinstance(value, Known) and value.value == "*" for value in named)
        # Which addresses a name has is not written; `*` is all of them.
        both = match & sources
        return both if everything and whole else perhaps(both.possible)

    def _side(self, rule: Resource, side: str, addresses: str, groups: str) -> Match:
        match = self.tags.match(texts(rule, addresses), side)
        for value in texts(rule, groups):
            group = self.vnets.found(value, _IP_GROUP)
            if group is None:
                match |= perhaps(ANYTHING.possible)
                continue
            found, whole = prefixes_of(texts(group, "cidrs"))
            more = self.vnets.resources.of("azurerm_ip_group_cidr")
            whole = whole and not more
            exact = packets(**{side: found})
            match |= Match(exact, exact if whole else ANYTHING.possible)
        return match

    def _nat(self, collection: Resource, out: str, *, sure: bool) -> None:
        wiring = self.vnets.wiring
        for rule in blocks(collection, "rule"):
            if isinstance(rule, Unknown):
                self.whole = False
                continue
            match = NOTHING
            for protocol in texts(rule, "protocols"):
                match |= service(protocol, texts(rule, "destination_ports"))
            match &= self._side(rule, "source", "source_addresses", "source_ip_groups")
            target = rule.get("translated_address", None, "a name")
            there = _address(target)
            port = rule.get("translated_port")
            low = number(port.value) if isinstance(port, Known) else None
            if there is None or low is None or not sure:
                match = perhaps(match.possible)
            given = union_of(ports(code, low or 0, low or 65535) for code in (6, 17))
            change = partial(_moved, there=there or EVERYWHERE, given=given, own=self.own)
            says = f"Azure Firewall {self.node}, DNAT"
            public = match & exactly(packets(source=PUBLIC, destination=PUBLIC))
            wiring.edge(
                wiring.internet().leaves, out, rule.source(), says, carries=public, change=change
            )
            for subnet in self.subnets:
                inner = match & exactly(packets(destination=self.own))
                wiring.edge(subnet.into, out, rule.source(), says, carries=inner, change=change)


_PARENTS: Final = 4


def _moved(sent: PacketSet, there: Intervals, given: Intervals, own: Intervals) -> PacketSet:
    """Return packets as DNAT sends them on: to another address and port, from the firewall's."""
    kept = [translated(PacketSet((box,)), there, _kept(box.service, given)) for box in sent.boxes]
    boxes = tuple(box for one in kept for box in one.boxes)
    return PacketSet(boxes).at_source(own or EVERYWHERE)


def _kept(service_: Intervals, given: Intervals) -> Intervals:
    """Return the services of a protocol that was sent, on the port that is given."""
    protocols = {boundary >> 16 for boundary in service_[::2]}
    spans = [(a, b) for a, b in zip(given[::2], given[1::2], strict=True) if a >> 16 in protocols]
    return union_of(spans) or given


def _address(value: Value[Any]) -> Intervals | None:
    if isinstance(value, Unknown) or isinstance(value.value, Reference):
        return None
    return addresses_of(str(value.value)) if value.value else None


def _denied(firewall: Resource) -> Rule:
    at = Source(firewall.address, note="Microsoft Learn, Configure Azure Firewall rules")
    return Rule(False, ANYTHING, at, "what no rule of the firewall matches is denied")
