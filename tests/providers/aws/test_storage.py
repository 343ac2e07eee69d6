"""What S3 and its neighbours are; the sources are AWS's own pages, named at each test."""

from __future__ import annotations

from typing import Any

import pytest

from cloudguard.assets import Configuration
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.logs import LogDelivery, ServiceLog
from cloudguard.assets.storage import Copy, Lock, ObjectStore, Store
from cloudguard.values import Known, Unknown
from tests.building import (
    OSAKA,
    SEOUL,
    TOKYO,
    data,
    every,
    known,
    made,
    not_known,
    one,
    ref,
    understood,
    why,
)

BUCKET = made("aws_s3_bucket", "logs", bucket="city-logs")
REGIONS = {"aws": TOKYO, "aws.osaka": OSAKA, "aws.seoul": SEOUL}


def companion(suffix: str, /, bucket: Any = None, name: str = "it", **attributes: Any) -> Any:
    named = ref(BUCKET) if bucket is None else bucket
    return made(f"aws_s3_bucket_{suffix}", name, bucket=named, **attributes)


def encryption(algorithm: Any, key: Any = None) -> dict[str, Any]:
    by_default = {"sse_algorithm": algorithm, "kms_master_key_id": key}
    return {"rule": [{"apply_server_side_encryption_by_default": [by_default]}]}


def rule(days: Any = None, status: str = "Enabled", **more: Any) -> dict[str, Any]:
    return {"status": status, "expiration": [{"days": days}], **more}


def store(*resources: Any, **settings: Any) -> ObjectStore:
    return one(understood(BUCKET, *resources, **settings), ObjectStore, BUCKET.address)


# S3 User Guide, "Setting default server-side encryption behavior for Amazon S3 buckets".
def test_a_bucket_is_encrypted_by_s3_itself() -> None:
    bucket = store()
    assert known(bucket.encrypted) is True
    assert known(bucket.algorithm) == "AES-256"
    assert known(bucket.key) is None
    assert bucket.provider == "aws"
    assert known(bucket.location).name == TOKYO


def test_the_key_of_a_companion_resource_is_followed() -> None:
    key = made("aws_kms_key", "main")
    settings = encryption("aws:kms", ref(key, "arn"))
    found = store(key, companion("server_side_encryption_configuration", **settings))
    assert known(found.key) == KeyUse(ref(key, "arn"), "customer")


# S3 User Guide, "Using server-side encryption with AWS KMS keys": without a key, aws/s3.
@pytest.mark.parametrize("algorithm", ["aws:kms", "aws:kms:dsse", "AES256"])
def test_without_a_key_of_ones_own_there_is_none(algorithm: str) -> None:
    settings = encryption(algorithm)
    assert known(store(companion("server_side_encryption_configuration", **settings)).key) is None


def test_an_algorithm_made_of_something_else_leaves_the_key_unknown() -> None:
    settings = encryption(ref(made("aws_kms_key", "main"), "arn"), "arn:aws:kms:a:1:key/b")
    assert "aws_kms_key.main" in why(
        store(companion("server_side_encryption_configuration", **settings)).key
    )


def test_a_block_in_the_bucket_counts_where_no_companion_does() -> None:
    block = [encryption("aws:kms", "arn:aws:kms:ap-northeast-1:123456789012:key/a")]
    bucket = made("aws_s3_bucket", bucket="old", server_side_encryption_configuration=block)
    key = known(one(understood(bucket), ObjectStore).key)
    assert key.name.endswith(":key/a")
    beside = companion("server_side_encryption_configuration", ref(bucket), **encryption("AES256"))
    assert known(one(understood(bucket, beside), ObjectStore).key) is None


def test_a_companion_of_an_unknown_bucket_leaves_the_key_unknown() -> None:
    settings = encryption("aws:kms", "alias/own")
    loose = companion("server_side_encryption_configuration", not_known(), **settings)
    assert "aws_s3_bucket_server_side_encryption_configuration.it" in why(store(loose).key)


def test_companions_of_other_buckets_do_not_count() -> None:
    settings = encryption("aws:kms", "alias/own")
    other = companion("server_side_encryption_configuration", "another-city", **settings)
    assert known(store(other).key) is None


# S3 User Guide, "Lifecycle configuration elements".
@pytest.mark.parametrize(
    ("rules", "days"),
    [
        ([], None),
        ([rule(400)], 400),
        ([rule(400), rule(90)], 90),
        ([rule(30, "Disabled"), rule(400)], 400),
        ([rule(30, "Disabled")], None),
        ([{"status": "Enabled", "transition": [{"days": 30}]}], None),
        ([{"status": "Enabled", "noncurrent_version_expiration": [{"noncurrent_days": 7}]}], None),
        ([{"status": "Enabled", "expiration": [{"expired_object_delete_marker": True}]}], None),
        ([rule(30, filter=[{"prefix": "AWSLogs/"}]), rule(400)], 30),
        # From that date on even yesterday's objects are deleted.
        ([{"status": "Enabled", "expiration": [{"date": "2027-03-31T00:00:00Z"}]}], 0),
    ],
)
def test_the_soonest_enabled_expiration_is_the_retention(rules: Any, days: int | None) -> None:
    assert known(store(companion("lifecycle_configuration", rule=rules)).retention_days) == days


