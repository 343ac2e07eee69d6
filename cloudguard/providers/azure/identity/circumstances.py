"""Circumstances of a sign-in that conditional access policies ask for, as finite sets.

Microsoft Entra documentation, "Conditional Access: Conditions" and "Conditional Access: Network
assignment": what is not configured meets every sign-in. Each dimension has the values that
policies can name and one for whatever else there is; of locations each that policies name, those
that may overlap, and everywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from ipaddress import ip_network
from itertools import combinations
from typing import Any, Final

from cloudguard.providers.azure.identity.answers import MAYBE, NO, YES, Answer, plain, some
from cloudguard.providers.azure.provider import Azure, readable
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value

LOCATION: Final = "azuread_named_location"
ELSE: Final = "elsewhere"
_TRUSTED: Final = "AllTrusted"
_OTHER_TRUSTED: Final = "another trusted place"
# What any policy can meet. Legacy protocols (exchangeActiveSync, other) get no token for Azure
# or Microsoft Graph: "Block legacy authentication with Conditional Access".
VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "platform": ("android", "iOS", "linux", "macOS", "windows", "windowsPhone", "another platform"),
    "client": ("browser", "mobileAppsAndDesktopClients"),
    "sign-in risk": ("none", "low", "medium", "high"),
    "user risk": ("none", "low", "medium", "high"),
    "insider risk": ("no insider risk", "minor", "moderate", "elevated"),
    "flow": ("no transfer", "deviceCodeFlow", "authenticationTransfer"),
    "device": ("a device that a filter may meet",),
    "program": ("a person",),
}
_LISTS: Final = {
    "sign-in risk": "sign_in_risk_levels",
    "user risk": "user_risk_levels",
    "flow": "authentication_flow_transfer_methods",
}
_MOST: Final = 8  # locations whose overlaps are tried; more are taken to overlap in any way
_APART: Final = "|"


def conditions(resource: Resource, azure: Azure) -> Mapping[str, Callable[[str], Answer]]:
    """Return by dimension what of it a policy meets; what it does not ask for is left out."""
    made: dict[str, Callable[[str], Answer]] = {}
    for dimension, path in _LISTS.items():
        found = resource.items(f"conditions.{path}")
        if isinstance(found, Unknown) or found.value:
            made[dimension] = partial(_listed, found)
    clients = resource.items("conditions.client_app_types")
    if not (isinstance(clients, Known) and any(_text(c) == "all" for c in clients.value)):
        made["client"] = partial(_listed, clients)
    insider = resource.get("conditions.insider_risk_levels", None, "not configured")
    if isinstance(insider, Unknown) or insider.value:
        made["insider risk"] = partial(_named, insider)
    for dimension, path, read in (
        ("platform", "platforms", _platforms),
        ("location", "locations", partial(_locations, azure)),
        ("device", "devices", _devices),
        ("program", "client_applications", _programs),
    ):
        blocks = resource.blocks(f"conditions.{path}")
        if isinstance(blocks, Unknown) or isinstance(
            azure.seen(Known((), blocks.source)) if not blocks.value else blocks, Unknown
        ):
            made[dimension] = _anything
        elif blocks.value:
            made[dimension] = partial(read, blocks.value[0])
    return made


def places(azure: Azure) -> tuple[tuple[str, bool], ...]:
    """Return where a sign-in may come from, and whether there surely is such a place.

    A place is the set of named locations that it lies in, by their addresses or ids. Beside
    those of this input there may be other trusted ones ("Conditional Access: Network assignment").
    """
    named = {r.address: r for r in azure.resources.of(LOCATION)}
    others = {name: None for name in _outside(azure) if name not in named}
    all_: dict[str, Resource | None] = {**named, **others}
    over = {(a, b) for a, b in combinations(all_, 2) if _overlap(all_[a], all_[b])}
    found: list[tuple[str, bool]] = [(ELSE, True), (_OTHER_TRUSTED, False)]
    for name, location in all_.items():
        alone = all(name not in pair for pair in over)
        found.append((name, alone and not (location is not None and location.doubt)))
    several = list(all_)[:_MOST]
    for size in range(2, len(several) + 1):
        found += [
            (_APART.join(group), False)
            for group in combinations(several, size)
            if all(pair in over for pair in combinations(group, 2))
        ]
    if len(all_) > _MOST:
        found.append((_APART.join(all_), False))
    return tuple(found)


def _outside(azure: Azure) -> Iterator[str]:
    """Yield the locations that policies name and this input does not have."""
    for policy in azure.resources.of("azuread_conditional_access_policy"):
        for side in ("included", "excluded"):
            items = policy.items(f"conditions.locations.{side}_locations")
            for item in items.value if isinstance(items, Known) else ():
                if isinstance(item, Known) and item.value not in ("All", _TRUSTED):
                    yield _location(item.value, azure)


def _location(found: Any, azure: Azure) -> str:
    """Return what a location is called: its address where it is one of this input."""
    if isinstance(found, Reference):
        return found.address
    for resource in azure.resources.of(LOCATION):
        if readable(resource) and resource.attributes.get("id") == found:
            return resource.address
    return str(found)


def _anything(_value: str) -> Answer:
    return MAYBE


def _listed(items: Value[tuple[Value[Any], ...]], value: str) -> Answer:
    return MAYBE if isinstance(items, Unknown) else some(_named(i, value) for i in items.value)


def _named(item: Value[Any], value: str) -> Answer:
    known = _text(item)
    return MAYBE if known is None else plain(known == value)


def _platforms(block: Resource, value: str) -> Answer:
    def met(item: Value[Any]) -> Answer:
        return YES if _text(item) == "all" else _named(item, value)

    return _both(block, "platforms", met)


def _locations(azure: Azure, block: Resource, value: str) -> Answer:
    within = frozenset(value.split(_APART)) - {ELSE}

    def met(item: Value[Any]) -> Answer:
        if isinstance(item, Unknown):
            return MAYBE
        if item.value == "All":
            return YES
        named = {r.address: r for r in azure.resources.of(LOCATION)}
        if item.value != _TRUSTED:
            name = _location(item.value, azure)
            doubt = name in named and bool(named[name].doubt)
            return plain(name in within) & (MAYBE if doubt else YES)
        if _OTHER_TRUSTED in within:
            return YES
        return some(_trusted(named[n]) if n in named else MAYBE for n in within)

    return _both(block, "locations", met)


def _trusted(location: Resource) -> Answer:
    found = location.get("ip.trusted", False, "azuread_named_location docs: false")
    return MAYBE if isinstance(found, Unknown) else plain(found.value is True)


def _devices(block: Resource, _value: str) -> Answer:
    """Tell whether a device is met: a filter is a rule over what devices tell of themselves.

    "Conditional Access: Filter for devices": a device may be chosen so that it is met, or not.
    """
    rules = block.blocks("filter")
    return YES if isinstance(rules, Known) and not rules.value else MAYBE


def _programs(block: Resource, _value: str) -> Answer:
    """Tell whether people are met: a policy for workload identities meets none of them."""
    included = block.items("included_service_principals")
    if isinstance(included, Unknown):
        return MAYBE
    return NO if included.value else YES


def _both(block: Resource, word: str, met: Callable[[Value[Any]], Answer]) -> Answer:
    sides = []
    for side in ("included", "excluded"):
        items = block.items(f"{side}_{word}")
        sides.append(MAYBE if isinstance(items, Unknown) else some(map(met, items.value)))
    return sides[0] & ~sides[1]


def _overlap(one: Resource | None, other: Resource | None) -> bool:
    """Tell whether two named locations may share a place."""
    if one is None or other is None:
        return True
    ranges = [_ranges(one), _ranges(other)]
    countries = [_countries(one), _countries(other)]
    if ranges[0] is not None and ranges[1] is not None:
        return any(a.version == b.version and a.overlaps(b) for a in ranges[0] for b in ranges[1])
    if countries[0] is not None and countries[1] is not None:
        return bool(countries[0] & countries[1])
    return True


def _ranges(location: Resource) -> list[Any] | None:
    texts = _texts(location, "ip", "ip_ranges")
    try:
        return [ip_network(text, strict=False) for text in texts] if texts else None
    except ValueError:
        return None


def _countries(location: Resource) -> frozenset[str] | None:
    texts = _texts(location, "country", "countries_and_regions")
    unsure = location.get("country.include_unknown_countries_and_regions", False, "azuread docs")
    if texts is None or not (isinstance(unsure, Known) and unsure.value is False):
        return None
    return frozenset(texts)


def _texts(location: Resource, block: str, path: str) -> list[str] | None:
    blocks = location.blocks(block)
    if isinstance(blocks, Unknown) or not blocks.value:
        return None
    items = blocks.value[0].items(path)
    found = [_text(item) for item in items.value] if isinstance(items, Known) else [None]
    known = [text for text in found if text is not None]
    return known if len(known) == len(found) else None


def _text(value: Value[Any]) -> str | None:
    known = isinstance(value, Known) and isinstance(value.value, str)
    return str(value.value) if known and isinstance(value, Known) else None
