"""Assets read by table: one row says what a resource type is and where each field stands.

A row has a `kind`, a cell (see cells.py) for each field of that kind, and, where they apply,
`lock_days` (for how long a lock keeps what is written), `location`, `copies`, `logs` and
`left_behind` (what stays when the resource is deleted: `what`, `stays` and `days` of each). A field
without a cell is unknown: "no attribute says this".
Each log has `enabled`, `destinations`, and `none_where`: a cell that tells what cannot keep it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias

import yaml

from cloudguard.assets import Asset, Configuration, Place
from cloudguard.assets.keys import Key, KeyUse
from cloudguard.assets.logs import LogDelivery, LogSource, ServiceLog
from cloudguard.assets.storage import (
    Copy,
    DiskDefault,
    Leftover,
    Lock,
    LogStore,
    ObjectStore,
    Store,
)
from cloudguard.providers.cells import Read, compiled, is_set, truth
from cloudguard.sources.resource import Resource
from cloudguard.values import (
    Known,
    Reference,
    Unknown,
    Value,
    any_true,
    inherent,
)

Row: TypeAlias = Mapping[str, Any]

KINDS: Final[Mapping[str, type[Asset]]] = {
    "store": Store,
    "objects": ObjectStore,
    "logs": LogStore,
    "key": Key,
    "disk-default": DiskDefault,
    "configuration": Configuration,
}
_HELD: Final = ("encrypted", "algorithm", "key", "retention_days", "lock")
_ENDS: Final = ("deletion_protected", "recoverable_days", "purgeable")
STORE_ENDS: Final = (*_ENDS, "public")
KEY_ENDS: Final = (*_ENDS, "imported")
"""What stores and keys say of their end, and of who may reach them."""
FIELDS: Final[Mapping[type[Asset], tuple[str, ...]]] = {
    Store: (*_HELD, *STORE_ENDS),
    ObjectStore: (*_HELD, *STORE_ENDS, "versioned"),
    LogStore: (*_HELD, *STORE_ENDS),
    Key: ("enabled", "rotation_days", "rotatable", *KEY_ENDS),
    DiskDefault: ("encrypted",),
    Configuration: (),
}


class Provider(Protocol):
    """What a provider's package knows that no row can say."""

    name: str

    def place(self, resource: Resource, cell: Read | None) -> Value[Place]:
        """Return where a resource lies; `cell` overrides the provider's usual way to say it."""
        ...

    def place_of(self, value: Value[Any], near: Value[Place]) -> Value[Place]:
        """Return the place that a region's name, an ARN or a reference stands for."""
        ...

    def key_use(self, value: Value[Any]) -> Value[KeyUse | None]:
        """Return the key that an attribute names, and who holds it."""
        ...

    def store_named(self, value: Value[Any]) -> Value[str | Reference | None]:
        """Return the name of a store, from the forms in which logs are sent to it."""
        ...

    def tags(self, resource: Resource) -> Value[Mapping[str, str]]:
        """Return the tags of a resource, the provider's default tags included."""
        ...

    def account(self, resource: Resource) -> Value[str]:
        """Return the account that a resource belongs to."""
        ...

    def names(self, resource: Resource) -> tuple[str, ...]:
        """Return the ARN, id and names by which other resources may refer to one."""
        ...


_TRUE_OR_FALSE: Final = frozenset(
    {
        "encrypted",
        "versioned",
        "enabled",
        "rotatable",
        "deletion_protected",
        "purgeable",
        "public",
        "imported",
    }
)


class Rows:
    """The rows of some files by type, as they are written.

    A file is split at its top-level keys and a row parsed when its type is first met: an input
    has tens of types, a table more than a thousand.
    """

    def __init__(self, *files: Path) -> None:
        """Index the rows of `files`; raise ValueError for a type that stands twice."""
        self._texts: dict[str, str] = {}
        for file in files:
            for type_, text in _rows(file.read_text(encoding="utf-8")):
                if type_ in self._texts:
                    raise ValueError(f"{type_} has two rows")
                self._texts[type_] = text

    def types(self) -> frozenset[str]:
        """Return the resource types that have a row."""
        return frozenset(self._texts)

    def has(self, type_: str) -> bool:
        """Tell whether a type has a row."""
        return type_ in self._texts

    def row(self, type_: str) -> Row:
        """Return the row of a type."""
        row: Row = yaml.load(self._texts[type_], Loader=yaml.CSafeLoader)[type_]
        return row


