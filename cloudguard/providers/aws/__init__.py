"""Amazon Web Services."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws import backup, compute, joined, keys, location, logs, storage
from cloudguard.providers.aws.provider import Aws
from cloudguard.providers.package import Package

ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    *storage.ADAPTERS,
    *compute.ADAPTERS,
    *keys.ADAPTERS,
    *backup.ADAPTERS,
    *logs.ADAPTERS,
    *location.ADAPTERS,
    *joined.ADAPTERS,
)
_HERE: Final = Path(__file__).parent
PACKAGE: Final = Package(
    families=frozenset({"aws"}),
    rows=(_HERE / "resources.yaml", _HERE / "configuration.yaml"),
    adapters=ADAPTERS,
    make=Aws,
    besides=location.provider_defaults,
    defaults=_HERE / "schema.json",
)
