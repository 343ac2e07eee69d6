"""What decides where things are put: provider blocks, organisation policies, default places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets import Asset, Configuration, Place
from cloudguard.assets.location import ProviderDefault, RegionGuardrail
from cloudguard.assets.storage import Copy
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.cells import compiled, is_set
from cloudguard.providers.google.places import SEVERAL, place_named, regions
from cloudguard.providers.google.provider import NOT_WRITTEN, Google, fact
from cloudguard.providers.regions import blocks_in_use, default_of
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, settled

_CONSTRAINT: Final = "gcp.resourceLocations"
_POLICY: Final = "google_org_policy_policy"
_OLDER: Final = (
    "google_organization_policy",
    "google_folder_organization_policy",
    "google_project_organization_policy",
)
_SETTINGS: Final = ("google_logging_folder_settings", "google_logging_organization_settings")
_SNAPSHOTS: Final = "google_compute_snapshot_settings"
_DOCS: Final = "terraform-provider-google docs, google_org_policy_policy"
_HIERARCHY: Final = compiled(
    {
        "always": {"global": "organizations"},
        "because": "Organization Policy docs, Introduction: policies of the hierarchy of resources "
        "have no region",
    }
)
_INHERITED: Final = "the values of the parent's policy are added, which this input does not show"
# Organization Policy docs, "Restricting Resource Locations": value groups. A group of an area holds
# its regions, zones and multi-regions; the groups below lie in one country. Which of these names
# the service knows stands in no document at hand: it refuses the others; each means one country.
_COUNTRIES: Final = {
    "au": "AU", "br": "BR", "canada": "CA", "ca": "CA", "chile": "CL", "de": "DE", "fr": "FR",
    "gb": "GB", "hk": "HK", "id": "ID", "il": "IL", "in": "IN", "it": "IT", "jp": "JP", "kr": "KR",
    "japan": "JP",
    "nl": "NL", "qa": "QA", "sa": "SA", "sg": "SG", "tw": "TW", "us": "US", "za": "ZA",
}  # fmt: skip
_AREAS: Final = frozenset(
    {"asia", "europe", "eu", "us", "northamerica", "southamerica", "australia", "africa", "me",
     "middle-east"}
)  # fmt: skip
_SERVICES: Final = ("storage", "spanner", "kms")


def provider_defaults(google: Google) -> Iterator[Asset]:
    """Yield the region of each google provider block that stands in the root or is used."""
    for key in blocks_in_use(("google",), google.resources, google.configuration):
        yield default_of(
            key, google.name, google.default(key), unnamed="the input does not name the project"
        )


def _policies(resources: Resources, google: Google) -> Iterator[Asset]:
    for policy in resources.of(_POLICY):
        common = common_fields(policy, google, _HIERARCHY)
        yield Configuration(**common)
        name = policy.get("name")
        if not _in_force(policy):
            continue
        text = _ending(name)
        if text is None:
            if not _enforces(policy):
                yield _unseen(common, name)
        elif text == _CONSTRAINT:
            yield RegionGuardrail(**{**common, "names": ()}, reachable=reachable(policy))


def restricting(google: Google) -> Iterator[Resource]:
    """Yield the organisation policies of this input on places that are in force."""
    for policy in google.resources.of(_POLICY):
        if _in_force(policy) and _ending(policy.get("name")) == _CONSTRAINT:
            yield policy


def _ending(name: Value[Any]) -> str | None:
    """Return the constraint that the name of a policy ends with, None where it is not known."""
    if isinstance(name, Known):
        known = not isinstance(name.value, Reference)
        return str(name.value).rpartition("/")[2] if known else None
    if name.around is not None and "/" in name.around[2]:
        return name.around[2].rpartition("/")[2]
    return None


def _unseen(common: dict[str, Any], name: Value[Any]) -> RegionGuardrail:
    hidden = settled(name)
    why = hidden.reason if isinstance(hidden, Unknown) else ""
    reason = f"whether it restricts regions cannot be seen: {why}"
    return RegionGuardrail(**{**common, "names": ()}, reachable=Unknown(reason, name.source))


def _enforces(policy: Resource) -> bool:
    """Tell a policy that forbids something at all: one of places lists values instead."""
    found = policy.get("spec.rules.enforce", None, NOT_WRITTEN)
    return isinstance(found, Known) and is_set(found.value)


def _in_force(policy: Resource) -> bool:
    """Tell a policy from one that is only tried: a dry run denies nothing."""
    spec = policy.blocks("spec")
    return isinstance(spec, Unknown) or bool(spec.value)


def reachable(policy: Resource) -> Value[frozenset[Place]]:
    """Return the places that a policy leaves usable.

    Organization Policy docs, "Using constraints": without rules for a value all is allowed; a rule
    with a condition holds for what it names alone; `inherit_from_parent` adds the parent's values.
    """
    reset = fact(policy, "spec.reset", False, f"{_DOCS}: not reset by default")
    if isinstance(reset, Unknown):
        return Unknown(reset.reason, reset.source)
    if reset.value is True:
        return Known(_all(), replace(reset.source, note="reset: the default allows every place"))
    rules = policy.blocks("spec.rules")
    if isinstance(rules, Unknown):
        return Unknown(rules.reason, rules.source)
    places: frozenset[Place] = frozenset()
    notes = []
    for rule in rules.value:
        found = _rule(rule)
        if isinstance(found, Unknown):
            return found
        places |= found.value
        if found.source.note:
            notes.append(found.source.note)
    if not rules.value:
        places = _all()
    left = Known(places, replace(rules.source, note="; ".join(notes)))
    return _with_the_parents(policy, left, "spec.inherit_from_parent")


def _with_the_parents(
    policy: Resource, left: Value[frozenset[Place]], path: str
) -> Value[frozenset[Place]]:
    """Return what is left once the values of the parent's policy are added, where they are.

    Organization Policy docs, "Understanding hierarchy evaluation": inherited values are merged.
    """
    inherits = fact(policy, path, False, f"{_DOCS}: not inherited by default")
    if isinstance(left, Unknown) or (isinstance(inherits, Known) and inherits.value is not True):
        return left
    return Unknown(_INHERITED, inherits.source, (left, Known(_all(), inherits.source)))


def _rule(rule: Resource) -> Value[frozenset[Place]]:
    for path, places, note in (
        ("allow_all", _all(), "allow_all: every place"),
        ("deny_all", frozenset(), ""),
    ):
        found = fact(rule, path, None, f"{_DOCS}: not by default")
        if isinstance(found, Unknown):
            return Unknown(found.reason, found.source)
        if str(found.value).upper() == "TRUE":
            return Known(frozenset(places), replace(found.source, note=note))
    allowed = rule.get("values.allowed_values", None, NOT_WRITTEN)
    denied = rule.get("values.denied_values", None, NOT_WRITTEN)
    return _values(allowed, denied)


def _values(allowed: Value[Any], denied: Value[Any]) -> Value[frozenset[Place]]:
    for value in (allowed, denied):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
        if isinstance(value.value, Reference):
            return Unknown(f"{value.value} is known only after apply", value.source)
    if isinstance(allowed, Known) and is_set(allowed.value):
        return Known(frozenset(p for v in _listed(allowed) for p in _group(v)), allowed.source)
    if isinstance(denied, Known) and is_set(denied.value):
        gone = {place.name for value in _listed(denied) for place in _group(value)}
        left = frozenset(place for place in _all() if place.name not in gone)
        return Known(left, replace(denied.source, note="what is not denied stays allowed"))
    return Known(_all(), allowed.source)


def _listed(value: Known[Any]) -> list[str]:
    items = value.value if isinstance(value.value, list) else [value.value]
    return [str(item) for item in items]


def _group(value: str) -> Iterator[Place]:
    """Yield the places that a value of the policy stands for: one, or a group of them."""
    text = value.strip().lower()
    if not text.startswith("in:"):
        # The same word may lie elsewhere for another service: the policy allows it to all.
        meant = {place_named(text, s).country: place_named(text, s) for s in _SERVICES}
        yield from [place for country, place in meant.items() if country] or [place_named(text, "")]
        return
    name = text.removeprefix("in:").removesuffix("-locations")
    if name in regions():
        yield place_named(name, "")
    elif name in _COUNTRIES:
        yield Place(name, _COUNTRIES[name])
    elif name in _AREAS:
        yield Place(name, SEVERAL)
    else:
        yield Place(name, None)


def _all() -> frozenset[Place]:
    return frozenset(place_named(name, "") for name in regions())


def _older(resources: Resources, google: Google) -> Iterator[Asset]:
    """Read the older resources for policies, which providers 4 to 6 have."""
    for type_ in _OLDER:
        for policy in resources.of(type_):
            common = common_fields(policy, google, _HIERARCHY)
            yield Configuration(**common)
            constraint = fact(policy, "constraint")
            if isinstance(constraint, Unknown):
                yield _unseen(common, constraint)
            elif str(constraint.value).removeprefix("constraints/") == _CONSTRAINT:
                yield RegionGuardrail(**{**common, "names": ()}, reachable=_left_by_list(policy))


def _left_by_list(policy: Resource) -> Value[frozenset[Place]]:
    for path in ("list_policy.allow.all", "restore_policy.default"):
        everything = fact(policy, path, False, NOT_WRITTEN)
        if isinstance(everything, Unknown):
            return Unknown(everything.reason, everything.source)
        if everything.value is True:
            return Known(_all(), everything.source)
    denied_all = fact(policy, "list_policy.deny.all", False, NOT_WRITTEN)
    if isinstance(denied_all, Known) and denied_all.value is True:
        return Known(frozenset(), denied_all.source)
    left = _values(
        policy.get("list_policy.allow.values", None, NOT_WRITTEN),
        policy.get("list_policy.deny.values", None, NOT_WRITTEN),
    )
    return _with_the_parents(policy, left, "list_policy.inherit_from_parent")


def _default_places(resources: Resources, google: Google) -> Iterator[Asset]:
    """Read settings that decide where logs and snapshots are put by default."""
    for type_ in _SETTINGS:
        for settings in resources.of(type_):
            common = common_fields(settings, google, _HIERARCHY)
            yield Configuration(**common)
            where = settings.get("storage_location", None, NOT_WRITTEN)
            if isinstance(where, Unknown) or is_set(where.value):
                yield _default(common, google.placed(where, settings))
    for settings in resources.of(_SNAPSHOTS):
        common = common_fields(settings, google, _ACCOUNT)
        yield Configuration(**common)
        where = settings.get("storage_location.locations.location", None, NOT_WRITTEN)
        if isinstance(where, Unknown) or is_set(where.value):
            yield Copy(
                **{**common, "names": (), "location": google.placed(where, settings)},
                of=settings.address,
            )


def _default(common: dict[str, Any], location: Value[Place]) -> ProviderDefault:
    """Return what decides where the log buckets of new projects are put."""
    return ProviderDefault(**{**common, "names": (), "location": location})


_ACCOUNT: Final = compiled(
    {
        "always": {"global": "account"},
        "because": "Compute Engine docs, Set a default storage location for snapshots: a setting "
        "of the project as a whole",
    }
)

ADAPTERS: Final[tuple[Adapter[Google], ...]] = (
    Adapter((_POLICY,), (), _policies),
    Adapter(_OLDER, (), _older),
    Adapter((*_SETTINGS, _SNAPSHOTS), (), _default_places),
)