class Table:
    """The rows of one provider, ready to read resources with: compiled when a type is first met."""

    def __init__(self, *files: Path) -> None:
        """Index the rows of `files`; raise ValueError for a type that stands twice."""
        self._rows = Rows(*files)
        self._readers: dict[str, _Reader] = {}

    def types(self) -> frozenset[str]:
        """Return the resource types that have a row."""
        return self._rows.types()

    def has(self, type_: str) -> bool:
        """Tell whether a type has a row."""
        return self._rows.has(type_)

    def row(self, type_: str) -> Row:
        """Return the row of a type as it is written."""
        return self._rows.row(type_)

    def assets(self, resource: Resource, provider: Provider) -> Iterator[Asset]:
        """Yield what a resource is: an asset, its copies, its logs; ValueError for a wrong row."""
        if (reader := self._readers.get(resource.type)) is None:
            reader = self._readers[resource.type] = _Reader(resource.type, self.row(resource.type))
        yield from reader.read(resource, provider)


def _rows(text: str) -> Iterator[tuple[str, str]]:
    starts = list(re.finditer(r"^(\w+):", text, re.MULTILINE))
    ends = [*(start.start() for start in starts[1:]), len(text)]
    for start, end in zip(starts, ends, strict=True):
        yield start[1], text[start.start() : end]


class _Reader:
    """One row, compiled."""

    def __init__(self, type_: str, row: Row) -> None:
        try:
            self.kind = KINDS[row.get("kind", "configuration")]
            self.fields = {
                name: _cell(name, row[name]) if name in row else None for name in FIELDS[self.kind]
            }
            self.lock_days = compiled(row["lock_days"]) if "lock_days" in row else None
            self.location = compiled(row["location"]) if "location" in row else None
            self.copies = [compiled(cell) for cell in row.get("copies", ())]
            self.logs = [
                (
                    truth(compiled(log["enabled"])),
                    [compiled(cell) for cell in log.get("destinations", ())],
                    _log_kind(log["enabled"]),
                    compiled(log["none_where"]) if "none_where" in log else None,
                )
                for log in row.get("logs", ())
            ]
            self.leftovers = [
                (left["what"], truth(compiled(left["stays"])), compiled(left["days"]))
                for left in row.get("left_behind", ())
            ]
        except (ValueError, KeyError, TypeError) as wrong:
            raise ValueError(f"{type_}: {wrong}") from wrong

    def read(self, resource: Resource, provider: Provider) -> Iterator[Asset]:
        common = common_fields(resource, provider, self.location)
        fields: dict[str, Any] = {
            name: self._field(name, cell, resource, provider) for name, cell in self.fields.items()
        }
        yield self.kind(**common, **fields)
        for cell in self.copies:
            yield from _copies(cell(resource), resource, provider, common)
        for enabled, destinations, kind, none_where in self.logs:
            none = none_where(resource) if none_where else None
            if isinstance(none, Known) and none.value is True:
                continue
            stores = [provider.store_named(read(resource)) for read in destinations]
            yield from log_assets(enabled(resource), stores, common, kind=kind)
        for what, stays, days in self.leftovers:
            yield from leftover(what, stays(resource), days(resource), common)

    def _field(
        self, name: str, cell: Read | None, resource: Resource, provider: Provider
    ) -> Value[Any]:
        if cell is None:
            return Unknown("no attribute says this", resource.source())
        value = cell(resource)
        if name == "key":
            return provider.key_use(value)
        return _lock(value, self.lock_days, resource) if name == "lock" else value


