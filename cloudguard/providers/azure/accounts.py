"""Storage accounts, joined with what configures them, and what lies in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets import Asset, Configuration, Place
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.storage import Copy, Lock, ObjectStore, Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.azure.anonymous import (
    AUTHORISED,
    account_open,
    container_open,
    website,
)
from cloudguard.providers.azure.ends import NOT_REACHED, protected
from cloudguard.providers.azure.joined import key_named
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, fact, first_set
from cloudguard.providers.azure.restored import BLOBS, blobs_end, recovered, whole_number
from cloudguard.providers.table import common_fields, leftover
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, inherent, least

ACCOUNT: Final = "azurerm_storage_account"
CONTAINER: Final = "azurerm_storage_container"
_POLICY: Final = "azurerm_storage_management_policy"
_IMMUTABLE: Final = "azurerm_storage_container_immutability_policy"
_KEY: Final = "azurerm_storage_account_customer_managed_key"
_SCOPE: Final = "azurerm_storage_encryption_scope"
ENCRYPTED: Final = (
    "Azure Storage documentation, Azure Storage encryption for data at rest: enabled for every "
    "account, and cannot be disabled"
)
AES_256: Final = (
    "Azure Storage documentation, Azure Storage encryption for data at rest: 256-bit AES"
)
_PLATFORM: Final = "azurerm docs, azurerm_storage_account: without one, Microsoft-managed keys"
_NEVER: Final = "Azure Storage documentation, Lifecycle management: without a rule, never"
_UNVERSIONED: Final = "azurerm docs, azurerm_storage_account: versioning_enabled defaults to false"
_UNLOCKED: Final = "azurerm docs, azurerm_storage_account: without it nothing is immutable"
_SERVICE: Final = (
    "azurerm docs, azurerm_storage_account: the encryption key of queues and tables defaults to "
    "Service, which the account's own key does not cover"
)
_PARTLY: Final = "the rule has a filter: it deletes a part of what is kept, logs perhaps"
_LOGS: Final = "insights-"  # Azure Monitor documentation: the containers that logs are sent to
# azurerm docs, azurerm_storage_account: the replications with a copy in the paired region.
_GEO: Final = frozenset({"GRS", "RAGRS", "GZRS", "RAGZRS"})
_DELETIONS: Final = (
    "delete_after_days_since_modification_greater_than",
    "delete_after_days_since_creation_greater_than",
    "delete_after_days_since_last_access_time_greater_than",
)
_INSIDE: Final = (
    CONTAINER,
    "azurerm_storage_data_lake_gen2_filesystem",
    "azurerm_storage_share",
    "azurerm_storage_queue",
    "azurerm_storage_table",
    "azurerm_storage_blob",
)
_OBJECTS: Final = frozenset({CONTAINER, "azurerm_storage_data_lake_gen2_filesystem"})
_BLOB: Final = "azurerm_storage_blob"
_RESTORED: Final = (
    "Azure Storage documentation, Recover a deleted storage account: it can be recovered for 14 "
    "days, which is not guaranteed"
)
_SEPARATE: Final = {
    "azurerm_storage_queue": "queue_encryption_key_type",
    "azurerm_storage_table": "table_encryption_key_type",
}


class Accounts:
    """The storage accounts of one input, found by reference, id, endpoint and name."""

    def __init__(self, resources: Resources, azure: Azure) -> None:
        """Look up accounts and what configures them in `resources`."""
        self.resources = resources
        self.azure = azure
        self._stores: dict[str, ObjectStore] = {}
        self._named: dict[str, list[tuple[Resource, Value[Any]]]] = {}
        self._unknown: dict[str, list[Resource]] = {}

    def find(self, value: Value[Any]) -> Resource | None:
        """Return the account that a reference, an id, an endpoint or a name names."""
        named = self.azure.store_named(value)
        found = self.azure.target(named, ACCOUNT)
        return found if found is not None and found.mode == "managed" else None

    def store(self, account: Resource) -> ObjectStore:
        """Return what an account is."""
        if account.address not in self._stores:
            self._stores[account.address] = self._store(account)
        return self._stores[account.address]

    def _store(self, account: Resource) -> ObjectStore:
        source = account.source()
        versioned = self._versioned(account)
        return ObjectStore(
            **common_fields(account, self.azure),
            encrypted=inherent(True, source, ENCRYPTED),
            algorithm=inherent("AES-256", source, AES_256),
            key=self.key(account),
            retention_days=self.retention(account),
            lock=self._lock(account),
            versioned=versioned,
            deletion_protected=protected(account, self.azure),
            **blobs_end(account, versioned, self._policy(account), *BLOBS),
            public=account_open(
                account, self.inside(account, CONTAINER), self._lost(account, CONTAINER), self.azure
            ),
        )

    def _versioned(self, account: Resource) -> Value[bool]:
        return fact(account, "blob_properties.versioning_enabled", False, _UNVERSIONED)

    def _policy(self, account: Resource) -> Resource:
        return self.resources.about(account, _POLICY, "storage_account_id", ("id",)).one()

    def _lost(self, account: Resource, type_: str) -> Iterator[Resource]:
        """Yield what may be in an account: what it names is not known, or what the account is."""
        if type_ not in self._named:
            each = [(resource, _account_of(resource)) for resource in self.resources.of(type_)]
            self._named[type_] = each
            self._unknown[type_] = [r for r, named in each if isinstance(named, Unknown)]
        yield from self._unknown[type_]
        if isinstance(account.get("name", None, NOT_WRITTEN), Unknown):
            for resource, named in self._named[type_]:
                if isinstance(named, Known) and self.find(named) is None:
                    yield resource

    def key(self, account: Resource) -> Value[KeyUse | None]:
        """Return the key of an account: written in it, or given by a resource of its own."""
        block = "customer_managed_key"
        inline = self.azure.seen(
            first_set(
                account,
                f"{block}.key_vault_key_id",
                f"{block}.managed_hsm_key_id",
                because=_PLATFORM,
            )
        )
        if isinstance(inline, Unknown) or inline.value:
            return self.azure.key_use(inline)
        found = self.resources.about(account, _KEY, "storage_account_id", ("id",))
        return key_named(found.one(), self.azure)

    def retention(self, account: Resource) -> Value[int | None]:
        """Return after how many days the lifecycle deletes blobs: the soonest enabled rule."""
        rules = self._policy(account).blocks("rule")
        if isinstance(rules, Unknown):
            return Unknown(rules.reason, rules.source)
        never = inherent(None, account.source(), _NEVER)
        return least((_deletes(rule) for rule in rules.value), never)

    def _lock(self, account: Resource) -> Value[Lock | None]:
        state = self.azure.seen(fact(account, "immutability_policy.state", "Disabled", _UNLOCKED))
        days = fact(account, "immutability_policy.period_since_creation_in_days", None, NOT_WRITTEN)
        for value in (state, days):
            if isinstance(value, Unknown):
                return Unknown(value.reason, value.source)
        mode = _MODES.get(str(state.value)) if isinstance(state, Known) else None
        if mode is not None and isinstance(days, Known):
            return Known(Lock(mode, whole_number(days.value)), state.source)
        return self._lock_of_logs(account, Known(None, state.source))

    def _lock_of_logs(self, account: Resource, otherwise: Value[Lock | None]) -> Value[Lock | None]:
        """Return the lock of the containers that logs are sent to, where this input has them."""
        if not self.resources.of(_IMMUTABLE):
            return otherwise
        for container in self.inside(account, CONTAINER):
            name = fact(container, "name")
            lock = self.container_lock(container, otherwise)
            if isinstance(name, Known) and str(name.value).startswith(_LOGS):
                return lock
            if isinstance(name, Unknown) and lock is not otherwise:
                return Unknown(f"{container.address} may be locked: {name.reason}", name.source)
        for container in self._lost(account, CONTAINER):
            reason = f"{container.address} may be of this account: what it names is not known"
            return Unknown(reason, container.source())
        return otherwise

    def container_lock(
        self, container: Resource, otherwise: Value[Lock | None]
    ) -> Value[Lock | None]:
        """Return the immutability policy of a container, else what its account says."""
        via = "storage_container_resource_manager_id"
        names = ("id", "resource_manager_id")
        found = self.resources.about(container, _IMMUTABLE, via, names)
        if not found.named and not found.possible:
            return otherwise
        policy = found.one()
        days = fact(policy, "immutability_period_in_days")
        locked = fact(policy, "locked", False, "azurerm docs: a policy is unlocked by default")
        for value in (days, locked):
            if isinstance(value, Unknown):
                return Unknown(value.reason, value.source)
        mode = "compliance" if isinstance(locked, Known) and locked.value else "governance"
        length = whole_number(days.value) if isinstance(days, Known) else None
        return Known(Lock(mode, length), locked.source)

    def inside(self, account: Resource, type_: str) -> Iterator[Resource]:
        """Yield what lies in an account, by either generation's way to name it."""
        yield from self.resources.about(account, type_, "storage_account_id", ("id",)).named
        yield from self.resources.about(account, type_, "storage_account_name", ("name",)).named

    def part(self, resource: Resource) -> Store:
        """Return what lies in an account: its facts are the account's."""
        common = common_fields(resource, self.azure)
        named = _account_of(resource)
        account = self.find(named)
        source = resource.source()
        fields: dict[str, Any] = {
            "encrypted": inherent(True, source, ENCRYPTED),
            "algorithm": inherent("AES-256", source, AES_256),
        }
        if account is None:
            unseen = Unknown("its storage account decides, and is not in this input", named.source)
            fields |= dict.fromkeys(("key", "retention_days", "lock", "recoverable_days"), unseen)
            fields["purgeable"] = unseen
            versioned: Value[bool] = unseen
        else:
            store = self.store(account)
            blobs = resource.type in _OBJECTS or resource.type == "azurerm_storage_blob"
            never = inherent(None, source, "the lifecycle of an account concerns blobs alone")
            lock = store.lock if blobs else Known(None, store.lock.source)
            fields |= {
                "key": self._part_key(resource, account, store),
                "retention_days": store.retention_days if blobs else never,
                "lock": lock,
            }
            versioned = store.versioned
            if blobs:
                kept = BLOBS if resource.type in _OBJECTS else BLOBS[:1]
                fields |= blobs_end(account, store.versioned, self._policy(account), *kept)
            else:
                fields |= recovered(resource, account)
        fields["deletion_protected"] = inherent(False, source, NOT_REACHED)
        fields["public"] = self._open(resource, account)
        if resource.type == CONTAINER:
            fields["lock"] = self.container_lock(resource, fields["lock"])
        if resource.type in _OBJECTS:
            return ObjectStore(**common, **fields, versioned=versioned)
        return Store(**common, **fields)

    def _open(self, resource: Resource, account: Resource | None) -> Value[bool]:
        """Tell whether anybody may read a part of an account."""
        if resource.type == CONTAINER:
            return container_open(resource, account, self.azure)
        if resource.type != _BLOB:
            return inherent(False, resource.source(), AUTHORISED)
        named = first_set(resource, "storage_container_id", "storage_container_name")
        if isinstance(named, Known) and named.value == "$web" and account is not None:
            return website(account, self.azure)
        container = self.azure.target(named, CONTAINER)
        if container is None or container.mode == "data":
            return Unknown("its container decides, and is not in this input", named.source)
        account = account or self.find(_account_of(container))
        found = container_open(container, account, self.azure)
        return replace(found, source=replace(found.source, note=f"as {container.address}"))

    def _part_key(
        self, resource: Resource, account: Resource, store: ObjectStore
    ) -> Value[KeyUse | None]:
        """Return the key of a part: its encryption scope's, or the account's where it reaches."""
        scope = first_set(resource, "default_encryption_scope", "encryption_scope")
        if isinstance(scope, Unknown):
            return Unknown(scope.reason, scope.source)
        if scope.value:
            target = self.azure.target(scope, _SCOPE)
            if target is None:
                return Unknown(f"{scope.value} decides, and is not in this input", scope.source)
            return self.azure.key_use(target.get("key_vault_key_id", None, _PLATFORM))
        path = _SEPARATE.get(resource.type)
        if path is None:
            return store.key
        reach = fact(account, path, "Service", _SERVICE)
        if isinstance(reach, Unknown):
            return Unknown(reach.reason, reach.source)
        return store.key if reach.value == "Account" else Known(None, reach.source)


