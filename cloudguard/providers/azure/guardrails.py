"""Azure Policy: what restricts the regions that a subscription or group may use."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets import Asset, Configuration, Place
from cloudguard.assets.location import RegionGuardrail
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.azure.places import normal, place_named, regions
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, fact
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Source, Unknown, Value

ASSIGNMENTS: Final = tuple(
    f"azurerm_{scope}_policy_assignment"
    for scope in ("management_group", "subscription", "resource_group", "resource")
)
_DEFINITION: Final = "azurerm_policy_definition"
_SET: Final = "azurerm_policy_set_definition"
# Azure Policy built-in policy definitions, "General": Allowed locations. It says nothing of
# resource groups, nor of resources without a region.
_ALLOWED: Final = "e56962a6-4747-49cd-b67b-bf8b01975c4c"
_LIST: Final = "listOfAllowedLocations"
_GLOBAL: Final = "Azure Resource Manager documentation: policies have no region"
_REPORTED: Final = "enforce is false: it reports, and denies nothing"
_SPARED: Final = "not_scopes spares a part of what it is assigned to"
_UNSEEN: Final = "whether it restricts regions cannot be seen"
_PARAMETER: Final = "[parameters('"

Rule = Mapping[str, Any]


def _assignments(resources: Resources, azure: Azure) -> Iterator[Asset]:
    for type_ in ASSIGNMENTS:
        for assignment in resources.of(type_):
            place = azure.global_place("resource-manager", assignment, _GLOBAL)
            common = {**common_fields(assignment, azure), "location": place}
            yield Configuration(**common)
            left = _left(assignment, azure)
            if left is not None:
                yield RegionGuardrail(**{**common, "names": ()}, reachable=left)


def _left(assignment: Resource, azure: Azure) -> Value[frozenset[Place]] | None:
    """Return the regions that an assignment leaves usable, None where it concerns no regions."""
    parameters = _parameters(assignment)
    allowed = _allowed(assignment.get("policy_definition_id"), parameters, azure)
    if allowed is None:
        return None
    if isinstance(allowed, Unknown):
        return Unknown(allowed.reason, allowed.source)
    for path, harmless, note in (
        ("enforce", True, _REPORTED),
        ("not_scopes", [], _SPARED),
    ):
        found = fact(assignment, path, harmless, NOT_WRITTEN)
        if isinstance(found, Unknown):
            return Unknown(found.reason, found.source)
        if (found.value or []) != (harmless or []):
            return Known(_places(regions()), replace(found.source, note=note))
    return _usable(allowed)


def _usable(allowed: Value[Any]) -> Value[frozenset[Place]]:
    if isinstance(allowed, Unknown):
        return Unknown(allowed.reason, allowed.source)
    return Known(_places([normal(name) for name in allowed.value]), allowed.source)


def _places(names: Sequence[str] | Mapping[str, str]) -> frozenset[Place]:
    return frozenset(place_named(name) for name in names)


def _allowed(named: Value[Any], parameters: Value[Rule], azure: Azure) -> Value[list[Any]] | None:
    """Return the locations that a definition allows, None where it is not about them."""
    if isinstance(named, Unknown):
        return Unknown(f"{_UNSEEN}: {named.reason}", named.source)
    name = named.value
    if isinstance(name, Reference):
        definition = azure.resources.by_address.get(name.address)
        if definition is None:
            return Unknown(f"{_UNSEEN}: {name} is not in this input", named.source)
    else:
        if str(name).rpartition("/")[2].lower() == _ALLOWED:
            return _parameter(parameters, _LIST)
        definition = azure.with_id(str(name)) if str(name).startswith("/") else None
    if definition is None:
        return None
    if definition.mode == "data":
        shown = fact(definition, "display_name", "", NOT_WRITTEN)
        if isinstance(shown, Unknown):
            return Unknown(f"{_UNSEEN}: {shown.reason}", shown.source)
        return _parameter(parameters, _LIST) if shown.value == "Allowed locations" else None
    if definition.type == _DEFINITION:
        return _of_rule(definition, parameters)
    return _of_set(definition, parameters, azure) if definition.type == _SET else None


def _of_set(initiative: Resource, parameters: Value[Rule], azure: Azure) -> Value[list[Any]] | None:
    """Return what the first policy of an initiative that is about locations allows."""
    references = initiative.blocks("policy_definition_reference")
    if isinstance(references, Unknown):
        return Unknown(f"{_UNSEEN}: {references.reason}", references.source)
    for reference in references.value:
        own = _json(reference, "parameter_values")
        handed = own.map(lambda found: _handed(found, parameters))
        found = _allowed(reference.get("policy_definition_id"), handed, azure)
        if found is not None:
            return found
    return None


def _handed(own: Any, parameters: Value[Rule]) -> Rule:
    """Return the values that an initiative hands to a policy: its own, or those it was given."""
    given = parameters.value if isinstance(parameters, Known) else {}
    handed: dict[str, Any] = {}
    for name, entry in (own or {}).items():
        value = entry.get("value") if isinstance(entry, Mapping) else None
        passed = isinstance(value, str) and value.lower().startswith(_PARAMETER)
        outer = str(value)[len(_PARAMETER) :].partition("'")[0]
        handed[name] = given.get(outer, {}) if passed else entry
    return handed


def _of_rule(definition: Resource, parameters: Value[Rule]) -> Value[list[Any]] | None:
    """Return the locations that a rule of one's own leaves when it denies all others."""
    rule = _json(definition, "policy_rule")
    if isinstance(rule, Unknown):
        return Unknown(f"{_UNSEEN}: {rule.reason}", rule.source)
    if not isinstance(rule.value, Mapping):
        return None
    listed = _listed(rule.value.get("if"))
    if listed is None:
        return None
    effect = _settled(_effect(rule.value), definition, parameters)
    if isinstance(effect, Unknown):
        return Unknown(effect.reason, effect.source)
    if str(effect.value).lower() != "deny":
        note = f"the effect is {effect.value}: it denies nothing"
        return Known(list(regions()), replace(effect.source, note=note))
    return _settled(listed, definition, parameters)


