"""Which regions policies leave usable: AWS Organizations User Guide, "SCP evaluation"."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cloudguard.assets import Configuration, Placed
from cloudguard.assets.location import ProviderDefault, RegionGuardrail
from cloudguard.providers import aws as package
from cloudguard.providers.aws.buckets import COMPANIONS
from cloudguard.providers.aws.guardrails import commercial
from cloudguard.sources import plan
from cloudguard.sources.resource import SENSITIVE, Resource
from cloudguard.values import Known, Unknown
from tests.building import (
    OSAKA,
    SEOUL,
    TOKYO,
    VIRGINIA,
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
from tests.providers.generations import schemas

JAPAN = [TOKYO, OSAKA]
JAPAN_ONLY, EVERYWHERE = frozenset(JAPAN), commercial()


def deny(**changes: Any) -> dict[str, Any]:
    """Return AWS's example, changed: "Denies access to AWS based on the requested Region"."""
    statement = {
        "Effect": "Deny",
        "NotAction": ["cloudfront:*", "iam:*", "route53:*", "support:*"],
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": JAPAN}},
        **changes,
    }
    if "Action" in changes:
        del statement["NotAction"]
    return {key: value for key, value in statement.items() if value is not None}


def policy(*statements: Any, **attributes: Any) -> Any:
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return made("aws_organizations_policy", **{"name": "p", "content": text, **attributes})


def left(*statements: Any) -> frozenset[str]:
    found = one(understood(policy(*statements)), RegionGuardrail)
    return frozenset(place.name for place in known(found.reachable))


def condition(operator: str, values: Any, **more: Any) -> dict[str, Any]:
    return {operator: {"aws:RequestedRegion": values}, **more}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"Action": "*"},
        {"Action": ["*"], "Resource": ["*"]},
        {"Condition": condition("StringNotEqualsIfExists", JAPAN)},
        {"Condition": condition("ForAnyValue:StringNotEquals", JAPAN)},
        {"Condition": condition("StringNotLike", ["ap-northeast-1", "ap-northeast-3"])},
        {"Condition": {"StringNotEquals": {"AWS:requestedregion": JAPAN}}},
        # Read-only and account-wide actions put nothing anywhere.
        {"NotAction": ["iam:*", "s3:ListAllMyBuckets", "s3:PutAccountPublicAccessBlock",
                       "ec2:DescribeRegions", "ec2:Describe*"]},
        # Control Tower's own list has these (GRREGIONDENY).
        {"NotAction": ["iam:*", "kms:*", "acm:*", "config:*", "wafv2:*"]},
    ],
)  # fmt: skip
def test_only_japan_is_left(changes: Any) -> None:
    assert left(deny(**changes)) == JAPAN_ONLY


@pytest.mark.parametrize(
    "changes",
    [
        {"NotAction": ["iam:*", "s3:*"]},
        {"NotAction": ["iam:*", "ec2:RunInstances"]},
        {"NotAction": "*"},
        {"Action": ["s3:*", "ec2:*", "rds:*"]},
        {"Resource": "arn:aws:s3:::city-*"},
        {"Resource": None, "NotResource": "arn:aws:s3:::city-*"},
        {"Condition": condition("StringNotEquals", JAPAN,
                                ArnNotLike={"aws:PrincipalARN": "arn:aws:iam::*:role/*"})},
        {"Condition": condition("StringNotEquals", JAPAN,
                                StringEquals={"aws:PrincipalTag/team": "a"})},
        {"Condition": condition("Null", "true")},
    ],
)  # fmt: skip
def test_a_gap_leaves_every_region(changes: Any) -> None:
    assert left(deny(**changes)) == EVERYWHERE


