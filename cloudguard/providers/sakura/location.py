"""What decides where things are put: provider blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.assets import Asset
from cloudguard.providers.regions import blocks_in_use, default_of
from cloudguard.providers.sakura.provider import Sakura

_FAMILIES: Final = ("sakura", "sakuracloud")


def provider_defaults(sakura: Sakura) -> Iterator[Asset]:
    """Yield the zone of each provider block that stands in the root or is used."""
    for key in blocks_in_use(_FAMILIES, sakura.resources, sakura.configuration):
        yield default_of(key, sakura.name, sakura.zone(key), path="zone")