def _effect(rule: Rule) -> Any:
    then = rule.get("then")
    return then.get("effect") if isinstance(then, Mapping) else None


def _listed(condition: Any) -> Any:
    """Return the list in `location is not in …`, wherever in a condition it stands."""
    if isinstance(condition, list):
        found = [_listed(each) for each in condition]
        return next((each for each in found if each is not None), None)
    if not isinstance(condition, Mapping):
        return None
    if str(condition.get("field", "")).lower() == "location" and "notIn" in condition:
        return condition["notIn"]
    inner = condition.get("not")
    if isinstance(inner, Mapping) and str(inner.get("field", "")).lower() == "location":
        return inner.get("in")
    return _listed(condition.get("allOf") or condition.get("anyOf"))


def _settled(value: Any, definition: Resource, parameters: Value[Rule]) -> Value[Any]:
    """Return a value of a rule, looked up where it is a parameter, else its default."""
    source = definition.source("policy_rule")
    if not (isinstance(value, str) and value.lower().startswith(_PARAMETER)):
        return Known(value, source)
    name = value[len(_PARAMETER) :].partition("'")[0]
    given = _parameter(parameters, name)
    if isinstance(given, Unknown) or given.value is not None:
        return given
    declared = _json(definition, "parameters")
    if isinstance(declared, Unknown):
        return Unknown(declared.reason, declared.source)
    entry = (declared.value or {}).get(name) if isinstance(declared.value, Mapping) else None
    default = entry.get("defaultValue") if isinstance(entry, Mapping) else None
    if default is None:
        return Unknown(f"the parameter {name} is given no value", source)
    return Known(default, declared.source)


def _parameter(parameters: Value[Rule], name: str) -> Value[Any]:
    if isinstance(parameters, Unknown):
        return Unknown(parameters.reason, parameters.source)
    entry = parameters.value.get(name)
    if isinstance(entry, Unknown):
        return entry
    value = entry.get("value") if isinstance(entry, Mapping) else None
    if isinstance(value, (Unknown, Reference)):
        return Unknown(f"the parameter {name} is known only after apply", parameters.source)
    if value is None and name == _LIST:
        return Unknown(f"the parameter {name} is given no value", parameters.source)
    return Known(value, parameters.source)


def _parameters(assignment: Resource) -> Value[Rule]:
    return _json(assignment, "parameters").map(lambda found: found or {})


def _json(resource: Resource, path: str) -> Value[Any]:
    text = fact(resource, path, None, NOT_WRITTEN)
    if isinstance(text, Unknown) or text.value is None:
        return text
    try:
        parsed = json.loads(text.value) if isinstance(text.value, str) else text.value
    except (ValueError, RecursionError):
        return Unknown("the text is not JSON", text.source)
    if not isinstance(parsed, Mapping):
        return Unknown("the text is no document", text.source)
    return Known(parsed, Source(resource.address, path, text.source.file, text.source.line))


ADAPTERS: Final[tuple[Adapter[Azure], ...]] = (Adapter(ASSIGNMENTS, (), _assignments),)