def test_the_regions_that_are_left_are_those_written() -> None:
    assert left(deny(Condition=condition("StringNotEquals", [TOKYO, VIRGINIA]))) == {
        TOKYO, VIRGINIA}  # fmt: skip
    assert SEOUL in left(deny(Condition=condition("StringNotLike", "ap-northeast-*")))
    forbidden = left(deny(Condition=condition("StringEquals", [SEOUL, VIRGINIA])))
    assert forbidden == EVERYWHERE - {SEOUL, VIRGINIA}


def test_statements_that_deny_different_services_close_a_region_together() -> None:
    without_s3 = deny(NotAction=["iam:*", "s3:*"])
    assert left(without_s3, deny(Action="s3:*")) == JAPAN_ONLY
    other = deny(Action="s3:*", Condition=condition("StringNotEquals", [TOKYO, SEOUL]))
    assert left(without_s3, other) == {TOKYO, OSAKA, SEOUL}


def test_an_exempted_role_is_noted_and_opens_nothing() -> None:
    role = "arn:aws:iam::*:role/AWSControlTowerExecution"
    exempt = condition("StringNotEquals", JAPAN, ArnNotLike={"aws:PrincipalARN": role})
    found = one(understood(policy(deny(Condition=exempt))), RegionGuardrail)
    assert {p.name for p in known(found.reachable)} == JAPAN_ONLY
    assert role in found.reachable.source.note


def test_what_a_condition_means_may_be_unknown() -> None:
    odd = condition("StringNotEquals", JAPAN, DateGreaterThan={"aws:CurrentTime": "2027-01-01"})
    found = one(understood(policy(deny(Condition=odd))), RegionGuardrail).reachable
    assert "aws:currenttime" in why(found)
    sure = one(understood(policy(deny(), deny(Condition=odd))), RegionGuardrail).reachable
    assert isinstance(sure, Unknown)
    assert all({p.name for p in known.value} <= JAPAN_ONLY for known in sure.among)


# SCPs restrict by allow lists only without FullAWSAccess, which is attached by default.
def test_an_allow_list_depends_on_what_else_is_attached() -> None:
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    listed = {**allow, "Condition": condition("StringEquals", JAPAN)}
    found = one(understood(policy(listed)), RegionGuardrail).reachable
    assert "FullAWSAccess" in why(found)
    assert isinstance(found, Unknown)
    assert [frozenset(p.name for p in k.value) for k in found.among] == [JAPAN_ONLY, EVERYWHERE]
    assert left(allow, deny()) == JAPAN_ONLY
    assert left(allow, listed) == EVERYWHERE


def test_only_policies_about_regions_are_guardrails() -> None:
    plain = understood(policy({"Effect": "Deny", "Action": "organizations:*", "Resource": "*"}))
    assert not every(plain, RegionGuardrail)
    assert known(one(plain, Configuration).location).service == "organizations"
    tags = understood(policy(deny(), type="TAG_POLICY"))
    assert not every(tags, RegionGuardrail)
    hidden = one(understood(policy(content=not_known())), RegionGuardrail)
    assert why(hidden.reachable)


def document(regions: Any, **more: Any) -> Any:
    statement = {
        "effect": "Deny", "not_actions": ["iam:*"], "resources": ["*"],
        "condition": [{"test": "StringNotEquals", "variable": "aws:RequestedRegion",
                       "values": regions}],
        **more,
    }  # fmt: skip
    return data("aws_iam_policy_document", statement=[statement], json=not_known())


def test_a_document_that_is_written_at_apply_is_read_from_its_blocks() -> None:
    source = document(JAPAN)
    found = understood(source, policy(content=ref(source, "json")))
    assert {p.name for p in known(one(found, RegionGuardrail).reachable)} == JAPAN_ONLY


