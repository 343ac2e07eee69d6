"""How things end: what must be allowed first, what can be restored, what stays."""

from __future__ import annotations

from typing import Any

import pytest

from cloudguard.assets.keys import Key
from cloudguard.assets.logs import AuditTrail, LogDelivery
from cloudguard.assets.storage import Leftover, Store
from cloudguard.providers.google.rows import JOINED
from cloudguard.values import Known, Unknown
from tests.building import every, not_known, ref, why
from tests.providers.google.building import KEY, TOKYO, known, made, one, understood

UNSAID = "no attribute says this"
STORES = sorted(
    type_
    for type_ in JOINED.types()
    if JOINED.row(type_).get("kind") in {"store", "logs", "objects"}
)


@pytest.mark.parametrize("type_", STORES)
def test_every_store_says_how_it_ends_and_who_may_reach_it(type_: str) -> None:
    """A row without a cell would read so; one that cannot know says why in its own words."""
    store = one(understood(made(type_)), Store)
    for value in (store.deletion_protected, store.recoverable_days, store.public):
        assert isinstance(value, Known) or value.reason != UNSAID
        assert value.source.note if isinstance(value, Known) else value.reason
    if isinstance(store.recoverable_days, Known) and store.recoverable_days.value:
        assert isinstance(store.purgeable, Known) or store.purgeable.reason != UNSAID


@pytest.mark.parametrize(
    ("type_", "attributes", "expected"),
    [
        ("google_compute_instance", {}, False),
        ("google_compute_instance", {"deletion_protection": True}, True),
        ("google_bigquery_table", {}, True),
        ("google_bigquery_table", {"deletion_protection": False}, False),
        ("google_spanner_database", {"deletion_protection": False}, False),
        (
            "google_spanner_database",
            {"deletion_protection": False, "enable_drop_protection": True},
            True,
        ),
        (
            "google_sql_database_instance",
            {"deletion_protection": False, "settings": [{"deletion_protection_enabled": True}]},
            True,
        ),
        ("google_sql_database_instance", {"deletion_protection": False, "settings": [{}]}, False),
        ("google_secret_manager_secret", {"deletion_protection": True}, True),
        ("google_firestore_database", {}, False),
        (
            "google_firestore_database",
            {"delete_protection_state": "DELETE_PROTECTION_ENABLED"},
            True,
        ),
        ("google_filestore_instance", {"deletion_protection_enabled": True}, True),
        ("google_workbench_instance", {"enable_deletion_protection": True}, True),
        ("google_storage_bucket", {}, False),
        ("google_storage_bucket", {"deletion_policy": "PREVENT"}, True),
        ("google_compute_disk", {"deletion_policy": "PREVENT"}, True),
    ],
)
def test_what_must_first_be_allowed(
    type_: str, attributes: dict[str, Any], *, expected: bool
) -> None:
    store = one(understood(made(type_, **attributes)), Store)
    assert known(store.deletion_protected) is expected


def test_the_provider_block_may_forbid_or_forget_everything() -> None:
    block = {"region": TOKYO, "deletion_policy": "PREVENT"}
    assert known(one(understood(made("google_compute_disk"), **block), Store).deletion_protected)
    told = made("google_compute_disk", deletion_policy="DELETE")
    assert not known(one(understood(told, **block), Store).deletion_protected)
    forgets = {"region": TOKYO, "deletion_policy": "ABANDON"}
    assert known(one(understood(made("google_dns_managed_zone"), **forgets), Leftover).stays)


def test_a_protection_that_only_later_versions_have_is_not_taken_for_there() -> None:
    cluster = one(understood(made("google_alloydb_cluster")), Store)
    assert "later version" in why(cluster.deletion_protected)


@pytest.mark.parametrize(
    ("seconds", "days"), [(None, 7), (0, 0), ("0", 0), (604800, 7), ("7776000", 90)]
)
def test_soft_delete_of_a_bucket(seconds: Any, days: int) -> None:
    written = [{"retention_duration_seconds": seconds}] if seconds is not None else []
    bucket = made("google_storage_bucket", name="b", soft_delete_policy=written)
    store = one(understood(bucket), Store)
    assert known(store.recoverable_days) == days
    assert known(store.purgeable) is False
    thing = made("google_storage_bucket_object", "o", name="o", bucket="b")
    found = one(understood(bucket, thing), Store, thing.address)
    assert known(found.recoverable_days) == days


