"""What ends data on Azure, and what keeps it from ending: management locks, and `features`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from cloudguard.providers.azure.provider import (
    NOT_WRITTEN,
    Azure,
    fact,
    first_set,
    parents,
    readable,
    whole,
)
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Unknown, Value, inherent

LOCK: Final = "azurerm_management_lock"
GROUP: Final = "azurerm_resource_group"
_PAGE: Final = "Azure Resource Manager documentation, Lock your resources to protect them"
_NO_LOCK: Final = f"{_PAGE}: a lock is a resource of its own, and none of this input reaches it"
_LOCKED: Final = f"{_PAGE}: resources inherit the locks of what they are in"
NOT_REACHED: Final = (
    f"{_PAGE}: a lock holds for Resource Manager alone, not for what is deleted through a service"
)
_SUBSCRIPTION_ID: Final = re.compile(r"^/subscriptions/[^/]+/?$", re.IGNORECASE)
_GROUP_ID: Final = re.compile(r"^/subscriptions/[^/]+/resourceGroups/([^/]+)/?$", re.IGNORECASE)
_DEPTH: Final = 8


def protected(resource: Resource, azure: Azure) -> Value[bool]:
    """Tell whether a lock keeps a resource from being deleted: its own, or of what it is in.

    Either level of lock does (CanNotDelete, ReadOnly).
    """
    locks = azure.resources.of(LOCK)
    if not locks or not readable(resource):
        return inherent(False, resource.source(), _NO_LOCK)
    around = _Around(resource, azure)
    doubt: Unknown | None = None
    for lock in locks:
        reached = around.reached_by(lock)
        if isinstance(reached, Unknown):
            doubt = doubt or Unknown(reached.reason, resource.source())
        elif reached.value:
            return inherent(True, resource.source(), f"{lock.address}; {_LOCKED}")
    return doubt or inherent(False, resource.source(), _NO_LOCK)


class _Around:
    """A resource with all that it is a part of, up to its subscription."""

    def __init__(self, resource: Resource, azure: Azure) -> None:
        self.azure = azure
        self.resource = resource
        self.chain = list(_chain(resource, azure, 0))
        self.addresses = {each.address for each in self.chain}
        self.names: set[str] = set()  # of resource groups
        self.groups: set[str] = set()  # addresses
        self.unsure = self._seek_groups()

    def _seek_groups(self) -> bool:
        """Find the groups that the resource lies in; tell whether the name of one is not known."""
        unsure = False
        for each in self.chain:
            found = each.get("resource_group_name", None, NOT_WRITTEN)
            if isinstance(found, Known) and isinstance(found.value, Reference):
                target = self.azure.resources.by_address.get(found.value.address)
                if target is not None and target.type == GROUP:
                    self.groups.add(target.address)
                    found = fact(target, "name")
            if isinstance(found, Unknown) or isinstance(found.value, Reference):
                unsure = True
            elif found.value:
                self.names.add(str(found.value).lower())
        return unsure

    def reached_by(self, lock: Resource) -> Value[bool]:
        """Tell whether the scope of a lock holds the resource."""
        scope = whole(lock.get("scope"))
        if isinstance(scope, Unknown):
            return Unknown(f"{lock.address} may reach it: {scope.reason}", scope.source)
        if lock.doubt:
            reason = f"{lock.address} may reach it: whether it exists is not known"
            found = self._in(scope, lock)
            return found if found == Known(False, found.source) else Unknown(reason, scope.source)
        return self._in(scope, lock)

    def _in(self, scope: Known[Any], lock: Resource) -> Value[bool]:
        name, source = scope.value, scope.source
        no: Value[bool] = Known(False, source)
        if isinstance(name, Reference):
            target = self.azure.resources.by_address.get(name.address)
            if name.attribute not in {"", "id"}:
                return Unknown(f"{lock.address} may reach it: {name} is its scope", source)
            if name.address in self.addresses or name.address in self.groups:
                return Known(True, source)
            if target is not None and target.type == GROUP:
                if self.groups and target.mode == "managed":
                    return no
                return self._in_group(fact(target, "name"), lock)
            if target is not None and target.type == "azurerm_subscription":
                return self._in_subscription(lock, target)
            return no
        text = str(name)
        if _SUBSCRIPTION_ID.match(text):
            return self._is_of(text.rstrip("/").rpartition("/")[2], lock)
        if group := _GROUP_ID.match(text):
            return self._in_group(Known(group[1], source), lock)
        ids = {str(each.attributes.get("id")).lower() for each in self.chain if readable(each)}
        return Known(text.lower().rstrip("/") in ids, source)

    def _in_group(self, name: Value[Any], lock: Resource) -> Value[bool]:
        if isinstance(name, Known) and str(name.value).lower() in self.names:
            return Known(True, name.source)
        if self.unsure or (isinstance(name, Unknown) and self.names):
            reason = f"{lock.address} may reach it: its resource group is not known"
            return Unknown(reason, name.source)
        return Known(False, name.source)

    def _in_subscription(self, lock: Resource, target: Resource) -> Value[bool]:
        """Tell whether the resource is in the subscription that a lock is of."""
        named = fact(target, "subscription_id", None, NOT_WRITTEN)
        if isinstance(named, Known) and named.value:
            return self._is_of(str(named.value), lock)
        own = target.mode == "data" and self.resource.provider_key == lock.provider_key
        return Known(True, lock.source("scope")) if own else self._is_of("", lock)

    def _is_of(self, subscription: str, lock: Resource) -> Value[bool]:
        own = self.azure.account(self.resource)
        if subscription and isinstance(own, Known):
            return Known(own.value.lower() == subscription.lower(), own.source)
        reason = f"{lock.address} may reach it: its subscription is not known"
        return Unknown(reason, lock.source("scope"))


def _chain(resource: Resource, azure: Azure, depth: int) -> Iterator[Resource]:
    """Yield a resource and what it is a part of, as far as this input has it."""
    yield resource
    if depth >= _DEPTH or not readable(resource):
        return
    for attribute, types in parents().items():
        if attribute not in resource.attributes and not _hidden(resource, attribute):
            continue
        named = whole(resource.get(attribute, None, NOT_WRITTEN))
        if isinstance(named, Unknown) or not named.value:
            continue
        if isinstance(named.value, Reference):
            found = azure.resources.by_address.get(named.value.address)
        else:
            found = azure.target(named, *types) if types else azure.with_id(str(named.value))
        if found is not None and found.address != resource.address:
            yield from _chain(found, azure, depth + 1)
            return


def _hidden(resource: Resource, name: str) -> bool:
    hidden = resource.unknown
    return bool(hidden[name]) if isinstance(hidden, dict) and name in hidden else hidden is True


def feature(azure: Azure, resource: Resource, path: str, *, default: bool) -> Value[bool]:
    """Return a setting of the provider block's `features`, or what azurerm does without it."""
    key = resource.provider_key
    source = Source(f"provider.{key}", f"features.{path}")
    if azure.configuration.setting(key, "features") is None:
        return Unknown("the input has no features block of the provider", source)
    found = azure.configuration.setting(key, f"features.{path}")
    if found is None:
        note = f"azurerm docs, The Features Block: {path} defaults to {str(default).lower()}"
        return inherent(default, source, note)
    return found.map(lambda value: value is True or value == "true")


VAULT: Final = "azurerm_key_vault"
MODULE: Final = "azurerm_key_vault_managed_hardware_security_module"
_NINETY: Final = "azurerm docs: soft_delete_retention_days of a vault or module defaults to 90"
_PURGED: Final = "azurerm docs: purge_protection_enabled of a vault or module defaults to false"
_UNSEEN: Final = "its vault decides, and is not in this input"


def vault_ends(resource: Resource, azure: Azure) -> dict[str, Value[Any]]:
    """Return how what lies in a vault ends: as its vault says."""
    named = first_set(resource, "key_vault_id", "managed_hsm_id")
    vault = azure.target(named, VAULT, MODULE)
    if vault is None or vault.mode == "data":
        unseen = Unknown(_UNSEEN, named.source)
        return {"recoverable_days": unseen, "purgeable": unseen}
    guarded = fact(vault, "purge_protection_enabled", False, _PURGED)
    return {
        "recoverable_days": fact(vault, "soft_delete_retention_days", 90, _NINETY),
        "purgeable": guarded.map(lambda value: value is not True),
    }
