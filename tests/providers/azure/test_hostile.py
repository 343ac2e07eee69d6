"""Whatever stands in a resource that an adapter reads, it stands for itself and nothing fails."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cloudguard.assets import Placed
from cloudguard.providers import understand
from cloudguard.providers.azure import ADAPTERS
from cloudguard.sources.configuration import Configuration
from cloudguard.sources.resource import SENSITIVE, Resource, Resources, Trail
from cloudguard.sources.secrets import Secrets
from cloudguard.values import Known, Reference, Source, Unknown, Value
from tests.each import each
from tests.providers.azure.test_rows import SCHEMA

TYPES = sorted({type_ for adapter in ADAPTERS for type_ in adapter.types})
COMPANIONS = sorted({type_ for adapter in ADAPTERS for type_ in adapter.companions})
AZAPI = ("type", "body", "location", "parent_id", "resource_id", "name")
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=3),
    st.just([]),
    st.just([{}]),
    st.just({}),
    st.just("/subscriptions/0/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/it"),
    st.just('{"if": {"field": "location", "notIn": ["japaneast"]}, "then": {}}'),
)
RESOLVED: list[Value[Any]] = [
    Known(Reference("azurerm_storage_account.it", "id"), Source("")),
    Known(Reference("azurerm_gone.it", "id"), Source("")),
    Unknown("why", Source("")),
    Unknown("why", Source(""), (Known("a", Source("")), Known(None, Source("")))),
]


def made(type_: str, attributes: Any, *, unknown: Any = False, resolve: Any = None) -> Resource:
    def nothing(_resource: Resource, _trail: Trail) -> None:
        return None

    address = f"{type_}.it"
    return Resource(
        type_, "it", address, attributes, unknown, provider="azurerm", resolve=resolve or nothing
    )


def assert_understood(*resources: Resource) -> None:
    """Every resource that is no companion stands for itself exactly once."""
    found = understand(Resources(resources), Configuration.of({}, Secrets()))
    assert found.bugs == []
    placed = [asset.id for asset in found.assets if isinstance(asset, Placed)]
    assert sorted(placed) == sorted(r.address for r in resources if r.type not in COMPANIONS)


def filled(type_: str, value: Any) -> dict[str, Any]:
    """Return attributes in which every path of a type's schema holds a value."""
    attributes: dict[str, Any] = {}
    for path in SCHEMA.get(type_, dict.fromkeys(AZAPI, "o")):
        *blocks, last = path.split(".")
        node = attributes
        for block in blocks:
            if not isinstance(inner := node.get(block), list) or not inner:
                inner = node[block] = [{}]
            node = inner[0]
        node.setdefault(last, deepcopy(value))
    return attributes


@each([*TYPES, *COMPANIONS])
def test_an_empty_resource_is_read_and_stands_for_itself_once(type_: str) -> None:
    for resource in (made(type_, {}), made(type_, {}, unknown=True), made(type_, SENSITIVE)):
        assert_understood(resource)


@given(st.sampled_from(TYPES), VALUES)
def test_no_value_makes_an_adapter_fail(type_: str, value: Any) -> None:
    assert_understood(made(type_, filled(type_, value)))


@given(st.sampled_from(TYPES), st.sampled_from(COMPANIONS), VALUES, VALUES)
def test_no_companion_makes_an_adapter_fail(
    type_: str, companion: str, value: Any, other: Any
) -> None:
    assert_understood(made(type_, filled(type_, value)), made(companion, filled(companion, other)))


@given(st.sampled_from(TYPES), st.sampled_from(RESOLVED))
def test_no_unknown_makes_an_adapter_fail(type_: str, value: Value[Any]) -> None:
    def resolve(_resource: Resource, _trail: Trail) -> Value[Any]:
        return value

    assert_understood(made(type_, {}, unknown=True, resolve=resolve))


@given(st.sampled_from(TYPES), st.sampled_from(TYPES))
def test_what_names_itself_or_another_in_a_circle_ends(one: str, other: str) -> None:
    if one == other:
        return

    def resolve(resource: Resource, _trail: Trail) -> Value[Any]:
        target = other if resource.type == one else one
        return Known(Reference(f"{target}.it", "id"), Source(resource.address))

    assert_understood(*(made(t, {}, unknown=True, resolve=resolve) for t in (one, other)))
