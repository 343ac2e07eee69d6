"""Assets read by table: which attribute of a resource type means what.

A row says of one resource type what it is (`kind`) and where each field of the asset stands.
A cell is one of

    path                                    the attribute; null where it is not set
    {read: path, default: v, because: s}    the attribute, or the provider's default for it
    {set: path}                             true where the attribute or block is set
    {equals: {path: v}}                     true where the attribute is v, or one of a list of v
    {any: [cell, …]}  {all: [cell, …]}      Kleene's or, and
    {every: path, cell: cell, default: v, because: s}
                                            true where the cell is true in every block at path
    {first: [cell, …]}                      the first that is set
    {days: path, unit: hours, default: v, because: s}
                                            a duration in days, rounded down; `never` lists the
                                            values that mean that nothing is ever deleted
    {choose: path, of: {v: w, …}, default: w, because: s}
                                            what each value of the attribute means
    {always: v, because: s}                 what the provider fixes for everyone
    {decided_by: path, default: v, because: s}
                                            unknown where the attribute is set, since what it
                                            names decides; else the default
    {unknown: s}                            unknown, for this reason
    {format: "/aws/x/{name}"}               a name made of attributes; of a list, one for each

A field without a cell is unknown: "no attribute says this". `because` cites the source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias

import yaml

from cloudguard.assets import Asset, Configuration, Place
from cloudguard.assets.keys import Key, KeyUse
from cloudguard.assets.logs import LogDelivery, LogSource, ServiceLog
from cloudguard.assets.storage import Copy, DiskDefault, Lock, LogStore, ObjectStore, Store
from cloudguard.sources.resource import Resource
from cloudguard.values import (
    Known,
    Reference,
    Unknown,
    Value,
    all_true,
    any_true,
    inherent,
    settled,
)

Row: TypeAlias = Mapping[str, Any]
Read: TypeAlias = Callable[[Resource], Value[Any]]

KINDS: Final[Mapping[str, type[Asset]]] = {
    "store": Store,
    "objects": ObjectStore,
    "logs": LogStore,
    "key": Key,
    "disk-default": DiskDefault,
    "configuration": Configuration,
}
FIELDS: Final[Mapping[type[Asset], tuple[str, ...]]] = {
    Store: ("encrypted", "algorithm", "key", "retention_days", "lock"),
    ObjectStore: ("encrypted", "algorithm", "key", "retention_days", "lock", "versioned"),
    LogStore: ("encrypted", "algorithm", "key", "retention_days", "lock"),
    Key: ("enabled", "rotation_days", "rotatable"),
    DiskDefault: ("encrypted",),
    Configuration: (),
}
_DAYS: Final = {
    "seconds": 1 / 86400,
    "minutes": 1 / 1440,
    "hours": 1 / 24,
    "days": 1,
    "weeks": 7,
    "months": 30,
    "years": 365,
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


def compiled(cell: Any) -> Read:  # one case per form of a cell
    """Return the function that reads a cell; raise ValueError for what is not a cell."""
    match cell:
        case str(path):
            return lambda resource: resource.get(path)
        case {"read": str(path), "default": default, "because": str(because)}:
            return lambda resource: resource.get(path, default, because)
        case {"set": str(path)}:
            return lambda resource: resource.get(path).map(_is_set)
        case {"equals": Mapping() as wanted}:
            ((path, values),) = wanted.items()
            accepted = tuple(values) if isinstance(values, list) else (values,)
            return lambda resource: resource.get(path).map(lambda found: found in accepted)
        case {"any": list(cells)}:
            reads = [_truth(compiled(c)) for c in cells]
            return lambda resource: any_true([read(resource) for read in reads])
        case {"all": list(cells)}:
            reads = [_truth(compiled(c)) for c in cells]
            return lambda resource: all_true([read(resource) for read in reads])
        case {"every": str(path), "cell": inner, "default": default, "because": str(because)}:
            return _every(path, _truth(compiled(inner)), default, because)
        case {"first": list(cells)}:
            reads = [compiled(c) for c in cells]
            return lambda resource: _first_set([read(resource) for read in reads])
        case {"days": str(path), "unit": str(unit)}:
            return _days(path, _DAYS[unit], cell)
        case {"choose": str(path), "of": Mapping() as meanings}:
            return _choose(path, meanings, cell)
        case {"always": value, "because": str(because)}:
            return lambda resource: inherent(value, resource.source(), because)
        case {"decided_by": str(path), "default": default}:
            return _decided_by(path, default, cell.get("because", ""))
        case {"unknown": str(reason)}:
            return lambda resource: Unknown(reason, resource.source())
        case {"format": str(template)}:
            return _format(template)
        case _:
            raise ValueError(f"not a cell: {cell!r}")


def _truth(read: Read) -> Read:
    """Take "true" for true: some arguments are strings so that they can also be unset.

    terraform-provider-aws 5.100.0: aws_elasticache_replication_group.at_rest_encryption_enabled,
    the ebs blocks of aws_launch_template.
    """
    return lambda resource: settled(read(resource)).map(
        lambda v: _TRUTHS.get(v, v) if isinstance(v, str) else v
    )


def _is_set(value: Any) -> bool:
    return value is not None and value not in ("", [], {})


def _every(path: str, read: Read, default: Any, because: str) -> Read:
    def every(resource: Resource) -> Value[Any]:
        blocks = resource.blocks(path)
        if isinstance(blocks, Unknown):
            return blocks
        if not blocks.value:
            return inherent(default, resource.source(path), because)
        return all_true([read(block) for block in blocks.value])

    return every


def _first_set(values: list[Value[Any]]) -> Value[Any]:
    for value in values:
        if isinstance(value, Unknown) or _is_set(value.value):
            return value
    return values[-1]


def _decided_by(path: str, default: Any, because: str) -> Read:
    def read(resource: Resource) -> Value[Any]:
        found = resource.get(path, _NOT_SET, because)
        if isinstance(found, Known):
            if found.value is _NOT_SET or not _is_set(found.value):
                return Known(default, found.source)
            shown = f"{path} decides: what it names is not in this input"
            return Unknown(shown, found.source)
        return Unknown(found.reason, found.source)

    return read


def _format(template: str) -> Read:
    names = re.findall(r"\{(\w+)\}", template)

    def read(resource: Resource) -> Value[Any]:
        made = [template]
        for name in names:
            value = resource.get(name)
            if isinstance(value, Unknown):
                return value
            if not _is_set(value.value) or isinstance(value.value, Reference):
                return (
                    Known(None, value.source)
                    if not _is_set(value.value)
                    else Unknown(f"{name} is known only after apply", value.source)
                )
            parts = value.value if isinstance(value.value, list) else [value.value]
            made = [text.replace(f"{{{name}}}", str(part)) for text in made for part in parts]
        source = resource.source(".".join(names))
        if len(made) == 1:
            return Known(made[0], source)
        return Unknown("several names", source, tuple(Known(text, source) for text in made))

    return read


def _days(path: str, factor: float, rest: Mapping[str, Any]) -> Read:
    never = rest.get("never", ())
    default, because = rest.get("default"), rest.get("because", "")

    def days(value: Any) -> int | None:
        if value is _NOT_SET or value is None:
            return default
        return None if value in never else int(float(value) * factor + 1e-9)

    def read(resource: Resource) -> Value[int | None]:
        found = resource.get(path, _NOT_SET, because)
        try:
            return found.map(days)
        except (TypeError, ValueError, OverflowError):
            return Unknown("not a number that is known", found.source)

    return read


def _choose(path: str, meanings: Mapping[Any, Any], rest: Mapping[str, Any]) -> Read:
    default, because = rest.get("default"), rest.get("because", "")

    def read(resource: Resource) -> Value[Any]:
        found = resource.get(path, _NOT_SET, because)
        for known in (found,) if isinstance(found, Known) else found.among:
            value = known.value
            if value is _NOT_SET or value is None:
                continue
            if not isinstance(value, (str, int, bool)) or value not in meanings:
                return Unknown(f"{value} is not a value this table knows", found.source)
        return found.map(lambda v: default if v is _NOT_SET or v is None else meanings[v])

    return read


_NOT_SET: Final = object()
_TRUTHS: Final = {"true": True, "false": False}
_TRUE_OR_FALSE: Final = frozenset({"encrypted", "versioned", "enabled", "rotatable"})


class Table:
    """The rows of one provider, ready to read resources with.

    A file is split at its top-level keys and a row parsed and compiled when its type is first
    met: an input has tens of types, a table more than a thousand.
    """

    def __init__(self, *files: Path) -> None:
        """Index the rows of `files`; raise ValueError for a type that stands twice."""
        self._texts: dict[str, str] = {}
        for file in files:
            for type_, text in _rows(file.read_text(encoding="utf-8")):
                if type_ in self._texts:
                    raise ValueError(f"{type_} has two rows")
                self._texts[type_] = text
        self._readers: dict[str, _Reader] = {}

    def types(self) -> frozenset[str]:
        """Return the resource types that have a row."""
        return frozenset(self._texts)

    def has(self, type_: str) -> bool:
        """Tell whether a type has a row."""
        return type_ in self._texts

    def row(self, type_: str) -> Row:
        """Return the row of a type as it is written."""
        row: Row = yaml.load(self._texts[type_], Loader=yaml.CSafeLoader)[type_]
        return row

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
            self.location = compiled(row["location"]) if "location" in row else None
            self.copies = [compiled(cell) for cell in row.get("copies", ())]
            self.logs = [
                (
                    _truth(compiled(log["enabled"])),
                    [compiled(cell) for cell in log.get("destinations", ())],
                    _log_kind(log["enabled"]),
                )
                for log in row.get("logs", ())
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
        for enabled, destinations, kind in self.logs:
            stores = [provider.store_named(read(resource)) for read in destinations]
            yield from log_assets(enabled(resource), stores, common, kind=kind)

    def _field(
        self, name: str, cell: Read | None, resource: Resource, provider: Provider
    ) -> Value[Any]:
        if cell is None:
            return Unknown("no attribute says this", resource.source())
        value = cell(resource)
        if name == "key":
            return provider.key_use(value)
        return value.map(_lock) if name == "lock" else value


def _cell(field: str, cell: Any) -> Read:
    return _truth(compiled(cell)) if field in _TRUE_OR_FALSE else compiled(cell)


def _log_kind(enabled: Any) -> type[LogSource | ServiceLog]:
    """Tell what is there to record, and so always does, from what may be switched on."""
    always = isinstance(enabled, Mapping) and enabled.get("always") is True
    return LogSource if always else ServiceLog


def _lock(value: Any) -> Lock | None:
    if value is None or isinstance(value, Lock):
        return value
    return Lock(str(value), None)


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


def _copies(
    value: Value[Any], resource: Resource, provider: Provider, common: Mapping[str, Any]
) -> Iterator[Copy]:
    if isinstance(value, Unknown) and value.among and all(k.value is None for k in value.among):
        return
    found: Sequence[Value[Any]] = [value]
    if isinstance(value, Known):
        items = value.value if isinstance(value.value, list) else [value.value]
        found = [Known(item, value.source) for item in items if _is_set(item)]
    elif value.among:
        found = value.among  # several blocks: each names a copy of its own
    for each in found:
        if isinstance(each, Known) and not _is_set(each.value):
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
    set_ = [d for d in each if isinstance(d, Unknown) or _is_set(d.value)]
    nowhere: Value[bool] = Known(value=False, source=common["origin"])
    delivered = any_true([d.map(_is_set) for d in set_]) if set_ else nowhere
    shared = {**common, "names": ()}
    yield kind(**shared, enabled=enabled, delivered=delivered)
    if isinstance(enabled, Known) and enabled.value is False:
        return
    validated = inherent(False, common["origin"], "this log has no digests to validate it by")
    if set_:
        yield LogDelivery(**shared, destinations=tuple(set_), validated=validated)