def test_a_rule_with_a_filter_says_so() -> None:
    filtered = companion("lifecycle_configuration", rule=[rule(30, filter=[{"prefix": "a/"}])])
    assert "filter" in store(filtered).retention_days.source.note
    whole = companion("lifecycle_configuration", rule=[rule(30, filter=[{"prefix": ""}])])
    assert "filter" not in store(whole).retention_days.source.note


def test_unknown_days_leave_the_retention_unknown() -> None:
    assert why(store(companion("lifecycle_configuration", rule=[rule(not_known())])).retention_days)


def test_a_lifecycle_in_the_bucket_itself_counts() -> None:
    rules = [{"enabled": False, "expiration": [{"days": 7}]},
             {"enabled": True, "expiration": [{"days": 60}]}]  # fmt: skip
    bucket = made("aws_s3_bucket", bucket="old", lifecycle_rule=rules)
    assert known(one(understood(bucket), ObjectStore).retention_days) == 60


# S3 User Guide, "Locking objects with Object Lock".
@pytest.mark.parametrize(
    ("retention", "lock"),
    [
        ({"mode": "COMPLIANCE", "days": 400}, Lock("compliance", 400)),
        ({"mode": "GOVERNANCE", "years": 2}, Lock("governance", 730)),
    ],
)
def test_the_default_retention_is_the_lock(retention: Any, lock: Lock) -> None:
    settings = companion("object_lock_configuration", rule=[{"default_retention": [retention]}])
    assert known(store(settings).lock) == lock


def test_object_lock_without_a_default_retention_locks_nothing() -> None:
    bucket = made("aws_s3_bucket", bucket="worm", object_lock_enabled=True)
    found = one(understood(bucket), ObjectStore)
    assert known(found.lock) is None
    assert known(found.versioned) is True  # "Object Lock ... versioning is enabled automatically"


@pytest.mark.parametrize(("status", "versioned"), [("Enabled", True), ("Suspended", False)])
def test_versioning_is_its_status(status: str, versioned: bool) -> None:
    settings = companion("versioning", versioning_configuration=[{"status": status}])
    assert known(store(settings).versioned) is versioned
    assert known(store().versioned) is False


def replication(destination: Any, status: str = "Enabled", **named: Any) -> Any:
    return companion(
        "replication_configuration",
        rule=[{"status": status, "destination": [{"bucket": destination}]}],
        **named,
    )


def test_a_replica_lies_where_its_bucket_does() -> None:
    away = made("aws_s3_bucket", "away", bucket="away", provider="aws.seoul")
    by_reference = understood(BUCKET, away, replication(ref(away, "arn")), regions=REGIONS)
    by_arn = understood(BUCKET, away, replication("arn:aws:s3:::away"), regions=REGIONS)
    for assets in (by_reference, by_arn):
        copy = one(assets, Copy)
        assert (known(copy.location).country, copy.of) == ("KR", BUCKET.address)


def test_an_arn_of_a_bucket_elsewhere_names_no_region() -> None:
    copy = one(understood(BUCKET, replication("arn:aws:s3:::elsewhere")), Copy)
    assert "names no region" in why(copy.location)


def test_a_bucket_that_is_read_tells_the_region() -> None:
    read = data("aws_s3_bucket", bucket="elsewhere", region=SEOUL)
    copy = one(understood(BUCKET, read, replication("arn:aws:s3:::elsewhere")), Copy)
    assert known(copy.location).name == SEOUL


def test_a_disabled_rule_copies_nothing_and_a_bucket_elsewhere_is_still_copied() -> None:
    assert not every(understood(BUCKET, replication("arn:aws:s3:::a", "Disabled")), Copy)
    assert one(understood(replication("arn:aws:s3:::a", bucket="not-here")), Copy).of.endswith("it")


def test_access_logging_is_a_log_only_where_it_is_written() -> None:
    assert not every(understood(BUCKET), ServiceLog)
    target = made("aws_s3_bucket", "target", bucket="target")
    assets = understood(BUCKET, target, companion("logging", target_bucket=ref(target)))
    assert known(one(assets, ServiceLog).delivered) is True
    assert known(one(assets, LogDelivery).destinations[0]) == ref(target)


