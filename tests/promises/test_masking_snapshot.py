"""Masking of live clouds: whatever call is denied, nothing gets to be gone by it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from cloudguard.disposal.events import Logs
from cloudguard.disposal.verify import After, State, verified
from cloudguard.disposal.wanted import of_snapshot
from cloudguard.providers.aws import api, collect
from cloudguard.sources.snapshot import Snapshot
from tests.mock_aws import REGION, MockAws

TYPES = (
    "aws_s3_bucket", "aws_kms_key", "aws_secretsmanager_secret", "aws_backup_vault",
    "aws_backup_recovery_point", "aws_iam_user", "aws_iam_access_key",
)  # fmt: skip


class _Recorded:
    """Answers of a cloud, given again without asking it; what is `denied` is refused."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: dict[str, api.Answer] = {}
        self.denied = ""
        self.listed, self.told = api.Cloud.listed, api.Cloud.told
        monkeypatch.setattr(api.Cloud, "listed", lambda *asked: self.answer("listed", *asked))
        monkeypatch.setattr(api.Cloud, "told", lambda *asked: self.answer("told", *asked))

    def answer(self, kind: str, cloud: api.Cloud, row: Any, region: str, more: Any = None) -> Any:
        if row["call"] == self.denied:
            return api.Answer(failed=1, why="denied", code="AccessDenied")
        key = repr((kind, row["call"], row.get("with") if kind == "listed" else None, region, more))
        if key not in self.answers:
            ask = self.listed if kind == "listed" else self.told
            self.answers[key] = ask(cloud, row, region, more or {})
        kept = self.answers[key]
        items = deepcopy(kept.items)
        return api.Answer(items, 1, kept.pages, 0, kept.failed, kept.why, kept.code)


def calls() -> Iterator[str]:
    """Yield every operation that is asked for these types."""
    for type_ in TYPES:
        row = collect.table()[type_]
        for listed in (*row["lists"], *row.get("each", ()), *row.get("beside", ())):
            yield listed["call"]
    yield "resourcegroupstaggingapi.get_resources"


def states(before: Snapshot, after: Snapshot) -> dict[str, State]:
    """Return what became of each resource."""
    asked = of_snapshot(before, "C", lambda _asset: ("C", None))
    results = verified(asked.wanted, [After(after, 1)], Logs(()), (), frozenset({"delete"}))
    return {result.wanted.id: result.state for result in results}


def test_a_denied_call_never_makes_anything_gone(
    aws: MockAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = {"LocationConstraint": REGION}
    for name in ("gone", "left"):
        aws.client("s3").create_bucket(Bucket=f"bucket-{name}", CreateBucketConfiguration=place)
        aws.client("backup").create_backup_vault(BackupVaultName=name)
        aws.client("iam").create_user(UserName=name)
        aws.client("iam").create_access_key(UserName=name)
        aws.client("secretsmanager").create_secret(Name=name, SecretString="x")
    keys = [aws.client("kms").create_key()["KeyMetadata"]["KeyId"] for _ in range(2)]
    before = collect.collect([REGION], TYPES, aws.url)
    aws.client("s3").delete_bucket(Bucket="bucket-gone")
    aws.client("backup").delete_backup_vault(BackupVaultName="gone")
    for key in aws.client("iam").list_access_keys(UserName="gone")["AccessKeyMetadata"]:
        aws.client("iam").delete_access_key(UserName="gone", AccessKeyId=key["AccessKeyId"])
    aws.client("iam").delete_user(UserName="gone")
    secrets = aws.client("secretsmanager")
    secrets.delete_secret(SecretId="gone", ForceDeleteWithoutRecovery=True)
    aws.client("kms").schedule_key_deletion(KeyId=keys[0])

    cloud = api.Cloud.reached(aws.url)  # making clients takes longer than all that is asked
    monkeypatch.setattr(api.Cloud, "reached", lambda _endpoint: cloud)
    recorded = _Recorded(monkeypatch)
    whole = states(before, collect.collect([REGION], TYPES, aws.url))
    assert list(whole.values()).count(State.GONE) == 5
    assert State.PENDING in whole.values()
    lost = 0
    for call in calls():
        recorded.denied = call
        after = collect.collect([REGION], TYPES, aws.url)
        assert after.gaps or call not in {c.call for c in after.ledger}
        for id_, state in states(before, after).items():
            assert state in (whole[id_], State.NOT_READ), (call, id_)
            lost += state is not whole[id_]
    assert lost >= 10
