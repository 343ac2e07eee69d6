"""Every row reads every version of its provider at hand, or says of which it does not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.providers.generations import (
    Gaps,
    admits,
    cells,
    gaps,
    known_gaps,
    missing,
    paths,
    rows,
    schemas,
)

AT_HAND = sorted(schemas())
BOUND = {type_: row for type_, row in sorted(rows().items()) if "versions" in row}


def flat(found: Gaps) -> set[str]:
    return {f"{type_}: {path}" for type_, several in found.items() for path in several}


@pytest.mark.parametrize(("provider", "version"), AT_HAND)
def test_every_path_stands_in_every_version_or_is_known_not_to(provider: str, version: str) -> None:
    found = flat(gaps(provider, version))
    known = flat(known_gaps().get(provider, {}).get(version, {}))
    where = f"{provider} {version}"
    new = sorted(found - known)
    assert not new, f"not in {where}: give an alternative (first), or the row's `versions`: {new}"
    closed = sorted(known - found)
    assert not closed, f"no gap in {where} any more, strike from unproven.yaml: {closed}"


def test_what_is_known_not_to_stand_belongs_to_a_schema_at_hand() -> None:
    named = {(provider, version) for provider, of in known_gaps().items() for version in of}
    assert sorted(named - set(AT_HAND)) == []


def test_a_path_stands_in_the_versions_that_its_row_names_and_in_no_other() -> None:
    for type_, row in BOUND.items():
        used = {path for cell in cells(row) for path in paths(cell)}
        assert row["versions"].keys() <= used, f"{type_}: not read, strike it from `versions`"
        for path, of in row["versions"].items():
            stands = {at for at, schema in schemas().items() if path in schema.get(type_, ())}
            named = {at for at in AT_HAND if type_ in schemas()[at] and admits(of, at[1])}
            assert stands == named, f"{type_} {path}: `versions` name other schemas than have it"


@pytest.mark.parametrize("type_", sorted(t for t, row in rows().items() if "unproven" in row))
def test_what_is_unproven_is_lacking_somewhere(type_: str) -> None:
    known = [schema[type_].keys() for schema in schemas().values() if type_ in schema]
    for path in rows()[type_]["unproven"]:
        assert not known or any(path not in found for found in known), f"proven: strike {path}"


@pytest.mark.parametrize(
    ("cell", "lacking"),
    [
        ("a", set()),
        ("d", {"d"}),
        ({"read": "d", "default": None, "because": "s"}, {"d"}),
        ({"first": ["d", "a"]}, set()),
        ({"first": [{"set": "d"}, {"choose": "e", "of": {}}]}, {"d", "e"}),
        ({"first": ["d", {"always": True, "because": "s"}]}, {"d"}),
        ({"any": [{"equals": {"a": 1, "d": 2}}, {"first": ["e", "a"]}]}, {"d"}),
        ({"every": "b", "cell": {"first": ["c", "d"]}, "default": 1, "because": "s"}, set()),
        ({"least": "b", "cell": "d", "default": 1, "because": "s"}, {"b.d"}),
        ({"format": "/x/{a}/{b.d}"}, {"b.d"}),
        ({"unknown": "s"}, set()),
    ],
)
def test_of_alternatives_one_will_do(cell: Any, lacking: set[str]) -> None:
    assert missing(cell, {"a", "b", "b.c"}) == lacking


@pytest.mark.parametrize(
    ("constraint", "version", "expected"),
    [
        (">= 4.1", "4.1.0", True),
        (">= 4.1", "3.116.0", False),
        ("< 5", "4.81.0", True),
        ("< 5", "5.0.0", False),
        (">= 4.1, < 5", "5.10.0", False),
    ],
)
def test_a_row_bounds_a_path_to_versions(constraint: str, version: str, expected: bool) -> None:
    assert admits(constraint, version) is expected


def test_a_constraint_that_is_none_is_an_error() -> None:
    with pytest.raises(ValueError, match="no constraint"):
        admits("5.x", "5.1.0")