def _cell(field: str, cell: Any) -> Read:
    return truth(compiled(cell)) if field in _TRUE_OR_FALSE else compiled(cell)


def _log_kind(enabled: Any) -> type[LogSource | ServiceLog]:
    """Tell what is there to record, and so always does, from what may be switched on."""
    always = isinstance(enabled, Mapping) and enabled.get("always") is True
    return LogSource if always else ServiceLog


def _lock(mode: Value[Any], days: Read | None, resource: Resource) -> Value[Lock | None]:
    """Return the lock of a mode, for as long as a row says, without an end where it does not."""
    if isinstance(mode, Known) and mode.value is not None and days is not None:
        length = days(resource)
        if isinstance(length, Known):
            return mode.map(lambda name: Lock(str(name), length.value))
        if mode.value == "compliance":
            return Unknown(length.reason, length.source)
    return mode.map(lambda name: None if name is None else Lock(str(name), None))


def common_fields(
    resource: Resource, provider: Provider, location: Read | None = None
) -> dict[str, Any]:
    """Return the fields that every asset has."""
    return {
        "id": resource.address,
        "provider": provider.name,
        "type": resource.type,
        "origin": resource.source(),
        "location": provider.place(resource, location),
        "tags": provider.tags(resource),
        "account": provider.account(resource),
        "names": provider.names(resource),
    }


def unsaid(resource: Resource, *fields: str) -> dict[str, Any]:
    """Return fields of which no attribute of a resource says anything."""
    nothing = Unknown("no attribute says this", resource.source())
    return dict.fromkeys(fields, nothing)


def leftover(
    what: str, stays: Value[bool], days: Value[int | None], common: Mapping[str, Any]
) -> Iterator[Leftover]:
    """Yield what stays when a resource is deleted, unless it surely does not."""
    if isinstance(stays, Known) and stays.value is False:
        return
    yield Leftover(**{**common, "names": ()}, of=common["id"], what=what, stays=stays, days=days)


def _copies(
    value: Value[Any], resource: Resource, provider: Provider, common: Mapping[str, Any]
) -> Iterator[Copy]:
    if isinstance(value, Unknown) and value.among and all(k.value is None for k in value.among):
        return
    found: Sequence[Value[Any]] = [value]
    if isinstance(value, Known):
        items = value.value if isinstance(value.value, list) else [value.value]
        found = [Known(item, value.source) for item in items if is_set(item)]
    elif value.among:
        found = value.among  # several blocks: each names a copy of its own
    for each in found:
        if isinstance(each, Known) and not is_set(each.value):
            continue
        where = provider.place_of(each, common["location"])
        yield Copy(
            **{**common, "location": where, "names": (), "origin": each.source}, of=resource.address
        )


def _items(value: Value[Any]) -> list[Value[Any]]:
    """Return the items of a list apart: an attribute may name several destinations."""
    if isinstance(value, Known) and isinstance(value.value, list):
        return [Known(item, value.source) for item in value.value]
    return [value]


def log_assets(
    enabled: Value[bool],
    destinations: Sequence[Value[str | Reference | None]],
    common: Mapping[str, Any],
    *,
    kind: type[LogSource | ServiceLog] = LogSource,
) -> Iterator[LogSource | ServiceLog | LogDelivery]:
    """Yield a source of logs and its delivery, which exists unless the source is surely off."""
    each = [item for destination in destinations for item in _items(destination)]
    set_ = [d for d in each if isinstance(d, Unknown) or is_set(d.value)]
    nowhere: Value[bool] = Known(value=False, source=common["origin"])
    delivered = any_true([d.map(is_set) for d in set_]) if set_ else nowhere
    shared = {**common, "names": ()}
    yield kind(**shared, enabled=enabled, delivered=delivered)
    if isinstance(enabled, Known) and enabled.value is False:
        return
    validated = inherent(False, common["origin"], "this log has no digests to validate it by")
    if set_:
        yield LogDelivery(**shared, destinations=tuple(set_), validated=validated)
