"""The AWS rows: every path stands in the provider's schema, every type is read by one thing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cloudguard.providers.aws
from cloudguard.assets import Asset, Placed
from cloudguard.assets.logs import LogDelivery, LogSource, ServiceLog
from cloudguard.assets.storage import Copy, Leftover, Store
from cloudguard.providers.aws import joined
from cloudguard.providers.aws.provider import Aws
from cloudguard.providers.table import FIELDS, KINDS, Table, _Reader
from cloudguard.sources.configuration import Configuration
from cloudguard.sources.resource import SENSITIVE, Resolve, Resource, Resources, Trail
from cloudguard.sources.secrets import Secrets
from cloudguard.values import Known, Reference, Source, Unknown, Value
from tests.each import each
from tests.providers.generations import admits, cells, paths, schemas

DATA = Path(__file__).parents[2] / "data"
PACKAGE = Path(cloudguard.providers.aws.__file__).parent
SCHEMA: dict[str, dict[str, str]] = json.loads(
    (DATA / "schemas" / "aws-5.100.0.json").read_text(encoding="utf-8")
)
NEWER = schemas()["aws", "6.69.1"]
CURATED = (DATA / "aws-curated.txt").read_text(encoding="utf-8").split()
FILES = ("resources.yaml", "configuration.yaml", "joined.yaml")
ROWS = Table(*(PACKAGE / name for name in FILES))
TYPES = sorted(ROWS.types())
JOINED = joined.TABLE.types()
STORES = sorted(t for t in TYPES if ROWS.row(t).get("kind") in {"store", "objects", "logs"})
BESIDES = {
    "kind", "lock_days", "location", "copies", "logs", "left_behind", "unproven", "versions",
}  # fmt: skip
LOG_KEYS = {"name", "enabled", "destinations", "none_where"}


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
def test_every_path_stands_in_the_schema(type_: str) -> None:
    row = ROWS.row(type_)
    used = {path for cell in cells(row) for path in paths(cell)}
    newer = {path for path, of in row.get("versions", {}).items() if not admits(of, "5.100.0")}
    unproven = set(row.get("unproven", ())) | newer
    if type_ in SCHEMA:
        assert used - unproven <= SCHEMA[type_].keys()
        assert not unproven & SCHEMA[type_].keys(), "proven: strike it from `unproven`"
    elif type_ in NEWER:  # a type that only a newer provider has
        assert used <= NEWER[type_].keys()
    else:
        assert used <= unproven
    assert unproven <= used, "not used: strike it from `unproven`"


@each(TYPES)
def test_every_row_compiles_and_has_no_unknown_key(type_: str) -> None:
    row = ROWS.row(type_)
    reader = _Reader(type_, row)
    fields = FIELDS[KINDS[row.get("kind", "configuration")]]
    assert reader.fields.keys() == set(fields)
    assert row.keys() <= BESIDES | set(fields)
    for log in row.get("logs", ()):
        assert {"enabled"} <= log.keys() <= LOG_KEYS
    for left in row.get("left_behind", ()):
        assert left.keys() == {"what", "stays", "days"}
        assert left["what"] in {"resource", "snapshot", "backups", "disks", "data"}


@each(TYPES)
def test_every_reason_says_something(type_: str) -> None:
    for cell in cells(ROWS.row(type_)):
        for because in reasons(cell):
            assert isinstance(because, str)
            assert because.strip()


@each(TYPES)
def test_a_choice_takes_each_value_for_what_yaml_means(type_: str) -> None:
    """A key such as OFF is a truth value in YAML unless it is quoted."""

    def choices(cell: Any) -> Iterator[Mapping[Any, Any]]:
        if isinstance(cell, Mapping):
            if "choose" in cell:
                yield cell["of"]
            for inner in cell.values():
                yield from choices(inner)
        elif isinstance(cell, list):
            for inner in cell:
                yield from choices(inner)

    for cell in cells(ROWS.row(type_)):
        for meanings in choices(cell):
            assert len({type(value) for value in meanings}) <= 1


def test_every_curated_type_is_read_by_exactly_one_thing() -> None:
    adapters = cloudguard.providers.aws.ADAPTERS
    readers = Counter(set(TYPES) - JOINED)
    readers.update(type_ for adapter in adapters for type_ in adapter.types)
    readers.update({type_ for adapter in adapters for type_ in adapter.companions})
    assert [type_ for type_ in CURATED if type_ not in readers] == []
    assert [type_ for type_, number in readers.items() if number > 1] == []


def test_the_table_of_the_package_holds_every_row() -> None:
    table = cloudguard.providers.aws.PACKAGE.table.types()
    assert {type_ for type_ in table if type_.startswith("aws_")} | JOINED == ROWS.types()
    assert joined.COMPLETE.keys() == JOINED


@each(STORES)
def test_a_store_says_how_it_ends_and_who_may_reach_it(type_: str) -> None:
    """Each is known of an empty resource, or unknown for a reason of its own."""
    (store,) = (asset for asset in read(type_, {}) if isinstance(asset, Store))
    for name in ("deletion_protected", "recoverable_days", "public"):
        value = getattr(store, name)
        if isinstance(value, Unknown):
            assert value.reason != "no attribute says this", name
        else:
            assert value.source.note, name
    if isinstance(store.recoverable_days, Known) and store.recoverable_days.value != 0:
        assert isinstance(store.purgeable, Known)


def nothing(_resource: Resource, _trail: Trail) -> None:
    """Resolve nothing: nothing is written there."""


def read(
    type_: str, attributes: Any, *, unknown: bool = False, resolve: Resolve = nothing
) -> list[Asset]:
    """Return the assets of one resource of a type."""
    resource = Resource(
        type_, "it", f"{type_}.it", attributes, unknown, provider="aws", resolve=resolve
    )
    resources = Resources([resource])
    aws = Aws(resources, Configuration.of({}, Secrets()))
    if type_ in JOINED:
        (adapter,) = (a for a in joined.ADAPTERS if type_ in a.types)
        return list(adapter.read(resources, aws))
    return list(ROWS.assets(resource, aws))


@each(TYPES)
def test_an_empty_resource_is_read_and_stands_for_itself_once(type_: str) -> None:
    for assets in (read(type_, {}), read(type_, {}, unknown=True), read(type_, SENSITIVE)):
        assert sum(isinstance(asset, Placed) for asset in assets) == 1


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.just([]), st.just([{}])
)
RESOLVED: st.SearchStrategy[Value[Any]] = st.sampled_from(
    [
        Known(Reference("aws_kms_key.it", "arn"), Source("")),
        Unknown("why", Source("")),
        Unknown("why", Source(""), (Known("a", Source("")), Known(None, Source("")))),
    ]
)


def filled(type_: str, value: Any) -> dict[str, Any]:
    """Return attributes in which every path that the row reads holds `value`, but places."""
    attributes: dict[str, Any] = {}
    row = {key: cell for key, cell in ROWS.row(type_).items() if key != "location"}
    for cell in cells(row):
        for path in paths(cell):
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


REPLICA = {"replicate_source_db": "arn:aws:rds:ap-northeast-1:123456789012:db:main"}
UNSET: Any = object()


@pytest.mark.parametrize(
    ("type_", "attributes", "field", "expected"),
    [
        ("aws_db_instance", {}, "encrypted", False),
        ("aws_db_instance", {"storage_encrypted": True}, "encrypted", True),
        ("aws_db_instance", {"storage_encrypted": True}, "key", None),
        ("aws_db_instance", {**REPLICA, "kms_key_id": "alias/mine"}, "encrypted", True),
        ("aws_db_instance", REPLICA, "key", UNSET),
        ("aws_dynamodb_table", {}, "encrypted", True),
        ("aws_dax_cluster", {"server_side_encryption": []}, "encrypted", False),
        ("aws_elasticache_replication_group", {}, "encrypted", False),
        ("aws_elasticache_replication_group", {"engine": "valkey"}, "encrypted", True),
        (
            "aws_elasticache_replication_group",
            {"engine": "valkey", "at_rest_encryption_enabled": False},
            "encrypted",
            False,
        ),
        (
            "aws_elasticache_replication_group",
            {"global_replication_group_id": "sgaui-x"},
            "encrypted",
            UNSET,
        ),
        ("aws_elasticache_cluster", {"replication_group_id": "main"}, "encrypted", UNSET),
        ("aws_cloudwatch_log_group", {"retention_in_days": 0}, "retention_days", None),
        ("aws_cloudwatch_log_group", {"retention_in_days": 400}, "retention_days", 400),
        (
            "aws_cloudwatch_log_group",
            {"log_group_class": "DELIVERY", "retention_in_days": 0},
            "retention_days",
            2,
        ),
        ("aws_cloudtrail_event_data_store", {}, "retention_days", 2555),
        ("aws_fsx_ontap_volume", {}, "lock", None),
        ("aws_appsync_api_cache", {"ttl": 3600}, "retention_days", 0),
        ("aws_ebs_snapshot_copy", {"encrypted": True}, "encrypted", True),
        ("aws_athena_workgroup", {"name": "w"}, "key", UNSET),
        ("aws_db_instance", {}, "deletion_protected", False),
        ("aws_db_instance", {"deletion_protection": True}, "deletion_protected", True),
        ("aws_db_instance", {"publicly_accessible": True}, "public", False),
        ("aws_cognito_user_pool", {"deletion_protection": "ACTIVE"}, "deletion_protected", True),
        ("aws_cloudtrail_event_data_store", {}, "deletion_protected", True),
        ("aws_cloudtrail_event_data_store", {}, "recoverable_days", 7),
        ("aws_secretsmanager_secret", {}, "recoverable_days", 30),
        ("aws_secretsmanager_secret", {"recovery_window_in_days": 0}, "recoverable_days", 0),
        ("aws_secretsmanager_secret", {}, "purgeable", True),
        ("aws_emr_cluster", {}, "deletion_protected", UNSET),
        ("aws_cloudwatch_log_group", {}, "deletion_protected", False),
        ("aws_paymentcryptography_key", {}, "recoverable_days", 7),
        ("aws_paymentcryptography_key", {}, "imported", False),
    ],
)
def test_a_row_reads_what_the_provider_means(
    type_: str, attributes: dict[str, Any], field: str, expected: Any
) -> None:
    value = getattr(read(type_, attributes)[0], field)
    if expected is UNSET:
        assert isinstance(value, Unknown)
    else:
        assert isinstance(value, Known)
        assert value.value == expected


@pytest.mark.parametrize(
    ("type_", "attributes", "enabled", "destinations"),
    [
        ("aws_alb", {}, False, []),
        ("aws_alb", {"access_logs": [{"bucket": "b", "enabled": True}]}, True, ["b"]),
        ("aws_elb", {"access_logs": [{"bucket": "b", "enabled": None}]}, True, ["b"]),
        ("aws_flow_log", {"log_group_name": "g"}, True, ["g"]),
        ("aws_codebuild_project", {"name": "batch"}, True, ["/aws/codebuild/batch"]),
        ("aws_datasync_task", {"options": [{"log_level": "OFF"}]}, False, []),
    ],
)
def test_a_row_tells_whether_a_log_is_recorded_and_where(
    type_: str, attributes: dict[str, Any], *, enabled: bool, destinations: list[str]
) -> None:
    assets = read(type_, attributes)
    (source,) = (asset for asset in assets if isinstance(asset, (LogSource, ServiceLog)))
    assert isinstance(source.enabled, Known)
    assert bool(source.enabled.value) is enabled
    found = [d for asset in assets if isinstance(asset, LogDelivery) for d in asset.destinations]
    assert [d.value for d in found if isinstance(d, Known)] == destinations


@pytest.mark.parametrize(
    ("type_", "attributes"),
    [
        ("aws_lb", {"load_balancer_type": "gateway"}),
        ("aws_alb", {"load_balancer_type": "gateway"}),
        ("aws_elasticache_cluster", {"engine": "memcached"}),
    ],
)
def test_what_cannot_keep_a_log_has_none(type_: str, attributes: dict[str, Any]) -> None:
    found = read(type_, attributes)
    assert [a for a in found if isinstance(a, (LogSource, ServiceLog, LogDelivery))] == []
    other = read(type_, {})
    assert [a for a in other if isinstance(a, ServiceLog)] != []


def test_copies_are_placed_where_the_row_says() -> None:
    rules = [{"destination": [{"region": "us-east-1"}, {"region": "ap-northeast-3"}]}]
    replication = {"replication_configuration": [{"rule": rules}]}
    copies = [
        a for a in read("aws_ecr_replication_configuration", replication) if isinstance(a, Copy)
    ]
    places = [copy.location.value for copy in copies if isinstance(copy.location, Known)]
    assert [place.country for place in places] == ["US", "JP"]


@pytest.mark.parametrize(
    ("type_", "attributes"),
    [
        (
            "aws_imagebuilder_distribution_configuration",
            {"distribution": [{"region": "us-east-1"}]},
        ),
        ("aws_ssm_association", {"output_location": [{"s3_region": "us-east-1"}]}),
        ("aws_cur_report_definition", {"s3_region": "us-east-1"}),
        ("aws_notifications_notification_hub", {"notification_hub_region": "us-east-1"}),
        ("aws_dsql_cluster_peering", {"witness_region": "us-east-1"}),
    ],
)
def test_what_is_sent_to_a_named_region_lies_there(type_: str, attributes: dict[str, Any]) -> None:
    copies = [a.location for a in read(type_, attributes) if isinstance(a, Copy)]
    assert [c.value.country for c in copies if isinstance(c, Known)] == ["US"]
    assert [a for a in read(type_, {}) if isinstance(a, Copy)] == []


# terraform-provider-aws docs: the media application is made in `aws_region`.
def test_a_media_application_of_chime_lies_where_it_says() -> None:
    assets = read("aws_chimesdkvoice_sip_media_application", {"aws_region": "us-west-2"})
    assert isinstance(assets[0], Placed)
    assert isinstance(assets[0].location, Known)
    assert assets[0].location.value.country == "US"


def test_a_copy_of_a_snapshot_lies_where_it_is_copied_to() -> None:
    (store,) = read("aws_db_snapshot_copy", {"destination_region": "us-west-2"})
    assert isinstance(store.location, Known)
    assert store.location.value.country == "US"


AFTERWARDS: Any = [
    ("aws_db_instance", {}, [("snapshot", None)]),
    ("aws_db_instance", {"skip_final_snapshot": True}, []),
    ("aws_db_instance", REPLICA, []),
    (
        "aws_rds_cluster",
        {
            "skip_final_snapshot": True,
            "delete_automated_backups": False,
            "backup_retention_period": 7,
        },
        [("backups", 7)],
    ),
    ("aws_redshift_cluster", {}, [("snapshot", None)]),
    ("aws_elasticache_replication_group", {}, []),
    ("aws_elasticache_replication_group", {"final_snapshot_identifier": "l"}, [("snapshot", None)]),
    ("aws_fsx_windows_file_system", {}, [("backups", None)]),
    ("aws_fsx_lustre_file_system", {}, []),
    ("aws_dynamodb_table", {}, []),
    ("aws_dynamodb_table", {"point_in_time_recovery": [{"enabled": True}]}, [("backups", 35)]),
    (
        "aws_cloudwatch_log_group",
        {"skip_destroy": True, "retention_in_days": 400},
        [("resource", 400)],
    ),
    ("aws_sagemaker_domain", {}, [("data", None)]),
    ("aws_sagemaker_domain", {"retention_policy": [{"home_efs_file_system": "Delete"}]}, []),
    ("aws_organizations_account", {}, [("resource", None)]),
    ("aws_organizations_account", {"close_on_deletion": True}, []),
]


# Provider documentation of each type; what its service keeps, the row cites.
@pytest.mark.parametrize(("type_", "attributes", "expected"), AFTERWARDS)
def test_what_stays_when_a_resource_is_deleted(
    type_: str, attributes: dict[str, Any], expected: list[tuple[str, int | None]]
) -> None:
    found = [a for a in read(type_, attributes) if isinstance(a, Leftover)]
    assert all(isinstance(a.stays, Known) and a.stays.value is True for a in found)
    assert [(a.what, a.days.value) for a in found if isinstance(a.days, Known)] == expected


def test_backups_that_stay_for_a_time_that_is_not_written() -> None:
    kept = {"skip_final_snapshot": True, "delete_automated_backups": False}
    (left,) = (a for a in read("aws_db_instance", kept) if isinstance(a, Leftover))
    assert isinstance(left.days, Unknown)
