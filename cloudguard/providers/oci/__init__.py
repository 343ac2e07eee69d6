"""Oracle Cloud Infrastructure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cloudguard.assets import Asset
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.oci import (
    backups,
    copies,
    datasafe,
    grants,
    guardrails,
    keys,
    location,
    logs,
    services,
    storage,
)
from cloudguard.providers.oci.provider import Oci
from cloudguard.providers.package import Package

ADAPTERS: Final[tuple[Adapter[Oci], ...]] = (
    *storage.ADAPTERS,
    *backups.ADAPTERS,
    *datasafe.ADAPTERS,
    *keys.ADAPTERS,
    *logs.ADAPTERS,
    *services.ADAPTERS,
    *guardrails.ADAPTERS,
)
_HERE: Final = Path(__file__).parent


def _besides(oci: Oci) -> Iterator[Asset]:
    yield from location.provider_defaults(oci)
    yield from grants.grants(oci)


PACKAGE: Final = Package(
    families=frozenset({"oci"}),
    rows=(_HERE / "resources.yaml", _HERE / "configuration.yaml"),
    adapters=ADAPTERS,
    make=Oci,
    copies=copies.read,
    network="cloudguard.providers.oci.network",
    identity="cloudguard.providers.oci.identity",
    besides=_besides,
    lacks={
        "identities.unused-removed": "no plan tells when an identity was last used",
        "account.disks-encrypted-by-default": (
            "OCI encrypts every volume; there is no default to switch on"
        ),
    },
)
