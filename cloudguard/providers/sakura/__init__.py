"""SAKURA Cloud, by both generations of its provider: sakura and sakuracloud."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cloudguard.assets import Asset
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.package import Package
from cloudguard.providers.sakura import copies, grants, keys, location, logs, storage
from cloudguard.providers.sakura.provider import Sakura

ADAPTERS: Final[tuple[Adapter[Sakura], ...]] = (
    *storage.ADAPTERS,
    *keys.ADAPTERS,
    *logs.ADAPTERS,
)
_HERE: Final = Path(__file__).parent


def _besides(sakura: Sakura) -> Iterator[Asset]:
    yield from location.provider_defaults(sakura)
    yield from grants.grants(sakura)


PACKAGE: Final = Package(
    families=frozenset({"sakura", "sakuracloud"}),
    rows=(_HERE / "resources.yaml", _HERE / "configuration.yaml"),
    adapters=ADAPTERS,
    make=Sakura,
    copies=copies.read,
    network="cloudguard.providers.sakura.network",
    identity="cloudguard.providers.sakura.identity",
    besides=_besides,
    lacks={
        "identities.unused-removed": "no plan tells when an identity was last used",
        "account.disks-encrypted-by-default": (
            "SAKURA Cloud has no such default: each disk says whether it is encrypted"
        ),
        "location.guardrail-restricts-regions": (
            "SAKURA Cloud has no rule above an account that restricts zones"
        ),
        "logs.every-region-recorded": "SAKURA Cloud has no trail that is made region by region",
    },
)
