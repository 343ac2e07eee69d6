"""Grants read by table: which attribute of which type lets whom reach what.

A row is one way or a list of ways: `of` (what is opened; the resource itself where not written),
`way`, and either `policy` (the path of a document) or `to` (paths of who is let in, or of where
data goes; `self` for what is made of another's data). `only` holds the way to resources of which
an attribute is one of some values; where `held` is set, not everyone is let in, but those of whom
that speaks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

from cloudguard.assets.grants import Grant, Grantee
from cloudguard.providers.table import Provider, common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value

NOT_WRITTEN: Final = "not written"
SELF: Final = "self"
_HELD: Final = "a condition decides who of all is let in"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of a type by which others are let in."""

    way: str
    of: str = ""
    policy: str = ""
    to: tuple[str, ...] = ()
    only: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    held: str = ""


Ways: TypeAlias = Mapping[str, tuple[Way, ...]]
Whom: TypeAlias = Callable[[Way, Resource], Iterable[Value[Grantee]]]


def load(file: Path) -> Ways:
    """Return the ways of each type."""
    rows: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {type_: tuple(map(_way, _listed(row))) for type_, row in rows.items()}


def _way(row: Mapping[str, Any]) -> Way:
    only = {path: tuple(_listed(values)) for path, values in row.get("only", {}).items()}
    to = tuple(_listed(row.get("to", ())))
    return Way(row["way"], row.get("of", ""), row.get("policy", ""), to, only, row.get("held", ""))


def _listed(node: Any) -> list[Any]:
    return list(node) if isinstance(node, (list, tuple)) else [node]


class Called:
    """The resources of one input, by what others call them."""

    def __init__(self, resources: Resources, provider: Provider) -> None:
        """Index the names of all resources."""
        self._named: dict[str, list[Resource]] = defaultdict(list)
        for resource in resources.managed:
            for name in dict.fromkeys(provider.names(resource)):
                self._named[name].append(resource)

    def one(self, name: str) -> Resource | None:
        """Return the one resource that is called so, None for none and for several."""
        found = self._named.get(name, ())
        return found[0] if len(found) == 1 else None


def read(resources: Resources, provider: Provider, ways: Ways, whom: Whom) -> Iterator[Grant]:
    """Yield what each resource of a type with ways lets in."""
    for type_ in sorted(resources.types() & ways.keys()):
        for resource in resources.of(type_):
            for way in ways[type_]:
                if _holds(way, resource):
                    yield from granted(resource, way, tuple(whom(way, resource)), provider)


def granted(
    resource: Resource,
    way: Way,
    to: tuple[Value[Grantee], ...],
    provider: Provider,
    of: Value[Any] | None = None,
) -> Iterator[Grant]:
    """Yield a grant, unless it surely lets nobody in."""
    if way.held and any(isinstance(one, Known) and one.value.kind == "everyone" for one in to):
        condition = next(at(resource, way.held), None)
        if condition is not None:
            to = (Unknown(_HELD, condition.source),)
    if to:
        opened = named(_opened(resource, way) if of is None else of)
        common = {**common_fields(resource, provider), "names": ()}
        yield Grant(**common, of=opened, way=way.way, to=tuple(dict.fromkeys(to)))


def at(resource: Resource, path: str) -> Iterator[Value[Any]]:
    """Yield each value at a path, through all blocks on it; nothing where nothing is written.

    `self` stands for the resource.
    """
    if path == SELF:
        yield Known(Reference(resource.address), resource.source())
        return
    above, _, last = path.rpartition(".")
    holders: Iterable[Resource] = (resource,)
    if above:
        blocks = resource.blocks(above)
        if isinstance(blocks, Unknown):
            yield Unknown(blocks.reason, blocks.source)
            return
        holders = blocks.value
    for holder in holders:
        items = holder.items(last)
        if isinstance(items, Unknown):
            yield items
        else:
            yield from (
                item
                for item in items.value
                if isinstance(item, Unknown) or item.value not in (None, "", [], {})
            )


def named(value: Value[Any]) -> Value[str | Reference]:
    """Take what is made of one resource for that resource: `"${aws_s3_bucket.a.arn}/*"`."""
    if isinstance(value, Known):
        whole = value.value
        return Known(whole if isinstance(whole, Reference) else str(whole), value.source)
    if value.around is not None and value.around[1] is not None:
        return Known(value.around[1], value.source)
    return value


def _holds(way: Way, resource: Resource) -> bool:
    """Tell whether a way may be one of a resource: what is not known may hold."""
    if SELF in way.to:  # a copy of nothing is none
        made_of = resource.get(way.of, None, NOT_WRITTEN)
        if isinstance(made_of, Known) and made_of.value in (None, ""):
            return False
    for path, values in way.only.items():
        found = resource.get(path, None, NOT_WRITTEN)
        if isinstance(found, Known) and found.value not in values:
            return False
    return True


def _opened(resource: Resource, way: Way) -> Value[Any]:
    if not way.of:
        return Known(Reference(resource.address), resource.source())
    found = resource.get(way.of, None, NOT_WRITTEN)
    if isinstance(found, Known) and found.value in (None, ""):
        return Known(Reference(resource.address), found.source)
    return found
