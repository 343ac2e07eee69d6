"""Firewall policies: of the organisation and its folders, of networks, of their regions.

Google Cloud docs, "Evaluation order for firewall policies and rules": the organisation, the
folders from the top down, then the rules and policies of the network; "Firewall policy rules":
goto_next sends a packet on to the next level; "Hierarchical firewall policies": target resources
are networks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cloudguard.network.filters import ANYTHING, NOTHING, PERHAPS, Match, perhaps
from cloudguard.providers.google.network.entries import (
    WAYS,
    Entry,
    Level,
    certainly,
    priority_of,
    sent_by,
    speaking,
    uncertain,
)
from cloudguard.providers.google.network.hosts import Names, accounts_named
from cloudguard.providers.google.network.vpcs import NETWORK, Vpcs, region_of
from cloudguard.providers.wires import cidrs, from_, sure, to
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

_VALUE: Final = "google_tags_tag_value"
_GROUP: Final = "google_network_security_address_group"
_FOLDER: Final = "google_folder"


@dataclass(frozen=True, slots=True)
class _Kind:
    """Types of one kind of policy: its rules apart, itself, and with its rules inside."""

    policy: str
    rule: str
    association: str
    whole: str


_ABOVE: Final = _Kind(
    "google_compute_firewall_policy", "google_compute_firewall_policy_rule",
    "google_compute_firewall_policy_association", "google_compute_firewall_policy_with_rules",
)  # fmt: skip
_GLOBAL: Final = _Kind(
    "google_compute_network_firewall_policy", "google_compute_network_firewall_policy_rule",
    "google_compute_network_firewall_policy_association",
    "google_compute_network_firewall_policy_with_rules",
)  # fmt: skip
_REGIONAL: Final = _Kind(
    "google_compute_region_network_firewall_policy",
    "google_compute_region_network_firewall_policy_rule",
    "google_compute_region_network_firewall_policy_association",
    "google_compute_region_network_firewall_policy_with_rules",
)  # fmt: skip


class Policies:
    """The firewall policies of one input."""

    def __init__(self, vpcs: Vpcs) -> None:
        """Read the associations; rules are read for the networks that ask."""
        self._vpcs = vpcs
        self._loose: dict[_Kind, dict[str, list[Resource]]] = {}
        self._read: dict[tuple[str, str], list[Entry]] = {}

    def above(self, network: str) -> Iterator[Level]:
        """Yield the hierarchical policies over a network, the organisation's first.

        Whether a network lies in an organisation or folder is known where its project is made
        here; else it may.
        """
        found: list[tuple[int, list[Entry]]] = []
        ancestors, complete = self._ancestors(network)
        for association in self._vpcs.resources.of(_ABOVE.association):
            value = association.get("attachment_target")
            there = self._vpcs.named.of(value, _FOLDER, "google_organization", near=association)
            place = ancestors.index(there) if there in ancestors else None
            if place is None and complete and there is not None:
                continue
            entries = self._rules(association, _ABOVE, network)
            certain = place is not None and sure(association)
            # Of those that may apply the organisation's come first, folders after them.
            folder = there is None or "folder" in there
            order = -place if place is not None else (1 if folder else -len(ancestors) - 1)
            found.append((order, entries if certain else [uncertain(e) for e in entries]))
        found.sort(key=lambda pair: pair[0])
        yield from (entries for _, entries in found)

    def of_network(self, network: str) -> Iterator[Level]:
        """Yield the global network firewall policies of a network."""
        for association, certain in self._associated(_GLOBAL, network):
            entries = self._rules(association, _GLOBAL, network)
            yield entries if certain else [uncertain(entry) for entry in entries]

    def of_region(self, network: str, region: str | None) -> Iterator[Level]:
        """Yield the regional network firewall policies of a network in one of its regions."""
        for association, certain in self._associated(_REGIONAL, network):
            there = region_of(association, self._vpcs.google)
            if None not in (there, region) and there != region:
                continue
            entries = self._rules(association, _REGIONAL, network)
            kept = certain and there is not None and region is not None
            yield entries if kept else [uncertain(entry) for entry in entries]

    def _associated(self, kind: _Kind, network: str) -> Iterator[tuple[Resource, bool]]:
        for association in self._vpcs.resources.of(kind.association):
            value = association.get("attachment_target")
            there = self._vpcs.named.of(value, NETWORK, near=association)
            if there is None or there == network:
                yield association, there is not None and sure(association)

    def _ancestors(self, network: str) -> tuple[list[str], bool]:
        """Return what a network's project lies in, the nearest first, and whether that is all."""
        made = self._vpcs.networks.get(network)
        if made is None:
            return [], False
        project = made.address if made.type == "google_project" else self._vpcs.named.project(made)
        here = self._vpcs.named.here(project) if project else None
        found: list[str] = []
        while here is not None and len(found) < _DEEPEST:
            parent = None
            for path in ("folder_id", "org_id", "parent"):
                value = here.get(path, None, "not written")
                if isinstance(value, Known) and value.value:
                    parent = self._vpcs.named.of(value, _FOLDER, near=here)
                    prefix = {"folder_id": "folders/", "org_id": "organizations/"}.get(path, "")
                    if parent and self._vpcs.named.here(parent) is None and "/" not in parent:
                        parent = prefix + parent
                    break
            if parent is None:
                return found, False
            found.append(parent)
            here = self._vpcs.named.here(parent)
        return found, bool(found) and found[-1].startswith("organizations/")

    def _rules(self, association: Resource, kind: _Kind, network: str) -> list[Entry]:
        """Return the rules of the policy that an association names."""
        vpcs = self._vpcs
        value = association.get("firewall_policy")
        name = vpcs.named.of(value, kind.policy, kind.whole, near=association)
        policy = vpcs.named.here(name) if name else None
        if policy is None or name is None:
            # What it lets pass, denies or sends on is not known.
            at, says = association.source(), f"{name or association.address} is not in this input"
            return [Entry(way, None, None, PERHAPS, at, says) for way in WAYS]
        key = (policy.address, network)
        if key not in self._read:
            self._read[key] = list(self._entries(policy, kind, network))
        return self._read[key]

    def _entries(self, policy: Resource, kind: _Kind, network: str) -> Iterator[Entry]:
        if policy.type == kind.whole:
            blocks = policy.blocks("rule")
            if isinstance(blocks, Unknown):
                for way in WAYS:
                    yield Entry(way, None, None, PERHAPS, policy.source("rule"), blocks.reason)
                return
            for block in blocks.value:
                yield from self._entry(block, network, certain=sure(policy))
            return
        loose = self._rules_by_policy(kind)
        for name in (policy.address, ""):
            for rule in loose.get(name, ()):
                yield from self._entry(rule, network, certain=bool(name) and sure(policy))

    def _rules_by_policy(self, kind: _Kind) -> dict[str, list[Resource]]:
        if kind not in self._loose:
            found: dict[str, list[Resource]] = defaultdict(list)
            for rule in self._vpcs.resources.of(kind.rule):
                value = rule.get("firewall_policy")
                name = self._vpcs.named.of(value, kind.policy, near=rule)
                found[name or ""].append(rule)
            self._loose[kind] = found
        return self._loose[kind]

    def _entry(self, rule: Resource, network: str, *, certain: bool) -> Iterator[Entry]:
        vpcs = self._vpcs
        disabled = rule.get("disabled", False, "Firewall policy rules: enabled by default")
        if isinstance(disabled, Known) and disabled.value in (True, "true"):
            return
        targets, whole = vpcs.named.each(rule.items("target_resources"), NETWORK, near=rule)
        if targets and whole and network not in targets:
            return
        said = rule.get("direction")
        direction = str(said.value).upper() if isinstance(said, Known) else ""
        action = rule.get("action")
        for way in WAYS:
            if direction not in (way, ""):
                continue
            entry = certainly(
                Entry(
                    way,
                    str(action.value).lower() if isinstance(action, Known) else None,
                    priority_of(rule.get("priority")),
                    self._match(rule, way),
                    rule.source(),
                    f"firewall policy rule {rule.address}",
                    accounts=accounts_named(rule, "target_service_accounts", vpcs, rule),
                    secure=self._secure(rule, "target_secure_tags", "target_secure_tag"),
                ),
                rule,
            )
            doubted = not direction or not whole or isinstance(disabled, Unknown) or not certain
            yield uncertain(entry) if doubted else entry

    def _secure(self, block: Resource, *paths: str) -> Names:
        names: list[str] = []
        whole = True
        for path in paths:
            blocks = block.blocks(path)
            if isinstance(blocks, Unknown):
                whole = False
                continue
            for one in blocks.value:
                name = self._vpcs.named.of(one.get("name"), _VALUE, near=block)
                names += [name] if name else []
                whole = whole and name is not None
        return Names(frozenset(names), whole)

    def _match(self, rule: Resource, way: str) -> Match:
        """Match what a rule names; of several kinds of sources any one is enough.

        "Firewall policy rules", "Source combinations for ingress rules". Names of hosts, countries
        and lists of Google's cannot be told from addresses: they match perhaps.
        """
        blocks = rule.blocks("match")
        if isinstance(blocks, Unknown) or not blocks.value:
            return PERHAPS
        block = blocks.value[0]
        speaks = NOTHING
        for path in ("layer4_configs", "layer4_config"):
            speaks = speaks | speaking(block.blocks(path), "ip_protocol")
        sources = self._side(block, "src")
        ends = self._side(block, "dest")
        secure = self._secure(block, "src_secure_tags", "src_secure_tag")
        if secure.names or not secure.whole:
            named = sent_by("", "secure", secure, self._vpcs)
            sources = named if sources is None else sources | named
        if sources is None:
            sources = PERHAPS if way == "INGRESS" else ANYTHING
        if ends is None:
            ends = PERHAPS if way == "EGRESS" else ANYTHING
        return speaks & sources & ends

    def _side(self, block: Resource, side: str) -> Match | None:
        """Match the addresses of one side, None where the rule says nothing of it."""
        towards = from_ if side == "src" else to
        addresses, whole = cidrs(block, f"{side}_ip_ranges")
        found = towards(addresses, whole=whole) if addresses or not whole else None
        names, known = self._vpcs.named.each(
            block.items(f"{side}_address_groups"), _GROUP, near=block
        )
        for name in names:
            group = self._vpcs.named.here(name)
            there, all_ = cidrs(group, "items") if group is not None else ((), False)
            found = (found or NOTHING) | towards(there, whole=all_)
        vague = not known
        for path in ("fqdns", "region_codes", "threat_intelligences"):
            items = block.items(f"{side}_{path}")
            vague = vague or isinstance(items, Unknown) or bool(items.value)
        for path in ("context", "network_context", "network_type", "networks"):
            said = block.get(f"{side}_{path}", None, "not written")
            if isinstance(said, Unknown) or said.value:
                return PERHAPS if found is None else perhaps(found.possible)
        return (found or NOTHING) | PERHAPS if vague else found


_DEEPEST: Final = 12
"""Cloud Resource Manager docs, "Resource hierarchy": folders nest ten deep."""
