"""Amazon Web Services."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cloudguard.assets import Asset
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws import (
    awscc,
    backup,
    compute,
    copies,
    grants,
    joined,
    keys,
    location,
    logs,
    storage,
)
from cloudguard.providers.aws.provider import Aws
from cloudguard.providers.package import Package

ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    *storage.ADAPTERS,
    *compute.ADAPTERS,
    *keys.ADAPTERS,
    *backup.ADAPTERS,
    *logs.ADAPTERS,
    *location.ADAPTERS,
    *awscc.ADAPTERS,
    *joined.ADAPTERS,
)
_HERE: Final = Path(__file__).parent
_ROWS: Final = ("resources", "configuration", "awscc", "awscc_configuration")


def _besides(aws: Aws) -> Iterator[Asset]:
    yield from location.provider_defaults(aws)
    yield from grants.grants(aws)


PACKAGE: Final = Package(
    families=frozenset({"aws", "awscc"}),
    rows=tuple(_HERE / f"{name}.yaml" for name in _ROWS),
    adapters=ADAPTERS,
    make=Aws,
    besides=_besides,
    defaults=_HERE / "schema.json",
    copies=copies.read,
    network="cloudguard.providers.aws.network",
    identity="cloudguard.providers.aws.identity",
)
