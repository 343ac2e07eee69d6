"""Policies and settings of the AWS Cloud Control provider on what the AWS provider makes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cloudguard.assets.storage import Store
from tests.building import known, made, not_known, one, ref, understood, why

READ = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
OPEN = json.dumps({"Statement": [READ]})
CLOSED = json.dumps({"Statement": [{**READ, "Principal": {"AWS": "123456789012"}}]})

PAIRS = [
    ("aws_s3_bucket", {"bucket": "b"}, "awscc_s3_bucket_policy", "bucket", "policy_document"),
    ("aws_sqs_queue", {"name": "q"}, "awscc_sqs_queue_inline_policy", "queue", "policy_document"),
    ("aws_sns_topic", {"name": "t"}, "awscc_sns_topic_inline_policy", "topic_arn",
     "policy_document"),
    ("aws_secretsmanager_secret", {"name": "s"}, "awscc_secretsmanager_resource_policy",
     "secret_id", "resource_policy"),
    ("aws_kinesis_stream", {"name": "k"}, "awscc_kinesis_resource_policy", "resource_arn",
     "resource_policy"),
    ("awscc_kinesis_stream", {"name": "k"}, "awscc_kinesis_resource_policy", "resource_arn",
     "resource_policy"),
    ("awscc_kinesis_stream", {"name": "k"}, "aws_kinesis_resource_policy", "resource_arn",
     "policy"),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "attributes", "policy", "via", "path"), PAIRS)
def test_a_policy_of_the_other_provider_opens_a_store(
    type_: str, attributes: dict[str, Any], policy: str, via: str, path: str
) -> None:
    store = made(type_, **attributes)
    opening = made(policy, **{via: ref(store, "id"), path: OPEN})
    assert known(one(understood(store, opening), Store).public) is True
    closing = made(policy, **{via: ref(store, "id"), path: CLOSED})
    assert known(one(understood(store, closing), Store).public) is False
    loose = made(policy, **{via: not_known(), path: OPEN})
    assert why(one(understood(store, loose), Store).public)


def test_the_one_statement_of_a_bus_counts() -> None:
    bus = made("aws_cloudwatch_event_bus", name="b")
    statement = json.dumps({**READ, "Action": "events:PutEvents"})
    policy = made("awscc_events_event_bus_policy", event_bus_name="b", statement=statement)
    assert known(one(understood(bus, policy), Store).public) is True


def test_a_secret_refuses_a_public_policy_where_asked_to() -> None:
    secret = made("aws_secretsmanager_secret", name="s")
    policy = made(
        "awscc_secretsmanager_resource_policy",
        secret_id=ref(secret, "id"),
        resource_policy=OPEN,
        block_public_policy=True,
    )
    assert known(one(understood(secret, policy), Store).public) is False


def test_a_block_of_the_bucket_closes_a_policy_of_the_other_provider() -> None:
    bucket = made("aws_s3_bucket", bucket="b")
    policy = made("awscc_s3_bucket_policy", bucket="b", policy_document=OPEN)
    block = made("aws_s3_bucket_public_access_block", bucket="b", restrict_public_buckets=True)
    assert known(one(understood(bucket, policy, block), Store).public) is False


@pytest.mark.parametrize("name", ["acl", "ownership_controls", "public_access_block"])
def test_what_the_aws_provider_sets_of_the_other_s_bucket_leaves_it_open_to_doubt(
    name: str,
) -> None:
    bucket = made("awscc_s3_bucket", bucket_name="b")
    other = made(f"aws_s3_bucket_{name}", bucket="b")
    assert "sets it as well" in why(one(understood(bucket, other), Store).public)