def test_one_unknown_part_does_not_hide_the_rest() -> None:
    role = {"test": "ArnNotLike", "variable": "aws:PrincipalArn",
            "values": [ref(made("aws_iam_role", "r"), "arn")]}  # fmt: skip
    source = document(JAPAN)
    exempting = document(JAPAN)
    exempting.attributes["statement"][0]["condition"].append({**role, "values": [None]})
    exempting.unknown["statement"] = [{"condition": [False, {"values": [True]}]}]
    for each, note in ((source, ""), (exempting, "a principal known only after apply")):
        found = one(understood(each, policy(content=ref(each, "json"))), RegionGuardrail)
        assert {p.name for p in known(found.reachable)} == JAPAN_ONLY
        assert note in found.reachable.source.note
    unknown = document([TOKYO, not_known()])
    regions = one(understood(unknown, policy(content=ref(unknown, "json"))), RegionGuardrail)
    assert "not known in full" in why(regions.reachable)


def test_a_text_with_an_unknown_arn_in_it_is_no_document() -> None:
    key = made("aws_kms_key", "k")
    found = one(understood(key, policy(content=ref(key, "arn"))), RegionGuardrail)
    assert "aws_kms_key.k.arn" in why(found.reachable)


def control(identifier: str, **parameters: Any) -> Any:
    blocks = [{"key": key, "value": json.dumps(value)} for key, value in parameters.items()]
    arn = f"arn:aws:controltower:{TOKYO}::control/{identifier}"
    return made("aws_controltower_control", control_identifier=arn, parameters=blocks)


# AWS Control Tower Controls Reference: CT.MULTISERVICE.PV.1 takes AllowedRegions and exemptions.
def test_the_region_deny_control_of_a_unit() -> None:
    plain = one(understood(control("abc", AllowedRegions=JAPAN)), RegionGuardrail)
    assert {p.name for p in known(plain.reachable)} == JAPAN_ONLY
    gap = control("abc", AllowedRegions=JAPAN, ExemptedActions=["s3:*"])
    assert len(known(one(understood(gap), RegionGuardrail).reachable)) == len(EVERYWHERE)
    assert not every(understood(control("AWS-GR_ROOT_ACCOUNT_MFA_ENABLED")), RegionGuardrail)


def test_the_region_deny_control_of_the_landing_zone_leaves_what_is_governed() -> None:
    denying = control("AWS-GR_REGION_DENY")
    assert why(one(understood(denying), RegionGuardrail).reachable)
    zone = made("aws_controltower_landing_zone", version="3.3",
                manifest_json=json.dumps({"governedRegions": JAPAN}))  # fmt: skip
    found = one(understood(denying, zone), RegionGuardrail)
    assert {p.name for p in known(found.reachable)} == JAPAN_ONLY


def test_every_provider_block_has_a_default() -> None:
    regions = {"aws": TOKYO, "aws.seoul": SEOUL}
    found = every(understood(regions=regions), ProviderDefault)
    assert {(d.id, known(d.location).name) for d in found} == {
        ("provider.aws", TOKYO), ("provider.aws.seoul", SEOUL)}  # fmt: skip
    endpoints = {"aws": "https://s3.tky01.sakurastorage.jp"}
    sakura = one(understood(endpoints=endpoints), ProviderDefault)
    assert (sakura.provider, known(sakura.location).country) == ("sakura", "JP")


SCHEMA: Any = json.loads(
    (Path(__file__).parents[2] / "data/schemas/aws-5.100.0-joined.json").read_text(encoding="utf-8")
)


def test_every_type_of_an_adapter_stands_in_the_schema() -> None:
    types = {t for adapter in package.ADAPTERS for t in (*adapter.types, *adapter.companions)}
    written = {t for t in types if t.startswith("aws_")}  # awscc has a schema of its own
    assert (written | BESIDE) - NEWER == SCHEMA.keys()
    assert set(COMPANIONS) == {
        t for t in types if t.startswith("aws_s3_bucket_") and t != "aws_s3_bucket_object"
    }


