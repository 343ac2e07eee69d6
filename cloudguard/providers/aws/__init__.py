"""Amazon Web Services."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Final

from cloudguard.assets import Asset
from cloudguard.providers.adapter import Adapter, Reader
from cloudguard.providers.aws import backup, compute, keys, location, logs, storage
from cloudguard.providers.aws.provider import Aws
from cloudguard.providers.schema import Schema
from cloudguard.providers.table import Table
from cloudguard.sources.blocks import Providers
from cloudguard.sources.resource import Resources

ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    *storage.ADAPTERS,
    *compute.ADAPTERS,
    *keys.ADAPTERS,
    *backup.ADAPTERS,
    *logs.ADAPTERS,
    *location.ADAPTERS,
)


@cache
def table() -> Table:
    """Return the rows of the types that need no joins."""
    here = Path(__file__).parent
    return Table(here / "resources.yaml", here / "configuration.yaml")


@cache
def schema() -> Schema:
    """Return what the provider plans for what is not written."""
    return Schema(Path(__file__).parent / "schema.json")


def readers(resources: Resources, configuration: Providers) -> Iterator[Reader]:
    """Yield what reads the AWS resources of an input, each with the types it answers for."""
    aws = Aws(resources, configuration)
    for adapter in ADAPTERS:
        if any(resources.of(type_) for type_ in (*adapter.types, *adapter.companions)):
            yield Reader(frozenset(adapter.types), partial(adapter.read, resources, aws))
    for type_ in sorted(resources.types() & table().types()):
        yield Reader(frozenset((type_,)), partial(_rows, type_, resources, aws))
    yield Reader(frozenset(), partial(location.provider_defaults, aws))


def understood() -> frozenset[str]:
    """Return the resource types that become assets, and their companions."""
    joined = (type_ for a in ADAPTERS for type_ in (*a.types, *a.companions))
    return table().types() | frozenset(joined)


def _rows(type_: str, resources: Resources, aws: Aws) -> Iterator[Asset]:
    for resource in resources.of(type_):
        yield from table().assets(resource, aws)
