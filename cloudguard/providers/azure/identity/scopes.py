"""Scopes: what a role is assigned over, and what lies in it.

Azure RBAC documentation, "Understand scope for Azure RBAC": management group, subscription,
resource group, resource; what is assigned over one reaches all that lies in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from cloudguard.providers.azure.identity.answers import MAYBE, NO, YES, Answer, plain
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, readable, whole
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value

Level: TypeAlias = Literal["root", "management", "subscription", "group", "resource", "unknown"]
GROUP: Final = "azurerm_resource_group"
MANAGEMENT: Final = "azurerm_management_group"
_SUBSCRIPTION: Final = "azurerm_subscription"
_ME: Final = frozenset({_SUBSCRIPTION, "azurerm_client_config"})
_BELONGS: Final = "azurerm_management_group_subscription_association"
_ID: Final = re.compile(
    r"/subscriptions/(?P<subscription>[^/]+)"
    r"(?:/resourceGroups/(?P<group>[^/]+)(?P<rest>/.+)?)?/?",
    re.IGNORECASE,
)
_MANAGED: Final = re.compile(
    r"/providers/Microsoft\.Management/managementGroups/(?P<name>[^/]+)/?", re.IGNORECASE
)
_GUID: Final = re.compile(r"[0-9a-fA-F-]{36}")


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope: `subscription` and `group` tell in which it lies, "" where nobody knows.

    `name` is the name of a management group, the address or the id of a resource.
    """

    level: Level
    subscription: str = ""
    group: str = ""
    name: str = ""

    @property
    def place(self) -> str:
        """Return what people call the place that whoever has power here administers."""
        match self.level:
            case "root":
                return "all Azure subscriptions"
            case "management":
                return f"management group {self.name}"
            case "subscription":
                known = _GUID.fullmatch(self.subscription)
                return f"Azure subscription {self.subscription}" if known else "this subscription"
            case "group":
                return f"resource group {self.group}"
            case _:
                return f"what {self.name} is"


class Scopes:
    """The scopes of one input."""

    def __init__(self, azure: Azure) -> None:
        """Look up what scopes name in an input."""
        self._azure = azure

    def read(self, resource: Resource, path: str = "scope") -> Scope:
        """Return the scope that an attribute names."""
        value = whole(resource.get(path, None, NOT_WRITTEN))
        if isinstance(value, Known) and isinstance(value.value, str):
            return self.of_id(value.value)
        if isinstance(value, Known) and isinstance(value.value, Reference):
            return self._of_reference(value.value, resource)
        if isinstance(value, Unknown) and value.around is not None:
            before, inner, after = value.around
            token = self._token(inner) if inner is not None else ""
            if token and before.lower() == "/subscriptions/":
                return self.of_id(f"{before}{token}{after}")
        return Scope("unknown", name=f"the scope of {resource.address}")

    def of(self, resource: Resource) -> Scope:
        """Return the scope that a resource is."""
        found = self._azure.account(resource)
        account = found.value.lower() if isinstance(found, Known) else resource.provider_key
        if resource.type == GROUP:
            return Scope("group", account, _name(resource) or resource.address)
        return Scope("resource", account, self._group_of(resource), resource.address)

    def of_id(self, text: str) -> Scope:
        """Return the scope of an id."""
        if text == "/":
            return Scope("root")
        if found := _MANAGED.fullmatch(text):
            return Scope("management", name=found["name"].lower())
        found = _ID.fullmatch(text)
        if found is None:
            return Scope("unknown", name=text)
        subscription, group = found["subscription"].lower(), (found["group"] or "").lower()
        if found["rest"]:
            target = self._azure.with_id(text)
            name = target.address if target is not None else text.lower()
            return Scope("resource", subscription, group, name)
        return Scope("group" if group else "subscription", subscription, group)

    def contains(self, outer: Scope, inner: Scope) -> Answer:
        """Tell whether a scope lies in another."""
        match outer.level:
            case "root":
                return YES
            case "management":
                return self._belongs(outer, inner)
            case "subscription":
                return _same(outer.subscription, inner.subscription)
            case "group":
                if inner.level not in ("group", "resource"):
                    return NO
                return _same(outer.subscription, inner.subscription) & _same(
                    outer.group, inner.group
                )
            case "resource":
                # What has an id that this input does not know may be any resource.
                alike = outer.name.startswith("/") != inner.name.startswith("/")
                return MAYBE if alike else plain(outer.name == inner.name)
            case _:
                return MAYBE

    def _belongs(self, outer: Scope, inner: Scope) -> Answer:
        """Tell whether a management group has a subscription: what the input shows of it."""
        for resource in self._azure.resources.of(_BELONGS):
            group = self.read(resource, "management_group_id")
            member = self.read(resource, "subscription_id")
            if group == outer and _same(member.subscription, inner.subscription).sure:
                return YES
        for resource in self._azure.resources.of(MANAGEMENT):
            items = resource.items("subscription_ids")
            if _managed(resource) == outer and isinstance(items, Known):
                tokens = [self._subscription(item) for item in items.value]
                if any(_same(token, inner.subscription).sure for token in tokens):
                    return YES
        return MAYBE

    def _subscription(self, value: Value[Any]) -> str:
        if isinstance(value, Known) and isinstance(value.value, Reference):
            return self._token(value.value)
        return str(value.value).lower() if isinstance(value, Known) else ""

    def _token(self, reference: Reference) -> str:
        """Return what stands for a subscription: its id, or the provider that is set to it."""
        target = self._azure.resources.by_address.get(reference.address)
        if target is None or target.type not in _ME or not readable(target):
            return ""
        known = target.attributes.get("subscription_id")
        if isinstance(known, str):
            return known.lower()
        if target.mode == "managed" or "subscription_id" in target.attributes:
            return target.address
        found = self._azure.account(target)
        return found.value.lower() if isinstance(found, Known) else target.provider_key

    def _of_reference(self, reference: Reference, near: Resource) -> Scope:
        target = self._azure.resources.by_address.get(reference.address)
        if target is None:
            return Scope("unknown", name=str(reference))
        if target.type == MANAGEMENT:
            return _managed(target)
        if target.type in _ME:
            return Scope("subscription", self._token(reference))
        if reference.attribute not in ("id", "", "resource_id"):
            return Scope("unknown", name=f"the scope of {near.address}")
        return self.of(target)

    def _group_of(self, resource: Resource) -> str:
        if not readable(resource):
            return ""
        found = resource.get("resource_group_name", None, NOT_WRITTEN)
        if isinstance(found, Known) and isinstance(found.value, str):
            return found.value.lower()
        if isinstance(found, Known) and isinstance(found.value, Reference):
            target = self._azure.resources.by_address.get(found.value.address)
            return (_name(target) or target.address) if target is not None else ""
        return ""


def _managed(resource: Resource) -> Scope:
    return Scope("management", name=_name(resource) or resource.address)


def _name(resource: Resource) -> str:
    if not readable(resource):
        return ""
    found = resource.get("name", None, NOT_WRITTEN)
    return found.value.lower() if isinstance(found, Known) and isinstance(found.value, str) else ""


def _same(one: str, other: str) -> Answer:
    """Tell whether two names are of one thing: a token of a provider may be any subscription."""
    if one == other:
        return YES if one else MAYBE
    if not one or not other:
        return MAYBE
    tokens = [
        not _GUID.fullmatch(text) and ("." in text or "azurerm" in text) for text in (one, other)
    ]
    return MAYBE if any(tokens) else NO
