"""The schemas at hand, by provider and version, and what the rows read that one does not have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

import cloudguard
from cloudguard.providers import PACKAGES
from cloudguard.providers.table import Table

SCHEMAS: Final = Path(__file__).parents[1] / "data" / "schemas"
KNOWN: Final = SCHEMAS / "unproven.yaml"
ROOT: Final = Path(cloudguard.__file__).parents[1]
TABLES: Final = (
    "resources.yaml",
    "configuration.yaml",
    "joined.yaml",
    "awscc.yaml",
    "awscc_configuration.yaml",
    "awscc_joined.yaml",
)
# What a row says of its cells, and what stands beside the cells of a log or of what stays behind.
SAYS: Final = frozenset({"kind", "unproven", "versions", "name", "what"})
FILE: Final = re.compile(r"([a-z]+(?:-beta)?)-(\d+(?:\.\d+)+)(?:-joined)?")
CONSTRAINT: Final = re.compile(r"(>=|<) (\d+(?:\.\d+)*)")

Schema: TypeAlias = Mapping[str, Mapping[str, str]]
Row: TypeAlias = Mapping[str, Any]
Gaps: TypeAlias = dict[str, list[str]]
"""Paths that a schema does not have, by resource type."""


@cache
def schemas() -> Mapping[tuple[str, str], Schema]:
    """Return the schemas at hand by provider and version; one may lie in several files."""
    found: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    for file in sorted(SCHEMAS.glob("*.json")):
        if match := FILE.fullmatch(file.stem):
            types = found.setdefault((match[1], match[2]), {})
            types |= json.loads(file.read_text(encoding="utf-8"))
    return found


@cache
def rows() -> Mapping[str, Row]:
    """Return every row of every provider."""
    folders = {ROOT / Path(*name.split(".")) for name in PACKAGES.values()}
    files = [folder / name for folder in folders for name in TABLES]
    table = Table(*sorted(file for file in files if file.exists()))
    return {type_: table.row(type_) for type_ in table.types()}


def understood() -> frozenset[str]:
    """Return every type that some provider's package understands."""
    packages = [import_module(name).PACKAGE for name in sorted(set(PACKAGES.values()))]
    return frozenset(type_ for package in packages for type_ in package.understood())


def gaps(provider: str, version: str) -> Gaps:
    """Return what rows read that a schema does not have and that they do not own up to."""
    schema = schemas()[provider, version]
    found = {}
    for type_ in sorted(schema.keys() & rows().keys()):
        row = rows()[type_]
        known = schema[type_].keys() | _unlisted(provider, version, type_)
        lacks = {path for cell in cells(row) for path in missing(cell, known)}
        said = set(row.get("unproven", ())) | {
            path for path, of in row.get("versions", {}).items() if not admits(of, version)
        }
        if left := lacks - said:
            found[type_] = sorted(left)
    return found


def known_gaps() -> dict[str, dict[str, Gaps]]:
    """Return what is known not to stand in a schema: by provider, version and type."""
    written: dict[str, dict[str, Gaps]] = yaml.safe_load(KNOWN.read_text(encoding="utf-8"))
    return written or {}


def cells(row: Row) -> Iterator[Any]:
    """Yield every cell of a row."""
    for key, value in row.items():
        if key in SAYS:
            continue
        if key in {"logs", "left_behind"}:
            for entry in value:
                yield from cells(entry)
        elif isinstance(value, list):
            yield from value
        else:
            yield value


def paths(cell: Any, within: str = "") -> Iterator[str]:
    """Yield every attribute path that a cell reads; `within` is the block that it is read in."""
    match cell:
        case str(path):
            yield within + path
        case {"every": str(path), "cell": inner} | {"least": str(path), "cell": inner}:
            yield within + path
            yield from paths(inner, f"{within}{path}.")
        case {"equals": Mapping() as wanted}:
            yield from (within + path for path in wanted)
        case {"any": list(inner)} | {"all": list(inner)} | {"first": list(inner)}:
            for each in inner:
                yield from paths(each, within)
        case {"format": str(template)}:
            yield from (within + path for path in re.findall(r"\{([\w.]+)\}", template))
        case Mapping():
            for form in ("read", "set", "days", "choose", "decided_by"):
                if form in cell:
                    yield within + cell[form]
        case _:  # null: nothing is read
            return


def missing(cell: Any, known: frozenset[str] | set[str], within: str = "") -> set[str]:
    """Return the paths that a cell needs and a schema lacks; of alternatives one will do."""
    match cell:
        case {"first": list(inner)}:
            read = [each for each in inner if any(paths(each))]
            lacks = [missing(each, known, within) for each in read]
            return set() if not all(lacks) else set().union(*lacks)
        case {"any": list(inner)} | {"all": list(inner)}:
            return set().union(*(missing(each, known, within) for each in inner))
        case {"every": str(path), "cell": inner} | {"least": str(path), "cell": inner}:
            return ({within + path} - known) | missing(inner, known, f"{within}{path}.")
        case _:
            return set(paths(cell, within)) - known


def admits(constraint: str, version: str) -> bool:
    """Tell whether a row's `versions` admit a version: `>= 4.1`, `< 5`, or both by a comma."""
    given = _number(version)
    for part in constraint.split(","):
        match = CONSTRAINT.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"{constraint!r} is no constraint such as '>= 4.1, < 5'")
        if (given >= _number(match[2])) != (match[1] == ">="):
            return False
    return True


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


@cache
def _blind() -> frozenset[tuple[str, str]]:
    """Return the schemas that hardly list what a provider only computes: others hold a tenth."""
    marks = {
        at: [m for of in schema.values() for m in of.values()] for at, schema in schemas().items()
    }
    return frozenset(
        at for at, all_ in marks.items() if sum(mark[0] == "c" for mark in all_) < 0.01 * len(all_)
    )


def _unlisted(provider: str, version: str, type_: str) -> set[str]:
    """Return what a schema does not list of a type since it is computed, as other versions say."""
    if (provider, version) not in _blind():
        return set()
    others = [schema.get(type_, {}) for (name, _), schema in schemas().items() if name == provider]
    return {path for marks in others for path, mark in marks.items() if mark == "c"}
