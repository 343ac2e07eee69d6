"""Who may reach stores without being known; the sources are AWS's own pages, named at each test."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cloudguard.assets.storage import Store
from cloudguard.providers.aws.everyone import admits
from cloudguard.values import Known, Reference, Source, Unknown
from tests.building import (
    OSAKA,
    TOKYO,
    data,
    known,
    made,
    not_known,
    one,
    ref,
    understood,
    why,
)

HERE = Source("here")
BUCKET = made("aws_s3_bucket", "forms", bucket="umibe-forms")
READ = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
ENDPOINT = Reference("aws_vpc_endpoint.s3", "id")


def when(operator: str, key: str, value: Any) -> dict[str, Any]:
    return {**READ, "Condition": {operator: {key: value}}}


def deny(action: Any = "s3:*", **condition: Any) -> dict[str, Any]:
    statement = {"Effect": "Deny", "Principal": "*", "Action": action, "Resource": "*"}
    return {**statement, **({"Condition": condition} if condition else {})}


def later(before: str, after: str, inner: Reference | None = ENDPOINT) -> Unknown:
    return Unknown("known only after apply", HERE, (), (before, inner, after))


# S3 User Guide, "Blocking public access to your Amazon S3 storage", The meaning of "public".
@pytest.mark.parametrize(
    ("statements", "public"),
    [
        ([], False),
        ([READ], True),
        ([{**READ, "Principal": {"AWS": "*"}}], True),
        ([{**READ, "Principal": {"*": ["*"]}}], True),
        ([{**READ, "Principal": {"AWS": ["arn:aws:iam::123456789012:root", "*"]}}], True),
        ([{**READ, "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}], False),
        ([{**READ, "Principal": {"Service": "cloudtrail.amazonaws.com"}}], False),
        ([{**READ, "Principal": {"AWS": ENDPOINT}}], False),
        ([{**READ, "Principal": {"AWS": later("arn:aws:iam::", ":root", None)}}], False),
        ([{"Effect": "Allow", "NotPrincipal": {"AWS": "1"}, "Action": "*"}], True),
        ([when("StringEquals", "aws:SourceVpc", "vpc-91237329")], False),
        ([when("StringLike", "aws:SourceVpc", "vpc-*")], True),
        ([when("StringEquals", "AWS:SourceVpce", ENDPOINT)], False),
        ([when("StringEquals", "aws:SourceVpce", later("", "x"))], False),
        ([when("StringNotEquals", "aws:SourceVpc", "vpc-91237329")], True),
        ([when("Null", "aws:SourceVpc", "false")], True),
        ([when("ForAllValues:StringEquals", "aws:PrincipalOrgID", "o-1")], True),
        ([when("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-1/r/ou-1/")], False),
        ([when("StringEquals", "aws:PrincipalOrgID", "${aws:ResourceOrgID}")], True),
        ([when("IpAddress", "aws:SourceIp", "203.0.113.0/24")], False),
        ([when("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "0.0.0.0/1"])], True),
        ([when("IpAddress", "aws:SourceIp", "10.0.0.0/8")], False),
        ([when("IpAddress", "aws:SourceIp", "128.0.0.0/7")], True),
        ([when("IpAddress", "aws:SourceIp", "2001:db8::/31")], True),
        ([when("NotIpAddress", "aws:SourceIp", "203.0.113.0/24")], True),
        ([when("ArnLike", "aws:SourceArn", "arn:aws:s3:*:*:umibe-forms")], False),
        ([when("ArnLike", "aws:SourceArn", "arn:aws:sns:*:123456789012:*")], False),
        ([when("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:alarms")], True),
        ([when("StringLike", "aws:userid", "AROAEXAMPLEEXAMPLE12:*")], False),
        ([when("StringLike", "aws:userid", "AROA*")], True),
        ([when("Bool", "aws:SecureTransport", "true")], True),
        ([when("StringLike", "aws:Referer", "https://www.city.example/*")], True),
        ([when("Bool", "elasticfilesystem:AccessedViaMountTarget", "true")], False),
        ([READ, deny(Bool={"aws:SecureTransport": "false"})], True),
        ([READ, deny("s3:DeleteBucket")], True),
        # One public statement makes the whole policy public.
        ([when("StringEquals", "aws:SourceVpc", "vpc-91237329"), READ], True),
    ],
)
def test_a_policy_is_public_as_amazon_s3_means_it(statements: Any, *, public: bool) -> None:
    assert known(admits({"Statement": statements}, HERE)) is public


@pytest.mark.parametrize(
    "statements",
    [
        [{**READ, "Principal": not_known()}],
        [{**READ, "Principal": {"AWS": not_known()}}],
        [{**READ, "Principal": {"AWS": later("", "", None)}}],
        [{"Effect": "Allow", "NotPrincipal": not_known(), "Action": "*"}],
        [{**READ, "Principal": {"Unknown": ["*"]}}],
        [{**READ, "Effect": not_known()}],
        [{**READ, "Condition": not_known()}],
        [when("StringEquals", "aws:SourceVpce", not_known())],
        [when("StringEqualsIfExists", "aws:SourceVpce", "vpce-1")],
        [when("IpAddress", "aws:SourceIp", "here")],
        [when("StringEquals", "unheard:of", "x")],
        [READ, deny(StringNotEquals={"aws:SourceVpce": "vpce-1"})],
        [READ, deny(NotIpAddress={"aws:SourceIp": "203.0.113.0/24"})],
        [READ, deny()],
        [READ, {**deny(), "Effect": not_known()}],
    ],
)
def test_what_may_close_a_policy_leaves_it_unknown(statements: Any) -> None:
    assert why(admits({"Statement": statements}, HERE))


def test_what_is_not_known_does_not_hide_what_is_open() -> None:
    hidden = {**READ, "Principal": not_known()}
    assert known(admits({"Statement": [hidden, READ]}, HERE)) is True


def of_bucket(suffix: str, **attributes: Any) -> Any:
    return made(f"aws_s3_bucket_{suffix}", "it", bucket=ref(BUCKET), **attributes)


def block(*flags: str, **attributes: Any) -> Any:
    return of_bucket("public_access_block", **dict.fromkeys(flags, True), **attributes)


def document(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def bucket(*resources: Any, **settings: Any) -> Store:
    return one(understood(BUCKET, *resources, **settings), Store, BUCKET.address)


OPEN = of_bucket("policy", policy=document(READ))
ACL = of_bucket("acl", acl="public-read")


def test_a_bucket_without_policy_and_acl_is_private() -> None:
    assert known(bucket().public) is False


def test_a_policy_for_everyone_opens_a_bucket() -> None:
    assert known(bucket(OPEN).public) is True
    assert known(bucket(OPEN, block("block_public_acls", "ignore_public_acls")).public) is True


# S3 User Guide, "Blocking public access": BlockPublicPolicy does not affect existing policies.
def test_only_what_ignores_a_public_policy_closes_it() -> None:
    assert known(bucket(OPEN, block("restrict_public_buckets")).public) is False
    assert "block_public_policy" in why(bucket(OPEN, block("block_public_policy")).public)
    hidden = of_bucket("public_access_block", restrict_public_buckets=not_known())
    assert why(bucket(OPEN, hidden).public)
    loose = made("aws_s3_bucket_public_access_block", bucket=not_known())
    assert why(bucket(OPEN, loose).public)


def test_a_block_of_the_account_closes_every_bucket_of_it() -> None:
    account = made("aws_s3_account_public_access_block", restrict_public_buckets=True)
    assert known(bucket(OPEN, account).public) is False
    other = made("aws_s3_account_public_access_block", provider="aws.osaka",
                 restrict_public_buckets=True)  # fmt: skip
    regions = {"aws": TOKYO, "aws.osaka": OSAKA}
    assert "provider block" in why(bucket(OPEN, other, regions=regions).public)


# S3 User Guide, "Controlling ownership of objects and disabling ACLs".
def test_an_acl_opens_a_bucket_where_acls_work() -> None:
    def owned(by: Any) -> Any:
        return of_bucket("ownership_controls", rule=[{"object_ownership": by}])

    assert known(bucket(ACL, owned("ObjectWriter")).public) is True
    assert known(bucket(ACL, owned("BucketOwnerEnforced")).public) is False
    assert why(bucket(ACL, owned(not_known())).public)
    assert known(bucket(ACL, block("ignore_public_acls")).public) is False
    assert why(bucket(ACL, block("block_public_acls")).public)
    assert known(bucket(of_bucket("acl", acl="log-delivery-write")).public) is False
    assert why(bucket(of_bucket("acl", acl=not_known())).public)


GROUP = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"


def test_a_grant_to_every_account_is_public() -> None:
    grants = [{"grantee": [{"type": "Group", "uri": GROUP}], "permission": "READ"}]
    acl = of_bucket("acl", access_control_policy=[{"grant": grants}])
    assert known(bucket(acl).public) is True
    inline = made("aws_s3_bucket", bucket="old", grant=[{"type": "Group", "uri": GROUP}])
    assert known(one(understood(inline), Store).public) is True
    own = made("aws_s3_bucket", bucket="old", grant=[{"type": "CanonicalUser", "id": "1"}])
    assert known(one(understood(own), Store).public) is False


def test_an_inline_policy_counts_where_no_other_does() -> None:
    inline = made("aws_s3_bucket", bucket="old", policy=document(READ))
    assert known(one(understood(inline), Store).public) is True


def test_a_policy_of_what_may_be_another_bucket_leaves_it_unknown() -> None:
    loose = made("aws_s3_bucket_policy", bucket=not_known(), policy=document(READ))
    assert "aws_s3_bucket_policy.it" in why(bucket(loose).public)


def test_an_object_is_open_as_its_bucket_is_or_its_own_acl_says() -> None:
    thing = made("aws_s3_object", bucket=ref(BUCKET), key="a")
    assert known(one(understood(BUCKET, thing), Store, thing.address).public) is False
    assert known(one(understood(BUCKET, OPEN, thing), Store, thing.address).public) is True
    shown = made("aws_s3_object", bucket=ref(BUCKET), key="a", acl="public-read")
    assert known(one(understood(BUCKET, shown), Store, shown.address).public) is True
    closed = understood(BUCKET, shown, block("ignore_public_acls"))
    assert known(one(closed, Store, shown.address).public) is False
    stray = made("aws_s3_object", bucket="made-elsewhere", key="a")
    assert "bucket decides" in why(one(understood(stray), Store).public)


# S3 User Guide, "Deleting object versions from a versioning-enabled bucket".
def test_versions_keep_what_is_deleted() -> None:
    versioning = of_bucket("versioning", versioning_configuration=[{"status": "Enabled"}])
    assert known(bucket().recoverable_days) == 0
    kept = bucket(versioning)
    assert known(kept.recoverable_days) is None
    assert known(kept.purgeable) is True
    rule = {"status": "Enabled", "noncurrent_version_expiration": [{"noncurrent_days": 30}]}
    ending = of_bucket("lifecycle_configuration", rule=[rule, {**rule, "status": "Disabled"}])
    assert known(bucket(versioning, ending).recoverable_days) == 30
    retention = [{"default_retention": [{"mode": "COMPLIANCE", "days": 400}]}]
    locked = of_bucket("object_lock_configuration", rule=retention)
    assert known(bucket(versioning, locked).purgeable) is True  # once the lock has ended


QUEUE = made("aws_sqs_queue", "applications", name="applications")


def test_the_policy_of_a_resource_of_its_own_opens_a_store() -> None:
    opening = made("aws_sqs_queue_policy", queue_url=ref(QUEUE, "url"), policy=document(READ))
    found = one(understood(QUEUE, opening), Store)
    assert known(found.public) is True
    assert known(one(understood(QUEUE), Store).public) is False
    loose = made("aws_sqs_queue_policy", queue_url=not_known(), policy=document(READ))
    assert why(one(understood(QUEUE, loose), Store).public)


PAIRS = [
    ("aws_backup_vault", {"name": "v"}, "aws_backup_vault_policy", "backup_vault_name", "name"),
    ("aws_cloudwatch_event_bus", {"name": "b"}, "aws_cloudwatch_event_bus_policy",
     "event_bus_name", "name"),
    ("aws_ecr_repository", {"name": "r"}, "aws_ecr_repository_policy", "repository", "name"),
    ("aws_efs_file_system", {}, "aws_efs_file_system_policy", "file_system_id", "id"),
    ("aws_kinesis_stream", {"name": "s"}, "aws_kinesis_resource_policy", "resource_arn", "arn"),
    ("aws_media_store_container", {"name": "c"}, "aws_media_store_container_policy",
     "container_name", "name"),
    ("aws_secretsmanager_secret", {"name": "s"}, "aws_secretsmanager_secret_policy",
     "secret_arn", "arn"),
    ("aws_sns_topic", {"name": "t"}, "aws_sns_topic_policy", "arn", "arn"),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "attributes", "policy", "via", "name"), PAIRS)
def test_each_policy_is_joined(
    type_: str, attributes: dict[str, Any], policy: str, via: str, name: str
) -> None:
    store = made(type_, **attributes)
    opening = made(policy, policy=document(READ), **{via: ref(store, name)})
    assert known(one(understood(store, opening), Store).public) is True
    closing = when("StringEquals", "aws:PrincipalOrgID", "o-1234567890")
    held = made(policy, policy=document(closing), **{via: ref(store, name)})
    assert known(one(understood(store, held), Store).public) is False
    assert known(one(understood(store), Store).public) is False


# AWS Secrets Manager API Reference, PutResourcePolicy: BlockPublicPolicy refuses a public policy.
def test_a_secret_refuses_a_public_policy_where_asked_to() -> None:
    secret = made("aws_secretsmanager_secret", name="s")
    policy = made("aws_secretsmanager_secret_policy", secret_arn=ref(secret, "arn"),
                  policy=document(READ), block_public_policy=True)  # fmt: skip
    assert known(one(understood(secret, policy), Store).public) is False


# Amazon EventBridge API Reference, PutPermission: `*` lets any account send events.
def test_a_permission_for_everyone_opens_a_bus() -> None:
    bus = made("aws_cloudwatch_event_bus", name="b")

    def permitted(**attributes: Any) -> Store:
        permission = made("aws_cloudwatch_event_permission", event_bus_name=ref(bus, "name"),
                          statement_id="a", **attributes)  # fmt: skip
        return one(understood(bus, permission), Store)

    assert known(permitted(principal="*").public) is True
    assert known(permitted(principal="123456789012").public) is False
    condition = [{"key": "aws:PrincipalOrgID", "type": "StringEquals", "value": "o-1"}]
    assert known(permitted(principal="*", condition=condition).public) is False


# Amazon OpenSearch Service Developer Guide, "Fine-grained access control".
@pytest.mark.parametrize(
    ("attributes", "public"),
    [
        ({}, True),
        ({"vpc_options": [{"subnet_ids": ["subnet-1"]}]}, False),
        ({"advanced_security_options": [{"enabled": True}]}, False),
        (
            {"advanced_security_options": [{"enabled": True, "anonymous_auth_enabled": True}]},
            True,
        ),
        ({"advanced_security_options": [{"enabled": False}]}, True),
    ],
)
def test_an_open_search_domain_is_closed_by_its_network_or_users(
    attributes: dict[str, Any], *, public: bool
) -> None:
    policy = document({**READ, "Action": "es:*"})
    domain = made("aws_opensearch_domain", domain_name="s", access_policies=policy, **attributes)
    assert known(one(understood(domain), Store).public) is public


IMAGE = made("aws_ami", "server", name="server")


# EC2 User Guide, "Make your AMI publicly available for use in Amazon EC2".
def test_an_image_that_all_may_launch_is_public() -> None:
    def shared(*resources: Any, **attributes: Any) -> Store:
        permission = made("aws_ami_launch_permission", image_id=ref(IMAGE), **attributes)
        return one(understood(IMAGE, permission, *resources), Store, IMAGE.address)

    assert known(shared(group="all").public) is True
    assert known(shared(account_id="123456789012").public) is False
    blocking = made("aws_ec2_image_block_public_access", state="block-new-sharing")
    assert "before" in why(shared(blocking, group="all").public)
    lifted = made("aws_ec2_image_block_public_access", state="unblocked")
    assert known(shared(lifted, group="all").public) is True
    standing = made("aws_ami", "server", public=True)
    assert known(one(understood(standing), Store).public) is True


@pytest.mark.parametrize("type_", ["aws_db_snapshot", "aws_db_cluster_snapshot"])
def test_a_snapshot_that_all_may_restore_is_public(type_: str) -> None:
    shared = made(type_, shared_accounts=["123456789012", "all"])
    assert known(one(understood(shared), Store).public) is True
    assert known(one(understood(made(type_, shared_accounts=["1"])), Store).public) is False
    assert why(one(understood(made(type_, shared_accounts=not_known())), Store).public)


def test_what_lies_in_a_bucket_is_as_open_as_it() -> None:
    location = [{"output_location": "s3://umibe-forms/results/"}]
    configuration = [{"result_configuration": location}]
    group = made("aws_athena_workgroup", name="g", configuration=configuration)
    assert known(one(understood(BUCKET, OPEN, group), Store, group.address).public) is True
    assert "bucket" in why(one(understood(group), Store).public)


def test_a_document_of_a_data_source_opens_a_bucket() -> None:
    statement = {"actions": ["s3:GetObject"], "principals": [{"type": "*", "identifiers": ["*"]}]}
    source = data("aws_iam_policy_document", statement=[statement])
    policy = of_bucket("policy", policy=Reference(source.address, "json"))
    assert known(bucket(source, policy).public) is True


# Amazon EBS User Guide, "Recycle Bin": the longest of the rules that match counts.
def test_the_recycle_bin_keeps_what_its_rules_name() -> None:
    def rule(name: str, days: Any, type_: str = "EBS_SNAPSHOT", **more: Any) -> Any:
        period = [{"retention_period_value": days, "retention_period_unit": "DAYS"}]
        return made("aws_rbin_rule", name, resource_type=type_, retention_period=period, **more)

    tags = {"tags": {"keep": "yes"}, "tags_all": {"keep": "yes"}}
    snapshot = made("aws_ebs_snapshot", volume_id="vol-1", **tags)

    def kept(*rules: Any) -> Any:
        return one(understood(snapshot, *rules), Store, snapshot.address).recoverable_days

    assert "aws_rbin_rule" in why(kept())
    assert known(kept(rule("a", 14))) == 14
    named = [{"resource_tag_key": "keep", "resource_tag_value": "yes"}]
    assert known(kept(rule("a", 14), rule("b", 30, resource_tags=named))) == 30
    other = [{"resource_tag_key": "keep", "resource_tag_value": "no"}]
    assert known(kept(rule("a", 14), rule("b", 30, resource_tags=other))) == 14
    assert why(kept(rule("b", 30, resource_tags=other)))
    assert why(kept(rule("a", 14, "EC2_IMAGE")))
    assert known(kept(rule("a", 14), rule("b", 30, exclude_resource_tags=named))) == 14
    assert why(kept(rule("a", not_known())))


def test_nothing_of_a_hidden_bucket_is_known() -> None:
    hidden = made("aws_s3_bucket", bucket="b")
    hidden.unknown, hidden.resolve = True, lambda resource, trail: not_known()
    store = one(understood(hidden), Store)
    assert not isinstance(store.public, Known)


def test_blocks_that_the_plan_hides_leave_the_answer_assumed() -> None:
    hiding = made("aws_s3_bucket", bucket="b")
    hiding.unknown, hiding.resolve = {"grant": True}, lambda resource, trail: None
    assert one(understood(hiding), Store).public.source.assumed
    blocking = made("aws_s3_bucket_public_access_block", bucket="b", ignore_public_acls=True)
    closed = one(understood(hiding, blocking), Store).public
    assert known(closed) is False
    domain = made("aws_opensearch_domain", domain_name="s", access_policies=document(READ))
    domain.unknown, domain.resolve = {"vpc_options": True}, lambda resource, trail: None
    opened = one(understood(domain), Store).public
    assert known(opened) is True
    assert opened.source.assumed
