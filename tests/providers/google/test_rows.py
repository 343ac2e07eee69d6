"""The rows of Google Cloud: every path stands in a schema, every absence has a meaning."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cloudguard.assets import Asset, Placed
from cloudguard.providers.google import ADAPTERS, PACKAGE
from cloudguard.providers.google.provider import Google
from cloudguard.providers.google.rows import JOINED, TABLE
from cloudguard.providers.table import FIELDS, KINDS, Table, _Reader
from cloudguard.sources.configuration import Configuration
from cloudguard.sources.resource import SENSITIVE, Resolve, Resource, Resources, Trail
from cloudguard.sources.secrets import Secrets
from cloudguard.values import Known, Reference, Source, Unknown, Value
from tests.each import each
from tests.providers.google.paths import cells, paths, used

DATA = Path(__file__).parents[2] / "data" / "schemas"
VERSIONS = ("5.43.1", "6.50.0", "7.46.1", "8.7.0", "beta-8.7.0")
SCHEMAS: dict[str, dict[str, dict[str, str]]] = {
    version: json.loads((DATA / f"google-{version}.json").read_text(encoding="utf-8"))
    for version in VERSIONS
}
CURATED = (Path(__file__).parent / "curated.txt").read_text(encoding="utf-8").split()
ROWS: dict[str, Table] = {
    **dict.fromkeys(TABLE.types(), TABLE),
    **dict.fromkeys(JOINED.types(), JOINED),
}
TYPES = sorted(ROWS)
READ_BY_ROW = sorted(TABLE.types())
BESIDES = {
    "kind", "lock_days", "location", "copies", "logs", "left_behind", "unproven", "versions",
}  # fmt: skip


def row(type_: str) -> Mapping[str, Any]:
    return ROWS[type_].row(type_)


def marks(type_: str, path: str) -> list[str]:
    """Return how each schema marks a path: r required, o optional, c computed, b block."""
    found = (SCHEMAS[version].get(type_, {}).get(path) for version in VERSIONS)
    return [mark for mark in found if mark is not None]


@each(TYPES)
def test_every_path_stands_in_a_schema(type_: str) -> None:
    unproven = set(row(type_).get("unproven", ()))
    assert {path for path in used(row(type_)) if not marks(type_, path)} == unproven


@each(TYPES)
def test_what_is_not_written_has_a_meaning_unless_it_must_be_written(type_: str) -> None:
    """Source code without a table of defaults: an absence without a meaning is unknown."""
    for cell in cells(row(type_)):
        for path, meant in paths(cell):
            if not meant:
                assert all(mark.startswith("r") for mark in marks(type_, path)), path


@each(TYPES)
def test_a_type_without_a_place_of_its_own_says_where_it_lies(type_: str) -> None:
    if not any(marks(type_, name) for name in ("location", "region", "zone")):
        assert "location" in row(type_)


@each(TYPES)
def test_every_row_compiles_and_has_no_unknown_key(type_: str) -> None:
    reader = _Reader(type_, row(type_))
    fields = FIELDS[KINDS[row(type_).get("kind", "configuration")]]
    assert reader.fields.keys() == set(fields)
    assert row(type_).keys() <= BESIDES | set(fields)


def reasons(cell: Any) -> Iterator[object]:
    """Yield every `because` of a cell, and None for a default that has none."""
    if isinstance(cell, Mapping):
        if "because" in cell:
            yield cell["because"]
        elif cell.get("default") is not None:
            yield None
        for inner in cell.values():
            yield from reasons(inner)
    elif isinstance(cell, list):
        for inner in cell:
            yield from reasons(inner)


@each(TYPES)
def test_every_reason_says_something(type_: str) -> None:
    for cell in cells(row(type_)):
        for because in reasons(cell):
            assert isinstance(because, str)
            assert because.strip()


def test_every_curated_type_is_read_by_exactly_one_thing() -> None:
    readers = Counter(TABLE.types())
    readers.update(type_ for adapter in ADAPTERS for type_ in adapter.types)
    readers.update({type_ for adapter in ADAPTERS for type_ in adapter.companions})
    assert [type_ for type_ in CURATED if type_ not in readers] == []
    assert [type_ for type_, number in readers.items() if number > 1] == []
    assert JOINED.types() <= {type_ for adapter in ADAPTERS for type_ in adapter.types}
    assert PACKAGE.understood() == readers.keys()


def nothing(_resource: Resource, _trail: Trail) -> None:
    """Resolve nothing: nothing is written there."""


def read(
    type_: str, attributes: Any, *, unknown: bool = False, resolve: Resolve = nothing
) -> list[Asset]:
    """Return the assets of one resource of a type, however it is read."""
    resource = Resource(
        type_, "it", f"{type_}.it", attributes, unknown, provider="google", resolve=resolve
    )
    resources = Resources([resource])
    readers = PACKAGE.readers(resources, Configuration.of({}, Secrets()))
    return [asset for reader in readers for asset in reader.read()]


UNDERSTOOD = sorted(
    {type_ for type_ in PACKAGE.understood() if "_iam_" not in type_}
    | {"google_project_iam_member", "google_project_iam_audit_config"}
)


@each(UNDERSTOOD)
def test_an_empty_resource_is_read_and_stands_for_itself_once(type_: str) -> None:
    for assets in (read(type_, {}), read(type_, {}, unknown=True), read(type_, SENSITIVE)):
        assert sum(isinstance(asset, Placed) for asset in assets) == 1


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.just([]), st.just([{}])
)
RESOLVED: st.SearchStrategy[Value[Any]] = st.sampled_from(
    [
        Known(Reference("google_kms_crypto_key.it", "id"), Source("")),
        Unknown("why", Source("")),
        Unknown("why", Source(""), (Known("a", Source("")), Known(None, Source("")))),
    ]
)


def filled(type_: str, value: Any) -> dict[str, Any]:
    """Return attributes in which every path that the row reads holds `value`."""
    attributes: dict[str, Any] = {}
    for path in sorted(used(row(type_))):
        *blocks, last = path.split(".")
        node = attributes
        for block in blocks:
            if not isinstance(inner := node.get(block), list) or not inner:
                inner = node[block] = [{}]
            node = inner[0]
        node.setdefault(last, value)
    return attributes


@given(st.sampled_from(TYPES), VALUES)
def test_no_value_makes_a_row_fail(type_: str, value: Any) -> None:
    assert read(type_, filled(type_, value))


@given(st.sampled_from(TYPES), RESOLVED)
def test_no_unknown_makes_a_row_fail(type_: str, value: Value[Any]) -> None:
    def resolve(_resource: Resource, _trail: Trail) -> Value[Any]:
        return value

    assert read(type_, {}, unknown=True, resolve=resolve)


WITHOUT_A_ROW = sorted({type_ for adapter in ADAPTERS for type_ in adapter.types})


def filled_whole(type_: str, value: Any) -> dict[str, Any]:
    """Return attributes in which everything that a schema lists holds `value`."""
    attributes: dict[str, Any] = {}
    listed = [SCHEMAS[version][type_] for version in VERSIONS if type_ in SCHEMAS[version]]
    for path in sorted(set().union(*listed)):
        node = attributes
        for block in path.split(".")[:-1]:
            if not isinstance(inner := node.get(block), list) or not inner:
                inner = node[block] = [{}]
            node = inner[0]
        node.setdefault(path.rpartition(".")[2], value)
    return attributes


@given(st.sampled_from(WITHOUT_A_ROW), VALUES)
def test_no_value_makes_an_adapter_fail(type_: str, value: Any) -> None:
    assert read(type_, filled_whole(type_, value))


@given(st.sampled_from(WITHOUT_A_ROW), RESOLVED)
def test_no_unknown_makes_an_adapter_fail(type_: str, value: Value[Any]) -> None:
    def resolve(_resource: Resource, _trail: Trail) -> Value[Any]:
        return value

    assert read(type_, {}, unknown=True, resolve=resolve)


def test_what_stands_on_a_row_says_who_provides_it() -> None:
    google = Google(Resources([]), Configuration.of({}, Secrets()))
    assert google.name == "google"
