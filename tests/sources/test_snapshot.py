"""Snapshots: what they show, what they do not, and what becomes of them when they are judged."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cloudguard import run
from cloudguard.errors import InputError
from cloudguard.providers import alone, tells_principals
from cloudguard.providers.aws import PACKAGE
from cloudguard.sources import inputs, inventory, snapshot
from cloudguard.values import Known, Unknown
from cloudguard.verdicts import Outcome

TOKYO, OSAKA = "ap-northeast-1", "ap-northeast-3"
BOTH = ["present", "deleted"]


def call(type_: str, region: str = TOKYO, **more: Any) -> dict[str, Any]:
    """Return an entry of a ledger, answered whole."""
    entry = {"call": f"x:List{type_}", "type": type_, "region": region, "complete": True}
    return entry | {"covers": BOTH} | more


def held(type_: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a resource of a snapshot."""
    arn = f"arn:aws:x:{TOKYO}:123456789012:{name}"
    values: dict[str, Any] = {"id": name, "arn": arn, "region": TOKYO}
    values |= {"availability_zone": None, "tags": {}}
    given = more.pop("values", {})
    return {"id": arn, "type": type_, "region": TOKYO, "values": values | given} | more


def taken(
    resources: list[dict[str, Any]], ledger: list[dict[str, Any]], **more: Any
) -> dict[str, Any]:
    """Return a snapshot."""
    return {
        "kind": "snapshot",
        "version": 1,
        "collector": "cloudguard 0",
        "collected_at": "2027-03-01T00:00:00+00:00",
        "finished_at": "2027-03-01T00:01:00+00:00",
        "target": {"provider": "aws", "account": "123456789012", "regions": [TOKYO]},
        "resources": resources,
        "ledger": ledger,
    } | more


def read(document: dict[str, Any]) -> snapshot.Snapshot:
    """Read a document that is a snapshot."""
    assert snapshot.is_snapshot(document)
    return snapshot.parse(document, "snapshot.json")


@pytest.mark.parametrize(
    ("ledger", "unread"),
    [
        ([call("a")], None),
        ([], "the collector asked for it nowhere"),
        ([call("b")], "the collector asked for it nowhere"),
        ([call("a", OSAKA)], "its region was not read"),
        ([call("a", "global")], None),
        ([call("a", covers=["present"])], "nothing was asked that would show what lies deleted"),
        ([call("a", covers=["present"]), call("a", covers=["deleted"])], None),
        (
            [call("a", covers=["present"]), call("a", OSAKA, covers=["deleted"])],
            "nothing was asked that would show what lies deleted",
        ),
        ([call("a", complete=False, why="denied", code="D")], f"x:Lista in {TOKYO}: denied, D"),
        ([call("a"), call("a", complete=False)], f"x:Lista in {TOKYO}: error"),
        ([call("a"), call("a", covers=[], complete=False)], None),  # tells more of what is listed
    ],
)
def test_only_what_was_read_whole_tells_of_what_is_not_there(
    ledger: list[dict[str, Any]], unread: str | None
) -> None:
    assert read(taken([], ledger)).unread("a", TOKYO) == unread


def test_in_an_unknown_region_only_calls_for_all_regions_tell() -> None:
    assert read(taken([], [call("a")])).unread("a", None) == "its region is not known"
    assert read(taken([], [call("a", "global")])).unread("a", None) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 2}, "version 2"),
        ({"version": "1"}, r"version \?"),
        ({"resources": [{"id": "a"}]}, r"damaged \(at \$.resources"),
        ({"resources": [held("a", "b", status="maybe")]}, "damaged"),
        ({"ledger": "all"}, r"damaged \(at \$.ledger"),
        ({"target": None}, r"damaged \(at \$.target"),
    ],
)
def test_another_version_and_a_damaged_file_are_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        read(taken([], []) | change)
    assert "maybe" not in str(refused.value)  # a value may be anything