@pytest.mark.parametrize(("hours", "days"), [(None, 14), ("48", 9), (168, 14)])
def test_time_travel_and_fail_safe_of_bigquery(hours: Any, days: int) -> None:
    dataset = made("google_bigquery_dataset", dataset_id="d", max_time_travel_hours=hours)
    table = made("google_bigquery_table", "t", dataset_id="d", table_id="t")
    found = understood(dataset, table)
    for address in (dataset.address, table.address):
        assert known(one(found, Store, address).recoverable_days) == days
    alone = one(understood(table), Store)
    assert isinstance(alone.recoverable_days, Unknown)
    assert isinstance(alone.public, Unknown)


@pytest.mark.parametrize(
    ("type_", "attributes", "days"),
    [
        ("google_logging_project_bucket_config", {"bucket_id": "b"}, 7),
        ("google_secret_manager_secret", {}, 0),
        ("google_secret_manager_secret", {"version_destroy_ttl": "2592000s"}, 30),
        ("google_apigee_organization", {}, 7),
        ("google_apigee_organization", {"retention": "MINIMUM"}, 1),
        ("google_sql_database_instance", {}, 0),
        ("google_pubsub_topic", {"message_retention_duration": "604800s"}, 0),
        ("google_artifact_registry_repository", {}, 0),
        ("google_compute_snapshot", {}, 0),
    ],
)
def test_for_how_long_what_is_deleted_can_be_restored(
    type_: str, attributes: dict[str, Any], days: int
) -> None:
    assert known(one(understood(made(type_, **attributes)), Store).recoverable_days) == days


def test_a_recycle_bin_may_keep_snapshots() -> None:
    bin_ = made("google_compute_snapshot_recycle_bin_policy", "b")
    snapshot = one(understood(bin_, made("google_compute_snapshot")), Store)
    assert "recycle bin" in why(snapshot.recoverable_days)


def key(**attributes: Any) -> Key:
    return one(understood(made("google_kms_crypto_key", key_ring="r", **attributes)), Key)


def test_versions_of_a_key_are_destroyed_after_thirty_days_unless_told() -> None:
    assert known(key().recoverable_days) == 30
    assert known(key(destroy_scheduled_duration="86400s").recoverable_days) == 1
    assert known(key(import_only=True, destroy_scheduled_duration="0s").recoverable_days) == 0
    assert known(key().purgeable) is False
    assert known(key(deletion_policy="PREVENT").deletion_protected) is True
    assert known(key().deletion_protected) is False


def test_what_was_imported_may_exist_outside() -> None:
    assert known(key().imported) is False
    assert known(key(import_only=True).imported) is True
    assert known(key(version_template=[{"protection_level": "EXTERNAL"}]).imported) is True
    empty = made("google_kms_crypto_key", key_ring="r", skip_initial_version_creation=True)
    job = made("google_kms_key_ring_import_job", "j", key_ring="r")
    assert isinstance(one(understood(empty, job), Key).imported, Unknown)
    version = made("google_kms_crypto_key_version", "v", crypto_key=ref(empty))
    assert known(one(understood(empty, job, version), Key).imported) is False


def left(type_: str, **attributes: Any) -> list[tuple[str, int | None]]:
    """Return what surely stays of a resource, and for how long."""
    found = every(understood(made(type_, **attributes)), Leftover)
    return [(a.what, known(a.days)) for a in found if known(a.stays)]


