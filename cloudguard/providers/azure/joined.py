"""Stores whose key is a resource of its own, or that of what they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.storage import Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.azure.backups import long_term
from cloudguard.providers.azure.durations import iso_days
from cloudguard.providers.azure.ends import NOT_REACHED, feature, protected, vault_ends
from cloudguard.providers.azure.provider import NOT_WRITTEN, STORES, Azure, fact, first_set
from cloudguard.providers.table import Table, common_fields, leftover
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, inherent

TABLE: Final = Table(STORES, Path(__file__).parent / "joined.yaml")
_DEPTH: Final = 8
_VAULT_KEY: Final = "azurerm_key_vault_key"
_KEYS: Final = ("key_vault_key_id", "managed_hsm_key_id")


@dataclass(frozen=True, slots=True)
class Companion:
    """A resource that gives another its key: `via` names the other, `paths` the key."""

    type: str
    via: str
    paths: tuple[str, ...] = _KEYS


@dataclass(frozen=True, slots=True)
class Join:
    """What tells the key of a type: its companions, else the first of `parents`, of `types`."""

    companions: tuple[Companion, ...] = ()
    parents: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


def _of(type_: str, via: str, *paths: str) -> Join:
    return Join((Companion(f"azurerm_{type_}", via, paths or _KEYS),))


def _as(types: str, *parents: str) -> Join:
    return Join((), parents, tuple(f"azurerm_{type_}" for type_ in types.split()))


_UNSHARED: Final = "azurerm docs, azurerm_shared_image_gallery: without sharing it is private"
_COMMUNITY: Final = (
    "Azure virtual machines documentation, Share a gallery: a community gallery is shared publicly "
    "with all users of Azure"
)
_UNITY: Final = (
    "data of Unity Catalog is kept unless the workspace is deleted by force, and no input tells "
    "whether it has any"
)
_DATABRICKS: Final = "azurerm_databricks_workspace{}_customer_managed_key"
_MACHINES: Final = "linux_virtual_machine windows_virtual_machine virtual_machine"
_JOINS: Final[Mapping[str, Join]] = {
    f"azurerm_{type_}": join
    for type_, join in {
        "postgresql_server": _of("postgresql_server_key", "server_id"),
        "mysql_server": _of("mysql_server_key", "server_id"),
        "mssql_managed_instance": _of(
            "mssql_managed_instance_transparent_data_encryption", "managed_instance_id"
        ),
        "mssql_managed_database": _as("mssql_managed_instance", "managed_instance_id"),
        "data_protection_backup_vault": _of(
            "data_protection_backup_vault_customer_managed_key", "data_protection_backup_vault_id"
        ),
        "eventhub_namespace": _of(
            "eventhub_namespace_customer_managed_key", "eventhub_namespace_id", "key_vault_key_ids"
        ),
        "eventhub": _as("eventhub_namespace", "namespace_id", "namespace_name"),
        "servicebus_namespace": _of("servicebus_namespace_customer_managed_key", "namespace_id"),
        "servicebus_queue": _as("servicebus_namespace", "namespace_id"),
        "servicebus_topic": _as("servicebus_namespace", "namespace_id"),
        "servicebus_subscription": _as("servicebus_topic", "topic_id"),
        "data_factory": _of(
            "data_factory_customer_managed_key", "data_factory_id", "customer_managed_key_id"
        ),
        "cognitive_account": _of("cognitive_account_customer_managed_key", "cognitive_account_id"),
        "cognitive_account_project": _as("cognitive_account", "cognitive_account_id"),
        "ai_foundry_project": _as("ai_foundry", "ai_services_hub_id"),
        "databricks_workspace": Join(
            (
                Companion(_DATABRICKS.format("_root_dbfs"), "workspace_id"),
                Companion(_DATABRICKS.format(""), "workspace_id"),
            )
        ),
        "kusto_cluster": _of(
            "kusto_cluster_customer_managed_key", "cluster_id", "managed_hsm_key_id", "key_name"
        ),
        "kusto_database": _as("kusto_cluster", "cluster_name"),
        "log_analytics_cluster": _of(
            "log_analytics_cluster_customer_managed_key", "log_analytics_cluster_id"
        ),
        "netapp_account": _of("netapp_account_encryption", "netapp_account_id", "encryption_key"),
        "netapp_pool": _as("netapp_account", "account_name"),
        "synapse_sql_pool": _as("synapse_workspace", "synapse_workspace_id"),
        "kubernetes_cluster_node_pool": _as("kubernetes_cluster", "kubernetes_cluster_id"),
        "postgresql_flexible_server_backup": _as("postgresql_flexible_server", "server_id"),
        "snapshot": _as("managed_disk snapshot", "source_resource_id", "source_uri"),
        "virtual_machine_restore_point_collection": _as(_MACHINES, "source_virtual_machine_id"),
        "virtual_machine_restore_point": _as(
            "virtual_machine_restore_point_collection",
            "virtual_machine_restore_point_collection_id",
        ),
        "elastic_san_volume": _as("elastic_san_volume_group", "volume_group_id"),
        "application_insights": _as("log_analytics_workspace", "workspace_id"),
    }.items()
}


class Keys:
    """The keys of the stores of one input."""

    def __init__(self, resources: Resources, azure: Azure) -> None:
        """Look up what gives a store its key in `resources`."""
        self.resources = resources
        self.azure = azure

    def of(self, resource: Resource, depth: int = 0) -> Value[KeyUse | None]:
        """Return the key of a store: its own, its companion's, or its parent's."""
        join = _JOINS.get(resource.type, Join())
        own = self._own(resource)
        if isinstance(own, Known) and own.value is not None:
            return own
        if isinstance(own, Unknown) and not join.parents:
            return own
        for companion in join.companions:
            found = self._given(resource, companion)
            if isinstance(found, Unknown) or found.value is not None:
                return found
        if not join.parents:
            return own
        named = first_set(resource, *join.parents)
        parent = self.azure.target(named, *join.types) if depth < _DEPTH else None
        if parent is None or parent.mode == "data":
            reason = own.reason if isinstance(own, Unknown) else "what it belongs to decides"
            return Unknown(f"{reason}, and it is not in this input", named.source)
        return self.of(parent, depth + 1)

    def _own(self, resource: Resource) -> Value[KeyUse | None]:
        if TABLE.has(resource.type):
            first = next(TABLE.assets(resource, self.azure))
            if isinstance(first, Store):
                return first.key
        if resource.type in MACHINES:
            return weakest(disk_keys(resource, self.azure))
        return Known(None, resource.source("", "no attribute of the type names a key"))

    def _given(self, resource: Resource, companion: Companion) -> Value[KeyUse | None]:
        found = self.resources.about(resource, companion.type, companion.via, ("id",))
        return key_named(found.one(), self.azure, companion.paths)


def key_named(
    view: Resource, azure: Azure, paths: Iterable[str] = (*_KEYS, "key_name")
) -> Value[KeyUse | None]:
    """Return the key that a resource names: by id, in a list of ids, or by its name alone."""
    for path in paths:
        value = view.get(path, None, "no customer managed key")
        if isinstance(value, Unknown) and path.endswith("_ids"):
            # Several keys of one vault: the first stands for them.
            value = view.resolve(view, (path, 0)) or value
        if isinstance(value, Known) and isinstance(value.value, list):
            value = Known(next(iter(value.value), None), value.source)
        if isinstance(value, Known) and path == "key_name" and isinstance(value.value, str):
            keys = azure.named(_VAULT_KEY, value.value)
            if len(keys) == 1:
                value = Known(Reference(keys[0].address, "id"), value.source)
        if isinstance(value, Unknown) or value.value:
            return azure.key_use(value)
    return Known(None, view.source("", "no customer managed key"))


def weakest(keys: Iterable[Value[KeyUse | None]]) -> Value[KeyUse | None]:
    """Return the key that protects least: none, else one unknown, else any."""
    found = list(keys)
    for key in found:
        if isinstance(key, Known) and key.value is None:
            return key
    return next((key for key in found if isinstance(key, Unknown)), found[0])


MACHINES: Final = tuple(
    f"azurerm_{type_}"
    for type_ in (
        "linux_virtual_machine",
        "windows_virtual_machine",
        "linux_virtual_machine_scale_set",
        "windows_virtual_machine_scale_set",
        "orchestrated_virtual_machine_scale_set",
    )
)
_SETS: Final = ("disk_encryption_set_id", "secure_vm_disk_encryption_set_id")
_PLATFORM: Final = "azurerm docs: without a disk encryption set, the platform's keys"


def disk_keys(machine: Resource, azure: Azure) -> list[Value[KeyUse | None]]:
    """Return the key of each disk that a machine is made with."""
    keys: list[Value[KeyUse | None]] = []
    for path in ("os_disk", "data_disk"):
        disks = machine.blocks(path)
        if isinstance(disks, Unknown):
            keys.append(Unknown(disks.reason, disks.source))
            continue
        keys += [azure.key_use(first_set(disk, *_SETS, because=_PLATFORM)) for disk in disks.value]
    return keys or [Known(None, machine.source("os_disk", _PLATFORM))]


def _joined(type_: str, resources: Resources, azure: Azure) -> Iterator[Asset]:
    keys = Keys(resources, azure)
    for resource in resources.of(type_):
        first, *rest = TABLE.assets(resource, azure)
        if isinstance(first, Store):
            first = replace(first, deletion_protected=protected(resource, azure))
            if type_ in _JOINS:
                first = replace(first, key=keys.of(resource))
            fields: dict[str, Any] = {
                name: read(resource, azure) for name, read in _FIELDS.get(type_, {}).items()
            }
            first = replace(first, **fields)
        yield first
        yield from rest
        for beside in _BESIDE.get(type_, ()):
            yield from beside(resource, azure)


def _shared(resource: Resource, azure: Azure) -> Value[bool]:
    """Tell whether the gallery of an image is shared with everyone."""
    named = first_set(resource, "gallery_name", "gallery_application_id")
    gallery = azure.target(named, "azurerm_shared_image_gallery")
    if gallery is None or gallery.mode == "data":
        return Unknown("the sharing of its gallery decides, and is not in this input", named.source)
    sharing = azure.seen(fact(gallery, "sharing.permission", "Private", _UNSHARED))
    found = sharing.map(lambda permission: permission == "Community")
    return replace(found, source=replace(found.source, note=f"as {gallery.address}; {_COMMUNITY}"))


def _unity(resource: Resource, azure: Azure) -> Iterator[Asset]:
    """Yield what a workspace of Databricks leaves: data of Unity Catalog."""
    forced = feature(azure, resource, "databricks_workspace.force_delete", default=False)
    stays: Value[bool] = Unknown(_UNITY, forced.source)
    if isinstance(forced, Known) and forced.value:
        return
    days: Value[int | None] = inherent(None, resource.source(), "nothing deletes it by itself")
    yield from leftover("data", stays, days, common_fields(resource, azure))


def _events(resource: Resource, _azure: Azure) -> Value[int | None]:
    """Return how long an event hub keeps its events: a compacted one forever."""
    policy = fact(resource, "retention_description.cleanup_policy", "Delete", NOT_WRITTEN)
    hours = fact(resource, "retention_description.retention_time_in_hours", None, NOT_WRITTEN)
    for value in (policy, hours):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
    if isinstance(policy, Known) and policy.value == "Compact":
        return Known(None, policy.source)
    if isinstance(hours, Known) and isinstance(hours.value, (int, float)) and hours.value:
        return hours.map(lambda found: int(found) // 24)
    because = "default, unconfirmed: Azure Event Hubs documentation, Event retention: seven days"
    return fact(resource, "message_retention", 7, because)


def _softly_deleted(resource: Resource, _azure: Azure) -> Value[int | None]:
    """Return after how long a Kusto database deletes its data."""
    period = fact(
        resource,
        "soft_delete_period",
        None,
        "default, unconfirmed: Azure Data Explorer documentation, Retention policy: unlimited",
    )
    try:
        return period.map(iso_days)
    except ValueError:
        return Unknown("not a duration that is known", period.source)


def _in_vault(field: str) -> Callable[[Resource, Azure], Value[Any]]:
    return lambda resource, azure: vault_ends(resource, azure)[field]


def _not_reached(resource: Resource, _azure: Azure) -> Value[bool]:
    return inherent(False, resource.source(), NOT_REACHED)


_OF_A_VAULT: Final = {
    "deletion_protected": _not_reached,
    "recoverable_days": _in_vault("recoverable_days"),
    "purgeable": _in_vault("purgeable"),
}
_FIELDS: Final[Mapping[str, Mapping[str, Callable[[Resource, Azure], Value[Any]]]]] = {
    "azurerm_eventhub": {"retention_days": _events},
    "azurerm_kusto_database": {"retention_days": _softly_deleted},
    "azurerm_shared_image_version": {"public": _shared},
    "azurerm_gallery_application_version": {"public": _shared},
    "azurerm_key_vault_secret": _OF_A_VAULT,
    "azurerm_key_vault_certificate": _OF_A_VAULT,
}


def _companions(type_: str) -> tuple[str, ...]:
    """Return what configures a type, or what it belongs to and takes its key from."""
    join = _JOINS.get(type_, Join())
    above = [_JOINS.get(parent, Join()) for parent in join.types if not TABLE.has(parent)]
    return tuple(companion.type for each in (join, *above) for companion in each.companions)


_BESIDE: Final[Mapping[str, tuple[Callable[[Resource, Azure], Iterator[Asset]], ...]]] = {
    "azurerm_mssql_managed_database": (long_term,),
    "azurerm_databricks_workspace": (_unity,),
}
TYPES: Final = tuple(sorted(TABLE.types()))
COMPANIONS: Final = tuple(
    sorted({companion.type for join in _JOINS.values() for companion in join.companions})
)
ADAPTERS: Final[tuple[Adapter[Azure], ...]] = tuple(
    Adapter(
        (type_,),
        _companions(type_),
        partial(_joined, type_),
    )
    for type_ in TYPES
)