def test_what_it_does_not_say_is_not_read_and_never_a_default() -> None:
    document = taken([held("aws_dynamodb_table", "t", values={"name": "t"})], [])
    resources, _ = inventory.resources(read(document), alone)
    (table,) = resources.managed
    assert table.get("name") == Known("t", table.source("name"))
    for path in ("deletion_protection_enabled", "server_side_encryption.kms_key_arn"):
        found = table.get(path, default=True, because="the provider's default")
        assert isinstance(found, Unknown)
        assert found.reason == inventory.NOT_READ
    assert isinstance(table.blocks("point_in_time_recovery"), Unknown)


def test_secrets_are_dropped_on_reading() -> None:
    document = taken([held("aws_db_instance", "d", values={"password": "canary-4f1d8e"})], [])
    resources, _ = inventory.resources(read(document), alone)
    assert "canary" not in repr(resources.managed[0].attributes)


def test_only_types_that_join_nothing_are_judged() -> None:
    joined = {name for a in PACKAGE.adapters for name in (*a.types, *a.companions)}
    for type_ in PACKAGE.table.types():
        assert not (alone(type_, ()) and type_ in joined - PACKAGE.live)
    assert alone("aws_dynamodb_table", ())
    assert not alone("aws_s3_directory_bucket", ())  # its settings are resources of their own
    assert alone("aws_s3_bucket", ())  # whoever joins its settings asks whether they were read
    assert not alone("aws_iam_user", ())  # what it may do stands elsewhere
    assert not alone("nobodys_thing", ())


def test_who_is_there_is_judged_where_all_that_says_what_they_may_do_was_asked_for() -> None:
    assert alone("aws_iam_user", PACKAGE.principals)
    for left_out in PACKAGE.principals - {"aws_iam_user"}:
        assert not alone("aws_iam_user", PACKAGE.principals - {left_out}), left_out
    assert tells_principals(PACKAGE.principals)
    assert not tells_principals({"aws_iam_user", "aws_iam_role"})
    assert not tells_principals(())


def judged(tmp_path: Path, document: dict[str, Any]) -> Any:
    """Judge a snapshot by the baseline."""
    file = tmp_path / "snapshot.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return run.check([str(file)], run.Options())


def test_a_snapshot_is_judged_and_accounted_for(tmp_path: Path) -> None:
    resources = [
        held("aws_redshift_cluster", "plain", values={"encrypted": False}),
        held("aws_db_instance", "db", values={"storage_encrypted": True}),
        held("aws_s3_directory_bucket", "b"),
        held("aws_db_instance", "old", status="soft-deleted", until="2027-04-01"),
    ]
    report = judged(tmp_path, taken(resources, [call("aws_db_instance")]))
    assert report.accounting.resources == 4
    assert report.accounting.judged == 2
    assert report.accounting.types_not_understood == {
        "aws_s3_directory_bucket": 1,
        "aws_db_instance": 1,
    }
    (read_input,) = report.inputs
    assert read_input.kind == "snapshot"
    assert read_input.target["account"] == "123456789012"
    found = {(f.check, f.asset.id.rpartition(":")[2]): f.verdict.outcome for f in report.findings}
    assert found["storage.encrypted", "plain"] is Outcome.FAIL
    assert found["storage.encrypted", "db"] is Outcome.PASS
    assert found["location.allowed", "db"] is Outcome.PASS
    assert found["storage.encrypted-with-own-key", "db"] is Outcome.UNKNOWN  # it was not read
    assert {clause.verdict for clause in report.clauses} <= {"fail", "unknown"}


def test_a_key_of_the_account_is_the_customers(tmp_path: Path) -> None:
    key = "arn:aws:kms:ap-northeast-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    database = held("aws_db_instance", "db", values={"kms_key_id": key, "storage_encrypted": True})
    for manager, outcome in (("CUSTOMER", Outcome.PASS), ("AWS", Outcome.FAIL)):
        own = held("aws_kms_key", "k", facts={"key_manager": manager}, values={"arn": key})
        report = judged(tmp_path, taken([database, own], []))
        found = {f.check: f.verdict.outcome for f in report.findings}
        assert found["storage.encrypted-with-own-key"] is outcome
        assert report.accounting.judged == 2


