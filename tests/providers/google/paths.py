"""The attribute paths that a row reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def cells(row: Mapping[str, Any]) -> Iterator[Any]:
    """Yield every cell of a row."""
    for key, value in row.items():
        match key:
            case "kind" | "unproven" | "versions":
                continue
            case "copies":
                yield from value
            case "logs":
                for log in value:
                    yield log["enabled"]
                    yield from log.get("destinations", ())
            case "left_behind":
                for left in value:
                    yield left["stays"]
                    yield left["days"]
            case _:
                yield value


def paths(cell: Any, within: str = "") -> Iterator[tuple[str, bool]]:
    """Yield every attribute path of a cell, and whether it says what its absence means."""
    match cell:
        case str(path):
            yield within + path, False
        case {"every": str(path), "cell": inner} | {"least": str(path), "cell": inner}:
            yield within + path, True
            yield from paths(inner, f"{within}{path}.")
        case {"read": str(path)} | {"days": str(path)} | {"choose": str(path)}:
            yield within + path, bool(cell.get("because") or cell.get("absent"))
        case {"decided_by": str(path)} | {"set": str(path)}:
            yield within + path, bool(cell.get("because"))
        case {"equals": Mapping() as wanted}:
            yield from ((within + path, False) for path in wanted)
        case {"any": list(inner)} | {"all": list(inner)} | {"first": list(inner)}:
            for each in inner:
                yield from paths(each, within)
        case _:  # what the provider fixes for everyone reads nothing
            return


def used(row: Mapping[str, Any]) -> set[str]:
    """Return every attribute path of a row."""
    return {path for cell in cells(row) for path, _ in paths(cell)}
