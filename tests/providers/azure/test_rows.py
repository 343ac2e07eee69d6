"""The rows of Azure, of every generation of its providers at hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudguard.assets import Asset, Placed
from cloudguard.assets.storage import Copy, Store
from cloudguard.providers.azure import PACKAGE, provider
from cloudguard.providers.azure.provider import Azure, parents
from cloudguard.providers.table import Table
from cloudguard.sources.configuration import Configuration
from cloudguard.sources.resource import SENSITIVE, Resource, Resources
from cloudguard.sources.secrets import Secrets
from cloudguard.values import Known, Unknown
from tests.data.schemas.generate import may_hold_data
from tests.each import each
from tests.providers.sakura.rows import (
    Schema,
    read_twice,
    silent,
    unknown_paths,
    well_formed,
)

SCHEMAS = Path(__file__).parents[2] / "data" / "schemas"
CURATED = (Path(__file__).parent / "curated.txt").read_text(encoding="utf-8").split()


def schema(version: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SCHEMAS / f"{version}.json").read_text(encoding="utf-8"))
    return loaded


GENERATIONS: Mapping[str, Schema] = {
    version: schema(version)
    for version in (
        *(f"azurerm-{number}" for number in ("3.116.0", "4.0.1", "4.55.0", "4.81.0", "5.10.0")),
        *(f"azuread-{number}" for number in ("2.53.1", "3.7.0", "3.10.0")),
    )
}
# What a type has in any generation, with the mark of the latest.
SCHEMA: dict[str, dict[str, str]] = {}
for generation in GENERATIONS.values():
    for type_, marks in generation.items():
        SCHEMA[type_] = SCHEMA.get(type_, {}) | dict(marks)
HERE = Path(provider.__file__).parent
ROWS = Table(HERE / "resources.yaml", HERE / "configuration.yaml", HERE / "joined.yaml")
TYPES = sorted(ROWS.types())


@each(TYPES)
def test_every_path_stands_in_a_schema(type_: str) -> None:
    assert unknown_paths(type_, ROWS, SCHEMA) == set()


def test_every_type_of_a_generation_that_may_hold_data_is_understood() -> None:
    known = PACKAGE.understood()
    held = {t for each in GENERATIONS.values() for t, marks in each.items() if may_hold_data(marks)}
    assert sorted(held - known) == []


@each(TYPES)
def test_every_row_is_well_formed(type_: str) -> None:
    assert well_formed(type_, ROWS)


@each(TYPES)
def test_what_is_not_written_has_a_meaning_or_is_unknown(type_: str) -> None:
    assert silent(type_, ROWS, SCHEMA) == []


# Neither a location nor anything that they belong to stands in their schema.
NOWHERE = {"azurerm_oracle_resource_anchor"}


@each(TYPES)
def test_every_type_says_where_it_lies(type_: str) -> None:
    if type_.startswith("azuread_") or type_ in NOWHERE:
        return
    says = "location" in SCHEMA[type_] or "location" in ROWS.row(type_)
    assert says or set(parents()) & set(SCHEMA[type_])


def test_every_curated_type_is_read_by_exactly_one_thing() -> None:
    assert read_twice(PACKAGE, ROWS) == []
    assert [type_ for type_ in CURATED if type_ not in PACKAGE.understood()] == []
    assert PACKAGE.understood() <= SCHEMA.keys() | {
        t for t in PACKAGE.understood() if t.startswith("azapi_")
    }


def read(type_: str, attributes: Any, *, unknown: bool = False) -> list[Asset]:
    """Return the assets of one resource of a type."""
    resource = Resource(type_, "it", f"{type_}.it", attributes, unknown, provider="azurerm")
    azure = Azure(Resources([resource]), Configuration.of({}, Secrets()))
    return list(ROWS.assets(resource, azure))


@each(TYPES)
def test_an_empty_resource_is_read_and_stands_for_itself_once(type_: str) -> None:
    for assets in (read(type_, {}), read(type_, {}, unknown=True), read(type_, SENSITIVE)):
        assert sum(isinstance(asset, Placed) for asset in assets) == 1


@given(st.sampled_from(TYPES), st.one_of(st.none(), st.booleans(), st.integers(), st.just([{}])))
def test_no_value_makes_a_row_fail(type_: str, value: Any) -> None:
    names = {name.partition(".")[0] for name in SCHEMA[type_]}
    assert read(type_, dict.fromkeys(names, value))


JAPAN = {"location": "Japan East"}
ABROAD = {"geo_location": [{"location": "West Europe"}]}
SEOUL = {"georeplications": [{"location": "Korea Central"}]}


@pytest.mark.parametrize(
    ("type_", "attributes", "field", "expected"),
    [
        ("azurerm_managed_disk", {}, "key", None),
        ("azurerm_synapse_sql_pool", {}, "encrypted", False),
        ("azurerm_synapse_sql_pool", {"data_encrypted": True}, "encrypted", True),
        ("azurerm_automation_variable_int", {}, "encrypted", False),
        ("azurerm_application_insights", {}, "retention_days", 90),
        ("azurerm_key_vault", {}, "lock", None),
    ],
)
def test_a_row_reads_what_the_provider_means(
    type_: str, attributes: dict[str, Any], field: str, expected: Any
) -> None:
    value = getattr(read(type_, attributes)[0], field)
    assert isinstance(value, Known)
    assert value.value == expected


# Azure Key Vault documentation, "Soft-delete overview": what is protected can be deleted, and is
# kept for the whole of its time; that is no lock of what lies in the vault.
def test_purge_protection_keeps_a_vault_from_being_purged() -> None:
    (vault,) = read("azurerm_key_vault", {"purge_protection_enabled": True})
    assert isinstance(vault, Store)
    assert vault.lock.map(str) == Known("None", vault.lock.source)
    assert isinstance(vault.purgeable, Known)
    assert vault.purgeable.value is False


# Azure Backup documentation, "Immutable vault": a recovery point cannot be deleted before it
# expires by its policy.
def test_an_immutable_vault_is_locked_for_as_long_as_policies_say() -> None:
    (vault, *_) = read("azurerm_recovery_services_vault", {"immutability": "Locked"})
    assert isinstance(vault, Store)
    assert isinstance(vault.lock, Unknown)
    (open_, *_) = read("azurerm_recovery_services_vault", {"immutability": "Disabled"})
    assert isinstance(open_, Store)
    assert open_.lock == Known(None, open_.lock.source)


@pytest.mark.parametrize(
    ("type_", "attributes", "copies"),
    [
        ("azurerm_recovery_services_vault", {}, ["japanwest"]),
        ("azurerm_recovery_services_vault", {"storage_mode_type": "LocallyRedundant"}, []),
        ("azurerm_data_protection_backup_vault", {"redundancy": "GeoRedundant"}, ["japanwest"]),
        ("azurerm_data_protection_backup_vault", {"redundancy": "ZoneRedundant"}, []),
        ("azurerm_mssql_managed_instance", {}, ["japanwest"]),
        ("azurerm_mssql_managed_instance", {"storage_account_type": "LRS"}, []),
        ("azurerm_postgresql_flexible_server", {}, []),
        ("azurerm_mysql_flexible_server", {"geo_redundant_backup_enabled": True}, ["japanwest"]),
        ("azurerm_cosmosdb_account", ABROAD, ["westeurope", "japanwest"]),
        ("azurerm_cosmosdb_account", {"backup": [{"type": "Continuous"}]}, ["japaneast"]),
        ("azurerm_container_registry", SEOUL, ["koreacentral"]),
    ],
)
def test_copies_lie_where_the_redundancy_puts_them(
    type_: str, attributes: dict[str, Any], copies: list[str]
) -> None:
    found = [a.location for a in read(type_, JAPAN | attributes) if isinstance(a, Copy)]
    assert [place.value.name for place in found if isinstance(place, Known)] == copies
    assert not [place for place in found if isinstance(place, Unknown)]
