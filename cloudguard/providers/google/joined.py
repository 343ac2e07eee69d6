"""What adapters of stores share: rows that are completed, copies, the nearest multi-region."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, TypeAlias

from cloudguard.assets import Asset, Place, Placed
from cloudguard.assets.storage import Copy, Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.google.ends import protected
from cloudguard.providers.google.exposure import opened
from cloudguard.providers.google.places import place_named
from cloudguard.providers.google.provider import Google
from cloudguard.providers.google.rows import JOINED
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Source, Unknown, Value

Complete: TypeAlias = Callable[[Resource, Google, Any], Iterator[Asset]]

# Compute Engine docs, "Create disk snapshots": the multi-region that holds the source's region.
_MULTI_REGIONS: Final = {"asia": "asia", "europe": "eu", "us": "us", "northamerica": "us"}


def completed(type_: str, complete: Complete) -> Adapter[Google]:
    """Return the adapter that completes what the row of a type says."""

    def read(resources: Resources, google: Google) -> Iterator[Asset]:
        for resource in resources.of(type_):
            yield from finished(_completed(resource, google, complete), resource, google)

    return Adapter((type_,), (), read)


def _completed(resource: Resource, google: Google, complete: Complete) -> Iterator[Asset]:
    for asset in JOINED.assets(resource, google):
        if isinstance(asset, Placed):
            yield from complete(resource, google, asset)
        else:
            yield asset


def plain(types: Iterable[str]) -> Adapter[Google]:
    """Return the adapter of the types whose rows say all but what every store is asked."""
    names = tuple(sorted(types))

    def read(resources: Resources, google: Google) -> Iterator[Asset]:
        for type_ in names:
            for resource in resources.of(type_):
                yield from finished(JOINED.assets(resource, google), resource, google)

    return Adapter(names, (), read)


def finished(assets: Iterable[Asset], resource: Resource, google: Google) -> Iterator[Asset]:
    """Add to the store that a resource is what the provider forbids, and who is let in."""
    for asset in assets:
        if isinstance(asset, Store):
            whole = protected(asset, resource, google)
            yield replace(whole, public=opened(whole.public, resource, google))
        else:
            yield asset


def copied(asset: Asset, location: Value[Place], of: str = "") -> Copy:
    """Return a copy of what an asset holds, or of what `of` names."""
    return Copy(
        id=asset.id,
        provider=asset.provider,
        type=asset.type,
        origin=location.source,
        location=location,
        tags=asset.tags,
        account=asset.account,
        names=(),
        of=of or asset.id,
    )


def nearest(place: Value[Place], source: Source, because: str) -> Value[Place]:
    """Return the multi-region that is nearest to a place."""
    where = replace(source, note=because)
    if isinstance(place, Known):
        area = _MULTI_REGIONS.get(place.value.name.partition("-")[0])
        if area is not None:
            return Known(place_named(area, "storage"), where)
    return Unknown("not written: a multi-region near to what is copied, which is not known", where)
