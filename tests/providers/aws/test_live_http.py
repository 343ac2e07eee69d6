"""An account over HTTP, made by boto3, collected and judged as `cloudguard check` does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from cloudguard import run
from cloudguard.providers.aws import collect, live
from cloudguard.verdicts import Outcome
from tests.mock_aws import ACCOUNT, REGION, MockAws

ASKED: Final = ("s3", "s3control", "kms", "sqs", "sns", "cloudtrail")
TYPES: Final = tuple(
    name
    for name, row in collect.table().items()
    if (name in live.TYPES and row["lists"][0]["call"].partition(".")[0] in ASKED)
    or name in ("aws_cloudwatch_log_group", "aws_dynamodb_table")
)
OPEN: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": "arn:aws:s3:::faulty/*",
            }
        ],
    }
)


def make_sound(aws: MockAws, key: str) -> None:
    """Make one of each as it should be."""
    s3, name = aws.client("s3"), {"Bucket": "sound"}
    s3.create_bucket(
        **name, ObjectLockEnabledForBucket=True,
        CreateBucketConfiguration={"LocationConstraint": REGION},
    )  # fmt: skip
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    s3.put_bucket_encryption(
        **name,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": default}]
        },
    )
    retention = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 400}}
    s3.put_object_lock_configuration(
        **name, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": retention}
    )
    closed = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    s3.put_public_access_block(**name, PublicAccessBlockConfiguration=dict.fromkeys(closed, True))
    logs = aws.client("logs")
    logs.create_log_group(logGroupName="/sound", kmsKeyId=key)
    logs.put_retention_policy(logGroupName="/sound", retentionInDays=400)
    aws.client("sqs").create_queue(QueueName="sound", Attributes={"KmsMasterKeyId": key})
    aws.client("sns").create_topic(Name="sound", Attributes={"KmsMasterKeyId": key})
    table(aws, "sound", SSESpecification={"Enabled": True, "KMSMasterKeyId": key})
    trail = aws.client("cloudtrail")
    allowed = {"Service": "cloudtrail.amazonaws.com"}
    statement = {"Effect": "Allow", "Principal": allowed, "Action": "s3:*", "Resource": "*"}
    s3.put_bucket_policy(**name, Policy=json.dumps({"Statement": [statement]}))
    trail.create_trail(
        Name="sound", S3BucketName="sound", IsMultiRegionTrail=True, EnableLogFileValidation=True
    )
    trail.start_logging(Name="sound")


def make_faulty(aws: MockAws) -> None:
    """Make one of each with nothing set."""
    s3 = aws.client("s3", "us-east-1")
    s3.create_bucket(Bucket="faulty")
    s3.put_bucket_policy(Bucket="faulty", Policy=OPEN)
    aws.client("kms").create_key()
    aws.client("logs").create_log_group(logGroupName="/faulty")
    aws.client("logs").put_retention_policy(logGroupName="/faulty", retentionInDays=30)
    aws.client("sqs").create_queue(QueueName="faulty", Attributes={"SqsManagedSseEnabled": "false"})
    aws.client("sns").create_topic(Name="faulty")
    table(aws, "faulty")
    trail = aws.client("cloudtrail")
    trail.create_trail(Name="faulty", S3BucketName="faulty")


def table(aws: MockAws, name: str, **more: Any) -> None:
    """Make a table."""
    aws.client("dynamodb").create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "a", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "a", "AttributeType": "S"}], **more,
    )  # fmt: skip


SOUND: Final = {
    "storage.encrypted-with-own-key": [
        "arn:aws:s3:::sound", "log-group:/sound", f"{ACCOUNT}:sound",
        "table/sound",
    ],
    "exposure.not-public": ["arn:aws:s3:::sound"],
    "location.allowed": ["arn:aws:s3:::sound", "trail/sound"],
    "logs.recorded": ["trail/sound"],
    "logs.every-region-recorded": ["trail/sound"],
    "logs.retained": ["trail/sound"],
    "logs.protected": ["trail/sound"],
    "logs.store-retained": ["log-group:/sound"],
}  # fmt: skip
FAULTY: Final = {
    "storage.encrypted": [f"{ACCOUNT}:faulty"],
    "storage.encrypted-with-own-key": [
        "arn:aws:s3:::faulty", "log-group:/faulty", f"{ACCOUNT}:faulty", "table/faulty",
    ],
    "exposure.not-public": ["arn:aws:s3:::faulty"],
    "location.allowed": ["arn:aws:s3:::faulty"],
    "logs.recorded": ["trail/faulty"],
    "logs.every-region-recorded": ["trail/faulty"],
    "logs.store-retained": ["log-group:/faulty"],
}  # fmt: skip


def test_an_account_is_collected_and_judged(aws: MockAws, tmp_path: Path) -> None:
    key = aws.client("kms").create_key()["KeyMetadata"]
    aws.client("kms").enable_key_rotation(KeyId=key["KeyId"])
    make_sound(aws, key["Arn"])
    make_faulty(aws)
    found = collect.collect([REGION], TYPES, aws.url)
    file = tmp_path / "snapshot.json"
    file.write_bytes(msgspec.json.encode(found))
    report = run.check([str(file)], run.Options())
    said = {(f.check, f.asset.id): f.verdict.outcome for f in report.findings}
    for wanted, outcome in ((SOUND, Outcome.PASS), (FAULTY, Outcome.FAIL)):
        for check, ends in wanted.items():
            for end in ends:
                fitting = {o for (c, id_), o in said.items() if c == check and end in id_}
                assert fitting == {outcome}, (check, end)
    rotated = {id_: outcome for (check, id_), outcome in said.items() if check == "keys.rotated"}
    assert rotated.pop(key["Arn"]) is Outcome.PASS
    assert list(rotated.values()) == [Outcome.FAIL]
    assert report.accounting.not_understood == 0


@pytest.mark.parametrize("refused", ["s3.GetBucketEncryption", "s3.GetBucketPolicy"])
def test_what_is_denied_is_unknown_and_in_the_report(
    refused: str, aws: MockAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.providers.aws.test_collect import denying  # noqa: PLC0415

    place = {"LocationConstraint": REGION}
    aws.client("s3").create_bucket(Bucket="residents", CreateBucketConfiguration=place)
    denying(monkeypatch, refused)
    found = collect.collect([REGION], ["aws_s3_bucket"], aws.url)
    file = tmp_path / "snapshot.json"
    file.write_bytes(msgspec.json.encode(found))
    report = run.check([str(file)], run.Options())
    said = {f.check: f.verdict.outcome for f in report.findings}
    hidden = {"s3.GetBucketEncryption": "storage.encrypted-with-own-key"}
    assert said[hidden.get(refused, "exposure.not-public")] is Outcome.UNKNOWN
    (failure,) = report.accounting.failures
    assert refused.replace(".", ":") in failure.reason["en"]
