"""The rows of SAKURA Cloud, of both generations of its provider."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudguard.assets import Asset, Placed
from cloudguard.assets.storage import Leftover, Store
from cloudguard.providers.sakura import PACKAGE, provider
from cloudguard.providers.sakura.provider import Sakura
from cloudguard.providers.table import Table
from cloudguard.sources.configuration import Configuration
from cloudguard.sources.resource import SENSITIVE, Resource, Resources
from cloudguard.sources.secrets import Secrets
from cloudguard.values import Known, Unknown
from tests.each import each
from tests.providers.sakura.rows import (
    STORES,
    read_twice,
    silent,
    unknown_paths,
    unsaid_of,
    well_formed,
)

SCHEMAS = Path(__file__).parents[2] / "data" / "schemas"
SCHEMA: dict[str, dict[str, str]] = {}
for version in ("sakura-3.12.7", "sakuracloud-2.36.1"):
    SCHEMA |= json.loads((SCHEMAS / f"{version}.json").read_text(encoding="utf-8"))
HERE = Path(provider.__file__).parent
ROWS = Table(HERE / "resources.yaml", HERE / "configuration.yaml", HERE / "joined.yaml")
TYPES = sorted(ROWS.types())


@each(TYPES)
def test_every_path_stands_in_a_schema(type_: str) -> None:
    assert unknown_paths(type_, ROWS, SCHEMA) == set()


@each(TYPES)
def test_every_row_is_well_formed(type_: str) -> None:
    assert well_formed(type_, ROWS)


@each(TYPES)
def test_what_is_not_written_has_a_meaning_or_is_unknown(type_: str) -> None:
    assert silent(type_, ROWS, SCHEMA) == []


@each(TYPES)
def test_what_has_no_zone_says_where_it_lies(type_: str) -> None:
    assert "zone" in SCHEMA[type_] or "location" in ROWS.row(type_)


def test_every_type_of_both_generations_is_read_by_exactly_one_thing() -> None:
    assert read_twice(PACKAGE, ROWS) == []
    assert PACKAGE.understood() == SCHEMA.keys()


def read(type_: str, attributes: Any, *, unknown: bool = False) -> list[Asset]:
    """Return the assets of one resource of a type."""
    resource = Resource(type_, "it", f"{type_}.it", attributes, unknown, provider="sakura")
    sakura = Sakura(Resources([resource]), Configuration.of({}, Secrets()))
    return list(ROWS.assets(resource, sakura))


@each(TYPES)
def test_an_empty_resource_is_read_and_stands_for_itself_once(type_: str) -> None:
    for assets in (read(type_, {}), read(type_, {}, unknown=True), read(type_, SENSITIVE)):
        assert sum(isinstance(asset, Placed) for asset in assets) == 1


@given(st.sampled_from(TYPES), st.one_of(st.none(), st.booleans(), st.integers(), st.just([{}])))
def test_no_value_makes_a_row_fail(type_: str, value: Any) -> None:
    names = {name.partition(".")[0] for name in SCHEMA[type_]}
    assert read(type_, dict.fromkeys(names, value))


def field(type_: str, attributes: dict[str, Any], name: str) -> Any:
    """Return a field of the store that a resource is, None where it is unknown."""
    (store,) = (asset for asset in read(type_, attributes) if isinstance(asset, Store))
    value = getattr(store, name)
    return value.value if isinstance(value, Known) else Unknown


@pytest.mark.parametrize("type_", ["sakura_disk", "sakuracloud_disk"])
@pytest.mark.parametrize(
    ("attributes", "name", "expected"),
    [
        ({}, "encrypted", False),
        ({"encryption_algorithm": "none"}, "encrypted", False),
        ({"encryption_algorithm": "aes256_xts"}, "encrypted", True),
        ({"encryption_algorithm": "aes256_xts"}, "algorithm", "AES-256"),
        ({"encryption_algorithm": "aes256_xts"}, "key", None),
        ({"encryption_algorithm": "chacha"}, "encrypted", Unknown),
    ],
)
def test_a_disk_is_in_the_clear_unless_it_says_otherwise(
    type_: str, attributes: dict[str, Any], name: str, expected: Any
) -> None:
    assert field(type_, attributes, name) == expected


@pytest.mark.parametrize(
    "type_", ["sakura_database", "sakura_nosql", "sakura_database_read_replica"]
)
def test_objects_and_lists_of_one_block_are_read_alike(type_: str) -> None:
    disk = {"encryption_algorithm": "aes256_xts", "kms_key_id": "113000000001"}
    assert field(type_, {"disk": disk}, "encrypted") is True
    assert field(type_, {"disk": [disk]}, "encrypted") is True
    assert field(type_, {"disk": [disk]}, "key").holder == "customer"
    assert field(type_, {}, "encrypted") is False


@pytest.mark.parametrize("type_", ["sakura_nfs", "sakura_archive", "sakuracloud_cdrom"])
def test_what_cannot_be_encrypted_is_said_to_be_in_the_clear(type_: str) -> None:
    assert field(type_, {"name": "it"}, "encrypted") is False


@pytest.mark.parametrize("type_", ["sakura_enhanced_db", "sakura_container_registry"])
def test_a_service_that_says_nothing_of_encryption_is_unknown(type_: str) -> None:
    assert field(type_, {"name": "it", "region": "is1"}, "encrypted") is Unknown


@pytest.mark.parametrize(("days", "expected"), [(400, 400), (40, 40), (None, Unknown), (730, 730)])
def test_a_log_storage_keeps_what_it_is_told(days: int | None, expected: Any) -> None:
    attributes = {"name": "it", "retention_period_days": days}
    assert field("sakura_monitoring_suite_log_storage", attributes, "retention_days") == expected


def test_messages_are_gone_after_four_days() -> None:
    assert field("sakura_simple_mq", {}, "retention_days") == 4
    assert field("sakuracloud_simple_mq", {"expire_seconds": 86400}, "retention_days") == 1


@each([t for t in TYPES if ROWS.row(t).get("kind") in STORES])
def test_a_store_says_how_it_ends_and_who_may_reach_it(type_: str) -> None:
    assert unsaid_of(type_, ROWS) == set()


@pytest.mark.parametrize("type_", ["sakura_container_registry", "sakuracloud_container_registry"])
@pytest.mark.parametrize(
    ("level", "expected"),
    [("none", False), ("readonly", True), ("readwrite", True), (None, False), ("all", Unknown)],
)
def test_a_registry_is_open_where_strangers_may_pull(
    type_: str, level: str | None, expected: Any
) -> None:
    assert field(type_, {"access_level": level}, "public") is expected


def test_a_disk_is_gone_at_once_and_reached_by_its_server_alone() -> None:
    assert field("sakura_disk", {}, "recoverable_days") == 0
    assert field("sakura_disk", {}, "public") is False
    assert field("sakura_disk", {}, "deletion_protected") is False


@pytest.mark.parametrize("type_", ["sakura_auto_backup", "sakuracloud_auto_backup"])
def test_archives_outlive_what_makes_them(type_: str) -> None:
    (left,) = (asset for asset in read(type_, {}) if isinstance(asset, Leftover))
    assert left.what == "backups"
    assert isinstance(left.stays, Known)
    assert left.stays.value is True
