"""Where the provider blocks of an input put what names no place of its own."""

from __future__ import annotations

from collections.abc import Iterable

from cloudguard.assets import Place
from cloudguard.assets.location import ProviderDefault
from cloudguard.sources.blocks import Providers
from cloudguard.sources.resource import Resources
from cloudguard.values import Known, Source, Unknown, Value


def blocks_in_use(
    families: Iterable[str], resources: Resources, configuration: Providers
) -> list[str]:
    """Return the keys of the blocks of some providers that stand in the root or are used."""
    names = frozenset(families)
    starts = tuple(f"{family}_" for family in names)
    used = {r.provider_key for r in resources.managed if r.type.startswith(starts)}
    written = {
        key
        for key, block in configuration.providers.items()
        if block.name.removesuffix("-beta") in names and (key in used or not block.module)
    }
    return sorted(written | used - {""})


def default_of(
    key: str,
    provider: str,
    location: Value[Place],
    *,
    path: str = "region",
    unnamed: str = "the input does not name the account",
) -> ProviderDefault:
    """Return what the block with a key says of places, at `path`."""
    source = Source(f"provider.{key}", path)
    return ProviderDefault(
        id=f"provider.{key}",
        provider=provider,
        type="provider",
        origin=source,
        location=location,
        tags=Known({}, source),
        account=Unknown(unnamed, source),
        names=(),
    )
