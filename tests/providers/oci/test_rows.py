"""The rows of OCI: every path stands in the schema, what is not written has a meaning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudguard.assets import Asset, Placed
from cloudguard.assets.storage import Copy, Leftover, Store
from cloudguard.providers.oci import PACKAGE, provider
from cloudguard.providers.oci.provider import Oci
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
SCHEMA: dict[str, dict[str, str]] = json.loads(
    (SCHEMAS / "oci-8.28.0.json").read_text(encoding="utf-8")
)
CURATED = (Path(__file__).parent / "curated.txt").read_text(encoding="utf-8").split()
# Registered beside the schema's own types, for what a network is made with: provider 8.28.0.
DEFAULTS = {f"oci_core_default_{name}" for name in ("dhcp_options", "route_table", "security_list")}
OLDER = {"oci_globally_distributed_database_sharded_database"}  # until 7.x
HERE = Path(provider.__file__).parent
ROWS = Table(HERE / "resources.yaml", HERE / "configuration.yaml", HERE / "joined.yaml")
TYPES = sorted(ROWS.types())


@each(TYPES)
def test_every_path_stands_in_the_schema(type_: str) -> None:
    assert unknown_paths(type_, ROWS, SCHEMA) == set()


@each(TYPES)
def test_every_row_is_well_formed(type_: str) -> None:
    assert well_formed(type_, ROWS)


@each(TYPES)
def test_what_is_not_written_has_a_meaning_or_is_unknown(type_: str) -> None:
    assert silent(type_, ROWS, SCHEMA) == []


def test_every_curated_type_is_read_by_exactly_one_thing() -> None:
    assert read_twice(PACKAGE, ROWS) == []
    assert set(CURATED) <= PACKAGE.understood()
    assert PACKAGE.understood() - DEFAULTS - OLDER <= SCHEMA.keys()


def read(type_: str, attributes: Any, *, unknown: bool = False) -> list[Asset]:
    """Return the assets of one resource of a type."""
    resource = Resource(type_, "it", f"{type_}.it", attributes, unknown, provider="oci")
    oci = Oci(Resources([resource]), Configuration.of({}, Secrets()))
    return list(ROWS.assets(resource, oci))


@each(TYPES)
def test_an_empty_resource_is_read_and_stands_for_itself_once(type_: str) -> None:
    for assets in (read(type_, {}), read(type_, {}, unknown=True), read(type_, SENSITIVE)):
        assert sum(isinstance(asset, Placed) for asset in assets) == 1


@given(st.sampled_from(TYPES), st.one_of(st.none(), st.booleans(), st.integers(), st.just([{}])))
def test_no_value_makes_a_row_fail(type_: str, value: Any) -> None:
    names = {name.partition(".")[0] for name in SCHEMA.get(type_, ())}
    assert read(type_, dict.fromkeys(names, value))


# What stands on hosts that the customer configures.
OWN_HOSTS = {"oci_datacc_vm_instance", "oci_ocvp_cluster", "oci_ocvp_sddc"}


@pytest.mark.parametrize(
    "type_", [t for t in TYPES if ROWS.row(t).get("kind") == "store" and t not in OWN_HOSTS]
)
def test_a_store_is_encrypted_whatever_is_written(type_: str) -> None:
    """Of OCI the question that counts is whose key it is: encryption is always on."""
    (store,) = (asset for asset in read(type_, {}) if isinstance(asset, Store))
    assert isinstance(store.encrypted, Known)
    assert store.encrypted.value is True
    assert store.encrypted.source.note


VAULT_KEY = "ocid1.key.oc1.ap-tokyo-1.bzqexample.abxhiljr"


@pytest.mark.parametrize(
    ("type_", "attributes", "field", "expected"),
    [
        ("oci_core_volume", {}, "key", None),
        ("oci_core_volume", {"kms_key_id": VAULT_KEY}, "key", "customer"),
        ("oci_core_volume", {"kms_key_id": "mine"}, "key", "unknown"),
        ("oci_database_autonomous_database", {"kms_key_id": VAULT_KEY}, "key", "customer"),
        (
            "oci_database_autonomous_database",
            {"encryption_key": [{"kms_key_id": VAULT_KEY}]},
            "key",
            "customer",
        ),
        (
            "oci_database_autonomous_database",
            {"kms_key_id": "ORACLE_MANAGED_KEY"},
            "key",
            "provider",
        ),
        ("oci_mysql_mysql_db_system", {"encrypt_data": [{"key_id": VAULT_KEY}]}, "key", "customer"),
        ("oci_queue_queue", {}, "algorithm", "AES-128"),
        ("oci_queue_queue", {"retention_in_seconds": 604800}, "retention_days", 7),
        ("oci_logging_log", {}, "retention_days", 30),
        ("oci_logging_log", {"retention_duration": 180}, "retention_days", 180),
        ("oci_audit_configuration", {"retention_period_days": 90}, "retention_days", 90),
        ("oci_psql_backup", {}, "retention_days", Unknown),
        ("oci_psql_backup", {"retention_period": 35}, "retention_days", 35),
        ("oci_core_volume_backup", {"is_retention_lock_enabled": True}, "lock", Unknown),
        ("oci_core_volume_backup", {"is_prevent_deletion_enabled": True}, "lock", "governance"),
        ("oci_core_volume_backup", {}, "lock", None),
        (
            "oci_file_storage_snapshot",
            {"lock_duration_details": [{"lock_mode": "COMPLIANCE"}]},
            "lock",
            "compliance",
        ),
        ("oci_file_storage_snapshot", {"expiration_time": "2027-01-01"}, "retention_days", Unknown),
        ("oci_nosql_table", {}, "key", Unknown),
        ("oci_artifacts_container_repository", {}, "public", False),
        ("oci_artifacts_container_repository", {"is_public": True}, "public", True),
        ("oci_visual_builder_vb_instance", {}, "public", Unknown),
        ("oci_core_volume", {}, "recoverable_days", 0),
        ("oci_vault_secret", {}, "recoverable_days", 30),
        ("oci_vault_secret", {}, "purgeable", False),
        ("oci_database_autonomous_database", {"compute_model": "ECPU"}, "recoverable_days", 3),
        ("oci_database_autonomous_database", {"compute_model": "OCPU"}, "recoverable_days", 0),
        ("oci_database_autonomous_database", {}, "recoverable_days", Unknown),
        ("oci_mysql_mysql_backup", {"soft_delete": "ENABLED"}, "recoverable_days", 7),
        ("oci_mysql_mysql_backup", {"soft_delete": "DISABLED"}, "recoverable_days", 0),
        ("oci_recovery_protected_database", {}, "recoverable_days", 3),
        (
            "oci_recovery_protected_database",
            {"deletion_schedule": "DELETE_AFTER_RETENTION_PERIOD"},
            "recoverable_days",
            Unknown,
        ),
        ("oci_mysql_mysql_db_system", {}, "deletion_protected", False),
        (
            "oci_mysql_mysql_db_system",
            {"deletion_policy": [{"is_delete_protected": True}]},
            "deletion_protected",
            True,
        ),
        ("oci_mysql_replica", {"is_delete_protected": True}, "deletion_protected", True),
        (
            "oci_core_volume_backup",
            {"is_prevent_deletion_enabled": True},
            "deletion_protected",
            True,
        ),
        ("oci_file_storage_file_system", {}, "deletion_protected", False),
        (
            "oci_file_storage_file_system",
            {"locks": [{"type": "DELETE"}]},
            "deletion_protected",
            True,
        ),
    ],
)
def test_a_row_reads_what_the_provider_means(
    type_: str, attributes: dict[str, Any], field: str, expected: Any
) -> None:
    (store,) = (asset for asset in read(type_, attributes) if isinstance(asset, Store))
    value = getattr(store, field)
    if expected is Unknown:
        assert isinstance(value, Unknown)
        return
    assert isinstance(value, Known)
    found = value.value
    of = {"key": "holder", "lock": "mode"}.get(field)
    assert (getattr(found, of) if of and found is not None else found) == expected


@pytest.mark.parametrize(
    ("type_", "attributes", "countries"),
    [
        (
            "oci_core_volume",
            {"block_volume_replicas": [{"availability_domain": "x:US-ASHBURN-AD-1"}]},
            ["US"],
        ),
        ("oci_core_volume", {}, []),
        ("oci_core_volume_backup_policy", {"destination_region": "ap-osaka-1"}, ["JP"]),
        (
            "oci_mysql_mysql_db_system",
            {"backup_policy": [{"copy_policies": [{"copy_to_region": "us-phoenix-1"}]}]},
            ["US"],
        ),
        (
            "oci_vault_secret",
            {
                "replication_config": [
                    {
                        "replication_targets": [
                            {"target_region": "ap-osaka-1"},
                            {"target_region": "eu-frankfurt-1"},
                        ]
                    }
                ]
            },
            ["JP", "DE"],
        ),
        ("oci_kms_vault_replication", {"replica_region": "ap-seoul-1"}, ["KR"]),
        ("oci_nosql_table_replica", {"region": "ap-singapore-1"}, ["SG"]),
        (
            "oci_psql_db_system",
            {
                "management_policy": [
                    {"backup_policy": [{"copy_policy": [{"regions": ["uk-london-1"]}]}]}
                ]
            },
            ["GB"],
        ),
        (
            "oci_file_storage_replication",
            {"target_id": "ocid1.filesystem.oc1.phx.aaaa"},
            ["US"],
        ),
        ("oci_cloud_guard_cloud_guard_configuration", {"reporting_region": "iad"}, ["US"]),
        ("oci_oce_oce_instance", {"dr_region": "ap-seoul-1"}, ["KR"]),
        (
            "oci_database_autonomous_database",
            {"peer_db_ids": ["ocid1.autonomousdatabase.oc1.ap-osaka-1.aaaa"]},
            ["JP"],
        ),
        (
            "oci_database_autonomous_container_database",
            {"peer_cloud_autonomous_vm_cluster_id": "ocid1.cloudautonomousvmcluster.oc1.iad.aaaa"},
            ["US"],
        ),
        (
            "oci_database_data_guard_association",
            {"peer_db_system_id": "ocid1.dbsystem.oc1.ap-singapore-1.aaaa"},
            ["SG"],
        ),
        ("oci_database_data_guard_association", {"availability_domain": "x:PHX-AD-1"}, ["US"]),
    ],
)
def test_a_copy_lies_where_it_is_sent(
    type_: str, attributes: dict[str, Any], countries: list[str]
) -> None:
    copies = [asset.location for asset in read(type_, attributes) if isinstance(asset, Copy)]
    assert [where.value.country for where in copies if isinstance(where, Known)] == countries


@each([t for t in TYPES if ROWS.row(t).get("kind") in STORES])
def test_a_store_says_how_it_ends_and_who_may_reach_it(type_: str) -> None:
    assert unsaid_of(type_, ROWS) == set()


@pytest.mark.parametrize(
    ("type_", "attributes", "expected"),
    [
        ("oci_core_instance", {}, []),
        ("oci_core_instance", {"preserve_boot_volume": True}, [("disks", True, None)]),
        (
            "oci_core_instance",
            {"launch_volume_attachments": [{"type": "iscsi"}]},
            [("disks", True, None)],
        ),
        (
            "oci_core_instance",
            {
                "launch_volume_attachments": [{"type": "iscsi"}],
                "preserve_data_volumes_created_at_launch": False,
            },
            [],
        ),
        ("oci_core_volume", {}, []),
        (
            "oci_core_volume",
            {"backup_policy_id": "ocid1.volumebackuppolicy.oc1..aaaa"},
            [("backups", True, Unknown)],
        ),
        (
            "oci_mysql_mysql_db_system",
            {
                "deletion_policy": [
                    {"final_backup": "SKIP_FINAL_BACKUP", "automatic_backup_retention": "DELETE"}
                ]
            },
            [],
        ),
        (
            "oci_mysql_mysql_db_system",
            {
                "deletion_policy": [{"final_backup": "REQUIRE_FINAL_BACKUP"}],
                "backup_policy": [{"retention_in_days": 35}],
            },
            [("snapshot", True, Unknown), ("backups", True, 35)],
        ),
        (
            "oci_mysql_mysql_db_system",
            {},
            [("snapshot", Unknown, Unknown), ("backups", True, Unknown)],
        ),
        (
            "oci_psql_db_system",
            {"management_policy": [{"backup_policy": [{"retention_days": 14}]}]},
            [("backups", True, 14)],
        ),
        ("oci_database_autonomous_database", {}, []),
        (
            "oci_database_autonomous_database",
            {"long_term_backup_schedule": [{"retention_period_in_days": 365}]},
            [("backups", True, 365)],
        ),
        (
            "oci_database_database",
            {
                "database": [
                    {
                        "db_backup_config": [
                            {
                                "auto_backup_enabled": True,
                                "backup_deletion_policy": "DELETE_IMMEDIATELY",
                                "recovery_window_in_days": 30,
                            }
                        ]
                    }
                ]
            },
            [("backups", True, 3)],
        ),
        (
            "oci_database_database",
            {
                "database": [
                    {
                        "db_backup_config": [
                            {"auto_backup_enabled": True, "recovery_window_in_days": 30}
                        ]
                    }
                ]
            },
            [("backups", True, 30)],
        ),
        ("oci_database_database", {}, []),
    ],
)
def test_what_stays_when_a_resource_is_deleted(
    type_: str, attributes: dict[str, Any], expected: list[tuple[Any, ...]]
) -> None:
    left = [asset for asset in read(type_, attributes) if isinstance(asset, Leftover)]
    found = [
        (
            each.what,
            *(v.value if isinstance(v, Known) else Unknown for v in (each.stays, each.days)),
        )
        for each in left
    ]
    assert found == expected
