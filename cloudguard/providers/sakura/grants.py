"""Ways between accounts, projects and zones of SAKURA Cloud that are not packets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from cloudguard.assets.grants import Grant, Grantee
from cloudguard.providers.grants import Called, Way, Ways, at, granted, load, read
from cloudguard.providers.sakura.provider import Sakura
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value

_SHARE: Final = "sakuracloud_archive_share"
_WITH_KEY: Final = "whoever is given the share key copies the archive: who that is is not seen"
# SAKURA Cloud manual, "オブジェクトストレージ", パーミッション: one access key for several buckets.
_KEY: Final = "sakura_object_storage_permission"
_PEOPLE: Final = ("sakura_iam_user", "sakura_iam_group")


def grants(sakura: Sakura) -> Iterator[Grant]:
    """Yield what lets others in, or data out, other than packets."""
    called = Called(sakura.resources, sakura)

    def whom(way: Way, resource: Resource) -> Iterator[Value[Grantee]]:
        if resource.type == _SHARE:  # the key itself is made on apply
            yield Unknown(_WITH_KEY, resource.source("share_key"))
            return
        for path in way.to:
            for value in at(resource, path):
                found = _who(value, resource, sakura, called)
                if found is not None:
                    yield found

    yield from read(sakura.resources, sakura, ways(), whom)
    for permission in sakura.resources.of(_KEY):
        buckets = list(at(permission, "bucket_controls.bucket"))
        found = [_who(value, permission, sakura, called) for value in buckets[1:]]
        to = tuple(one for one in found if one is not None)
        if len(buckets) == 1 and isinstance(buckets[0], Unknown):
            to = (buckets[0],)  # how many buckets it is for is not known
        yield from granted(permission, Way("share"), to, sakura, next(iter(buckets), None))


@cache
def ways() -> Ways:
    """Return the ways of each type."""
    return load(Path(__file__).parent / "grants.yaml")


def _who(
    value: Value[Any], near: Resource, sakura: Sakura, called: Called
) -> Value[Grantee] | None:
    """Return whose something is; None for people, who belong to no zone."""
    if isinstance(value, Unknown):
        return value
    name = value.value
    if isinstance(name, Reference):
        target = sakura.resources.by_address.get(name.address)
    else:
        target = called.one(str(name))
    if target is None or target.mode == "data":
        return Unknown(f"{name} is not in this input", value.source)
    if target.type in _PEOPLE:
        return None
    own = target.provider_key == near.provider_key
    return Known(Grantee("asset", Reference(target.address), own), value.source)
