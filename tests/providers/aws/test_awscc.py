"""The provider AWS Cloud Control: rows, adapters, and fixtures judged as folders and as plans."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import cloudguard.providers.aws
from cloudguard.assets import Asset, Configuration, Placed
from cloudguard.assets.keys import Key
from cloudguard.assets.location import ProviderDefault, RegionGuardrail
from cloudguard.assets.logs import AuditTrail, LogDelivery, LogSource, ServiceLog
from cloudguard.assets.storage import Copy, Leftover, Store
from cloudguard.providers import understand
from cloudguard.providers.aws import awscc
from cloudguard.providers.table import FIELDS, KINDS, Table, _Reader
from cloudguard.sources.blocks import ProviderBlock
from cloudguard.sources.resource import SENSITIVE, Hidden, Resource, Resources, Trail
from cloudguard.values import Known, Reference, Source, Unknown, Value
from tests import judging
from tests.each import each
from tests.folders import findings
from tests.judging import FIXTURES
from tests.providers.aws.test_rows import BESIDES, LOG_KEYS, reasons
from tests.providers.generations import cells, paths

PACKAGE = Path(cloudguard.providers.aws.__file__).parent
DATA = Path(__file__).parents[2] / "data"
SCHEMA: dict[str, dict[str, str]] = json.loads(
    (DATA / "schemas" / "awscc-1.106.0.json").read_text(encoding="utf-8")
)
NAMES = (DATA / "awscc-types.txt").read_text(encoding="utf-8").split()  # all of 1.106.0
FILES = ("awscc.yaml", "awscc_joined.yaml", "awscc_configuration.yaml")
ROWS = Table(*(PACKAGE / name for name in FILES))
TYPES = sorted(ROWS.types())
ADAPTED = sorted({type_ for adapter in awscc.ADAPTERS for type_ in adapter.types})
MEANING = sorted(type_ for type_ in TYPES if ROWS.row(type_))
_DEFAULT = (
    "bucket_encryption.server_side_encryption_configuration.server_side_encryption_by_default"
)
# What adapters read, by type: none of it stands in a row.
READ = {
    "awscc_backup_backup_plan": (
        "backup_plan.backup_plan_rule",
        "backup_plan.backup_plan_rule.target_backup_vault",
        "backup_plan.backup_plan_rule.lifecycle.delete_after_days",
        "backup_plan.backup_plan_rule.copy_actions.destination_backup_vault_arn",
    ),
    "awscc_backup_backup_vault": (
        "access_policy",
        "backup_vault_name",
        "encryption_key_arn",
        "lock_configuration.changeable_for_days",
        "lock_configuration.min_retention_days",
    ),
    "awscc_backup_logically_air_gapped_backup_vault": ("access_policy",),
    "awscc_cloudtrail_trail": (
        "cloudwatch_logs_log_group_arn",
        "enable_log_file_validation",
        "is_logging",
        "is_multi_region_trail",
        "s3_bucket_name",
    ),
    "awscc_codeartifact_domain": ("permissions_policy_document",),
    "awscc_codeartifact_repository": ("permissions_policy_document",),
    "awscc_config_configuration_recorder": ("started_on_create",),
    "awscc_config_delivery_channel": ("s3_bucket_name",),
    "awscc_dsql_cluster": ("policy_document",),
    "awscc_dynamodb_table": ("resource_policy.policy_document",),
    "awscc_ec2_instance": (
        "block_device_mappings.device_name",
        "block_device_mappings.ebs.delete_on_termination",
        "block_device_mappings.ebs.encrypted",
        "block_device_mappings.ebs.kms_key_id",
        "block_device_mappings.ebs.snapshot_id",
        "block_device_mappings.no_device",
        "block_device_mappings.virtual_name",
        "disable_api_termination",
        "image_id",
        "launch_template",
    ),
    "awscc_ec2_flow_log": ("resource_id",),
    "awscc_ec2_launch_template": (
        "launch_template_data.block_device_mappings.ebs.encrypted",
        "launch_template_data.image_id",
    ),
    "awscc_ec2_spot_fleet": (
        "spot_fleet_request_config_data.launch_specifications.block_device_mappings",
        "spot_fleet_request_config_data.launch_specifications.image_id",
        "spot_fleet_request_config_data.launch_template_configs",
    ),
    "awscc_ec2_volume": ("encrypted", "kms_key_id", "snapshot_id", "source_volume_id"),
    "awscc_autoscaling_launch_configuration": ("block_device_mappings.ebs.encrypted", "image_id"),
    "awscc_workspacesinstances_workspace_instance": (
        "managed_instance.block_device_mappings.ebs.encrypted",
        "managed_instance.image_id",
    ),
    "awscc_ecr_repository": ("repository_policy_text",),
    "awscc_efs_file_system": ("file_system_policy",),
    "awscc_elasticloadbalancingv2_load_balancer": (
        "load_balancer_attributes.key",
        "load_balancer_attributes.value",
        "type",
    ),
    "awscc_events_event_bus": ("policy",),
    "awscc_events_event_bus_policy": ("event_bus_name", "statement"),
    "awscc_kinesis_resource_policy": ("resource_arn", "resource_policy"),
    "awscc_kms_alias": ("alias_name", "target_key_id"),
    "awscc_kms_key": (
        "enable_key_rotation",
        "enabled",
        "key_spec",
        "origin",
        "pending_window_in_days",
        "rotation_period_in_days",
    ),
    "awscc_kms_replica_key": ("enabled", "pending_window_in_days", "primary_key_arn"),
    "awscc_opensearchservice_domain": (
        "access_policies",
        "advanced_security_options.anonymous_auth_enabled",
        "advanced_security_options.enabled",
        "vpc_options.subnet_ids",
    ),
    "awscc_organizations_policy": ("content", "type"),
    "awscc_osis_pipeline": ("resource_policy.policy",),
    "awscc_rds_db_instance": ("db_cluster_identifier",),
    "awscc_s3_bucket": (
        "access_control",
        f"{_DEFAULT}.kms_master_key_id",
        f"{_DEFAULT}.sse_algorithm",
        "bucket_name",
        "lifecycle_configuration.rules.expiration_date",
        "lifecycle_configuration.rules.expiration_in_days",
        "lifecycle_configuration.rules.object_size_greater_than",
        "lifecycle_configuration.rules.object_size_less_than",
        "lifecycle_configuration.rules.prefix",
        "lifecycle_configuration.rules.status",
        "lifecycle_configuration.rules.tag_filters",
        "logging_configuration.destination_bucket_name",
        "object_lock_configuration.rule.default_retention.days",
        "object_lock_configuration.rule.default_retention.mode",
        "object_lock_configuration.rule.default_retention.years",
        "object_lock_enabled",
        "ownership_controls.rules.object_ownership",
        "public_access_block_configuration.block_public_acls",
        "public_access_block_configuration.block_public_policy",
        "public_access_block_configuration.ignore_public_acls",
        "public_access_block_configuration.restrict_public_buckets",
        "replication_configuration.rules.destination.bucket",
        "replication_configuration.rules.status",
        "versioning_configuration.status",
    ),
    "awscc_s3_bucket_policy": ("bucket", "policy_document"),
    "awscc_s3express_bucket_policy": ("bucket", "policy_document"),
    "awscc_s3express_directory_bucket": (
        f"{_DEFAULT}.kms_master_key_id",
        "lifecycle_configuration.rules.expiration_in_days",
        "location_name",
    ),
    "awscc_secretsmanager_resource_policy": ("block_public_policy", "resource_policy", "secret_id"),
    "awscc_sns_topic_inline_policy": ("policy_document", "topic_arn"),
    "awscc_sqs_queue_inline_policy": ("policy_document", "queue"),
}


def undefended(cell: Any, within: str = "") -> Iterator[str]:
    """Yield the paths whose absence a cell does not explain."""
    match cell:
        case str(path):
            yield within + path
        case {"every": str(path), "cell": inner} | {"least": str(path), "cell": inner}:
            yield from undefended(inner, f"{within}{path}.")
        case {"any": list(inner)} | {"all": list(inner)} | {"first": list(inner)}:
            for each in inner:
                yield from undefended(each, within)
        case Mapping() if "default" not in cell and "absent" not in cell:
            for form in ("read", "set", "days", "choose", "decided_by"):
                if form in cell:
                    yield within + cell[form]
        case _:  # has a default, or reads nothing
            return


def test_every_type_of_the_schema_is_read_by_exactly_one_thing() -> None:
    table = {t for t in cloudguard.providers.aws.PACKAGE.table.types() if t.startswith("awscc_")}
    readers = Counter(table)
    readers.update(ADAPTED)
    readers.update(type_ for adapter in awscc.ADAPTERS for type_ in adapter.companions)
    assert sorted(readers) == NAMES
    assert [type_ for type_, number in readers.items() if number > 1] == []
    assert table | awscc.TABLE.types() == ROWS.types()


@each(MEANING)
def test_every_path_stands_in_the_schema_and_what_is_optional_has_a_default(type_: str) -> None:
    row = ROWS.row(type_)
    schema = SCHEMA[type_]
    unproven = set(row.get("unproven", ()))
    used = {path for cell in cells(row) for path in paths(cell)}
    assert used - unproven <= schema.keys()
    open_ = {path for cell in cells(row) for path in undefended(cell)}
    assert sorted(path for path in open_ if schema.get(path) != "r") == []
    fields = FIELDS[KINDS[row.get("kind", "configuration")]]
    assert _Reader(type_, row).fields.keys() == set(fields)
    assert row.keys() <= BESIDES | set(fields)
    assert all({"enabled"} <= log.keys() <= LOG_KEYS for log in row.get("logs", ()))
    given = [because for cell in cells(row) for because in reasons(cell)]
    assert all(isinstance(because, str) and because.strip() for because in given)


@each(sorted(READ))
def test_what_an_adapter_reads_stands_in_the_schema(type_: str) -> None:
    assert set(READ[type_]) <= SCHEMA[type_].keys()


def test_every_adapter_is_held_against_the_schema() -> None:
    known = {*READ, *awscc.TABLE.types(), "awscc_ec2_vpc"}
    companions = {type_ for adapter in awscc.ADAPTERS for type_ in adapter.companions}
    assert {*ADAPTED, *companions} - known == set()


class Regions:
    """Provider blocks of two regions."""

    def __init__(self) -> None:
        self.providers = {"awscc": ProviderBlock("awscc", "awscc", "")}

    def region(self, key: str) -> Value[str | None]:
        """Return the region of a block."""
        return Known("us-east-1" if key == "awscc.far" else "ap-northeast-1", Source(key))

    def setting(self, _key: str, _path: str) -> Value[Any] | None:
        """Return nothing: nothing else is set."""
        return None


def nothing(_resource: Resource, _trail: Trail) -> None:
    """Resolve nothing: nothing is written there."""


def made(
    type_: str, attributes: Any, name: str = "it", *, unknown: Any = False, key: str = "awscc"
) -> Resource:
    """Return a resource of this provider."""
    family = type_.partition("_")[0]
    address = f"{type_}.{name}"
    return Resource(
        type_, name, address, attributes, unknown, provider=family, provider_key=key,
        resolve=nothing,
    )  # fmt: skip


def assets(*resources: Resource) -> list[Asset]:
    """Return the assets of resources, without those of provider blocks."""
    found = understand(Resources(resources), Regions())
    assert found.bugs == []
    assert found.types_not_understood == {}
    return [asset for asset in found.assets if asset.type != "provider"]


@each(sorted({*MEANING, *ADAPTED}))
def test_a_resource_of_which_nothing_is_known_stands_for_itself_once(type_: str) -> None:
    for resource in (made(type_, {}), made(type_, {}, unknown=True), made(type_, SENSITIVE)):
        found = assets(resource)
        assert sum(isinstance(asset, Placed) for asset in found) == 1
        for store in (asset for asset in found if isinstance(asset, Store)):
            for name in ("deletion_protected", "recoverable_days", "public"):
                value = getattr(store, name)
                if isinstance(value, Unknown):
                    assert value.reason != "no attribute says this", name
            if isinstance(store.recoverable_days, Known) and store.recoverable_days.value != 0:
                assert isinstance(store.purgeable, Known)


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.just([]), st.just([{}])
)
ALL_READ = {
    type_: (
        *READ.get(type_, ()),
        *(p for c in cells(ROWS.row(type_) if type_ in TYPES else {}) for p in paths(c)),
    )
    for type_ in sorted({*MEANING, *ADAPTED})
}


@example("awscc_s3_bucket", [])
@given(st.sampled_from(sorted(ALL_READ)), VALUES)
def test_no_value_makes_a_resource_fail(type_: str, value: Any) -> None:
    attributes: dict[str, Any] = {}
    for path in ALL_READ[type_]:
        *blocks, last = path.split(".")
        node = attributes
        for block in blocks:
            if not isinstance(inner := node.get(block), dict):
                inner = node[block] = {}
            node = inner
        node.setdefault(last, value)
    assert assets(made(type_, attributes))


UNSET: Any = object()
OPEN = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*"}]})
ENCRYPTION = "bucket_encryption"


def by_default(**settings: str) -> dict[str, Any]:
    """Return the encryption of a bucket as this provider writes it."""
    default = {"server_side_encryption_by_default": settings}
    return {ENCRYPTION: {"server_side_encryption_configuration": [default]}}


@pytest.mark.parametrize(
    ("type_", "attributes", "field", "expected"),
    [
        ("s3_bucket", {}, "key", None),
        ("s3_bucket", {}, "versioned", False),
        ("s3_bucket", {"object_lock_enabled": True}, "versioned", True),
        ("s3_bucket", {"versioning_configuration": {"status": "Enabled"}}, "versioned", True),
        ("s3_bucket", {}, "public", False),
        ("s3_bucket", {"access_control": "PublicRead"}, "public", True),
        (
            "s3_bucket",
            {
                "access_control": "PublicRead",
                "public_access_block_configuration": {"ignore_public_acls": True},
            },
            "public",
            False,
        ),
        (
            "s3_bucket",
            {
                "access_control": "PublicRead",
                "public_access_block_configuration": {"block_public_acls": True},
            },
            "public",
            UNSET,
        ),
        (
            "s3_bucket",
            {
                "access_control": "PublicRead",
                "ownership_controls": {"rules": [{"object_ownership": "BucketOwnerEnforced"}]},
            },
            "public",
            False,
        ),
        (
            "s3_bucket",
            {
                "lifecycle_configuration": {
                    "rules": [
                        {"status": "Disabled", "expiration_in_days": 1},
                        {"status": "Enabled", "expiration_in_days": 400},
                        {"status": "Enabled", "noncurrent_version_expiration_in_days": 9},
                    ]
                }
            },
            "retention_days",
            400,
        ),
        (
            "s3_bucket",
            {
                "lifecycle_configuration": {
                    "rules": [{"status": "Enabled", "expiration_date": "2027-01-01T00:00:00Z"}]
                }
            },
            "retention_days",
            0,
        ),
        (
            "s3_bucket",
            {"object_lock_configuration": {"rule": {"default_retention": {"mode": "COMPLIANCE"}}}},
            "lock",
            "compliance",
        ),
        ("s3_bucket", by_default(sse_algorithm="aws:kms"), "key", None),
        ("rds_db_instance", {}, "encrypted", False),
        ("rds_db_instance", {"db_snapshot_identifier": "s"}, "encrypted", UNSET),
        ("rds_db_instance", {"deletion_protection": True}, "deletion_protected", True),
        ("rds_db_cluster", {"engine": "aurora-mysql"}, "encrypted", True),
        ("rds_db_cluster", {"engine": "mysql"}, "encrypted", False),
        ("redshift_cluster", {}, "encrypted", UNSET),
        ("sqs_queue", {}, "encrypted", True),
        ("sqs_queue", {"sqs_managed_sse_enabled": False}, "encrypted", False),
        ("sqs_queue", {"message_retention_period": 86400}, "retention_days", 1),
        ("sns_topic", {}, "encrypted", False),
        ("kinesis_stream", {}, "retention_days", 1),
        ("elasticache_replication_group", {}, "encrypted", False),
        ("elasticache_replication_group", {"engine": "valkey"}, "encrypted", True),
        ("logs_log_group", {}, "retention_days", None),
        ("logs_log_group", {"log_group_class": "DELIVERY"}, "retention_days", 2),
        ("cloudtrail_event_data_store", {}, "lock", "governance"),
        ("cloudtrail_event_data_store", {"termination_protection_enabled": False}, "lock", None),
        ("ecr_public_repository", {}, "public", True),
        ("lightsail_bucket", {"access_rules": {"get_object": "public"}}, "public", True),
        ("efs_file_system", {}, "public", False),
        ("efs_file_system", {"file_system_policy": OPEN}, "public", True),
        ("dynamodb_table", {"resource_policy": {"policy_document": OPEN}}, "public", True),
        ("opensearchservice_domain", {"access_policies": OPEN}, "public", True),
        (
            "opensearchservice_domain",
            {"access_policies": OPEN, "vpc_options": {"subnet_ids": ["subnet-1"]}},
            "public",
            False,
        ),
        (
            "opensearchservice_domain",
            {"access_policies": OPEN, "advanced_security_options": {"enabled": True}},
            "public",
            False,
        ),
        ("backup_backup_vault", {}, "lock", None),
        (
            "backup_backup_vault",
            {"lock_configuration": {"min_retention_days": 30}},
            "lock",
            "governance, 30 days",
        ),
        (
            "backup_backup_vault",
            {"lock_configuration": {"changeable_for_days": 3, "min_retention_days": 30}},
            "lock",
            "compliance, 30 days",
        ),
        ("ec2_volume", {}, "encrypted", UNSET),
        ("ec2_volume", {"encrypted": True}, "encrypted", True),
        ("ec2_volume", {"source_volume_id": "vol-1"}, "encrypted", UNSET),
        ("ec2_instance", {"disable_api_termination": True}, "deletion_protected", True),
        (
            "ec2_instance",
            {
                "block_device_mappings": [
                    {"device_name": "/dev/xvda", "ebs": {"encrypted": True}},
                    {"device_name": "/dev/sdb", "ebs": {"encrypted": False}},
                ]
            },
            "encrypted",
            False,
        ),
        ("secretsmanager_secret", {}, "recoverable_days", UNSET),
    ],
)
def test_a_type_says_what_its_service_does(
    type_: str, attributes: dict[str, Any], field: str, expected: Any
) -> None:
    (store,) = (a for a in assets(made(f"awscc_{type_}", attributes)) if isinstance(a, Store))
    value = getattr(store, field)
    if expected is UNSET:
        assert isinstance(value, Unknown)
    else:
        assert isinstance(value, Known)
        assert (str(value.value) if field == "lock" and value.value else value.value) == expected


def test_a_key_says_how_it_is_rotated_and_ends() -> None:
    (key,) = (a for a in assets(made("awscc_kms_key", {})) if isinstance(a, Key))
    found = [key.enabled, key.rotation_days, key.rotatable, key.recoverable_days, key.imported]
    assert [value.value for value in found if isinstance(value, Known)] == [
        True, None, True, 30, False,
    ]  # fmt: skip
    outside = made("awscc_kms_key", {"origin": "EXTERNAL", "enable_key_rotation": True})
    (key,) = (a for a in assets(outside) if isinstance(a, Key))
    assert isinstance(key.rotatable, Known)
    assert not key.rotatable.value
    assert isinstance(key.imported, Known)
    assert key.imported.value


def test_a_replica_of_a_key_is_a_copy_and_rotates_as_its_primary() -> None:
    primary = made("awscc_kms_key", {"enable_key_rotation": True, "arn": "arn:p"}, "main")
    other = made("awscc_kms_replica_key", {"primary_key_arn": "arn:p"}, "other", key="awscc.far")

    def resolve(_resource: Resource, _trail: Trail) -> Value[Any]:
        return Known(Reference(primary.address, "arn"), Source(""))

    replica = made("awscc_kms_replica_key", {}, unknown={"primary_key_arn": True}, key="awscc.far")
    replica.resolve = resolve
    found = assets(primary, replica, other)
    days = {a.id: a.rotation_days for a in found if isinstance(a, Key)}
    assert [v.value if isinstance(v, Known) else None for v in days.values()] == [365, 365, None]
    copies = [asset.location for asset in found if isinstance(asset, Copy)]
    assert [c.value.country for c in copies if isinstance(c, Known)] == ["US", "US"]


def test_an_alias_is_a_name_of_its_key() -> None:
    key = made("awscc_kms_key", {"key_id": "1234"})
    alias = made("awscc_kms_alias", {"alias_name": "alias/a", "target_key_id": "1234"})
    (found,) = (a for a in assets(key, alias) if isinstance(a, Key))
    assert {"awscc_kms_alias.it", "alias/a", "1234"} <= set(found.names)


def test_tags_are_a_list_of_keys_and_values() -> None:
    pairs = {"tags": [{"key": "class", "value": "1"}, {"key": "empty"}]}
    (queue,) = (a for a in assets(made("awscc_sqs_queue", pairs)) if isinstance(a, Store))
    assert queue.tags == Known({"class": "1", "empty": ""}, queue.tags.source)
    mapped = made("awscc_batch_job_queue", {"tags": {"class": "1"}})
    (found,) = (a for a in assets(mapped) if isinstance(a, Placed))
    assert isinstance(found.tags, Known)
    assert found.tags.value == {"class": "1"}
    hidden = made("awscc_sqs_queue", {"tags": [{"key": "class", "value": Hidden("secret")}]})
    (queue,) = (a for a in assets(hidden) if isinstance(a, Store))
    assert isinstance(queue.tags, Unknown)


def test_the_provider_block_says_where_a_resource_lies() -> None:
    subscription = made("awscc_sns_subscription", {"region": "eu-west-1"})
    (found,) = (a for a in assets(subscription) if isinstance(a, Placed))
    assert isinstance(found.location, Known)
    assert found.location.value.country == "JP"
    understood = understand(Resources([made("awscc_sqs_queue", {}, key="awscc.far")]), Regions())
    places = [a.location for a in understood.assets if isinstance(a, ProviderDefault)]
    assert [p.value.country for p in places if isinstance(p, Known)] == ["JP", "US"]


@pytest.mark.parametrize(
    ("companion", "attributes", "expected"),
    [
        ("awscc_sqs_queue_inline_policy", {"queue": "u", "policy_document": OPEN}, True),
        ("aws_sqs_queue_policy", {"queue_url": "u", "policy": OPEN}, True),
        ("awscc_sqs_queue_inline_policy", {"queue": "another", "policy_document": OPEN}, False),
    ],
)
def test_a_policy_of_either_provider_opens_a_queue(
    companion: str, attributes: dict[str, Any], *, expected: bool
) -> None:
    found = assets(made("awscc_sqs_queue", {"queue_url": "u"}), made(companion, attributes))
    (queue,) = (a for a in found if isinstance(a, Store))
    assert isinstance(queue.public, Known)
    assert queue.public.value is expected


def test_an_open_policy_of_a_secret_may_be_refused() -> None:
    secret = made("awscc_secretsmanager_secret", {"id": "s"})
    policy = {"secret_id": "s", "resource_policy": OPEN, "block_public_policy": True}
    found = assets(secret, made("awscc_secretsmanager_resource_policy", policy))
    (store,) = (a for a in found if isinstance(a, Store))
    assert isinstance(store.public, Known)
    assert not store.public.value


def test_the_policy_of_an_event_bus_is_one_statement() -> None:
    statement = json.dumps({"Effect": "Allow", "Principal": "*", "Action": "events:PutEvents"})
    policy = {"event_bus_name": "b", "statement_id": "s", "statement": statement}
    found = assets(
        made("awscc_events_event_bus", {"name": "b"}),
        made("awscc_events_event_bus_policy", policy),
    )
    (bus,) = (a for a in found if isinstance(a, Store))
    assert isinstance(bus.public, Known)
    assert bus.public.value


def test_a_member_of_a_cluster_keeps_nothing() -> None:
    found = assets(made("awscc_rds_db_instance", {"db_cluster_identifier": "main"}))
    assert [type(asset) for asset in found if isinstance(asset, Placed)] == [Configuration]


def test_settings_that_the_other_provider_makes_leave_a_bucket_open_to_doubt() -> None:
    bucket = made("awscc_s3_bucket", {"bucket_name": "b", "id": "b"})
    other = made("aws_s3_bucket_lifecycle_configuration", {"bucket": "b"}, key="aws")
    (store, *_) = (a for a in assets(bucket, other) if isinstance(a, Store))
    assert isinstance(store.retention_days, Unknown)


def test_a_replica_of_a_bucket_lies_where_the_named_bucket_does() -> None:
    rules = [
        {"status": "Enabled", "destination": {"bucket": "arn:aws:s3:::far"}},
        {"status": "Disabled", "destination": {"bucket": "arn:aws:s3:::gone"}},
        {"status": "Enabled", "destination": {"bucket": "arn:aws:s3:::elsewhere"}},
    ]
    near = made("awscc_s3_bucket", {"replication_configuration": {"rules": rules}})
    far = made("awscc_s3_bucket", {"bucket_name": "far"}, "far", key="awscc.far")
    copies = [asset.location for asset in assets(near, far) if isinstance(asset, Copy)]
    assert [c.value.country if isinstance(c, Known) else None for c in copies] == ["US", None]


def test_a_bucket_logs_to_itself_where_none_is_named() -> None:
    found = assets(made("awscc_s3_bucket", {"logging_configuration": {"log_file_prefix": "l"}}))
    (delivery,) = (a for a in found if isinstance(a, LogDelivery))
    (destination,) = delivery.destinations
    assert isinstance(destination, Known)
    assert destination.value == Reference("awscc_s3_bucket.it")


def test_a_trail_is_a_source_and_a_delivery() -> None:
    trail = {"is_logging": True, "s3_bucket_name": "logs", "enable_log_file_validation": True}
    found = assets(made("awscc_cloudtrail_trail", trail))
    (source,) = (a for a in found if isinstance(a, AuditTrail))
    values = [source.enabled, source.delivered, source.every_region, source.validated]
    assert [v.value for v in values if isinstance(v, Known)] == [True, True, False, True]
    assert sum(isinstance(asset, LogDelivery) for asset in found) == 1


@pytest.mark.parametrize(("started", "expected"), [(True, True), (False, False), (None, UNSET)])
def test_a_recorder_delivers_by_the_channel_of_its_region(started: Any, expected: Any) -> None:
    recorder = made("awscc_config_configuration_recorder", {"started_on_create": started})
    channel = made("awscc_config_delivery_channel", {"s3_bucket_name": "logs"})
    found = assets(recorder, channel)
    (source,) = (a for a in found if isinstance(a, LogSource))
    value = source.enabled.value if isinstance(source.enabled, Known) else UNSET
    assert value is expected
    assert sum(isinstance(a, LogDelivery) for a in found) == (expected is not False)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({}, [False]),
        ({"type": "gateway"}, []),
        (
            {
                "load_balancer_attributes": [
                    {"key": "access_logs.s3.enabled", "value": "true"},
                    {"key": "access_logs.s3.bucket", "value": "logs"},
                ]
            },
            [True],
        ),
        ({"load_balancer_attributes": [{"key": Hidden("secret")}]}, [UNSET]),
        ({"load_balancer_attributes": Hidden("secret")}, [UNSET]),
    ],
)
def test_a_load_balancer_says_in_a_list_whether_it_logs(
    attributes: dict[str, Any], expected: list[Any]
) -> None:
    found = assets(made("awscc_elasticloadbalancingv2_load_balancer", attributes))
    logs = [a.enabled for a in found if isinstance(a, ServiceLog)]
    assert [v.value if isinstance(v, Known) else UNSET for v in logs] == expected


def test_a_search_domain_publishes_each_kind_of_log_by_itself() -> None:
    options = {"AUDIT_LOGS": {"enabled": True, "cloudwatch_logs_log_group_arn": "group"}}
    found = assets(
        made("awscc_opensearchservice_domain", {"log_publishing_options": options}),
    )
    (log,) = (a for a in found if isinstance(a, ServiceLog))
    assert [v.value for v in (log.enabled, log.delivered) if isinstance(v, Known)] == [True, True]


def test_a_network_is_recorded_where_a_flow_log_names_it() -> None:
    vpc = made("awscc_ec2_vpc", {"vpc_id": "vpc-1"})
    (silent,) = (a for a in assets(vpc) if isinstance(a, ServiceLog))
    assert isinstance(silent.enabled, Unknown)
    log = made("awscc_ec2_flow_log", {"resource_id": "vpc-1", "resource_type": "VPC"})
    (told, *_) = (a for a in assets(vpc, log) if isinstance(a, ServiceLog))
    assert isinstance(told.enabled, Known)


def test_a_plan_says_how_long_a_vault_keeps_and_where_it_copies_to() -> None:
    far = "arn:aws:backup:us-west-2:123456789012:backup-vault:far"
    rule = {
        "target_backup_vault": "nightly",
        "lifecycle": {"delete_after_days": 35},
        "copy_actions": [{"destination_backup_vault_arn": far}],
    }
    found = assets(
        made("awscc_backup_backup_vault", {"backup_vault_name": "nightly"}),
        made("awscc_backup_backup_plan", {"backup_plan": {"backup_plan_rule": [rule, {}]}}),
    )
    (vault,) = (a for a in found if isinstance(a, Store))
    assert isinstance(vault.retention_days, Known)
    assert vault.retention_days.value == 35
    (copy,) = (a for a in found if isinstance(a, Copy))
    assert isinstance(copy.location, Known)
    assert copy.location.value.country == "US"


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        ({"device_name": "/dev/xvda"}, []),
        ({"device_name": "/dev/xvda", "ebs": {"delete_on_termination": False}}, [True]),
        ({"device_name": "/dev/sdb", "ebs": {"delete_on_termination": True}}, []),
        ({"device_name": "/dev/sdb"}, [UNSET]),
        ({"device_name": "/dev/sdb", "virtual_name": "ephemeral0"}, []),
    ],
)
def test_a_disk_may_stay_when_its_machine_is_gone(
    mapping: dict[str, Any], expected: list[Any]
) -> None:
    found = assets(made("awscc_ec2_instance", {"block_device_mappings": [mapping]}))
    left = [a.stays for a in found if isinstance(a, Leftover)]
    assert [v.value if isinstance(v, Known) else UNSET for v in left] == expected


@pytest.mark.parametrize(
    ("attributes", "stays"),
    [
        (
            {"delete_automated_backups": False, "backup_retention_period": 14},
            ["snapshot", "backups"],
        ),
        ({}, ["snapshot"]),
    ],
)
def test_a_database_leaves_what_it_is_told_to(attributes: dict[str, Any], stays: list[str]) -> None:
    found = assets(made("awscc_rds_db_instance", attributes))
    assert [a.what for a in found if isinstance(a, Leftover)] == stays


def test_an_organization_policy_restricts_regions() -> None:
    deny = {
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["ap-northeast-1"]}},
    }
    policy = {"type": "SERVICE_CONTROL_POLICY", "content": json.dumps({"Statement": [deny]})}
    found = assets(made("awscc_organizations_policy", policy))
    (rule,) = (a for a in found if isinstance(a, RegionGuardrail))
    assert isinstance(rule.reachable, Known)
    assert {place.name for place in rule.reachable.value} == {"ap-northeast-1"}
    tags = made("awscc_organizations_policy", {"type": "TAG_POLICY", "content": "{}"})
    assert [a for a in assets(tags) if isinstance(a, RegionGuardrail)] == []


CASES = sorted(path.parent for path in FIXTURES.glob("*/*/aws/*_awscc_*/main.tf"))
EXPECTED = {"pass": "PASS", "fail": "FAIL", "unknown": "UNKNOWN"}


@pytest.mark.parametrize("folder", CASES, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_fixture_is_judged_as_its_name_says_as_folder_and_as_plan(folder: Path) -> None:
    _topic, check, _provider, name = folder.relative_to(FIXTURES).parts
    outcome = {EXPECTED[name.partition("_")[0]]}
    for found in (findings(folder), judging.findings(judging.read(folder / "plan.json"))):
        asked = [f for f in found if f.check == check]
        assert asked, "the check judges nothing in this fixture"
        assert {f.verdict.outcome.name for f in asked} == outcome, [
            (f.asset.id, f.verdict.outcome.name) for f in asked
        ]
