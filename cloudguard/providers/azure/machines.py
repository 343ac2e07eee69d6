"""Virtual machines and scale sets: the disks that they are made with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.assets import Asset
from cloudguard.assets.storage import Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.azure.ends import feature, protected
from cloudguard.providers.azure.joined import MACHINES, disk_keys, weakest
from cloudguard.providers.azure.provider import Azure
from cloudguard.providers.table import common_fields, leftover
from cloudguard.sources.resource import Resources
from cloudguard.values import Value, inherent

_DISKS: Final = (
    "Azure virtual machines documentation, Server-side encryption of Azure Disk Storage: managed "
    "disks are encrypted at rest by default, with 256-bit AES"
)
_NEVER: Final = "nothing deletes by itself what lies on a disk"
_AT_ONCE: Final = (
    "default, unconfirmed: Azure virtual machines documentation, Delete a machine: a deleted disk "
    "cannot be restored"
)
_LINKED: Final = (
    "Azure virtual machines documentation, Securely import and export a disk: a disk is read "
    "through a link that somebody with the permission makes"
)
_DELETED: Final = "virtual_machine.delete_os_disk_on_deletion"
_SINGLE: Final = frozenset({"azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine"})
_UNLOCKED: Final = "no setting of a machine locks its disks: azurerm 4.55.0 schema"


def _machines(resources: Resources, azure: Azure) -> Iterator[Asset]:
    for type_ in MACHINES:
        for machine in resources.of(type_):
            source = machine.source()
            yield Store(
                **common_fields(machine, azure),
                encrypted=inherent(True, source, _DISKS),
                algorithm=inherent("AES-256", source, _DISKS),
                key=weakest(disk_keys(machine, azure)),
                retention_days=inherent(None, source, _NEVER),
                lock=inherent(None, source, _UNLOCKED),
                deletion_protected=protected(machine, azure),
                recoverable_days=inherent(0, source, _AT_ONCE),
                purgeable=inherent(False, source, _AT_ONCE),
                public=inherent(False, source, _LINKED),
            )
            if type_ in _SINGLE:
                deleted = feature(azure, machine, _DELETED, default=True)
                kept: Value[int | None] = inherent(None, source, _NEVER)
                stays: Value[bool] = deleted.map(lambda value: not value)
                yield from leftover("disks", stays, kept, common_fields(machine, azure))


ADAPTERS: Final[tuple[Adapter[Azure], ...]] = (Adapter(MACHINES, (), _machines),)