def _account_of(resource: Resource) -> Value[Any]:
    # azurerm 5: a blob names its container by id.
    return first_set(resource, "storage_account_id", "storage_account_name", "storage_container_id")


_MODES: Final = {"Locked": "compliance", "Unlocked": "governance"}


def _deletes(rule: Resource) -> Value[int | None]:
    """Return after how many days one rule deletes blobs, None where it does not."""
    found: list[Known[int]] = []
    enabled = fact(rule, "enabled")
    if isinstance(enabled, Known) and enabled.value is False:
        return Known(None, enabled.source)
    for name in _DELETIONS:
        days = fact(rule, f"actions.base_blob.{name}", None, NOT_WRITTEN)
        if isinstance(days, Unknown):
            return Unknown(days.reason, days.source)
        length = whole_number(days.value)
        if length is not None and length >= 0:  # azurerm docs: -1 stands for none
            found.append(Known(length, days.source))
    if not found:
        return Known(None, rule.source())
    if isinstance(enabled, Unknown):
        return Unknown(enabled.reason, enabled.source)
    soonest = min(found, key=lambda known: known.value)
    prefix = fact(rule, "filters.prefix_match", None, NOT_WRITTEN)
    partly = isinstance(prefix, Unknown) or bool(prefix.value)
    source = replace(soonest.source, note=_PARTLY) if partly else soonest.source
    return Known(soonest.value, source)