@pytest.mark.parametrize(
    ("type_", "attributes", "expected"),
    [
        ("google_sql_user", {"deletion_policy": "ABANDON"}, [("resource", None)]),
        ("google_sql_database", {"deletion_policy": "ABANDON"}, [("resource", None)]),
        ("google_sql_database", {}, []),
        ("google_compute_disk", {"deletion_policy": "ABANDON"}, [("resource", None)]),
        ("google_secret_manager_secret_version", {"deletion_policy": "DISABLE"},
         [("resource", None)]),
        ("google_firestore_database", {}, [("resource", None)]),
        ("google_firestore_database", {"deletion_policy": "DELETE"}, []),
        ("google_project", {}, [("resource", 30)]),
        ("google_project", {"deletion_policy": "DELETE"}, [("resource", 30)]),
        ("google_project", {"deletion_policy": "ABANDON"}, [("resource", None)]),
        ("google_project", {"skip_delete": True}, [("resource", None)]),
        ("google_logging_project_bucket_config", {"bucket_id": "_Default"}, [("resource", 30)]),
        ("google_logging_project_bucket_config", {"bucket_id": "own"}, []),
        ("google_sql_database_instance", {"settings": [{"retain_backups_on_delete": True}]},
         [("backups", None)]),
        ("google_sql_database_instance",
         {"settings": [{"final_backup_config": [{"enabled": True, "retention_days": 90}]}]},
         [("snapshot", 90)]),
        ("google_sql_database_instance",
         {"settings": [{"final_backup_config": [{"enabled": True}]}]}, [("snapshot", 30)]),
        ("google_sql_database_instance", {"settings": [{}]}, []),
        ("google_compute_disk", {"create_snapshot_before_destroy": True}, [("snapshot", None)]),
        ("google_compute_instance", {"boot_disk": [{"auto_delete": False}]}, [("disks", None)]),
        ("google_compute_instance", {"boot_disk": [{}]}, []),
        ("google_compute_instance_template", {"disk": [{"auto_delete": False}]},
         [("disks", None)]),
        ("google_alloydb_cluster", {}, [("backups", 14)]),
        ("google_alloydb_cluster",
         {"continuous_backup_config": [{"enabled": False}],
          "automated_backup_policy": [{"enabled": False}]}, []),
        ("google_bigtable_table", {"automated_backup_policy": [{"retention_period": "72h"}]},
         [("backups", 3)]),
        ("google_spanner_backup_schedule", {"retention_duration": "2592000s"}, [("backups", 30)]),
        ("google_firestore_backup_schedule", {"retention": "604800s"}, [("backups", 7)]),
        ("google_workstations_workstation_config",
         {"persistent_directories": [{"gce_pd": [{"reclaim_policy": "RETAIN"}]}]},
         [("disks", None)]),
        ("google_memorystore_instance", {"automated_backup_config": [{"retention": "86400s"}]},
         [("backups", 1)]),
        ("google_app_engine_application", {}, [("resource", None)]),
        ("google_container_registry", {}, [("data", None)]),
    ],
)  # fmt: skip
def test_what_stays(
    type_: str, attributes: dict[str, Any], expected: list[tuple[str, int | None]]
) -> None:
    assert left(type_, **attributes) == expected


def test_what_may_stay_is_not_known() -> None:
    disk = made("google_compute_disk", deletion_policy=not_known("var.policy has no value"))
    (found,) = every(understood(disk), Leftover)
    assert why(found.stays) == "var.policy has no value"
    assert isinstance(one(understood(disk), Store).deletion_protected, Unknown)


def audited(*more: Any) -> tuple[AuditTrail, LogDelivery]:
    audit = made(
        "google_project_iam_audit_config",
        project="p",
        service="allServices",
        audit_log_config=[{"log_type": "DATA_READ"}, {"log_type": "DATA_WRITE"}],
    )
    default = made(
        "google_logging_project_bucket_config", project="p", bucket_id="_Default", location=TOKYO
    )
    found = understood(*more, default, audit)
    deliveries = [a for a in every(found, LogDelivery) if a.id == audit.address]
    return one(found, AuditTrail), deliveries[0]


def test_the_default_sink_may_be_switched_off() -> None:
    trail, delivery = audited()
    assert known(trail.delivered) is True
    assert isinstance(delivery.destinations[0], Known)
    off = made("google_logging_project_sink", name="_Default", project="p", disabled=True,
               destination="storage.googleapis.com/b")  # fmt: skip
    trail, delivery = audited(off)
    assert known(trail.delivered) is False
    assert "30 days" in why(delivery.destinations[0])
    settings = made("google_logging_organization_settings", disable_default_sink=True)
    trail, delivery = audited(settings)
    assert "disable_default_sink" in why(trail.delivered)
    assert "disable_default_sink" in why(delivery.destinations[0])
    own = made("google_logging_project_sink", project="p", name="audit",
               destination="storage.googleapis.com/b")  # fmt: skip
    trail, _ = audited(off, own)
    assert known(trail.delivered) is True


def test_a_key_of_ones_own_stays_one_in_every_generation() -> None:
    for type_, attributes in (
        ("google_redis_cluster", {"kms_key": KEY}),
        ("google_lustre_instance", {"kms_key": KEY}),
        ("google_vertex_ai_index", {"encryption_spec": [{"kms_key_name": KEY}]}),
        ("google_vertex_ai_rag_corpus", {"encryption_spec": {"kms_key_name": KEY}}),
    ):
        for given, held in (({}, False), (attributes, True)):
            store = one(understood(made(type_, **given)), Store)
            assert (known(store.key) is not None) is held
