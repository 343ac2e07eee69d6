"""Rules that restrict regions: IAM policies that deny, and quotas of nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cloudguard.assets import Asset, Configuration, Place
from cloudguard.assets.location import RegionGuardrail
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.cells import compiled
from cloudguard.providers.oci.provider import Oci, place_named, regions
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Source, Unknown, Value

_IAM: Final = compiled(
    {
        "always": {"global": "iam"},
        "because": "OCI documentation, Managing Regions: IAM is defined in the home region and "
        "propagated to all regions of the tenancy",
    }
)
# OCI documentation, "Deny Policies in IAM" (2025-11-20), and "Policy Syntax".
_DENY: Final = re.compile(
    r"^\s*deny\s+(?P<subject>.+?)\s+to\s+(?P<verb>\w+)\s+(?P<resources>[\w-]+)\s+in\s+.+?"
    r"\s+where\s+(?P<condition>.+?)\s*$",
    re.IGNORECASE | re.DOTALL,
)
# OCI documentation, "Quota Policy Syntax": the conditions are request.region and request.ad.
_ZERO: Final = re.compile(
    r"^\s*zero\s+(?P<family>[\w-]+)\s+quotas?\b.*?\s+where\s+(?P<condition>.+?)\s*$",
    re.IGNORECASE | re.DOTALL,
)
_REGION: Final = re.compile(
    r"^request\.region\s*(?P<how>!?=)\s*'?(?P<region>[\w-]+)'?$", re.IGNORECASE
)
_GROUPED: Final = re.compile(r"^(?P<how>any|all)\s*\{(?P<inner>[^{}]*)\}$", re.IGNORECASE)
_EVERYBODY: Final = frozenset({"any-user", "any-group"})
_MENTIONS: Final = re.compile(r"request\.region", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What one statement closes: regions, or nothing for a reason."""

    closed: frozenset[str]
    gap: str = ""


def _policies(resources: Resources, oci: Oci) -> Iterator[Asset]:
    for policy in resources.of("oci_identity_policy"):
        common = common_fields(policy, oci, _IAM)
        yield Configuration(**common)
        statements = _statements(policy)
        if isinstance(statements, Unknown):
            yield _unseen(common, statements)
            continue
        denials = [s for s in statements.value if _denies(s) and _MENTIONS.search(s)]
        if denials:
            reachable = _left([_denial(text) for text in denials], statements.source)
            yield RegionGuardrail(**{**common, "names": ()}, reachable=reachable)


def _quotas(resources: Resources, oci: Oci) -> Iterator[Asset]:
    for quota in resources.of("oci_limits_quota"):
        common = common_fields(quota, oci)
        yield Configuration(**common)
        statements = _statements(quota)
        if isinstance(statements, Unknown):
            yield _unseen(common, statements)
            continue
        zeros = [m for s in statements.value if (m := _ZERO.match(s)) and _MENTIONS.search(s)]
        if zeros:
            reachable = _left_to_families(zeros, statements.source)
            yield RegionGuardrail(**{**common, "names": ()}, reachable=reachable)


def _unseen(common: Mapping[str, Any], statements: Unknown) -> RegionGuardrail:
    reason = f"whether it restricts regions cannot be seen: {statements.reason}"
    reachable = Unknown(reason, statements.source)
    return RegionGuardrail(**{**common, "names": ()}, reachable=reachable)


def _statements(resource: Resource) -> Value[list[str]]:
    """Return the statements, one by one: most name a compartment that is not known yet."""
    found = resource.get("statements")
    if isinstance(found, Known):
        items = found.value if isinstance(found.value, list) else []
        return Known([str(item) for item in items], found.source)
    written = resource.attributes if isinstance(resource.attributes, dict) else {}
    parts: Any = written.get("statements")
    if not isinstance(parts, list):
        return Unknown(found.reason, found.source)
    texts = [_text(resource, part, number) for number, part in enumerate(parts)]
    told = [text for text in texts if text is not None]
    if len(told) < len(texts):
        return Unknown(found.reason, found.source)
    return Known(told, found.source)


def _text(resource: Resource, item: Any, number: int) -> str | None:
    """Return a statement, with what is not known of it left out; None where its beginning is."""
    if isinstance(item, str):
        return item
    value = resource.resolve(resource, ("statements", number))
    around = value.around if isinstance(value, Unknown) else None
    if around is None or not around[0].strip():
        return None
    return f"{around[0]}unknown{around[2]}"


def _denies(statement: str) -> bool:
    return statement.lstrip().lower().startswith("deny")


def _denial(statement: str) -> _Rule | None:
    """Return what a denial closes, None where that cannot be told."""
    found = _DENY.match(statement)
    if found is None:
        return None
    if found["subject"].lower() not in _EVERYBODY:
        return _Rule(frozenset(), f"the denial holds for {found['subject']} only")
    if found["resources"].lower() != "all-resources":
        return _Rule(frozenset(), f"the denial holds for {found['resources']} only")
    if found["verb"].lower() != "manage":
        return None
    closed = _closed(found["condition"])
    return None if closed is None else _Rule(closed)


def _closed(condition: str) -> frozenset[str] | None:
    """Return the regions that a condition on request.region holds for."""
    everywhere = frozenset(regions())
    if grouped := _GROUPED.match(condition.strip()):
        parts = [_closed(part) for part in grouped["inner"].split(",") if part.strip()]
        known = [part for part in parts if part is not None]
        if not parts or len(known) < len(parts):
            return None
        joined = frozenset.intersection if grouped["how"].lower() == "all" else frozenset.union
        return joined(*known)
    found = _REGION.match(condition.strip())
    if found is None:
        return None
    named = {place_named(found["region"]).name} & everywhere
    return everywhere - named if found["how"] == "!=" else frozenset(named)


def _left(rules: Sequence[_Rule | None], source: Source) -> Value[frozenset[Place]]:
    """Return the regions that all denials together leave usable."""
    if None in rules:
        return Unknown("a condition of the denial cannot be read", source)
    told = [rule for rule in rules if rule is not None]
    closed = frozenset[str]().union(*(rule.closed for rule in told))
    note = "; ".join(rule.gap for rule in told if rule.gap)
    noted = Source(source.address, source.path, source.file, source.line, note=note)
    return Known(_places(closed), noted)


def _left_to_families(zeros: Sequence[re.Match[str]], source: Source) -> Value[frozenset[Place]]:
    """Return the regions that quotas of nothing leave usable to a family of services."""
    closed: dict[str, frozenset[str]] = {}
    for zero in zeros:
        regions_ = _closed(zero["condition"])
        if regions_ is None:
            return Unknown("a condition of the quota cannot be read", source)
        family = zero["family"].lower()
        closed[family] = closed.get(family, frozenset()) | regions_
    families = ", ".join(sorted(closed))
    reason = f"the quota closes regions to {families} only: others stay usable"
    left = (*map(_places, closed.values()), _places(frozenset()))
    return Unknown(reason, source, tuple(Known(places, source) for places in left))


def _places(closed: frozenset[str]) -> frozenset[Place]:
    return frozenset(place_named(name) for name in regions() if name not in closed)


ADAPTERS: Final[tuple[Adapter[Oci], ...]] = (
    Adapter(("oci_identity_policy",), (), _policies),
    Adapter(("oci_limits_quota",), (), _quotas),
)