def _among(types: Collection[str], type_: str, _asked: Collection[str]) -> bool:
    return type_ in types


def test_what_the_provider_provides_is_named_and_not_judged() -> None:
    own = held("aws_iam_policy", "own", values={"policy": "{}"})
    aws = held("aws_iam_policy", "aws", values={"policy": "{}"}, facts={"provided": True})
    key = held("aws_kms_key", "k", facts={"key_manager": "CUSTOMER"})
    document = read(taken([own, aws, key], []))
    for judgeable in (False, True):
        types = {own["type"]} if judgeable else set()
        resources, rest = inventory.resources(document, partial(_among, types))
        named = {r.address: r for r in resources.data}
        assert set(named) == {f"data.{aws['id']}", f"data.{key['id']}"}
        assert {r.mode for r in named.values()} == {"data"}
        policy = named[f"data.{aws['id']}"]
        assert policy.get("policy") == Known("{}", policy.source("policy"))
        assert isinstance(policy.get("path", "/", "a default"), Unknown)
        assert named[f"data.{key['id']}"].attributes["key_manager"] == "CUSTOMER"
        assert [r.address for r in resources.managed] == [own["id"]] * judgeable
        assert rest == {"aws_kms_key": 1} | ({} if judgeable else {"aws_iam_policy": 1})


def test_facts_are_an_attribute_and_what_was_not_read_of_them_is_unknown() -> None:
    resource = held("aws_iam_user", "taro", facts={"console": False, "mfa_devices": 0})
    resources, _ = inventory.resources(read(taken([resource], [])), lambda *_: True)
    (user,) = resources.managed
    assert user.get("facts.console") == Known(False, user.source("facts.console"))
    assert user.get("facts.mfa_devices") == Known(0, user.source("facts.mfa_devices"))
    assert isinstance(user.get("facts.password_last_used", "never", "a default"), Unknown)


def test_a_denied_call_shows_in_the_exit_code(tmp_path: Path) -> None:
    ledger = [call("aws_db_instance", complete=False, why="denied", code="AccessDenied")]
    report = judged(tmp_path, taken([], ledger))
    assert report.exit_code == 3
    (failure,) = report.accounting.failures
    assert "AccessDenied" in failure.reason["en"]
    assert "拒否" in failure.reason["ja"]


def test_a_call_that_several_types_are_made_of_is_named_once_with_what_helps() -> None:
    failed: dict[str, Any] = {"complete": False, "call": "iam:Details"}
    ledger = [
        call("aws_iam_group", "global", why="denied", code="AccessDenied", **failed),
        call("aws_iam_policy", "global", why="denied", code="AccessDenied", **failed),
        call("aws_iam_policy", "global", why="denied", code="AccessDenied", **failed),
        call("aws_iam_user", "global", why="throttled", code="Throttling", **failed),
        call("aws_iam_role", "global", why="unsupported", **failed),
    ]
    denied, throttled, unsupported = snapshot.failures(read(taken([], ledger)).gaps)
    assert "aws_iam_group, aws_iam_policy in global" in denied["en"]
    assert ("permission" in denied["en"], "権限" in denied["ja"]) == (True, True)
    assert ("permission" in throttled["en"], "権限" in throttled["ja"]) == (False, False)
    assert ("boto3" in unsupported["en"], "boto3" in unsupported["ja"]) == (True, True)


