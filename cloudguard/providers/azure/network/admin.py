"""Security admin rules of a network manager: they come before security groups.

Microsoft Learn, "Security admin rules in Azure Virtual Network Manager": Deny ends it, Always
Allow lets pass whatever the groups say, Allow leaves it to the groups; by priority; of virtual
networks that are members of the rule collection's groups, once the configuration is deployed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from cloudguard.network.filters import ANYTHING, NOTHING, OPEN, Filter, Match, Rule, perhaps
from cloudguard.network.packets import ALL
from cloudguard.providers.azure.network.groups import Direction, sent_from, service
from cloudguard.providers.azure.network.managed import groups_of, is_deployed
from cloudguard.providers.azure.network.reading import blocks, certain, texts
from cloudguard.providers.azure.network.tags import Tags
from cloudguard.providers.azure.network.vnets import Vnets
from cloudguard.providers.wires import number
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown

_RULE: Final = "azurerm_network_manager_admin_rule"
_COLLECTION: Final = "azurerm_network_manager_admin_rule_collection"
_CONFIGURATION: Final = "azurerm_network_manager_security_admin_configuration"

Action: TypeAlias = Literal["allow", "alwaysallow", "deny", "?"]


@dataclass(frozen=True, slots=True)
class _Ruled:
    rule: Resource
    action: Action
    way: Direction | None
    place: int | None
    sure: bool


class Admin:
    """The security admin rules of each virtual network."""

    def __init__(self, vnets: Vnets) -> None:
        """Index rules by virtual network."""
        self._rules: dict[str, list[_Ruled]] = defaultdict(list)
        for rule in vnets.resources.of(_RULE):
            collection = vnets.found(rule.get("admin_rule_collection_id"), _COLLECTION)
            known = certain(rule) and collection is not None and _applies(collection, vnets)
            if collection is None:
                found = replace(_read(rule, sure=False))
                for vnet in vnets.spaces:
                    self._rules[vnet].append(found)
                continue
            group = groups_of(collection.items("network_group_ids"), vnets)
            for vnet in group.possible:
                self._rules[vnet].append(_read(rule, sure=known and vnet in group.sure))

    def before(self, groups: Filter | None, vnet: str, way: Direction, tags: Tags) -> Filter | None:
        """Return what passes the admin rules of a virtual network and then security groups."""
        rules = [ruled for ruled in self._rules.get(vnet, ()) if ruled.way in (way, None)]
        if not rules:
            return groups
        inner = groups or OPEN
        rules.sort(key=lambda ruled: (ruled.place is not None, ruled.place or 0))
        sure, possible = inner.sure, inner.possible
        shown: list[Rule] = []
        for ruled in reversed(rules):
            match = _match(ruled, tags)
            known = ruled.place is not None and ruled.action != "?"
            if not known:
                match = perhaps(match.possible)
            after = {"alwaysallow": ALL, "deny": NOTHING.sure}.get(ruled.action)
            if ruled.action == "?":
                sure, possible = sure - match.possible, possible | match.possible
            else:
                yes = inner.sure if after is None else after
                maybe = inner.possible if after is None else after
                sure = (sure - match.possible) | (match.sure & yes) | (sure & match.possible & yes)
                possible = (possible - match.sure) | (match.possible & maybe)
            if ruled.action != "allow":
                says = f"security admin rule {ruled.rule.address}"
                shown.append(Rule(ruled.action == "alwaysallow", match, ruled.rule.source(), says))
        default = inner.default or Rule(True, ANYTHING, Source(vnet), "no security group")
        return Filter(sure, possible, (*reversed(shown), *inner.rules), default)


def _applies(collection: Resource, vnets: Vnets) -> bool:
    named = collection.get("security_admin_configuration_id")
    configuration = vnets.found(named, _CONFIGURATION)
    return (
        configuration is not None
        and certain(collection, configuration)
        and is_deployed(configuration, vnets)
    )


def _read(rule: Resource, *, sure: bool) -> _Ruled:
    action, way, priority = (rule.get(path) for path in ("action", "direction", "priority"))
    said: Action = "?"
    if isinstance(action, Known):
        lower = str(action.value).lower()
        said = "allow" if lower == "allow" else "deny" if lower == "deny" else "alwaysallow"
    direction: Direction | None = None
    if isinstance(way, Known):
        direction = "inbound" if str(way.value).lower() == "inbound" else "outbound"
    place = number(priority.value) if isinstance(priority, Known) else None
    return _Ruled(rule, said, direction, place, sure and direction is not None)


def _match(ruled: _Ruled, tags: Tags) -> Match:
    rule = ruled.rule
    match = service(rule.get("protocol"), _ports(rule, "destination"))
    match &= sent_from(_ports(rule, "source"))
    for side in ("source", "destination"):
        peers = NOTHING
        written = False
        for block in blocks(rule, side):
            written = True
            if isinstance(block, Unknown):
                peers |= Match(NOTHING.sure, ANYTHING.possible)
            else:
                peers |= tags.match(texts(block, "address_prefix"), side)
        match &= peers if written else ANYTHING
    return match if ruled.sure else perhaps(match.possible)


def _ports(rule: Resource, side: str) -> list[Known[str] | Unknown]:
    """Return ranges of ports; any where none is written (azurerm docs: Defaults to all)."""
    found = list(texts(rule, f"{side}_port_ranges"))
    return found or [Known("*", rule.source(f"{side}_port_ranges"))]
