"""The cases of grants: whom policies, shares, trust and copies let in, and what hiding does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import cloudguard.providers.aws
from cloudguard.providers.grants import SELF
from tests.network.grants import aws, azure, google, oci, perimeters, sakura
from tests.network.grants.case import Case, outcomes, weakened
from tests.providers.generations import schemas

PROVIDERS = {
    "aws": aws.CASES,
    "azure": azure.CASES,
    "google": [*google.CASES, *perimeters.CASES],
    "oci": oci.CASES,
    "sakura": sakura.CASES,
}
PROVIDER_OF = {
    "azurerm": "azure",
    "azuread": "azure",
    "google-beta": "google",
    "sakuracloud": "sakura",
}
CASES = [case for cases in PROVIDERS.values() for case in cases]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_judged_as_its_page_says(case: Case) -> None:
    assert outcomes(case) == dict(case.expected)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hiding_a_value_never_passes_and_never_fails_what_passed(case: Case) -> None:
    assert weakened(case) == {}


def written(node: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield the paths of a type in the table of what the provider plans."""
    for name, inner in node.items():
        if name != "*":
            yield prefix + name
            if isinstance(inner, dict):
                yield from written(inner, f"{prefix}{name}.")


def known(provider: str) -> dict[str, set[str]]:
    """Return the paths of each type, in any version at hand."""
    found: dict[str, set[str]] = {}
    for (name, _), types in schemas().items():
        if PROVIDER_OF.get(name, name) == provider:
            for type_, paths in types.items():
                found.setdefault(type_, set()).update(paths)
    if provider == "aws":
        file = Path(cloudguard.providers.aws.__file__).parent / "schema.json"
        for type_, node in json.loads(file.read_text(encoding="utf-8"))["types"].items():
            found.setdefault(type_, set()).update(written(node))
    return found


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_path_of_a_way_stands_in_a_schema(provider: str) -> None:
    schema = known(provider)
    ways = import_module(f"cloudguard.providers.{provider}.grants").ways()
    used = {
        (type_, path)
        for type_, each in ways.items()
        for way in each
        for path in (way.of, way.policy, way.held, *way.to, *way.only)
        if path not in ("", SELF)
    }
    assert {(t, path) for t, path in used if path not in schema.get(t, ())} == set()
