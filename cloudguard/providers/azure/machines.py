"""Virtual machines and scale sets: the disks that they are made with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.assets import Asset
from cloudguard.assets.storage import Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.azure.joined import MACHINES, disk_keys, weakest
from cloudguard.providers.azure.provider import Azure
from cloudguard.providers.table import STORE_ENDS, common_fields, unsaid
from cloudguard.sources.resource import Resources
from cloudguard.values import inherent

_DISKS: Final = (
    "Azure virtual machines documentation, Server-side encryption of Azure Disk Storage: managed "
    "disks are encrypted at rest by default, with 256-bit AES"
)
_NEVER: Final = "nothing deletes by itself what lies on a disk"
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
                **unsaid(machine, *STORE_ENDS),
            )


ADAPTERS: Final[tuple[Adapter[Azure], ...]] = (Adapter(MACHINES, (), _machines),)
