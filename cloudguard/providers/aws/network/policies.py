"""Policies of AWS Network Firewall: what they pass, in the order in which rules are asked.

AWS Network Firewall Developer Guide, "Firewall policy settings", "How AWS Network Firewall filters
network traffic" (stateless rules first, by priority; what they forward goes to the stateful ones),
"Managing evaluation order for Suricata compatible rules" (by action: pass, drop, reject, alert, and
what no rule matches passes; or strictly, with default actions), "Stateful domain list rule groups".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

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
from cloudguard.network.intervals import Intervals, difference, union_of
from cloudguard.network.packets import EVERYWHERE, ICMP, TCP, UDP, packets, ports, prefix
from cloudguard.providers.aws.network.headers import attributes, spans_of
from cloudguard.providers.aws.network.vpcs import Vpcs
from cloudguard.providers.wires import number, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

_GROUP: Final = "aws_networkfirewall_rule_group"
_DENYING: Final = ("aws:drop_strict", "aws:drop_established")
_NUMBERS: Final = {"TCP": TCP, "UDP": UDP, "ICMP": ICMP}
_STATELESS: Final = "rule_group.rules_source.stateless_rules_and_custom_actions.stateless_rule"
_HARMLESS: Final = frozenset({"sid", "msg", "rev", "priority", "classtype", "metadata"})


class Policy:
    """A firewall policy: its rule groups, in the order in which they are asked."""

    def __init__(self, policy: Resource, firewall: Resource, vpcs: Vpcs) -> None:
        """Read the policy of a firewall."""
        self._policy = policy
        self._vpcs = vpcs
        vpc = vpcs.named(firewall.get("vpc_id"))
        self._home = vpcs.range(vpc).surely if vpc is not None else ()

    def stateless(self, action: str) -> Filter:
        """Return what the stateless rules do `action` with."""
        placed: list[tuple[int, int, Rule]] = []
        unplaced: list[Rule] = []
        for group, place in self._groups("stateless_rule_group_reference"):
            rules = group.blocks(_STATELESS) if group is not None else None
            if place is None or rules is None or isinstance(rules, Unknown):
                unplaced += self._any("stateless_rule_group_reference")
                continue
            for rule in rules.value:
                order = rule.get("priority")
                made = list(self._stateless(rule, action))
                rank = number(order.value) if isinstance(order, Known) else None
                if rank is None:
                    unplaced += [Rule(r.allows, perhaps(r.match.possible), r.at) for r in made]
                else:
                    placed += [(place, rank, r) for r in made]
        placed.sort(key=lambda one: one[:2])
        said = self._policy.items("firewall_policy.stateless_default_actions")
        if isinstance(said, Unknown) or any(isinstance(item, Unknown) for item in said.value):
            return MAYBE
        at = self._policy.source("firewall_policy.stateless_default_actions")
        values = [item.value for item in said.value if isinstance(item, Known)]
        default = Rule(action in values, ANYTHING, at, f"by default: {', '.join(map(str, values))}")
        return in_order([rule for *_, rule in placed], default, unplaced)

    def stateful(self) -> Filter:
        """Return what the stateful rules let pass."""
        path = "firewall_policy.stateful_engine_options.rule_order"
        order = self._policy.get(path, "DEFAULT_ACTION_ORDER", "Network Firewall: by action")
        if isinstance(order, Unknown):
            return MAYBE
        strict = order.value == "STRICT_ORDER"
        placed: list[tuple[int, int, Rule]] = []
        unplaced: list[Rule] = []
        for group, place in self._groups("stateful_rule_group_reference"):
            if group is None or (strict and place is None):
                unplaced += self._any("stateful_rule_group_reference")
                continue
            for number_, rule in enumerate(self._rules(group)):
                # By action: what passes comes before what drops, wherever it stands.
                first = (place or 0) if strict else int(not rule.allows)
                placed.append((first, number_, rule))
        placed.sort(key=lambda one: one[:2])
        said = self._policy.items("firewall_policy.stateful_default_actions")
        at = self._policy.source("firewall_policy.stateful_default_actions")
        if isinstance(said, Unknown) or any(isinstance(item, Unknown) for item in said.value):
            return MAYBE
        denies = any(isinstance(i, Known) and i.value in _DENYING for i in said.value)
        default = Rule(not (strict and denies), ANYTHING, at, "what no rule matches")
        return in_order([rule for *_, rule in placed], default, unplaced)

    def _any(self, path: str) -> list[Rule]:
        at = self._policy.source(f"firewall_policy.{path}")
        says = "a rule group that is not in this input"
        return [Rule(allows, PERHAPS, at, says) for allows in (True, False)]

    def _groups(self, path: str) -> Iterator[tuple[Resource | None, int | None]]:
        """Yield the rule groups of a policy with their places; None for one that is not here."""
        blocks = self._policy.blocks(f"firewall_policy.{path}")
        if isinstance(blocks, Unknown):
            yield None, None
            return
        for block in blocks.value:
            place = block.get("priority", None, "not written")
            group = self._vpcs.typed(block.get("resource_arn"), _GROUP)
            known = group is not None and sure(group)
            order = number(place.value) if isinstance(place, Known) else None
            yield (group if known else None), order

    def _stateless(self, rule: Resource, action: str) -> Iterator[Rule]:
        said = rule.items("rule_definition.actions")
        match = attributes(rule)
        at = rule.source()
        if isinstance(said, Unknown) or any(isinstance(item, Unknown) for item in said.value):
            yield Rule(True, perhaps(match.possible), at)
            yield Rule(False, perhaps(match.possible), at)
            return
        done = [item.value for item in said.value if isinstance(item, Known)]
        yield Rule(action in done, match, at, f"stateless rule: {', '.join(map(str, done))}")

    def _rules(self, group: Resource) -> Iterator[Rule]:
        """Yield the rules of a stateful group: of five values, of domains, or as text."""
        source = "rule_group.rules_source"
        blocks = group.blocks(f"{source}.stateful_rule")
        lists = group.blocks(f"{source}.rules_source_list")
        text = group.get(f"{source}.rules_string", None, "not written")
        whole = group.get("rules", None, "not written")
        at = group.source(source)
        written = [v for v in (text, whole) if isinstance(v, Unknown) or v.value]
        if isinstance(blocks, Unknown) or isinstance(lists, Unknown) or written:
            says = "rules as text are not read"
            yield Rule(True, PERHAPS, at, says)
            yield Rule(False, PERHAPS, at, says)
        for block in blocks.value if isinstance(blocks, Known) else ():
            yield from self._five(block, group)
        for block in lists.value if isinstance(lists, Known) else ():
            yield from _domains(block)

    def _five(self, block: Resource, group: Resource) -> Iterator[Rule]:
        action = block.get("action")
        kind = str(action.value).upper() if isinstance(action, Known) else ""
        if kind == "ALERT":
            return
        match = self._header(block, group)
        options = block.blocks("rule_option")
        words = [o.get("keyword") for o in options.value] if isinstance(options, Known) else []
        plain = isinstance(options, Known) and all(
            isinstance(w, Known) and w.value in _HARMLESS for w in words
        )
        if not plain or not kind:
            match = perhaps(match.possible)
        says = f"stateful rule: {kind.lower()}"
        if kind in ("PASS", ""):
            yield Rule(True, match, block.source(), says)
        if kind != "PASS":
            yield Rule(False, match, block.source(), says)

    def _header(self, block: Resource, group: Resource) -> Match:
        said = {
            path: block.get(f"header.{path}")
            for path in (
                "protocol", "source", "source_port", "destination", "destination_port", "direction",
            )
        }  # fmt: skip
        if any(isinstance(value, Unknown) for value in said.values()):
            return PERHAPS
        text = {path: str(v.value).strip() for path, v in said.items() if isinstance(v, Known)}
        from_, to = (self._addresses(text[path], group) for path in ("source", "destination"))
        protocol = text["protocol"].upper()
        codes = [_NUMBERS[protocol]] if protocol in _NUMBERS else [TCP, UDP, ICMP]
        service: Intervals | None = (0, 256 << 16) if protocol == "IP" else None
        spans = spans_of(text["destination_port"])
        sent = spans_of(text["source_port"])
        exact = None not in (from_, to, spans, sent) and (protocol in _NUMBERS or protocol == "IP")
        if spans and text["destination_port"].upper() != "ANY":
            service = union_of(ports(c, low, high) for c in codes for low, high in spans)
        found = NOTHING
        pairs = [(from_, to)]
        if text["direction"].upper() == "ANY":
            pairs.append((to, from_))
        for source, destination in pairs:
            made = packets(
                source=EVERYWHERE if source is None else source,
                destination=EVERYWHERE if destination is None else destination,
                service=service or union_of(ports(c) for c in codes),
                port=union_of((low, high + 1) for low, high in sent or [(0, 65535)]),
            )
            found = found | exactly(made)
        return found if exact else perhaps(found.possible)

    def _addresses(self, text: str, group: Resource) -> Intervals | None:
        """Return the addresses of a header: a prefix, a list, a variable, any; None if unread."""
        if text.upper() == "ANY":
            return EVERYWHERE
        if text.startswith("!"):
            inner = self._addresses(text[1:], group)
            return None if inner is None else difference(EVERYWHERE, inner)
        if text.startswith("[") and text.endswith("]"):
            parts = [self._addresses(part.strip(), group) for part in text[1:-1].split(",")]
            if any(part is None for part in parts) or "!" in text:
                return None
            return union_of(part for part in parts if part is not None)
        if text.startswith("$"):
            return self._variable(text[1:], group)
        try:
            return prefix(text)
        except ValueError:
            return None

    def _variable(self, name: str, group: Resource) -> Intervals | None:
        """Return what a variable of a rule group stands for.

        "Using IP sets and ports": HOME_NET is the VPC of the firewall unless it is set.
        """
        sets = group.blocks("rule_group.rule_variables.ip_sets")
        if isinstance(sets, Unknown):
            return None
        for one in sets.value:
            key = one.get("key")
            if isinstance(key, Known) and key.value == name:
                items = one.items("ip_set.definition")
                values = items.value if isinstance(items, Known) else (items,)
                if any(isinstance(value, Unknown) for value in values):
                    return None
                try:
                    known = [str(v.value) for v in values if isinstance(v, Known)]
                    return union_of(map(prefix, known))
                except ValueError:
                    return None
        if name == "HOME_NET" and self._home:
            return self._home
        if name == "EXTERNAL_NET" and self._home:
            return difference(EVERYWHERE, self._home)
        return None


def _domains(block: Resource) -> Iterator[Rule]:
    """Yield the rules of a list of domains: which packets these are, their contents tell."""
    kind = block.get("generated_rules_type")
    web = perhaps(packets(service=ports(TCP)))
    says = "list of domains"
    if not isinstance(kind, Known) or kind.value != "DENYLIST":
        yield Rule(True, web, block.source(), says)
    yield Rule(False, web, block.source(), says)
