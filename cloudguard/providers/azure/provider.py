"""What Azure's own words mean: regions, resource ids, keys, parents, tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from cloudguard.assets import Place
from cloudguard.assets.keys import NOBODYS, KeyUse
from cloudguard.providers.azure.places import (
    OWN,
    PAIRED,
    everywhere,
    normal,
    pair_of,
    place_named,
)
from cloudguard.providers.cells import Read, compiled
from cloudguard.providers.table import Table
from cloudguard.sources.blocks import Providers
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Source, Unknown, Value, settled

if TYPE_CHECKING:  # what ends things reads them by this
    from cloudguard.providers.azure.ends import Locks

STORES: Final = Path(__file__).parent / "resources.yaml"
ROWS: Final = (Path(__file__).parent / "configuration.yaml",)
NOT_WRITTEN: Final = "not written"
_DEPTH: Final = 8  # parents, or locations taken from each other; deeper is a cycle
_SUBSCRIPTION: Final = re.compile(r"^/subscriptions/([^/]+)", re.IGNORECASE)
_PAIRS: Final = "default, unconfirmed: Azure reliability documentation, Azure region pairs"
# terraform-provider-azurerm docs, azurerm_storage_account: its endpoints, https://NAME.KIND.…
_ENDPOINT: Final = re.compile(r"^(?:https?|abfss?)://(?:[^@/]+@)?([a-z0-9]{3,24})\.[a-z]+\.core\.")
_ACCOUNT_ID: Final = re.compile(r"/storageAccounts/([a-z0-9]{3,24})", re.IGNORECASE)
# What leads from a resource that names a store to the store.
_LEADS_TO: Final = {
    "azurerm_storage_container": ("storage_account_id", "storage_account_name"),
    "azurerm_storage_data_lake_gen2_filesystem": ("storage_account_id",),
    "azurerm_log_analytics_linked_service": ("workspace_id",),
    "azurerm_sentinel_log_analytics_workspace_onboarding": ("workspace_id",),
}

HOLDS_KEYS: Final = "it holds the keys themselves: no key of its own can be chosen"
"""What a row says of the key of a vault: nothing that anybody else has is it."""


class Azure:
    """Reads the resources of azurerm, azuread and azapi of one input."""

    name = "azure"

    def __init__(self, resources: Resources, configuration: Providers) -> None:
        """Look up references in `resources`, provider blocks in `configuration`."""
        self.resources = resources
        self.configuration = configuration
        self._by_name: dict[str, dict[str, list[Resource]]] = {}
        self._by_id: dict[str, Resource] | None = None
        self.locks: Locks | None = None  # made when it is first asked for

    def place(self, resource: Resource, cell: Read | None, depth: int = 0) -> Value[Place]:
        """Return where a resource lies.

        The row's cell decides, then `location`, else the resource that it belongs to.
        """
        if not readable(resource):
            return Unknown(resource.attributes.reason, resource.source())
        if resource.type.startswith("azuread_"):
            return Known(everywhere("entra"), resource.source("", _ENTRA))
        if depth > _DEPTH:
            return Unknown("places taken from each other in a circle", resource.source())
        if cell is not None:
            found = cell(resource)
            if isinstance(found, Known) and isinstance(found.value, Mapping):
                return Known(everywhere(str(found.value.get("global", ""))), found.source)
            if isinstance(found, Unknown) or found.value is not None:
                return self._located(found, resource, depth)
        written = resource.get("location", None, NOT_WRITTEN)
        if isinstance(written, Unknown) or written.value is not None:
            return self._located(written, resource, depth)
        return self._inherited(resource, depth)

    def _located(self, value: Value[Any], resource: Resource, depth: int) -> Value[Place]:
        """Return the place that a location, an id, a parent's name or a reference stands for."""
        value = whole(value)
        if isinstance(value, Unknown):
            places = [self._located(known, resource, depth) for known in value.among]
            among = tuple(place for place in places if isinstance(place, Known))
            return Unknown(value.reason, value.source, among if len(among) == len(places) else ())
        name = value.value
        if isinstance(name, Reference):
            target = self.resources.by_address.get(name.address)
            if target is None:
                return Unknown(f"{name} is not in this input", value.source)
            return self._lies_with(target, value.source, depth)
        attribute = value.source.path.rpartition(".")[2]
        if str(name).startswith("/"):
            return self._of_id(str(name), value.source, depth)
        if attribute in parents():
            return self._of_name(str(name), attribute, value.source, depth)
        if normal(name) == "global":
            return Known(everywhere(resource.type.split("_")[1]), value.source)
        return Known(place_named(name), value.source)

    def _inherited(self, resource: Resource, depth: int) -> Value[Place]:
        """Return where the resource lies that this one belongs to: the first that it names."""
        for attribute in parents():
            if attribute not in resource.attributes and not _hidden(resource, attribute):
                continue
            found = resource.get(attribute, None, NOT_WRITTEN)
            if isinstance(found, Unknown) or found.value not in (None, ""):
                return self._located(found, resource, depth)
        return Unknown("nothing says where it lies", resource.source())

    def _lies_with(self, target: Resource, source: Source, depth: int) -> Value[Place]:
        found = self.place(target, _cell_of(target.type), depth + 1)
        if isinstance(found, Unknown):
            return Unknown(found.reason, source, found.among)
        assumed = source.assumed or found.source.assumed
        return Known(found.value, replace(source, note=f"as {target.address}", assumed=assumed))

    def _of_id(self, id_: str, source: Source, depth: int) -> Value[Place]:
        target = self.with_id(id_)
        if target is None:
            return Unknown(f"it lies with {id_}, which is not in this input", source)
        return self._lies_with(target, source, depth)

    def _of_name(self, name: str, attribute: str, source: Source, depth: int) -> Value[Place]:
        found = [r for type_ in parents()[attribute] for r in self.named(type_, name)]
        places = [self._lies_with(target, source, depth) for target in found]
        if not places:
            return Unknown(f"it lies with {name}, which is not in this input", source)
        first = places[0]
        if all(
            isinstance(place, Known) and isinstance(first, Known) and place.value == first.value
            for place in places
        ):
            return first
        known = tuple(place for place in places if isinstance(place, Known))
        several = known if len(known) == len(places) else ()
        return Unknown(f"several are named {name}", source, several)

    def with_id(self, id_: str) -> Resource | None:
        """Return the resource whose id is `id_`, or begins it: the longest that does."""
        if self._by_id is None:
            self._by_id = {
                str(r.attributes["id"]).lower(): r
                for r in (*self.resources.data, *self.resources.managed)
                if readable(r) and isinstance(r.attributes.get("id"), str)
            }
        path = id_.lower().rstrip("/")
        while path.count("/") > 1:
            if found := self._by_id.get(path):
                return found
            path = path.rpartition("/")[0]
        return None

    def named(self, type_: str, name: str) -> list[Resource]:
        """Return the resources of a type by their `name`, those of data sources too."""
        if type_ not in self._by_name:
            index: dict[str, list[Resource]] = {}
            for resource in (*self.resources.of(type_), *self.resources.of(f"data.{type_}")):
                found = resource.get("name", None, NOT_WRITTEN)
                if isinstance(found, Known) and isinstance(found.value, str):
                    index.setdefault(found.value.lower(), []).append(resource)
            self._by_name[type_] = index
        return self._by_name[type_].get(name.lower(), [])

    def target(self, value: Value[Any], *types: str) -> Resource | None:
        """Return the resource that a reference, an id or a name names, of one of `types`."""
        value = whole(value)
        if isinstance(value, Unknown) or not value.value:
            return None
        name = value.value
        if isinstance(name, Reference):
            found = self.resources.by_address.get(name.address)
        elif str(name).startswith("/"):
            found = self.with_id(str(name))
        else:
            several = [r for type_ in types for r in self.named(type_, str(name))]
            found = several[0] if len(several) == 1 else None
        return found if found is not None and found.type in types else None

    def place_of(self, value: Value[Any], near: Value[Place]) -> Value[Place]:
        """Return the place of a copy: a region by name, the paired one, or a resource's."""
        if isinstance(value, Unknown):
            places = [self.place_of(known, near) for known in value.among]
            among = tuple(place for place in places if isinstance(place, Known))
            return Unknown(value.reason, value.source, among if len(among) == len(places) else ())
        name = value.value
        if name == OWN:
            return near
        if name == PAIRED:
            return self.paired(near, value.source)
        if isinstance(name, Reference):
            target = self.resources.by_address.get(name.address)
            if target is None:
                return Unknown(f"{name} is not in this input", value.source)
            return self._lies_with(target, value.source, 0)
        if str(name).startswith("/"):
            return self._of_id(str(name), value.source, 0)
        return Known(place_named(name), value.source)

    @staticmethod
    def global_place(service: str, resource: Resource, because: str) -> Value[Place]:
        """Return the place of a service without a region."""
        return Known(everywhere(service), resource.source("", because))

    @staticmethod
    def paired(near: Value[Place], source: Source) -> Value[Place]:
        """Return the region that Azure pairs with another."""
        if isinstance(near, Unknown):
            return Unknown(f"the paired region: {near.reason}", source)
        pair = pair_of(near.value)
        if pair is None:
            return Unknown(f"the region paired with {near.value.name} is not known here", source)
        note = f"{source.note}; {_PAIRS}" if source.note else _PAIRS
        return Known(pair, replace(source, note=note))

    def key_use(self, value: Value[Any]) -> Value[KeyUse | None]:
        """Return the key that an attribute names.

        Azure names no key of its own anywhere: what is named lies in the customer's vault, or
        is a disk encryption set, which stands for such a key.
        """
        if isinstance(value, Unknown) and value.reason == HOLDS_KEYS:
            own = Known(KeyUse("its own", NOBODYS), value.source)
            return Unknown(value.reason, value.source, (own,))
        return self.seen(value).map(self._key)

    def seen(self, value: Value[Any]) -> Value[Any]:
        """Take what is not written in a block for unknown where a dynamic block may write it.

        A plan tells nothing of a dynamic block but that the whole of it is known after apply; the
        blocks of azurerm are never left to the provider.
        """
        block = re.split(r"[.\[]", value.source.path)[0]
        if isinstance(value, Unknown) or not value.source.assumed or block == value.source.path:
            return value
        resource = self.resources.by_address.get(value.source.address)
        hidden = resource.unknown if resource is not None else False
        if isinstance(hidden, dict) and block in hidden and hidden[block] is True:
            return Unknown(f"{block} may come from a dynamic block", value.source)
        return value

    def _key(self, name: Any, depth: int = 0) -> KeyUse | None:
        if name is None or name in ("", [], {}):
            return None
        if isinstance(name, KeyUse):
            return name
        known: Value[Any] = Known(name, Source(""))
        disks = self.target(known, "azurerm_disk_encryption_set") if depth < _DEPTH else None
        if disks is not None and disks.mode == "managed":
            for path in ("key_vault_key_id", "managed_hsm_key_id"):
                key = disks.get(path, None, NOT_WRITTEN)
                if isinstance(key, Known) and key.value:
                    return self._key(key.value, depth + 1)
        return KeyUse(name if isinstance(name, Reference) else str(name), "customer")

    def store_named(self, value: Value[Any]) -> Value[str | Reference | None]:
        """Return the storage account of an endpoint, id or container; else what is named."""
        return whole(value).map(self._kept_by)

    def _kept_by(self, name: Any, depth: int = 0) -> Any:
        if isinstance(name, str):
            if found := _ENDPOINT.match(name) or _ACCOUNT_ID.search(name):
                return found[1].lower()
            target = self.with_id(name) if name.startswith("/") else None
            return Reference(target.address, "id") if target is not None else name
        if not isinstance(name, Reference) or depth >= _DEPTH:
            return name
        target = self.resources.by_address.get(name.address)
        for path in _LEADS_TO.get(target.type, ()) if target is not None else ():
            found_ = target.get(path, None, NOT_WRITTEN) if target is not None else None
            if isinstance(found_, Known) and found_.value:
                return self._kept_by(found_.value, depth + 1)
        return name

    def tags(self, resource: Resource) -> Value[Mapping[str, str]]:
        """Return the tags of a resource: azurerm has no default tags."""
        own = resource.get("tags", None, NOT_WRITTEN)
        if isinstance(own, Unknown):
            return own
        return Known(own.value if isinstance(own.value, dict) else {}, own.source)

    def account(self, resource: Resource) -> Value[str]:
        """Return the subscription, from the id or the provider's `subscription_id`."""
        if readable(resource):
            found = _SUBSCRIPTION.match(str(resource.attributes.get("id") or ""))
            if found:
                return Known(found[1], resource.source("id"))
        key = resource.provider_key
        named = self.configuration.setting(key, "subscription_id")
        source = Source(f"provider.{key}", "subscription_id")
        if isinstance(named, Known) and isinstance(named.value, str) and named.value:
            return Known(named.value, source)
        return Unknown("the input does not name the subscription", source)

    def names(self, resource: Resource) -> tuple[str, ...]:
        """Return the ids that the input knows already, and names that are unique in Azure."""
        if not readable(resource):
            return ()
        paths = ("id", *_UNIQUE.get(resource.type, ()))
        found = (resource.attributes.get(name) for name in paths)
        return tuple(dict.fromkeys(v for v in found if isinstance(v, str) and v))