# terraform-provider-sakuracloud docs: object storage is reached through the aws provider.
def test_a_bucket_at_sakura_is_not_of_aws() -> None:
    endpoints = {"aws": "https://s3.isk01.sakurastorage.jp"}
    bucket = store(endpoints=endpoints)
    assert bucket.provider == "sakura"
    assert (known(bucket.location).name, known(bucket.location).country) == ("isk01", "JP")
    assert "Sakura" in why(bucket.encrypted)
    assert why(bucket.algorithm)


@pytest.mark.parametrize(
    ("url", "provider"),
    [("http://localhost:4566", "other"), (f"https://s3.{TOKYO}.amazonaws.com", "aws")],
)
def test_other_endpoints(url: str, provider: str) -> None:
    bucket = store(endpoints={"aws": url})
    assert bucket.provider == provider
    assert isinstance(bucket.encrypted, Known) is (provider == "aws")


def test_an_object_has_the_key_of_its_bucket_unless_it_names_one() -> None:
    settings = encryption("aws:kms", "alias/own")
    sse = companion("server_side_encryption_configuration", **settings)
    plain = made("aws_s3_object", "a", bucket=ref(BUCKET))
    own = made("aws_s3_object", "b", bucket="city-logs", kms_key_id="alias/other")
    simple = made("aws_s3_object", "c", bucket="city-logs", server_side_encryption="AES256")
    lone = made("aws_s3_object", "d", bucket="not-here")
    assets = understood(BUCKET, sse, plain, own, simple, lone)
    keys = {a.id[-1]: a.key for a in every(assets, Store) if a.type == "aws_s3_object"}
    assert known(keys["a"]) == KeyUse("alias/own", "customer")
    assert known(keys["b"]) == KeyUse("alias/other", "customer")
    assert known(keys["c"]) is None
    assert "the bucket decides" in why(keys["d"])


def test_an_object_with_a_key_sent_along_is_under_the_customers_key() -> None:
    copy = made("aws_s3_object_copy", bucket="x", customer_algorithm="AES256")
    assert known(one(understood(copy), Store).key).holder == "customer"


# S3 User Guide, "Endpoints for directory buckets": the ids of zones and their regions.
@pytest.mark.parametrize(
    ("zone", "country"),
    [("apne1-az4", "JP"), ("usw2-az1", "US"), ("apne2-az1", "KR"), ("aps1-az1", "IN"),
     ("apne1-tpe1-az1", "TW"), ("eun1-az1", "SE")],
)  # fmt: skip
def test_a_directory_bucket_lies_in_its_zone(zone: str, country: str) -> None:
    bucket = made("aws_s3_directory_bucket", bucket=f"x--{zone}--x-s3", location=[{"name": zone}])
    found = one(understood(bucket), ObjectStore)
    assert known(found.location).country == country
    assert known(found.lock) is None


def test_an_unknown_zone_is_no_place() -> None:
    bucket = made("aws_s3_directory_bucket", bucket="x", location=[{"name": "moon1-az1"}])
    assert "no id of a zone" in why(one(understood(bucket), ObjectStore).location)


def test_the_public_access_block_of_an_account_is_the_accounts() -> None:
    found = one(understood(made("aws_s3_account_public_access_block")), Configuration)
    assert known(found.location).service == "account"


# S3 Glacier Developer Guide, "S3 Glacier Vault Lock": the example denies deletion below 365 days.
@pytest.mark.parametrize(("complete", "lock"), [(True, Lock("compliance", 365)), (False, None)])
def test_a_completed_vault_lock_locks(complete: bool, lock: Lock | None) -> None:
    vault = made("aws_glacier_vault", name="v")
    policy = (
        '{"Statement": [{"Effect": "Deny", "Action": "glacier:DeleteArchive", "Condition": '
        '{"NumericLessThan": {"glacier:ArchiveAgeInDays": "365"}}}]}'
    )
    locked = made("aws_glacier_vault_lock", vault_name=ref(vault), complete_lock=complete,
                  policy=policy)  # fmt: skip
    assert known(one(understood(vault, locked), Store).lock) == lock


# EFS User Guide, "Replicating EFS file systems": a destination is a region or a zone.
@pytest.mark.parametrize(
    "destination", [{"region": SEOUL}, {"availability_zone_name": "ap-northeast-2a"}]
)
def test_a_replica_of_a_file_system_lies_in_its_destination(destination: Any) -> None:
    system = made("aws_efs_file_system", "fs")
    copied = made("aws_efs_replication_configuration", source_file_system_id=ref(system),
                  destination=[destination])  # fmt: skip
    copy = one(understood(copied), Copy)
    assert (known(copy.location).name, copy.of) == (SEOUL, system.address)


def test_tags_that_are_made_of_another_resource_are_not_known() -> None:
    system = made("aws_efs_file_system", tags=ref(made("terraform_data", "contract"), "output"))
    assert isinstance(one(understood(system), Store).tags, Unknown)