def test_hiding_a_value_of_a_snapshot_makes_it_unknown(tmp_path: Path) -> None:
    values = {"storage_encrypted": True, "kms_key_id": "arn:aws:kms:ap-northeast-1:1:key/a"}
    whole = judged(tmp_path, taken([held("aws_db_instance", "db", values=values)], []))
    outcomes = {f.check: f.verdict.outcome for f in whole.findings}
    for name in (*values, "region", "tags"):
        rest = held("aws_db_instance", "db", values=values)
        del rest["values"][name]
        for finding in judged(tmp_path, taken([rest], [])).findings:
            before = outcomes[finding.check]
            assert finding.verdict.outcome in (before, Outcome.UNKNOWN), (name, finding.check)


def test_networks_and_permissions_are_not_asked_of_it(tmp_path: Path) -> None:
    file = tmp_path / "snapshot.json"
    file.write_text(json.dumps(taken([], [])), encoding="utf-8")
    with pytest.raises(InputError, match="no networks"):
        inputs.read(inputs.Target(str(file)), inputs.Asked(None, None, lambda *_: ({}, {})))


def test_what_is_written_is_what_is_read() -> None:
    document = taken([held("a", "b", status="unread")], [call("a", failed=1, complete=False)])
    found = read(document)
    again = read(msgspec.json.decode(msgspec.json.encode(found)))
    assert again == found


SETTING = "aws_s3_bucket_policy"


@pytest.mark.parametrize(
    ("ledger", "reason"),
    [
        ([call(SETTING, "global")], None),
        ([], "aws_s3_bucket_policy was not asked for"),
        ([call(SETTING, "global", covers=[])], "aws_s3_bucket_policy was not asked for"),
        ([call(SETTING, TOKYO)], None),
        ([call(SETTING, OSAKA)], "aws_s3_bucket_policy was not asked for"),
        # One of several was not answered: this one, another, or nobody knows which.
        ([call(SETTING, "global", complete=False, failed=1, missed=["a"])], "denied"),
        ([call(SETTING, "global", complete=False, failed=1, missed=["b"])], None),
        ([call(SETTING, "global", complete=False, failed=2, missed=["b"])], "denied"),
        ([call(SETTING, "global", complete=False, failed=1)], "denied"),
        (
            [
                call(SETTING, "global", complete=False, failed=1, missed=["b"]),
                call(SETTING, "global", complete=False, failed=1),
            ],
            "denied",
        ),
        # What was asked one by one of something else says nothing of a bucket.
        ([call(SETTING, "global", complete=False, failed=1, missed=["t"])], "denied"),
    ],
)
def test_a_setting_that_is_not_shown_is_not_there_only_where_it_was_answered(
    ledger: list[dict[str, Any]], reason: str | None
) -> None:
    resources_ = [held("aws_s3_bucket", name) | {"id": name} for name in ("a", "b")]
    resources_.append(held("aws_dynamodb_table", "t") | {"id": "t"})
    ledger = [{"why": "denied"} | entry for entry in ledger]
    found, _ = inventory.resources(read(taken(resources_, ledger)), alone)
    bucket = found.by_address["a"]
    unread = found.about(bucket, SETTING, "bucket", ("id", "bucket")).unread
    assert (unread is None) == (reason is None)
    assert reason is None or (unread is not None and reason in unread.reason)
    elsewhere = found.about(bucket, f"cc{SETTING}", "bucket", ("id",)).unread
    assert elsewhere is None  # the words of another family for the same


def test_what_names_a_resource_whose_own_name_was_not_read_may_be_its_setting() -> None:
    named = held(SETTING, "p", values={"bucket": "x", "policy": "{}"})
    bucket = held("aws_s3_bucket", "a")
    for name, shown in (("id", False), ("tags", True)):
        left = {**bucket, "values": {k: v for k, v in bucket["values"].items() if k != name}}
        ledger = [call(SETTING, "global")]
        found, _ = inventory.resources(read(taken([left, named], ledger)), alone)
        policy = found.about(found.by_address[bucket["id"]], SETTING, "bucket").one()
        assert isinstance(policy.get("policy", ""), Known) is shown
