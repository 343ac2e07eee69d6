"""One copy, compiled from an entry of a table (see copies.py), and what names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from cloudguard.assets.storage import Duplicate
from cloudguard.providers.cells import Read, compiled, is_set, truth
from cloudguard.providers.table import Provider, common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, inherent

Common: TypeAlias = Mapping[str, Any]

KINDS: Final = frozenset(
    {"snapshot", "replica", "backup", "version", "export", "log", "image", "cache", "state"}
)
"""What a copy may be: one that data was restored into, or that follows it, is a replica."""
ENTRY: Final = frozenset(
    {
        "what", "of", "of_each", "of_by", "held_in", "held_by", "exists", "days", "stays",
        "elsewhere", "each",
    }
)  # fmt: skip
ITSELF: Final = "itself"
_STAYS: Final = "it stays until it is deleted"
_HERE: Final = "no other account or region is named"
_ITSELF: Final = "the resource itself"
_KEPT: Final = "the provider keeps it: no resource stands for it"
_NOT_WRITTEN: Final = "not written"
_MANY: Final = 20  # so many may be meant that it may as well be anything
_SEVERAL: Final = "several blocks say different things"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a row, compiled."""

    what: str
    each: str
    itself: bool
    of: Read | None
    of_each: Read | None
    held_in: Read | None
    exists: Read | None
    days: Read | None
    stays: Read | None
    elsewhere: Read | None
    of_by: tuple[str, ...]
    held_by: tuple[str, ...]

    @classmethod
    def made(cls, written: Mapping[str, Any]) -> Entry:
        """Compile an entry; ValueError for a wrong one."""
        if written["what"] not in KINDS or not written.keys() <= ENTRY:
            raise ValueError(f"not an entry of copies: {written!r}")
        itself = written.get("held_in") is ITSELF
        cells = {
            name: _read(cell)
            for name, cell in written.items()
            if name in _CELLS and cell is not ITSELF
        }
        for name in ("exists", "stays"):
            if name in cells:
                cells[name] = truth(cells[name])
        return cls(
            what=written["what"],
            each=written.get("each", ""),
            itself=itself,
            of_by=_texts(written.get("of_by", ())),
            held_by=_texts(written.get("held_by", ())),
            **{name: cells.get(name) for name in _CELLS},
        )

    def read(
        self, resource: Resource, provider: Provider, names: Names, common: Common
    ) -> Iterator[Duplicate]:
        """Yield the copies that the entry tells of; `common` is what is said of the resource."""
        blocks: Value[tuple[Resource, ...]] = Known((resource,), resource.source())
        if self.each:
            blocks = resource.blocks(self.each)
        if isinstance(blocks, Unknown):  # there may be copies, and nothing is known of them
            unread = Unknown(blocks.reason, blocks.source)
            of = unread if self.of_each else self._of(resource, resource)
            yield made(
                resource, provider, self.what, of,
                held_in=unread, days=unread, stays=unread, common=common,
            )  # fmt: skip
            return
        for block in blocks.value:
            yield from self._of_block(resource, block, provider, names, common)

    def _of_block(
        self, resource: Resource, block: Resource, provider: Provider, names: Names, common: Common
    ) -> Iterator[Duplicate]:
        exists = self.exists(block) if self.exists else None
        if isinstance(exists, Known) and not exists.value:
            return
        origins = list(_each(self._of(resource, block)))
        if not origins:
            return
        days = self.days(block) if self.days else inherent(None, block.source(), _STAYS)
        stays = self.stays(block) if self.stays else inherent(True, block.source(), _STAYS)
        if isinstance(exists, Unknown):  # nor is it known whether there is one to stay
            stays = Unknown(exists.reason, exists.source)
        holders = [names.found(holder, self.held_by) for holder in self._holders(resource, block)]
        elsewhere = self.elsewhere(block) if self.elsewhere else None
        places = list(_each(elsewhere)) if elsewhere is not None else []
        for origin in origins:
            of = names.found(origin, self.of_by)
            for holder in holders:
                for place in places or [inherent(None, block.source(), _HERE)]:
                    yield made(
                        resource, provider, self.what, of,
                        held_in=holder, days=days, stays=stays, elsewhere=place, common=common,
                    )  # fmt: skip

    def _holders(self, resource: Resource, block: Resource) -> list[Value[Any]]:
        if self.itself:
            return [inherent(Reference(resource.address), block.source(), _ITSELF)]
        found = list(_each(self.held_in(block))) if self.held_in else []
        if not found and (self.held_in is None or self.exists is not None):
            return [inherent(None, block.source(), _KEPT)]
        return found

    def _of(self, resource: Resource, block: Resource) -> Value[Any]:
        if self.of_each is not None:
            return self.of_each(block)
        if self.of is not None:
            return self.of(resource)
        return inherent(Reference(resource.address), block.source(), _ITSELF)


