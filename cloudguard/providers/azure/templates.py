"""Deployments of ARM templates: what they make stands in a document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from cloudguard.assets import Asset, Configuration
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.azure.azapi import SETTINGS, unread
from cloudguard.providers.azure.ends import feature
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, fact
from cloudguard.providers.table import common_fields, leftover
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, inherent

_OF_A_GROUP: Final = "azurerm_resource_group_template_deployment"
TYPES: Final = (
    "azurerm_management_group_template_deployment",
    _OF_A_GROUP,
    "azurerm_subscription_template_deployment",
    "azurerm_tenant_template_deployment",
)
_DEPTH: Final = 5  # templates in templates
_DELETED: Final = "template_deployment.delete_nested_items_during_deletion"
_STAYS: Final = (
    "azurerm docs, azurerm_subscription_template_deployment: deleting a deployment outside of a "
    "resource group deletes nothing that it made"
)
_FOREVER: Final = "nothing deletes by itself what a template made"


def _deployments(resources: Resources, azure: Azure) -> Iterator[Asset]:
    for type_ in TYPES:
        for deployment in resources.of(type_):
            yield from _deployment(deployment, azure)


def _deployment(deployment: Resource, azure: Azure) -> Iterator[Asset]:
    common = common_fields(deployment, azure)
    made = _made(deployment)
    if isinstance(made, Known) and all(name.partition("/")[0] in SETTINGS for name in made.value):
        yield Configuration(**common)
        return
    reason = f"it deploys {', '.join(made.value)}" if isinstance(made, Known) else made.reason
    yield unread(common, Unknown(f"{reason}, which no row reads", made.source))
    stays: Value[bool] = inherent(True, deployment.source(), _STAYS)
    if deployment.type == _OF_A_GROUP:
        deleted = feature(azure, deployment, _DELETED, default=True)
        stays = deleted.map(lambda value: not value)
    days: Value[int | None] = inherent(None, deployment.source(), _FOREVER)
    yield from leftover("resource", stays, days, common)


def _made(deployment: Resource) -> Value[list[str]]:
    """Return the types of what a deployment makes."""
    text = fact(deployment, "template_content", None, NOT_WRITTEN)
    if isinstance(text, Unknown):
        return Unknown(f"what it deploys is in a template: {text.reason}", text.source)
    try:
        document = json.loads(text.value) if isinstance(text.value, str) else None
        found = sorted(set(_types(document, 0)))
    except (ValueError, RecursionError):
        return Unknown("what it deploys is in a template that is not JSON", text.source)
    if document is None:
        return Unknown("what it deploys is in a template that is not here", text.source)
    return Known(found, text.source)


def _types(document: Any, depth: int) -> Iterator[str]:
    """Yield the type of each resource of a template, in templates within it too."""
    resources = document.get("resources") if isinstance(document, Mapping) else None
    if document is not None and resources is None:
        raise ValueError("not a template")
    each = list(resources.values()) if isinstance(resources, Mapping) else resources
    for resource in each if isinstance(each, list) else ():
        yield from _types_of(resource, "", depth)


def _types_of(resource: Any, parent: str, depth: int) -> Iterator[str]:
    name = resource.get("type") if isinstance(resource, Mapping) else None
    if not isinstance(name, str) or depth > _DEPTH:
        raise ValueError("not a resource of a template")
    name = f"{parent}/{name}".lower() if parent else name.lower()
    if name != "microsoft.resources/deployments":
        yield name
    else:
        properties = resource.get("properties")
        inner = properties.get("template") if isinstance(properties, Mapping) else None
        if inner is None:
            raise ValueError("a template that is elsewhere")
        yield from _types(inner, depth + 1)
    for child in resource.get("resources") or ():
        yield from _types_of(child, name, depth + 1)


ADAPTERS: Final[tuple[Adapter[Azure], ...]] = (Adapter(TYPES, (), _deployments),)
