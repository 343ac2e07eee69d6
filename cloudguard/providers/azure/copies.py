"""Copies that several Azure resources tell of together: what is backed up, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.assets.storage import Duplicate, Hold
from cloudguard.providers.azure.durations import iso_days
from cloudguard.providers.azure.provider import Azure, fact
from cloudguard.providers.copies import Copies
from cloudguard.providers.duplicates import Names, made
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, inherent

COPIES: Final = Copies(Path(__file__).parent)
# Azure Backup documentation, "Delete a Recovery Services vault", "Stop protection": what is
# protected can be deleted, and its backups stay until they are deleted or expire.
_STAYS: Final = (
    "Azure Backup documentation, Manage backups: backups stay when what they are of is deleted"
)
_KEPT: Final = "the backup policy decides, and it is not in this input"
_ENDLESS: Final = "no retention is written: the backup policy decides"
_INSTANCE: Final = "azurerm_data_protection_backup_instance_"
_POLICY: Final = "azurerm_data_protection_backup_policy_"
# What protects what, where it is kept, and which policy says for how long.
_PROTECTED: Final = {
    "azurerm_backup_protected_vm": ("source_vm_id", "recovery_vault_name", "backup_policy_id"),
    "azurerm_backup_protected_file_share": (
        "source_storage_account_id",
        "recovery_vault_name",
        "backup_policy_id",
    ),
    f"{_INSTANCE}data_lake_storage": (
        "storage_account_id",
        "data_protection_backup_vault_id",
        "backup_policy_data_lake_storage_id",
    ),
    **{
        f"{_INSTANCE}{type_}": (source, "vault_id", "backup_policy_id")
        for type_, source in (
            ("blob_storage", "storage_account_id"),
            ("disk", "disk_id"),
            ("kubernetes_cluster", "kubernetes_cluster_id"),
            ("mysql_flexible_server", "server_id"),
            ("postgresql", "database_id"),
            ("postgresql_flexible_server", "server_id"),
        )
    },
}
_VAULTS: Final = ("azurerm_recovery_services_vault.name",)
# azurerm docs, azurerm_backup_policy_vm: `count` of each is how many days, weeks, months or years.
_COUNTED: Final = {
    "retention_daily": 1,
    "retention_weekly": 7,
    "retention_monthly": 31,
    "retention_yearly": 366,
}
# azurerm docs, azurerm_data_protection_backup_policy_*: ISO 8601 durations.
_PLAIN: Final = ("default_retention_duration", "retention_rule.duration")
_CYCLES: Final = (
    "default_retention_rule.life_cycle.duration",
    "retention_rule.life_cycle.duration",
)
_LASTING: Final = {
    f"{_POLICY}blob_storage": (
        "operational_default_retention_duration",
        "vault_default_retention_duration",
        "retention_duration",
        "retention_rule.life_cycle.duration",
    ),
    f"{_POLICY}data_lake_storage": _PLAIN,
    f"{_POLICY}disk": _PLAIN,
    f"{_POLICY}postgresql": _PLAIN,
    f"{_POLICY}kubernetes_cluster": _CYCLES,
    f"{_POLICY}mysql_flexible_server": _CYCLES,
    f"{_POLICY}postgresql_flexible_server": _CYCLES,
}
_LEGAL: Final = "Azure Storage documentation, Legal holds: until it is cleared"
_UNLISTED: Final = (
    "version-level immutability is on: single blobs may be kept for longer, or under a legal "
    "hold, which no plan shows"
)


def read(resources: Resources, azure: Azure) -> Iterator[Asset]:
    """Yield which data of an input is a copy of which, and what keeps data from being deleted."""
    yield from COPIES.read(resources, azure)
    yield from _backups(resources, azure)
    yield from _holds(resources, azure)


def _backups(resources: Resources, azure: Azure) -> Iterator[Duplicate]:
    names = Names(resources)
    for type_, (source, vault, policy) in _PROTECTED.items():
        for item in resources.of(type_):
            stays: Value[bool] = inherent(True, item.source(source), _STAYS)
            held_in = names.found(item.get(vault), _VAULTS)
            days = _kept(item.get(policy), resources)
            of = item.get(source)
            yield made(item, azure, "backup", of, held_in=held_in, days=days, stays=stays)


def _kept(named: Value[Any], resources: Resources) -> Value[int | None]:
    """Return for how long a policy keeps backups: the longest of what it says."""
    reference = named.value if isinstance(named, Known) else None
    address = reference.address if isinstance(reference, Reference) else ""
    policy = resources.by_address.get(address)
    if policy is None or policy.mode == "data":
        return Unknown(_KEPT, named.source)
    found = list(_durations(policy) if policy.type in _LASTING else _counts(policy))
    known = [days for days in found if isinstance(days, Known)]
    if len(known) < len(found):
        return next(days for days in found if isinstance(days, Unknown))
    if not known:
        return Unknown(_ENDLESS, policy.source())
    return max(known, key=lambda days: days.value)


def _counts(policy: Resource) -> Iterator[Value[int]]:
    for path, length in _COUNTED.items():
        blocks = policy.blocks(path)
        if isinstance(blocks, Unknown):
            yield Unknown(blocks.reason, blocks.source)
            continue
        for block in blocks.value:
            count = fact(block, "count")
            if isinstance(count, Unknown):
                yield Unknown(count.reason, count.source)
            elif isinstance(count.value, (int, float)):
                yield Known(int(count.value) * length, count.source)
            else:
                yield Unknown("not a number that is known", count.source)


def _durations(policy: Resource) -> Iterator[Value[int]]:
    for path in _LASTING[policy.type]:
        value = policy.get(path, None, "not written")
        several = value.among if isinstance(value, Unknown) and value.among else (value,)
        for each in several:
            if isinstance(each, Unknown):
                yield each
            elif each.value:
                yield _in_days(each)


def _in_days(duration: Known[Any]) -> Value[int]:
    try:
        return Known(iso_days(duration.value) or 0, duration.source)
    except ValueError:
        return Unknown("not a duration that is known", duration.source)


def _holds(resources: Resources, azure: Azure) -> Iterator[Hold]:
    """Yield the legal holds that a state shows, and the locks of single blobs that may be."""
    for container in resources.of("azurerm_storage_container"):
        held = fact(container, "has_legal_hold", False, "known once the container is made")
        if isinstance(held, Known) and held.value is True:
            days: Value[int | None] = inherent(None, held.source, _LEGAL)
            yield _hold(container, azure, "legal-hold", held, days, lifts=True)
    for account in resources.of("azurerm_storage_account"):
        policy = account.blocks("immutability_policy")
        if isinstance(policy, Unknown) or policy.value:
            unseen = Unknown(_UNLISTED, policy.source)
            yield _hold(account, azure, "object-lock", unseen, unseen, lifts=False)


def _hold(
    resource: Resource,
    azure: Azure,
    what: str,
    holds: Value[bool],
    days: Value[int | None],
    *,
    lifts: bool,
) -> Hold:
    of: Value[Any] = Known(Reference(resource.address), holds.source)
    common = {**common_fields(resource, azure), "names": ()}
    return Hold(**common, of=of, what=what, holds=holds, days=days, lifts=lifts)