_CELLS: Final = ENTRY - {"what", "each", "of_by", "held_by"}


def _texts(written: Any) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(written)


class Names:
    """The resources of one input by the attributes that others name them by."""

    def __init__(self, resources: Resources) -> None:
        """Look up in `resources`."""
        self._resources = resources
        self._known: dict[str, tuple[dict[str, list[str]], list[str]]] = {}

    def found(self, value: Value[Any], by: Sequence[str]) -> Value[Any]:
        """Return the one resource that a text names, else the value as it is.

        What nothing here is called may be what something is called whose name is not known.
        """
        if not by or not isinstance(value, Known) or not isinstance(value.value, str):
            return value
        text = value.value.rpartition(":::")[2]  # of an ARN of a bucket its name
        known = [self._by(attribute) for attribute in by]
        found = [address for called, _ in known for address in called.get(text, ())]
        if len(found) == 1:
            return Known(Reference(found[0]), value.source)
        nameless = [address for _, hidden in known for address in hidden]
        if found or not nameless:
            return value
        others = [Known(Reference(address), value.source) for address in nameless]
        reason = f"{value.value} may be {nameless[0]}: its name is not known"
        return Unknown(reason, value.source, (value, *others) if len(others) < _MANY else ())

    def _by(self, attribute: str) -> tuple[Mapping[str, Sequence[str]], Sequence[str]]:
        if (known := self._known.get(attribute)) is None:
            known = self._known[attribute] = ({}, [])
            type_, _, name = attribute.partition(".")
            for resource in self._resources.of(type_):
                value = resource.get(name, None, _NOT_WRITTEN)
                if isinstance(value, Unknown):
                    known[1].append(resource.address)
                elif isinstance(value.value, str):
                    known[0].setdefault(value.value, []).append(resource.address)
        return known


def _read(cell: Any) -> Read:
    """Compile a cell: a path alone names nothing where it is not written, and may name several."""
    match cell:
        case str(path):
            return lambda resource: _named(resource, path)
        case {"first": list(cells)}:
            reads = [_read(each) for each in cells]
            return lambda resource: _first([read(resource) for read in reads])
        case _:
            return compiled(cell)


def _named(resource: Resource, path: str) -> Value[Any]:
    value = resource.get(path, None, _NOT_WRITTEN)
    if isinstance(value, Unknown) and not value.among:
        items = resource.items(path)  # of a list each item by itself
        if isinstance(items, Known) and any(isinstance(item, Known) for item in items.value):
            return Known(list(items.value), value.source)
    return value


def _first(values: list[Value[Any]]) -> Value[Any]:
    return next((v for v in values if isinstance(v, Unknown) or is_set(v.value)), values[-1])


def _each(value: Value[Any]) -> Iterator[Value[Any]]:
    """Yield what an attribute names, one by one; nothing where it names nothing."""
    if isinstance(value, Unknown):
        if value.reason == _SEVERAL:
            yield from (known for known in value.among if is_set(known.value))
        elif not value.among or any(is_set(known.value) for known in value.among):
            yield value
        return
    for item in value.value if isinstance(value.value, list) else [value.value]:
        if isinstance(item, (Known, Unknown)):
            yield item
        elif is_set(item):
            yield Known(item, value.source)


def made(
    resource: Resource,
    provider: Provider,
    what: str,
    of: Value[Any],
    *,
    held_in: Value[Any],
    days: Value[int | None],
    stays: Value[bool] | None = None,
    elsewhere: Value[Any] | None = None,
    common: Common | None = None,
) -> Duplicate:
    """Return a copy that a resource is, or makes; `common` is what is said of the resource."""
    nothing_named = isinstance(held_in, Known) and held_in.value is None
    return Duplicate(
        **(common or said_of(resource, provider)),
        of=provider.store_named(of),
        held_in=held_in if nothing_named else provider.store_named(held_in),
        what=what,
        days=days,
        stays=stays or inherent(True, resource.source(), _STAYS),
        elsewhere=elsewhere or inherent(None, resource.source(), _HERE),
        possible=False,
    )


def said_of(resource: Resource, provider: Provider) -> Common:
    """Return what every copy says of the resource that tells of it."""
    return {**common_fields(resource, provider), "names": ()}
