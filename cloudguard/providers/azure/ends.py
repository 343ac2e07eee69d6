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
_GROUP_UNKNOWN: Final = "its resource group is not known"
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
    if not azure.resources.of(LOCK) or not readable(resource):
        return inherent(False, resource.source(), _NO_LOCK)
    if azure.locks is None:
        azure.locks = Locks(azure)
    return azure.locks.protect(resource)


class Locks:
    """The locks of one input, by what they reach."""

    def __init__(self, azure: Azure) -> None:
        """Look up what the scope of each lock names."""
        self.azure = azure
        self.by_address: dict[str, Resource] = {}
        self.by_id: dict[str, Resource] = {}
        self.by_group: dict[str, Resource] = {}  # by the name of a group that stands in an id
        self.by_named_group: dict[str, Resource] = {}  # of a group of this input
        self.of_subscriptions: list[tuple[Resource, str]] = []  # "" for the provider's own
        self.nameless: list[Resource] = []  # of groups whose name is not known
        self.unsure: list[tuple[Resource, str]] = []
        for lock in azure.resources.of(LOCK):
            scope = whole(lock.get("scope"))
            if lock.doubt:
                self.unsure.append((lock, "whether it exists is not known"))
            elif isinstance(scope, Unknown):
                self.unsure.append((lock, scope.reason))
            elif isinstance(scope.value, Reference):
                self._refer(lock, scope.value)
            else:
                self._name(lock, str(scope.value))

    def _refer(self, lock: Resource, name: Reference) -> None:
        target = self.azure.resources.by_address.get(name.address)
        if name.attribute not in {"", "id"}:
            self.unsure.append((lock, f"{name} is its scope"))
        elif target is not None and target.type == "azurerm_subscription":
            named = fact(target, "subscription_id", None, NOT_WRITTEN)
            if isinstance(named, Known) and (named.value or target.mode == "data"):
                self.of_subscriptions.append((lock, str(named.value or "")))
            else:
                self.unsure.append((lock, "its subscription is not known"))
        else:
            self.by_address[name.address] = lock
            if target is not None and target.type == GROUP:
                group = fact(target, "name")
                if isinstance(group, Known):
                    self.by_named_group[str(group.value).lower()] = lock
                else:
                    self.nameless.append(lock)

    def _name(self, lock: Resource, id_: str) -> None:
        if _SUBSCRIPTION_ID.match(id_):
            self.of_subscriptions.append((lock, id_.rstrip("/").rpartition("/")[2]))
        elif group := _GROUP_ID.match(id_):
            self.by_group[group[1].lower()] = lock
        else:
            self.by_id[id_.lower().rstrip("/")] = lock

    def protect(self, resource: Resource) -> Value[bool]:
        """Tell whether one of them reaches a resource."""
        around = _Around(resource, self.azure)
        lock = self._reaching(around)
        if lock is not None:
            return inherent(True, resource.source(), f"{lock.address}; {_LOCKED}")
        for lock, reason in self._perhaps(around):
            return Unknown(f"{lock.address} may reach it: {reason}", resource.source())
        return inherent(False, resource.source(), _NO_LOCK)

    def _reaching(self, around: _Around) -> Resource | None:
        for index, keys in (
            (self.by_address, around.addresses | around.groups),
            (self.by_id, around.ids),
            (self.by_group, around.names),
            (self.by_named_group, around.names),
        ):
            for key in keys:
                if key in index:
                    return index[key]
        for lock, subscription in self.of_subscriptions:
            if subscription and around.subscription == subscription.lower():
                return lock
            if not subscription and around.resource.provider_key == lock.provider_key:
                return lock
        return None

    def _perhaps(self, around: _Around) -> Iterator[tuple[Resource, str]]:
        yield from self.unsure
        for lock, subscription in self.of_subscriptions:
            if not subscription or around.subscription is None:
                yield lock, "its subscription is not known"
        if around.unsure:
            yield from ((lock, _GROUP_UNKNOWN) for lock in self.by_group.values())
        if around.unsure and not around.groups:
            yield from ((lock, _GROUP_UNKNOWN) for lock in self.by_named_group.values())
        if around.names and not around.groups:
            yield from ((lock, _GROUP_UNKNOWN) for lock in self.nameless)


class _Around:
    """A resource with all that it is a part of, up to its subscription."""

    def __init__(self, resource: Resource, azure: Azure) -> None:
        self.azure = azure
        self.resource = resource
        self.chain = list(_chain(resource, azure, 0))
        self.addresses = {each.address for each in self.chain}
        self.ids = {str(each.attributes.get("id")).lower() for each in self.chain if readable(each)}
        own = azure.account(resource)
        self.subscription = own.value.lower() if isinstance(own, Known) else None
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
