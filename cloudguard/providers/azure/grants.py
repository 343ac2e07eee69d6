"""Ways between subscriptions and tenants that are not packets: roles, shares, copies, logs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from cloudguard.assets.grants import Grant, Grantee
from cloudguard.providers.azure.provider import Azure
from cloudguard.providers.grants import NOT_WRITTEN, Way, Ways, at, load, read
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value

_SUBSCRIPTION: Final = re.compile(r"^/?subscriptions/(?P<id>[^/]+)", re.IGNORECASE)
_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MADE_OF: Final = "whom it names is known only after apply"
_GROUPS: Final = "the subscriptions that it is shared with are not seen"
_ASKS: Final = "a connection must first be approved"
# Who asks Terraform to work: of the subscription and the tenant that the provider names.
_OWN_DATA: Final = frozenset(
    {"azurerm_client_config", "azurerm_subscription", "azuread_client_config"}
)
# What names a person or an application of the directory, and not whose it is.
_PRINCIPALS: Final = ("principal_id", "object_id")


def grants(azure: Azure) -> Iterator[Grant]:
    """Yield what lets others in, or data out, other than packets."""

    def whom(way: Way, resource: Resource) -> Iterator[Value[Grantee]]:
        for path in way.to:
            for value in at(resource, path):
                found = _who(value, path.rpartition(".")[2], resource, azure)
                if found is not None:
                    yield found

    yield from read(azure.resources, azure, ways(), whom)


@cache
def ways() -> Ways:
    """Return the ways of each type."""
    return load(Path(__file__).parent / "grants.yaml")


def _who(value: Value[Any], name: str, near: Resource, azure: Azure) -> Value[Grantee] | None:
    """Return whom a value names; None for what is no zone's."""
    if isinstance(value, Unknown):
        return _made(value, near, azure)
    if isinstance(value.value, Reference):
        return _asset(value.value, value, near, azure)
    text, source = str(value.value), value.source
    if text == "*" or name == "permission":
        return _of_all(text, name, value)
    if name == "tenant_id":
        return _tenant(text, value, near)
    if (target := azure.with_id(text) if text.startswith("/") else None) is not None:
        return _asset(Reference(target.address, "id"), value, near, azure)
    if found := _SUBSCRIPTION.match(text):
        return Known(Grantee("account", found["id"]), source)
    if name in _PRINCIPALS:
        return None  # the directory says who it is, and it belongs to no zone
    if _GUID.fullmatch(text):
        doubt = _ASKS if name == "visibility_subscription_ids" else ""
        return Known(Grantee("account", text, doubt=doubt), source)
    return Unknown(f"{text} is not in this input", source)


def _of_all(text: str, name: str, value: Known[Any]) -> Value[Grantee] | None:
    """Return what is shared with all, or with some that are not named here."""
    if name == "permission":
        if text == "Groups":
            return Unknown(_GROUPS, value.source)
        return Known(Grantee("everyone"), value.source) if text == "Community" else None
    doubt = _ASKS if name == "visibility_subscription_ids" else ""
    return Known(Grantee("everyone", doubt=doubt), value.source)


def _tenant(text: str, value: Known[Any], near: Resource) -> Value[Grantee]:
    """Return a tenant; that which a vault is of is its own."""
    own = near.get("tenant_id", None, NOT_WRITTEN)
    is_own = near.type == "azurerm_key_vault" and isinstance(own, Known) and own.value == text
    return Known(Grantee("account", text, own=is_own), value.source)


def _asset(
    name: Reference, value: Value[Any], near: Resource, azure: Azure
) -> Value[Grantee] | None:
    target = azure.resources.by_address.get(name.address)
    if target is None:
        return Unknown(f"{name}: {_MADE_OF}", value.source)
    if target.type in _OWN_DATA and target.mode == "data":
        own = target.provider_key == near.provider_key
        if own and (target.type != "azurerm_subscription" or not _names_another(target)):
            return Known(Grantee("account", own=True), value.source)
        return Unknown(f"{name}: {_MADE_OF}", value.source)
    if target.type.startswith("azuread_"):
        return None  # people and applications of the directory belong to no zone
    if target.mode == "data":
        return Unknown(f"{name}: {_MADE_OF}", value.source)
    own = target.type != "azurerm_subscription" and target.provider_key == near.provider_key
    return Known(Grantee("asset", Reference(name.address), own), value.source)


def _names_another(target: Resource) -> bool:
    found = target.get("subscription_id", None, NOT_WRITTEN)
    return isinstance(found, Unknown) or bool(found.value)


def _made(value: Unknown, near: Resource, azure: Azure) -> Value[Grantee] | None:
    """Return whom an id names that is known in part."""
    before, inner, _ = value.around or ("", None, "")
    if found := re.match(r"^/subscriptions/(?P<id>[^/]+)/", before):
        return Known(Grantee("account", found["id"]), value.source)
    if inner is not None and before in {"", "/subscriptions/"}:
        found_ = _asset(inner, value, near, azure)
        return None if found_ is None else replace(found_, source=value.source)
    return Unknown(value.reason, value.source)
