"""Reading an AWS account: what is listed, what waits for deletion, what is denied."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import boto3
import jmespath
import msgspec
import pytest

from cloudguard.errors import UsageError
from cloudguard.providers.aws import api, collect
from cloudguard.sources.snapshot import Held, Snapshot
from tests.mock_aws import ACCOUNT, REGION, MockAws

SCHEMAS = Path(__file__).parents[2] / "data" / "schemas"
CANARY = "canary-4f1d8e"


def lists() -> list[tuple[str, dict[str, Any]]]:
    """Return every list of the table, with its type."""
    return [(name, listed) for name, row in collect.table().items() for listed in row["lists"]]


def one(snapshot: Snapshot, type_: str) -> Held:
    """Return the only resource of a type."""
    (held,) = [held for held in snapshot.resources if held.type == type_]
    return held


class TestTable:
    def test_every_operation_exists_and_lists_what_it_says(self) -> None:
        clients: dict[str, Any] = {}
        for name, row in collect.table().items():
            for call in (*row["lists"], *row.get("each", ()), *row.get("beside", ())):
                service, _, operation = call["call"].partition(".")
                client = clients.setdefault(
                    service,
                    boto3.client(
                        service, region_name=REGION,
                        aws_access_key_id="x", aws_secret_access_key="x",
                    ),
                )  # fmt: skip
                shape = client.meta.service_model.operation_model(
                    client.meta.method_to_api_mapping[operation]
                )
                given = {*call.get("with", {}), *call.get("per", {}).get("with", {})}
                assert given <= set(shape.input_shape.members) if given else True, name
                if call.get("items", "[@]") != "[@]":  # the whole answer
                    first = re.search(r"[A-Za-z]\w*", call["items"])
                    assert first, name
                    assert first[0] in shape.output_shape.members, name
                verbs = ("list_", "describe_", "get_", "batch_get_")
                assert operation.startswith(verbs), "a snapshot only reads"
                assert "value" not in operation, "a snapshot holds no secret"

    def test_every_expression_is_one(self) -> None:
        for row in collect.table().values():
            cells = [*row["values"].values(), *row.get("facts", {}).values()]
            names = ("status", "until", "keep", "owner", "tags")
            cells += [row[name] for name in names if name in row]
            for call in (*row["lists"], *row.get("beside", ())):
                cells += [call[name] for name in ("items", "unfold", "by") if name in call]
            for cell in cells:
                if cell != "$id":
                    jmespath.compile(cell)

    def test_every_value_is_an_attribute_of_terraform(self) -> None:
        schema: dict[str, set[str]] = {}
        for version in ("5.100.0", "5.100.0-joined", "6.69.1"):
            read = json.loads((SCHEMAS / f"aws-{version}.json").read_text(encoding="utf-8"))
            for name, paths in read.items():
                schema.setdefault(name, set()).update(path.partition(".")[0] for path in paths)
        for name, row in collect.table().items():
            if not row.get("own") and name in schema:
                assert set(row["values"]) <= schema[name], name
        known = [n for n, row in collect.table().items() if not row.get("own") and n in schema]
        assert len(known) >= 30

    def test_what_is_there_and_what_lies_deleted_is_asked_for(self) -> None:
        shown: dict[str, set[str]] = {}
        for name, listed in lists():
            shown.setdefault(name, set()).update(listed.get("covers", ["present", "deleted"]))
        assert {name: sorted(what) for name, what in shown.items()} == {
            name: ["deleted", "present"] for name in collect.table()
        }


def test_what_lives_what_waits_and_no_secret(aws: MockAws) -> None:
    key = aws.client("kms").create_key()["KeyMetadata"]
    aws.client("kms").schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
    secrets = aws.client("secretsmanager")
    arn = secrets.create_secret(Name="app", SecretString=CANARY)["ARN"]
    secrets.delete_secret(SecretId=arn, RecoveryWindowInDays=10)
    aws.client("ssm").put_parameter(Name="/a/b", Value=CANARY, Type="SecureString")
    tags = [{"Key": "Contract", "Value": "C1"}]
    aws.client("dynamodb").create_table(
        TableName="residents", BillingMode="PAY_PER_REQUEST", Tags=tags,
        KeySchema=[{"AttributeName": "a", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "a", "AttributeType": "S"}],
    )  # fmt: skip
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="data-1", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket="data-1", Key="k", Body=CANARY.encode())
    aws.client("iam").create_user(UserName="vendor", Tags=tags)
    aws.client("iam").create_access_key(UserName="vendor")
    types = [
        "aws_kms_key", "aws_secretsmanager_secret", "aws_ssm_parameter", "aws_dynamodb_table",
        "aws_s3_bucket", "aws_iam_user", "aws_iam_access_key",
    ]  # fmt: skip
    told: list[str] = []
    found = collect.collect(
        [REGION], types, f"{aws.url}", lambda _done, _total, what: told.append(what)
    )
    pending = one(found, "aws_kms_key")
    assert (pending.status, pending.id) == ("pending-deletion", key["Arn"])
    assert pending.until
    assert (one(found, "aws_secretsmanager_secret").status, bool(arn)) == ("soft-deleted", True)
    table = one(found, "aws_dynamodb_table")
    assert (table.region, table.values["tags"]) == (REGION, {"Contract": "C1"})
    bucket = one(found, "aws_s3_bucket")
    assert (bucket.region, bucket.facts["holds_objects"]) == (REGION, True)
    assert bucket.facts["versioning"] == "never"
    assert one(found, "aws_iam_user").values["tags"] == {"Contract": "C1"}
    assert one(found, "aws_iam_access_key").values["user"] == "vendor"
    assert found.target.account == ACCOUNT
    assert found.target.endpoint == aws.url
    assert found.gaps == []
    of_buckets = {name for name, row in collect.table().items() if collect._inside(row) in types}
    assert {call.type for call in found.ledger} == {*types, *of_buckets, "aws_resource_tags"}
    assert len(told) == len(types)  # keys of users are read with the users; tags beside
    for type_ in types:
        assert found.unread(type_, REGION) is None
    assert CANARY not in msgspec.json.encode(found).decode()
    assert found.unread("aws_kms_key", "ap-northeast-3") == "its region was not read"
    assert found.unread("aws_sqs_queue", REGION) == "the collector asked for it nowhere"


def test_snapshots_of_disks_bring_their_tags_and_others_public_ones_are_left(aws: MockAws) -> None:
    ec2 = aws.client("ec2")
    volume = ec2.create_volume(AvailabilityZone=f"{REGION}a", Size=1)["VolumeId"]
    tags = [{"ResourceType": "snapshot", "Tags": [{"Key": "Contract", "Value": "C1"}]}]
    taken = [
        ec2.create_snapshot(VolumeId=volume, TagSpecifications=tags)["SnapshotId"],
        ec2.create_snapshot(VolumeId=volume)["SnapshotId"],
    ]
    shown = {"SnapshotId": taken[0], "Attribute": "createVolumePermission"}
    ec2.modify_snapshot_attribute(**shown, OperationType="add", GroupNames=["all"])
    types = ["aws_ebs_snapshot", "aws_snapshot_create_volume_permission"]
    found = collect.collect([REGION], types, aws.url)
    own = {h.values["id"]: h.values["tags"] for h in found.resources if h.type == types[0]}
    assert {own[id_].get("Contract") for id_ in taken} == {"C1", None}
    # The mock lists hundreds of others' public ones, and does not ask who may restore one's own.
    public = {h.values["snapshot_id"] for h in found.resources if h.type == types[1]}
    assert taken[0] in public
    assert public <= own.keys()


def denying(monkeypatch: pytest.MonkeyPatch, *events: str, code: str = "AccessDenied") -> None:
    """Let the API answer some operations as it does who may not ask them."""
    given = api.Cloud.client

    class _Answer:
        status_code = 403

    def client(self: api.Cloud, service: str, region: str) -> Any:
        made = given(self, service, region)
        for event in events:
            if event.startswith(f"{service}."):
                made.meta.events.register(
                    f"before-call.{event}",
                    lambda **_: (_Answer(), {"Error": {"Code": code, "Message": CANARY}}),
                    unique_id=event,
                )
        return made

    monkeypatch.setattr(api.Cloud, "client", client)


def test_a_denied_list_is_in_the_ledger_and_the_type_is_not_read(
    aws: MockAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    denying(monkeypatch, "sqs.ListQueues", "backup.ListBackupVaults")
    found = collect.collect(
        [REGION], ["aws_sqs_queue", "aws_backup_vault", "aws_backup_recovery_point"], aws.url
    )
    assert {(call.type, call.why, call.code) for call in found.gaps} == {
        ("aws_sqs_queue", "denied", "AccessDenied"),
        ("aws_backup_vault", "denied", "AccessDenied"),
        ("aws_backup_recovery_point", "denied", "AccessDenied"),  # in vaults that nobody listed
        ("aws_backup_vault_policy", "denied", "AccessDenied"),  # of the same
    }
    assert found.unread("aws_sqs_queue", REGION) == (
        f"sqs:ListQueues in {REGION}: denied, AccessDenied"
    )
    assert CANARY not in msgspec.json.encode(found).decode()  # messages may quote what is there


def test_what_is_listed_and_cannot_be_described_is_there_with_a_state_that_is_unread(
    aws: MockAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws.client("kms").create_key()
    denying(monkeypatch, "kms.DescribeKey", code="ThrottlingException")
    found = collect.collect([REGION], ["aws_kms_key"], aws.url)
    key = one(found, "aws_kms_key")
    assert (key.status, "is_enabled" in key.values) == ("unread", False)
    assert [call.why for call in found.gaps] == ["throttled"]
    assert found.unread("aws_kms_key", REGION) is None  # the list itself was read whole


def test_tags_that_are_denied_are_not_absent(aws: MockAws, monkeypatch: pytest.MonkeyPatch) -> None:
    aws.client("sqs").create_queue(QueueName="q")
    given = api.Cloud.listed

    def listed(self: api.Cloud, listed: Any, region: str, arguments: Any = None) -> Any:
        if listed["call"].startswith("resourcegroupstaggingapi"):
            return api.Answer(failed=1, why="denied", code="AccessDenied")
        return given(self, listed, region, arguments)

    monkeypatch.setattr(api.Cloud, "listed", listed)
    found = collect.collect([REGION], ["aws_sqs_queue"], aws.url)
    assert "tags" not in one(found, "aws_sqs_queue").values
    assert [call.type for call in found.gaps] == ["aws_resource_tags"]


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch, aws: MockAws) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(UsageError, match="whose account"):
        collect.collect([REGION], (), aws.url)


def test_without_boto3_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(UsageError, match="boto3 is not installed"):
        collect.collect([REGION])


class _Pages:
    """A client of one operation that has pages and no paginator."""

    def __init__(self, *pages: dict[str, Any]) -> None:
        self.pages = list(pages)
        self.asked: list[dict[str, Any]] = []

    def can_paginate(self, operation: str) -> bool:
        return False

    def list_things(self, **arguments: Any) -> dict[str, Any]:
        self.asked.append(arguments)
        return self.pages[min(len(self.asked), len(self.pages)) - 1]


@pytest.mark.parametrize(
    ("pages", "complete", "count"),
    [
        (({"T": [1], "NextToken": "a"}, {"T": [2]}), True, 2),
        (({"T": [1], "NextToken": "a"}, {"T": [2], "NextToken": "a"}), False, 2),
        (({"T": []},), True, 0),
    ],
)
def test_every_page_is_asked_for_and_a_circle_is_cut_short(
    *, pages: tuple[dict[str, Any], ...], complete: bool, count: int
) -> None:
    cloud = api.Cloud(boto3, None)
    cloud._clients["things", REGION] = _Pages(*pages)
    answer = cloud.listed({"call": "things.list_things", "items": "T[]"}, REGION)
    assert (answer.complete, len(answer.items)) == (complete, count)
    assert answer.why == (None if complete else "cut short")
