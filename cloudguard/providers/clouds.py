"""The clouds an input uses, and the dated list of what ガバメントクラウド has adopted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

import yaml

from cloudguard import texts
from cloudguard.assets import Place
from cloudguard.assets.clouds import CloudUse
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown, Value

NOT_LISTED: Final = "not on the list"


def clouds(resources: Iterable[Resource]) -> Iterator[CloudUse]:
    """Yield each listed cloud that is in use once, and every resource of one that is not."""
    listed, others = _list()
    seen: set[str] = set()
    for resource in resources:
        family = resource.type.partition("_")[0].removesuffix("-beta")
        entry = listed.get(family)
        if entry is not None and entry["id"] not in seen:
            seen.add(entry["id"])
            because = f"since {entry['since']}, as of {_as_of()}: {entry['source']}"
            standing: Value[str] = Known(entry["standing"], Source("", note=because))
            yield _use(f"cloud.{entry['id']}", entry["id"], "cloud", Source(""), standing)
        elif family in others:
            source = resource.source()
            because = f"{others[family]}, as of {_as_of()}"
            standing = Known(NOT_LISTED, Source(source.address, note=because))
            yield _use(resource.address, "other", resource.type, source, standing)


def _use(id_: str, provider: str, type_: str, origin: Source, standing: Value[str]) -> CloudUse:
    nowhere: Value[Place] = Unknown("a cloud lies in many places", origin)
    return CloudUse(
        id=id_,
        provider=provider,
        type=type_,
        origin=origin,
        location=nowhere,
        tags=Known({}, origin),
        account=Unknown("the input does not name the account", origin),
        names=(),
        standing=standing,
    )


@cache
def _content() -> Mapping[str, Any]:
    text = (texts.folder() / "clouds.yaml").read_text(encoding="utf-8")
    content: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return content


def _as_of() -> str:
    return str(_content()["as_of"])


@cache
def _list() -> tuple[Mapping[str, Mapping[str, Any]], Mapping[str, str]]:
    content = _content()
    listed = {family: entry for entry in content["clouds"] for family in entry["families"]}
    return listed, content["others"]
