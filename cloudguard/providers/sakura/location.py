"""What decides where things are put: provider blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.assets import Asset
from cloudguard.assets.location import ProviderDefault
from cloudguard.providers.sakura.provider import Sakura
from cloudguard.values import Known, Source, Unknown

_FAMILIES: Final = ("sakura", "sakuracloud")


def provider_defaults(sakura: Sakura) -> Iterator[Asset]:
    """Yield the zone of each provider block that stands in the root or is used."""
    ours = tuple(f"{family}_" for family in _FAMILIES)
    used = {r.provider_key for r in sakura.resources.managed if r.type.startswith(ours)}
    written = {
        key
        for key, block in sakura.configuration.providers.items()
        if block.name in _FAMILIES and (key in used or not block.module)
    }
    for key in sorted(written | used - {""}):
        source = Source(f"provider.{key}", "zone")
        yield ProviderDefault(
            id=f"provider.{key}",
            provider=sakura.name,
            type="provider",
            origin=source,
            location=sakura.zone(key),
            tags=Known({}, source),
            account=Unknown("the input does not name the account", source),
            names=(),
        )