def _accounts(resources: Resources, azure: Azure) -> Iterator[Asset]:
    accounts = Accounts(resources, azure)
    for account in resources.of(ACCOUNT):
        store = accounts.store(account)
        yield store
        stays: Value[bool] = inherent(True, account.source(), _RESTORED)
        days: Value[int | None] = inherent(14, account.source(), _RESTORED)
        yield from leftover("data", stays, days, common_fields(account, azure))
        kind = fact(account, "account_replication_type")
        if isinstance(kind, Known) and str(kind.value).upper() not in _GEO:
            continue
        where: Value[Place] = azure.paired(store.location, kind.source)
        if isinstance(kind, Unknown):
            where = Unknown(f"whether there is a copy abroad: {kind.reason}", kind.source)
        yield Copy(
            **{
                **common_fields(account, azure),
                "names": (),
                "location": where,
                "origin": kind.source,
            },
            of=account.address,
        )


def _parts(resources: Resources, azure: Azure) -> Iterator[Asset]:
    accounts = Accounts(resources, azure)
    for type_ in _INSIDE:
        for resource in resources.of(type_):
            yield accounts.part(resource)


def _replications(resources: Resources, azure: Azure) -> Iterator[Asset]:
    """Read object replication: its destination holds copies of what the source holds."""
    for resource in resources.of("azurerm_storage_object_replication"):
        common = common_fields(resource, azure)
        yield Configuration(**common)
        destination = resource.get("destination_storage_account_id")
        where = azure.place_of(destination, common["location"])
        source = resource.get("source_storage_account_id")
        name = source.value if isinstance(source, Known) else None
        of = name.address if isinstance(name, Reference) else resource.address
        yield Copy(
            **{**common, "names": (), "location": where, "origin": destination.source}, of=of
        )


ADAPTERS: Final[tuple[Adapter[Azure], ...]] = (
    Adapter((ACCOUNT,), (_KEY, _POLICY, _IMMUTABLE), _accounts),
    Adapter(_INSIDE, (), _parts),
    Adapter(("azurerm_storage_object_replication",), (), _replications),
)
