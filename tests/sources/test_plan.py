"""Plans that Terraform made: what an unknown value refers to, and where things lie.

The expectation beside each address is read from the fixture's main.tf.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cloudguard.errors import InputError
from cloudguard.providers import planned
from cloudguard.sources import plan, reading
from cloudguard.sources.configuration import MOST
from cloudguard.sources.plan import Plan
from cloudguard.values import Known, Unknown, Value

PLANS = Path(__file__).parents[2] / "terraform_fixtures" / "plans"
KEY = "kms_master_key_id"
SSE = "rule.apply_server_side_encryption_by_default.kms_master_key_id"
ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration"
QUOTED = r'"he said \"x\""'


@cache
def fixture(name: str) -> Plan:
    """Read the plan of a fixture."""
    return plan.read(reading.load(str(PLANS / name / "plan.json")).document, name)


def found(value: Value[Any]) -> str:
    """Say what a value is: what it refers to, or among what, or `?`."""
    if isinstance(value, Known):
        return str(value.value)
    return " | ".join(sorted(str(known.value) for known in value.among)) or "?"


REFERENCES = [
    ("for_each", 'aws_sqs_queue.same_key["lgwan"]', KEY, 'aws_kms_key.zone["lgwan"]'),
    ("for_each", "aws_sqs_queue.literal_key", KEY, 'aws_kms_key.zone["mynumber"].arn'),
    (
        "for_each",
        "aws_sqs_queue.variable_key",
        KEY,
        'aws_kms_key.zone["internet"] | aws_kms_key.zone["lgwan"] | aws_kms_key.zone["mynumber"]',
    ),
    ("for_each", 'aws_sqs_queue.chained["internet"]', KEY, 'aws_kms_key.zone["internet"].arn'),
    ("for_each", 'aws_sqs_queue.map_of_references["first"]', KEY, "?"),
    ("for_each", 'aws_sqs_queue.map_of_objects["keyed"]', KEY, "?"),
    ("for_each", 'aws_sqs_queue.map_of_objects["unkeyed"]', KEY, "None"),
    (
        "for_each",
        'aws_s3_bucket_versioning.named["example-city.two"]',
        "bucket",
        'aws_s3_bucket.named["example-city.two"].id',
    ),
    ("indexed_modules", "aws_sqs_queue.dotted", KEY, 'module.keys["a.b"].aws_kms_key.this.arn'),
    ("indexed_modules", "aws_sqs_queue.quoted", KEY, f"module.keys[{QUOTED}].aws_kms_key.this.arn"),
    (
        "indexed_modules",
        "aws_sqs_queue.bracketed",
        KEY,
        'module.keys["c[0].d"].aws_kms_key.this.arn',
    ),
    ("indexed_modules", 'aws_sqs_queue.same_key["a.b"]', KEY, "?"),
    (
        "indexed_modules",
        'module.chained["c[0].d"].aws_sqs_queue.this',
        KEY,
        'module.keys["c[0].d"].aws_kms_key.this.arn',
    ),
    (
        "indexed_modules",
        "aws_sqs_queue.counted_literal",
        KEY,
        "module.counted[1].aws_kms_key.this.arn",
    ),
    ("indexed_modules", "aws_sqs_queue.odd_literal", KEY, 'aws_kms_key.odd["a.b"].arn'),
    ("indexed_modules", "aws_sqs_queue.odd_quoted", KEY, f"aws_kms_key.odd[{QUOTED}].arn"),
    ("indexed_modules", 'aws_sqs_queue.odd_same_key["町"]', KEY, 'aws_kms_key.odd["町"]'),
    (
        "module_inputs_outputs",
        "module.plain.aws_sqs_queue.by_argument",
        KEY,
        "module.key.aws_kms_key.this.arn",
    ),
    (
        "module_inputs_outputs",
        "module.object.aws_sqs_queue.by_object",
        KEY,
        "module.key.aws_kms_key.this.arn",
    ),
    (
        "module_inputs_outputs",
        "module.list.aws_sqs_queue.by_list[0]",
        KEY,
        "module.key.aws_kms_key.this.arn",
    ),
    (
        "module_inputs_outputs",
        "module.literal.aws_sqs_queue.by_argument",
        KEY,
        "arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555",
    ),
    ("module_inputs_outputs", "module.nothing.aws_sqs_queue.by_argument", KEY, "None"),
    ("module_inputs_outputs", "aws_sns_topic.root", KEY, "module.key.aws_kms_key.this.arn"),
    (
        "nested_modules",
        "aws_s3_bucket_versioning.outside",
        "bucket",
        "module.zone.module.store.module.bucket.aws_s3_bucket.this.id",
    ),
    (
        "nested_modules",
        "module.zone.module.store.aws_s3_bucket_server_side_encryption_configuration.this",
        "bucket",
        "module.zone.module.store.aws_s3_bucket.this.id",
    ),
    (
        "nested_modules",
        f"module.zone.module.store.module.bucket.{ENCRYPTION}.this",
        SSE,
        "aws_kms_key.zone.arn",
    ),
    ("coalesce_and_template", "aws_sqs_queue.plain", KEY, "aws_kms_key.main.arn"),
    ("coalesce_and_template", "aws_sqs_queue.conditional", KEY, "aws_kms_key.main.arn"),
]


@pytest.mark.parametrize(("name", "address", "path", "expected"), REFERENCES)
def test_an_unknown_value_is_what_it_refers_to(
    name: str, address: str, path: str, expected: str
) -> None:
    resource = fixture(name).resources.by_address[address]
    assert found(resource.get(path)) == expected


@pytest.mark.parametrize("address", ["aws_sqs_queue.plain", "aws_sqs_queue.coalesced"])
def test_what_names_alone_cannot_prove_is_assumed(address: str) -> None:
    value = fixture("coalesce_and_template").resources.by_address[address].get(KEY)
    assert value.source.assumed


def test_a_value_that_is_written_is_not_assumed() -> None:
    resources = fixture("module_inputs_outputs").resources.by_address
    assert not resources["module.literal.aws_sqs_queue.by_argument"].get(KEY).source.assumed


def test_a_local_stays_unknown_and_says_what_would_help() -> None:
    queues = fixture("locals").resources.of("aws_sqs_queue")
    reasons = [v.reason for q in queues if isinstance(v := q.get(KEY), Unknown)]
    assert any("local." in reason and "--source" in reason for reason in reasons)


REGIONS = [
    ("provider_regions", "aws_sqs_queue.default", "ap-northeast-1"),
    ("provider_regions", "aws_sqs_queue.osaka", "ap-northeast-3"),
    ("provider_regions", "aws_sqs_queue.backup", "ap-northeast-3"),
    ("provider_regions", "aws_sqs_queue.far", "?"),
    ("provider_regions", "module.inherited.aws_sqs_queue.here", "ap-northeast-1"),
    ("provider_regions", "module.passed.aws_sqs_queue.here", "ap-northeast-3"),
    ("provider_regions", "module.passed.module.inner.aws_sqs_queue.inner", "ap-northeast-3"),
    ("provider_regions", "module.named.aws_sqs_queue.primary", "ap-northeast-1"),
    ("provider_regions", "module.named.aws_sqs_queue.copy", "ap-northeast-3"),
    ("provider_regions", "module.named.module.inner.aws_sqs_queue.inner", "ap-northeast-3"),
    ("provider_regions", 'module.indexed["a.b"].aws_sqs_queue.here', "ap-northeast-3"),
    ("module_provider", "module.tokyo.aws_sqs_queue.here", "ap-northeast-1"),
    ("module_provider", "module.seoul.aws_sqs_queue.here", "ap-northeast-2"),
    ("nested_modules", "module.zone.module.store.aws_s3_bucket.this", "ap-northeast-1"),
]


@pytest.mark.parametrize(("name", "address", "expected"), REGIONS)
def test_the_region_is_that_of_the_provider_block(name: str, address: str, expected: str) -> None:
    read = fixture(name)
    key = read.resources.by_address[address].provider_key
    assert found(read.configuration.region(key)) == expected


def test_a_region_from_the_environment_is_unknown() -> None:
    read = fixture("environment_region")
    for resource in read.resources.managed:
        region = read.configuration.region(resource.provider_key)
        assert isinstance(region, Unknown)
        assert "AWS_REGION" in region.reason


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.2", "1.99"])
def test_formats_of_known_major_versions_are_read(version: str) -> None:
    read = plan.read({"format_version": version, "planned_values": {}}, "plan.json")
    assert read.resources.managed == ()


@pytest.mark.parametrize("version", ["2.0", "10.1", "", None])
def test_other_formats_are_refused_with_advice(version: str | None) -> None:
    with pytest.raises(InputError) as refused:
        plan.read({"format_version": version, "planned_values": {}}, "plan.json")
    assert "1.x" in refused.value.sentence("en")
    assert "1.x" in refused.value.sentence("ja")


def queues(key: dict[str, Any], count: int = 1, **root: Any) -> Plan:
    """Read a plan of as many keys, and one queue whose key is unknown and written so."""

    def entry(address: str, type_: str, index: int | None = None) -> dict[str, Any]:
        name = {"address": address, "mode": "managed", "type": type_, "name": "x"}
        unknown = {"arn": True, KEY: True}
        change = {"actions": ["create"], "after": {}, "after_unknown": unknown}
        return {**name, "index": index, "values": {}, "change": change}

    entries = [entry(f"aws_kms_key.x[{n}]", "aws_kms_key", n) for n in range(count)]
    entries.append(entry("aws_sqs_queue.x", "aws_sqs_queue"))
    written = [
        {"address": "aws_kms_key.x", "expressions": {}},
        {"address": "aws_sqs_queue.x", "expressions": {KEY: key}},
    ]
    document = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": entries}},
        "resource_changes": entries,
        "configuration": {"root_module": {"resources": written, **root}},
    }
    return plan.read(document, "plan.json")


@pytest.mark.parametrize(("count", "known"), [(1, 1), (3, 3), (MOST, MOST), (MOST + 1, 0)])
def test_one_of_many_instances_is_a_set_until_it_is_too_large(count: int, known: int) -> None:
    read = queues({"references": ["aws_kms_key.x"]}, count)
    value = read.resources.by_address["aws_sqs_queue.x"].get(KEY)
    among = value.among if isinstance(value, Unknown) else (value,)
    assert len(among) == known


def test_what_the_plan_does_not_make_is_not_what_an_expression_takes() -> None:
    """Modules write `try(aws_kms_key.x[0].arn, aws_kms_external_key.x[0].arn)`."""
    made = ["aws_kms_key.x[0].arn", "aws_kms_key.x[0]", "aws_kms_key.x"]
    other = [name.replace("aws_kms_key", "aws_kms_external_key") for name in made]
    value = queues({"references": [*made, *other]}).resources.by_address["aws_sqs_queue.x"].get(KEY)
    assert found(value) == "aws_kms_key.x[0].arn"
    assert value.source.assumed
    nothing = queues({"references": other}).resources.by_address["aws_sqs_queue.x"].get(KEY)
    assert isinstance(nothing, Unknown)
    assert "has no instance in the plan" in nothing.reason


@pytest.mark.parametrize(("default", "decided"), [(None, True), ("x", False)])
def test_a_variable_that_is_null_writes_nothing(default: Any, decided: bool) -> None:
    """Modules write `kms_key_id = var.kms_key_id`, which is null unless the caller says more."""
    read = queues({"references": ["var.key"]}, variables={"key": {"default": default}})
    value = read.resources.by_address["aws_sqs_queue.x"].get(KEY, "its own", "the provider's word")
    assert (found(value) == "its own") is decided


def test_outputs_that_lead_to_each_other_end() -> None:
    calls: dict[str, Any] = {
        name: {
            "module": {"outputs": {"arn": {"expression": {"references": ["var.arn"]}}},
                       "variables": {"arn": {}}},
            "expressions": {"arn": {"references": [f"module.{other}.arn"]}},
        }
        for name, other in (("a", "b"), ("b", "a"))
    }  # fmt: skip
    read = queues({"references": ["module.a.arn"]}, module_calls=calls)
    value = read.resources.by_address["aws_sqs_queue.x"].get(KEY)
    assert isinstance(value, Unknown)
    assert "itself" in value.reason


def test_no_secret_is_kept() -> None:
    read = fixture("sensitive")
    kept = repr([(r.attributes, r.address) for r in read.resources.by_address.values()])
    kept += repr(read.configuration.providers) + repr(read.configuration.variables)
    assert "example-not-a-secret" not in kept
    assert "example-not-a-key" not in kept


def test_an_incomplete_plan_says_so() -> None:
    assert fixture("targeted").incomplete
    assert not fixture("count").incomplete


def test_an_errored_plan_says_so() -> None:
    assert fixture("errored").errored


def test_what_a_destroy_plan_removes_is_counted() -> None:
    read = fixture("destroyed")
    assert read.resources.managed == ()
    assert read.removed
    assert set(read.removed.values()) == {plan.GONE["delete"]}


BUCKET = {"address": "aws_s3_bucket.a", "mode": "managed", "type": "aws_s3_bucket", "name": "a"}
CHANGED = {**BUCKET, "change": {"actions": ["create"], "after": {}, "after_unknown": {}}}
ODD: dict[str, dict[str, Any]] = {
    "resources is a mapping": {"planned_values": {"root_module": {"resources": {"a": BUCKET}}}},
    "a module is text": {"planned_values": {"root_module": {"child_modules": ["x"]}}},
    "modules are a mapping": {"planned_values": {"root_module": {"child_modules": {"a": {}}}}},
    "planned_values is a list": {"planned_values": [{"root_module": {}}]},
    "changes is text": {"resource_changes": "none"},
    "a change is null": {"resource_changes": [None]},
    "an address is a number": {"resource_changes": [{**CHANGED, "address": 1}]},
    "an address is a list": {"planned_values": {"root_module": {"resources": [{"address": []}]}}},
    "no type": {"resource_changes": [{**CHANGED, "type": None}]},
    "change is a list": {"resource_changes": [{**BUCKET, "change": []}]},
    "actions are a number": {"resource_changes": [{**CHANGED, "change": {"actions": 1}}]},
    "actions are lists": {"resource_changes": [{**CHANGED, "change": {"actions": [[]]}}]},
    "a module of an odd address": {
        "planned_values": {
            "root_module": {
                "child_modules": [
                    {"address": "${x}", "resources": [{**BUCKET, "address": "x", "values": [1]}]}
                ]
            }
        }
    },
    "an index is a list": {"resource_changes": [{**CHANGED, "index": [None]}]},
    "after is a list": {"resource_changes": [{**CHANGED, "change": {"after": [1]}}]},
    "marks are text": {"resource_changes": [{**CHANGED, "change": {"after_unknown": "x"}}]},
    "values are a list": {
        "planned_values": {"root_module": {"resources": [{**BUCKET, "values": [1]}]}}
    },
}


@pytest.mark.parametrize("name", ODD)
def test_what_terraform_does_not_write_is_told_and_never_read_as_a_default(name: str) -> None:
    odd = plan.read({"format_version": "1.2", "planned_values": {}, **ODD[name]}, name)
    assert [said["en"] for said in odd.unread if "not what Terraform writes" in said["en"]]
    assert all(isinstance(r.get("bucket"), Unknown) for r in odd.resources.managed)


def test_a_plan_as_terraform_writes_it_is_read_whole() -> None:
    assert not fixture("actions").unread
    assert not fixture("no_resources").unread


def disks(first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    """Return the keys of two disks, planned in order of name, written in any order."""
    machine = {"address": "aws_instance.i", "type": "aws_instance", "name": "i"}
    key = {"address": "aws_kms_key.k", "type": "aws_kms_key", "name": "k"}
    planned = [{"device_name": "a", "volume_size": 10}, {"device_name": "b", "volume_size": 20}]
    document = {
        "format_version": "1.2",
        "resource_changes": [
            {
                **machine,
                "change": {
                    "after": {"ebs_block_device": planned},
                    "after_unknown": {"ebs_block_device": [{"kms_key_id": True}] * 2},
                },
            },
            {**key, "change": {"after": {}, "after_unknown": {"arn": True}}},
        ],
        "configuration": {
            "root_module": {
                "resources": [{**machine, "expressions": {"ebs_block_device": [first, second]}}]
            }
        },
    }
    read = plan.read(document, "disks").resources.by_address["aws_instance.i"]
    blocks = read.blocks("ebs_block_device")
    assert isinstance(blocks, Known)
    return [found(block.get("kms_key_id", None, "the account's key")) for block in blocks.value]


KEYED = {"kms_key_id": {"references": ["aws_kms_key.k.arn", "aws_kms_key.k"]}}
NAMED = {"device_name": {"references": ["var.name"]}}


def test_a_block_of_a_set_is_not_known_by_its_place() -> None:
    small, large = (
        {"volume_size": {"constant_value": "10"}},
        {"volume_size": {"constant_value": "20"}},
    )
    assert disks({**KEYED, **NAMED, **large}, {**NAMED, **small}) == ["None", "aws_kms_key.k.arn"]
    odd = {"volume_size": {"constant_value": "ten"}}
    assert disks({**KEYED, **odd}, odd) == ["?", "?"]


def test_what_one_of_several_blocks_sets_is_not_taken_for_what_the_others_set() -> None:
    assert disks({**KEYED, **NAMED}, NAMED) == ["?", "?"]
    assert disks({**KEYED, **NAMED}, {**KEYED, **NAMED}) == ["aws_kms_key.k.arn"] * 2


@pytest.mark.parametrize(
    ("type_", "block", "expected"),
    [
        # Nothing is written and the provider adds no rule: only a dynamic block is unknown so.
        ("aws_s3_bucket_lifecycle_configuration", "rule", Unknown),
        # The provider reads the routes of a table back: not written is unknown before apply.
        ("aws_route_table", "route", Known),
        ("aws_nothing_known", "rule", Known),
    ],
)
def test_a_dynamic_block_that_a_plan_hides_is_no_absent_one(
    type_: str, block: str, expected: type
) -> None:
    address = f"{type_}.a"
    after = {"address": address, "mode": "managed", "type": type_, "name": "a"}
    document = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [{**after, "values": {}}]}},
        "resource_changes": [
            {
                **after,
                "change": {"actions": ["create"], "after": {}, "after_unknown": {block: True}},
            }
        ],
        "configuration": {
            "root_module": {
                "resources": [{**after, "expressions": {"bucket": {"constant_value": "x"}}}]
            }
        },
    }
    made = plan.read(document, "plan.json")
    made.configuration.planned = planned
    resource = made.resources.by_address[address]
    assert isinstance(resource.blocks(block), expected)
    assert isinstance(resource.get(f"{block}.days", 7, "seven by default"), expected)
