"""What a test of a provider's rows looks at: their paths, and whether absence has a meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cloudguard.providers.package import Package
from cloudguard.providers.table import FIELDS, KINDS, Table, _Reader
from tests.providers.aws.test_rows import reasons
from tests.providers.generations import cells, paths

Schema = Mapping[str, Mapping[str, str]]
# What a row may say besides its fields, and what a log and a leftover of it may say.
BESIDES = {
    "kind", "lock_days", "location", "copies", "logs", "left_behind", "unproven", "versions",
}  # fmt: skip
LOG_KEYS = {"name", "enabled", "destinations", "none_where"}
LEFT_KEYS = {"what", "stays", "days"}
STORES = {"store", "objects", "logs"}
ENDS = {"deletion_protected", "recoverable_days", "public"}
LEFT = {"resource", "snapshot", "backups", "disks", "data"}


def unknown_paths(type_: str, table: Table, schema: Schema) -> set[str]:
    """Return the paths of a row that a schema lacks, but those said to be of other versions."""
    row = table.row(type_)
    used = {path for cell in cells(row) for path in paths(cell)} - set(row.get("versions", ()))
    unproven = set(row.get("unproven", ()))
    known = set(schema.get(type_, ()))
    assert not unproven & known, "proven: strike it from `unproven`"
    assert unproven <= used, "not used: strike it from `unproven`"
    return used - unproven - known


def well_formed(type_: str, table: Table) -> bool:
    """Tell whether a row compiles, has no unknown key, and gives a source for each fact."""
    row = table.row(type_)
    reader = _Reader(type_, row)
    fields = FIELDS[KINDS[row.get("kind", "configuration")]]
    logs = all({"enabled"} <= log.keys() <= LOG_KEYS for log in row.get("logs", ()))
    left = all(
        each.keys() == LEFT_KEYS and each["what"] in LEFT for each in row.get("left_behind", ())
    )
    said = [because for cell in cells(row) for because in reasons(cell)]
    sourced = all(isinstance(because, str) and because.strip() for because in said)
    return (
        reader.fields.keys() == set(fields)
        and row.keys() <= BESIDES | set(fields)
        and (logs and left and sourced)
    )


def unsaid_of(type_: str, table: Table) -> set[str]:
    """Return what a store does not say of its end and of who may reach it.

    Where it can be restored for a while, it says also whether that can be ended sooner.
    """
    row = table.row(type_)
    days = row.get("recoverable_days", {})
    at_once = days.get("always") == 0 or "unknown" in days
    return (ENDS | (set() if at_once else {"purgeable"})) - row.keys()


def silent(type_: str, table: Table, schema: Schema) -> list[str]:
    """Return the paths that need not be written and of which no cell says what absence means."""
    marks = schema.get(type_, {})
    return [path for cell in cells(table.row(type_)) for path in _silent(cell, marks)]


def _silent(cell: Any, marks: Mapping[str, str]) -> Iterator[str]:
    match cell:
        case str(path):
            if not _always_there(path, marks):
                yield path
        case {"set": str(path)} if "default" not in cell:
            if not _always_there(path, marks):
                yield path
        case {"equals": Mapping() as wanted}:
            yield from (path for path in wanted if not _always_there(path, marks))
        case {"days": str(path)} | {"choose": str(path)} if "default" not in cell:
            if not _always_there(path, marks):
                yield path
        case {"first": [*_, last]}:
            yield from _silent(last, marks)
        case {"any": list(inner)} | {"all": list(inner)}:
            for each in inner:
                yield from _silent(each, marks)
        case _:  # what the provider fixes for everyone, or gives a default for
            return


def _always_there(path: str, marks: Mapping[str, str]) -> bool:
    """Tell whether an attribute must be written wherever the blocks around it are."""
    parts = path.split(".")
    return all(marks.get(".".join(parts[: n + 1]), "").startswith("r") for n in range(len(parts)))


def read_twice(package: Package[Any], *more: Table) -> list[str]:
    """Return the types that more than one thing reads."""
    rows = list(package.table.types())
    joined = {t for adapter in package.adapters for t in adapter.companions}
    read = [*rows, *(t for adapter in package.adapters for t in adapter.types), *joined]
    assert all(type_ in read for table in more for type_ in table.types())
    return sorted({type_ for type_ in read if read.count(type_) > 1})