NEWER = {"aws_ebs_volume_copy"}  # from 6.x on
# Types of their own that decide whom another lets in, or what keeps it.
BESIDE = {
    "aws_ami_launch_permission", "aws_backup_vault_policy",
    "aws_cloudsearch_domain_service_access_policy",
    "aws_cloudwatch_event_bus_policy", "aws_cloudwatch_event_permission",
    "aws_codeartifact_domain_permissions_policy", "aws_codeartifact_repository_permissions_policy",
    "aws_ec2_image_block_public_access", "aws_ecr_repository_policy", "aws_efs_file_system_policy",
    "aws_elasticsearch_domain_policy", "aws_glue_resource_policy", "aws_kinesis_resource_policy",
    "aws_media_store_container_policy", "aws_opensearch_domain_policy", "aws_rbin_rule",
    "aws_secretsmanager_secret_policy", "aws_sns_topic_policy", "aws_sqs_queue_policy",
}  # fmt: skip
# What every resource is asked for; 5.100.0 has it on some types only.
DISKS = {"aws_instance", "aws_launch_configuration", "aws_launch_template", "aws_ami",
         "aws_ami_copy", "aws_spot_instance_request", "aws_ebs_snapshot",
         "aws_ebs_volume"}  # fmt: skip
ASKED_OF_DISKS = {"encrypted", "kms_key_id", "snapshot_id", "no_device", "virtual_name"}
COMMON = {"tags", "tags_all", "region", "availability_zone"}


def test_every_path_that_an_adapter_reads_stands_in_the_schema(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: set[tuple[str, str]] = set()
    for name in ("get", "blocks"):
        original = getattr(Resource, name)

        def record(self: Resource, path: str, *rest: Any, original: Any = original) -> Any:
            if self.mode == "managed":
                steps = [step for step in self.trail if isinstance(step, str)]
                read.add((self.type, ".".join((*steps, path))))
            return original(self, path, *rest)

        monkeypatch.setattr(Resource, name, record)
    for file in (Path(__file__).parents[3] / "terraform_fixtures").rglob("plan.json"):
        found = plan.read(json.loads(file.read_bytes()), str(file))
        for reader in package.PACKAGE.readers(found.resources, found.configuration):
            list(reader.read())
    for adapter in package.ADAPTERS:
        for type_ in adapter.types:
            understood(made(type_))
    newer = schemas()["aws", "6.69.1"]
    wrong = {
        (type_, path)
        for type_, path in read
        if type_ in SCHEMA
        and path not in SCHEMA[type_]
        and path not in newer.get(type_, ())
        and path not in COMMON
        # Disks of all kinds are asked the same; each of these stands on one of them.
        and not (type_ in DISKS and path.rpartition(".")[2] in ASKED_OF_DISKS)
    }
    assert len({type_ for type_, _ in read if type_ in SCHEMA}) > 20
    assert sorted(wrong) == []


def test_every_resource_of_an_adapter_is_one_asset() -> None:
    for adapter in package.ADAPTERS:
        for type_ in adapter.types:
            empty, hidden = made(type_, "empty"), made(type_, "hidden")
            hidden.unknown = True
            hidden.resolve = lambda resource, trail: not_known()
            assets = [a for a in understood(empty, hidden) if isinstance(a, Placed)]
            assert sorted(a.id for a in assets) == [empty.address, hidden.address], type_


def test_what_is_wholly_unknown_is_never_known() -> None:
    for type_ in ("aws_ebs_volume", "aws_instance", "aws_launch_template", "aws_ami"):
        hidden = made(type_)
        hidden.unknown, hidden.resolve = True, lambda resource, trail: not_known()
        asset: Any = one(understood(hidden), Placed)
        assert not isinstance(asset.encrypted, Known), type_


def test_a_region_that_is_withheld_is_not_the_providers() -> None:
    queue = made("aws_sqs_queue", region=VIRGINIA)
    queue.attributes["region"] = SENSITIVE
    [asset] = [a for a in understood(queue) if a.id == queue.address]
    assert isinstance(asset.location, Unknown)
