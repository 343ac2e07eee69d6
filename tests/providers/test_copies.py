"""The tables of copies: their paths stand in a schema, their entries and their words are whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from cloudguard import texts
from cloudguard.providers import PACKAGES
from cloudguard.providers.copies import Copies, entries_of, written
from cloudguard.providers.duplicates import ITSELF, KINDS
from tests.providers.aws.test_rows import reasons
from tests.providers.generations import ROOT, paths, schemas

FOLDERS = sorted(
    folder
    for folder in {ROOT / Path(*name.split(".")) for name in PACKAGES.values()}
    if (folder / "copies.yaml").exists()
)
TABLES = {folder.name: Copies(folder) for folder in FOLDERS}
ROWS = [(name, type_) for name, table in TABLES.items() for type_ in sorted(table.types())]
NO_CELLS = {"what", "each", "of_by", "held_by"}


def package(name: str) -> Any:
    return import_module(f"cloudguard.providers.{name}").PACKAGE


def used(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield every attribute path of a row."""
    for entry in written(row):
        within = f"{entry['each']}." if "each" in entry else ""
        if within:
            yield entry["each"]
        for key, cell in entry.items():
            if key not in NO_CELLS and cell is not ITSELF:
                yield from paths(cell, "" if key == "of" else within)


def planned(name: str, type_: str, path: str) -> bool:
    """Tell whether the table of what a provider plans, which has every path, has this one."""
    schema = package(name).schema
    shape = schema.attributes(type_) if schema else None
    for part in path.split("."):
        if shape is None or (part not in shape.attributes and part not in shape.blocks):
            return False
        shape = shape.blocks[part].shape if part in shape.blocks else None
    return True


@pytest.mark.parametrize(("name", "type_"), ROWS)
def test_every_path_stands_in_a_schema(name: str, type_: str) -> None:
    known = {path for schema in schemas().values() for path in schema.get(type_, ())}
    row = TABLES[name].row(type_)
    assert [p for p in used(row) if p not in known and not planned(name, type_, p)] == []


@pytest.mark.parametrize(("name", "type_"), ROWS)
def test_every_row_is_whole(name: str, type_: str) -> None:
    row = TABLES[name].row(type_)
    assert type_ in package(name).understood()
    assert row.keys() <= {"copy_of", "duplicates", "possible"}
    assert row
    assert set(row.get("possible", ())) <= TABLES[name].chances.keys()
    assert len(entries_of(type_, row)) == len(written(row))
    for entry in written(row):
        cells = [cell for key, cell in entry.items() if key not in NO_CELLS]
        assert all(isinstance(b, str) and b.strip() for cell in cells for b in reasons(cell))
        for named in ("of_by", "held_by"):
            by = entry.get(named, ())
            for each in (by,) if isinstance(by, str) else by:
                other, _, attribute = each.partition(".")
                known = [s[other] for s in schemas().values() if other in s]
                assert any(attribute in s for s in known) or planned(name, other, attribute)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_copy_that_may_be_is_told_in_both_languages(name: str) -> None:
    text = (ROOT / "cloudguard" / "providers" / name / "possible.yaml").read_text("utf-8")
    rows = [TABLES[name].row(type_) for type_ in TABLES[name].types()]
    called = {each for row in rows for each in row.get("possible", ())}
    said = yaml.safe_load(text)
    assert called == said.keys()
    for each in said.values():
        assert each["what"] in KINDS
        assert each["source"].strip()
        assert texts.translated(each["en"], "ja") != each["en"]


def test_a_wrong_entry_is_an_error_of_its_row() -> None:
    for entry in ({"what": "twin", "from": "a"}, {"what": "replica", "fro": "a"}):
        with pytest.raises(ValueError, match="t_x"):
            entries_of("t_x", {"copy_of": entry})