_ENTRA: Final = "Microsoft Entra documentation, Data residency: a service without a region"
# What names one thing in all of Azure; other names are unique within their group alone.
_UNIQUE: Final = {
    "azurerm_storage_account": ("name",),
    "azurerm_key_vault_key": ("versionless_id", "resource_id", "resource_versionless_id"),
    "azurerm_key_vault_managed_hardware_security_module_key": ("versioned_id",),
    "azurerm_log_analytics_workspace": ("workspace_id",),
}


def fact(resource: Resource, path: str, default: Any = None, because: str = "") -> Value[Any]:
    """Read an attribute that states a fact: a name of another resource tells nothing of it."""
    return settled(resource.get(path, default, because))


def first_set(resource: Resource, *paths: str, because: str = NOT_WRITTEN) -> Value[Any]:
    """Return the first of several attributes that is set: generations have several names."""
    for path in paths:
        found = resource.get(path, None, because)
        if isinstance(found, Unknown) or found.value not in (None, "", [], {}):
            return found
    return resource.get(paths[0], None, because)


def whole(value: Value[Any]) -> Value[Any]:
    """Take an id that goes on after another resource's for that resource.

    `"${azurerm_storage_account.main.id}/blobServices/default"` names a part of the account.
    """
    if isinstance(value, Unknown) and value.around is not None:
        before, name, after = value.around
        if not before and name is not None and name.attribute == "id" and after.startswith("/"):
            return Known(name, value.source)
    return value


def readable(resource: Resource) -> bool:
    """Tell whether the attributes of a resource can be seen at all."""
    return isinstance(resource.attributes, dict)


def _hidden(resource: Resource, name: str) -> bool:
    hidden = resource.unknown
    if isinstance(hidden, dict) and name in hidden:
        return bool(hidden[name])  # `get` would take what is not written in source code for unknown
    return hidden is True


@cache
def _cell_of(type_: str) -> Read | None:
    """Return the cell by which the row of a type says where it lies."""
    table = rows()
    row = table.row(type_) if table.has(type_) else {}
    return compiled(row["location"]) if "location" in row else None


@cache
def rows() -> Table:
    """Return the rows that need nothing but a resource to tell where it lies."""
    return Table(STORES, *ROWS)


@cache
def parents() -> Mapping[str, tuple[str, ...]]:
    """Return the attributes that name what a resource is a part of, with the types by name."""
    text = (Path(__file__).parent / "parents.yaml").read_text(encoding="utf-8")
    loaded: dict[str, list[str] | None] = yaml.load(text, Loader=yaml.CSafeLoader)
    return {name: tuple(types or ()) for name, types in loaded.items()}
