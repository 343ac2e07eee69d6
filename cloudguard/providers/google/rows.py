"""The tables of Google Cloud: rows that stand alone, and rows that adapters complete."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from cloudguard.providers.cells import Read, compiled
from cloudguard.providers.table import Table

_HERE: Final = Path(__file__).parent
FILES: Final = (_HERE / "resources.yaml", _HERE / "configuration.yaml")
TABLE: Final = Table(*FILES)
JOINED: Final = Table(_HERE / "joined.yaml")


@cache
def located(type_: str) -> Read | None:
    """Return the cell that says where a type lies, None where it is the provider's usual way."""
    for table in (TABLE, JOINED):
        if table.has(type_) and (cell := table.row(type_).get("location")) is not None:
            return compiled(cell)
    return None


@cache
def parents(type_: str) -> frozenset[str]:
    """Return the attributes that name what a type belongs to, which are no names of its own."""
    for table in (TABLE, JOINED):
        if table.has(type_) and (cell := table.row(type_).get("location")) is not None:
            return frozenset(_read(cell))
    return frozenset()


def _read(cell: Any) -> Iterator[str]:
    match cell:
        case str(path) | {"read": str(path)}:
            yield path
        case {"first": list(cells)}:
            for each in cells:
                yield from _read(each)
        case _:  # a service without a region
            return
