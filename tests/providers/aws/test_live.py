"""Live accounts judged: what is sound, what is not, and what nobody was allowed to read."""

from __future__ import annotations

import os
import random
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from cloudguard import config, run
from cloudguard.assets.storage import Duplicate
from cloudguard.providers import alone, understand
from cloudguard.providers.aws import collect, live
from cloudguard.sources import inventory
from cloudguard.sources.snapshot import Call, Held, Snapshot
from cloudguard.values import Known, Reference, Unknown
from cloudguard.verdicts import Outcome
from tests.judging import Outcomes
from tests.promises.test_masking import leaves
from tests.providers.aws.live_account import (
    ACCOUNT,
    KEY,
    REGION,
    Answers,
    RefusedError,
    arn,
    collected,
    faulty,
    judged,
    sound,
)

HERE: Final = f"{REGION}:{ACCOUNT}:"
# By what each planted fault is called: encryption, key, openness, place of copies, logs.
AT_REST: Final = (
    "volume/vol-1", "image/ami-1", "snapshot/snap-1", "replicationgroup:cache", "file-system/fs-1",
    "domain/search", "stream/k", "db:db", "snapshot:s", "cluster:dwh", f"{HERE}t", f"{HERE}q",
)  # fmt: skip
NOT_OWN_KEY: Final = (
    *AT_REST, ":::open", ":::virginia", "secret:s-AbCdEf", "repository/app", "table/residents",
    "log-group:/short", "cluster:aurora", "backup-vault:v",
)  # fmt: skip
OPEN: Final = (
    ":::open", ":::virginia", "secret:s-AbCdEf", "repository/app", "backup-vault:v", "stream/k",
    "file-system/fs-1", "domain/search", f"{HERE}t", f"{HERE}q", "image/ami-1", "snapshot/snap-1",
    "snapshot:s",
)  # fmt: skip
FAULTS: Final[Mapping[str, Collection[str]]] = {
    "storage.encrypted": AT_REST,
    "storage.encrypted-with-approved-algorithm": AT_REST,
    "storage.encrypted-with-own-key": NOT_OWN_KEY,
    "exposure.not-public": OPEN,
    "location.allowed": (":::virginia",),
    "location.copies-allowed": (
        ":::open", "table/residents", "secret:s-AbCdEf", "cluster:dwh", "backup-plan:p-1",
        "file-system/fs-1?replication",
    ),
    "account.disks-encrypted-by-default": (":?ebsEncryptionByDefault",),
    "keys.rotated": (KEY,),
    "logs.recorded": ("trail/t",),
    "logs.every-region-recorded": ("trail/t",),
    "logs.retained": ("trail/t",),
    "logs.protected": ("trail/t",),
    "logs.store-retained": ("log-group:/short",),
    "logs.service-recorded": (
        "vpc/vpc-1", "replicationgroup:cache", "domain/search", "cluster:aurora", "db:db",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)


def own(found: Outcomes) -> Outcomes:
    """Return what is said of others than the people of an account."""
    return {key: outcome for key, outcome in found.items() if ":iam:" not in key[1]}


def test_a_sound_account_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    found = collected(monkeypatch, sound())
    assert found.gaps == []
    outcomes = own(judged(found))
    # Which cipher a cache is encrypted by, AWS does not say.
    unsaid = ("storage.encrypted-with-approved-algorithm", "replicationgroup:cache")
    other = [key for key, outcome in outcomes.items() if outcome is not Outcome.PASS]
    assert [(check, id_.endswith(unsaid[1])) for check, id_ in other] == [(unsaid[0], True)]
    for check, ids in FAULTS.items():  # and not for want of being asked
        asked = [id_ for check_, id_ in outcomes if check_ == check]
        assert asked or not ids, check
    assert b"canary" not in msgspec.json.encode(found)


def test_every_fault_of_an_account_is_found_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outcomes = own(judged(collected(monkeypatch, faulty())))
    failed = {key for key, outcome in outcomes.items() if outcome is Outcome.FAIL}
    wanted = {(check, end) for check, ends in FAULTS.items() for end in ends}
    assert {
        (check, end) for check, end in wanted if not any(_is(key, check, end) for key in failed)
    } == set()
    assert [key for key in failed if not any(_is(key, *each) for each in wanted)] == []


def _is(key: tuple[str, str], check: str, end: str) -> bool:
    return key[0] == check and key[1].endswith(end)


# What is denied of one service shows in what is judged of these, and of all that keys encrypt.
TOGETHER: Final[Mapping[str, Collection[str]]] = {
    "s3": ("s3control", "cloudtrail", "ec2", "redshift"),
    "s3control": ("s3",),
    "kms": ("s3", "logs", "rds", "sns", "ec2"),
    "logs": ("rds", "opensearch"),
    "rds": ("backup",),
}


def service_of(type_: str) -> str:
    """Return the service that lists a type."""
    call: str = collect.table()[type_]["lists"][0]["call"]
    return call.partition(".")[0]


def types_beside(service: str) -> list[str]:
    """Return the types whose verdicts hang on what one service answers."""
    services = {service, "kms", *TOGETHER.get(service, ())}
    return [t for t in collect.table() if t in live.TYPES | _ALONE and service_of(t) in services]


_ALONE: Final = frozenset(
    {
        "aws_cloudwatch_log_group", "aws_db_instance", "aws_rds_cluster", "aws_dynamodb_table",
        "aws_redshift_cluster", "aws_elasticache_replication_group",
    }
)  # fmt: skip


def operations(types: Collection[str]) -> list[str]:
    """Return every operation that is asked for some types."""
    rows = [collect.table()[type_] for type_ in types]
    return sorted({call["call"] for row in rows for call in (*row["lists"], *row.get("each", ()))})


def worse(whole: Outcomes, after: Outcomes, left: Snapshot) -> list[str]:
    """Tell what moved anywhere but to unknown, and what is no longer said of what is listed."""
    listed = {held.id for held in left.resources}
    judged_before = {id_ for _, id_ in whole}
    wrong = [
        f"{check} of {id_}: {outcome.name}, then nothing"
        for (check, id_), outcome in whole.items()
        if (check, id_) not in after
        and id_ in listed
        # It is told of the setting itself, where that does not name what it is of.
        and not any(key[0] == check and key[1].startswith(f"{id_}?") for key in after)
    ]
    for key, outcome in after.items():
        before = whole.get(key)
        # It may be AWS's own; a store of logs is judged by itself where nothing delivers to it.
        appeared = before is None and (
            key[1] not in judged_before or key[0] == "logs.store-retained"
        )
        if outcome is Outcome.PASS and before is not Outcome.PASS and not appeared:
            wrong.append(f"{key}: {before} became a pass")
        if outcome is Outcome.FAIL and before in (Outcome.PASS, Outcome.UNKNOWN):
            wrong.append(f"{key}: {before} became a failure")
    return wrong


THOROUGH: Final = bool(os.environ.get("CLOUDGUARD_THOROUGH"))
MOVED: Final = 20  # of the operations, at least


@pytest.mark.parametrize("account", [sound, faulty])
def test_denying_any_call_hides_and_never_clears(
    account: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: Answers = account()
    moved = 0
    for service in sorted({service_of(type_) for type_ in live.TYPES | _ALONE}):
        types = types_beside(service)
        whole = judged(collected(monkeypatch, answers, types=types))
        asked = [call for call in operations(types) if call.partition(".")[0] == service]
        for call in asked if THOROUGH else asked[account is faulty :: 2]:  # one of each pair
            left = collected(monkeypatch, answers, (call,), types)
            after = judged(left)
            assert left.gaps or call not in answers, call
            assert worse(whole, after, left) == [], call
            moved += after != whole
    assert moved > MOVED


@pytest.mark.parametrize("account", [sound, faulty])
def test_dropping_any_call_from_the_ledger_hides_and_never_clears(
    account: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for service in ("s3", "kms", "backup", "ec2", "efs", "ecr", "secretsmanager", "kinesis"):
        types = [t for t in types_beside(service) if service_of(t) in (service, "kms")]
        found = collected(monkeypatch, account(), types=types)
        whole = judged(found)
        for call in {call.type: call for call in found.ledger if call.covers}.values():
            if not collect.table().get(call.type, {}).get("setting"):
                continue
            ledger = [each for each in found.ledger if each.type != call.type]
            others = [held for held in found.resources if held.type != call.type]
            for left in (
                msgspec.structs.replace(found, ledger=ledger),
                msgspec.structs.replace(found, ledger=ledger, resources=others),
                msgspec.structs.replace(found, ledger=[*ledger, _failed(call)], resources=others),
            ):
                assert worse(whole, judged(left), left) == [], call


def _failed(call: Call) -> Call:
    return msgspec.structs.replace(call, complete=False, failed=1, why="denied")


MOST: Final = 120


@pytest.mark.parametrize("account", [sound, faulty])
def test_hiding_any_value_hides_and_never_clears(
    account: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = random.Random(7)  # the same ones each time
    for service in ("s3", "kms", "backup", "ec2", "efs", "sqs", "rds", "opensearch", "dynamodb"):
        types = [t for t in types_beside(service) if service_of(t) in (service, "kms")]
        found = collected(monkeypatch, account(), types=types)
        whole = judged(found)
        places = list(_places(found))
        most = len(places) if THOROUGH else MOST // 9
        for number, name, trail in chosen.sample(places, min(most, len(places))):
            left = _without(found, number, name, trail)
            held = found.resources[number]
            assert worse(whole, judged(left), left) == [], (held.id, name, trail)


def _places(found: Snapshot) -> Iterator[tuple[int, str, tuple[str | int, ...]]]:
    for number, held in enumerate(found.resources):
        for name in ("values", "facts"):
            for trail in leaves(getattr(held, name)):
                if isinstance(trail[-1], str):
                    yield number, name, trail


def _without(found: Snapshot, number: int, name: str, trail: tuple[Any, ...]) -> Snapshot:
    """Return a snapshot in which one value was never read."""
    held = msgspec.json.decode(msgspec.json.encode(found.resources[number]), type=Held)
    node: Any = getattr(held, name)
    for step in trail[:-1]:
        node = node[step]
    del node[trail[-1]]
    rest = list(found.resources)
    rest[number] = held
    return msgspec.structs.replace(found, resources=rest)


class TestBuckets:
    """What the settings of a bucket say of it, and what their absence does."""

    TYPES: Final = ("aws_s3_bucket", "aws_kms_key", "aws_kms_alias",
                    "aws_s3_account_public_access_block")  # fmt: skip

    def outcomes(
        self, monkeypatch: pytest.MonkeyPatch, answers: Answers, denied: Collection[str] = ()
    ) -> Mapping[str, Outcome]:
        """Return what is judged of the bucket `records`."""
        found = judged(collected(monkeypatch, answers, denied, self.TYPES))
        return {
            check: outcome for (check, id_), outcome in found.items() if id_.endswith("records")
        }

    def test_without_an_encryption_configuration_it_is_the_services_key(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def none(_arguments: Mapping[str, Any]) -> Any:
            raise RefusedError("ServerSideEncryptionConfigurationNotFoundError")

        own_key = "storage.encrypted-with-own-key"
        answers = {**sound(), "s3.get_bucket_encryption": none}
        assert self.outcomes(monkeypatch, answers)[own_key] is Outcome.FAIL
        denied = self.outcomes(monkeypatch, answers, ("s3.get_bucket_encryption",))
        assert denied[own_key] is Outcome.UNKNOWN

    def test_of_one_that_is_denied_nothing_is_known_and_of_the_others_all(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def by_name(arguments: Mapping[str, Any]) -> Any:
            code = "ServerSideEncryptionConfigurationNotFoundError"
            raise RefusedError("AccessDenied" if arguments["Bucket"] == "records" else code)

        answers = {**sound(), "s3.get_bucket_encryption": by_name}
        found = collected(monkeypatch, answers, (), self.TYPES)
        (call,) = [c for c in found.gaps if c.type.endswith("encryption_configuration")]
        assert (call.missed, call.failed) == (("arn:aws:s3:::records",), 1)
        outcomes = judged(found)
        own_key = "storage.encrypted-with-own-key"
        assert outcomes[own_key, "arn:aws:s3:::records"] is Outcome.UNKNOWN
        assert outcomes[own_key, "arn:aws:s3:::access-logs"] is Outcome.FAIL

    def test_a_block_of_the_account_closes_what_a_policy_opens(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        policy = faulty()["s3.get_bucket_policy"]
        assert callable(policy)
        opened = {**sound(), "s3.get_bucket_policy": lambda _: policy({"Bucket": "open"}),
                  "s3.get_public_access_block": faulty()["s3.get_public_access_block"]}  # fmt: skip
        exposed = "exposure.not-public"
        assert self.outcomes(monkeypatch, opened)[exposed] is Outcome.PASS
        none = {**opened, "s3control.get_public_access_block":
                faulty()["s3control.get_public_access_block"]}  # fmt: skip
        assert self.outcomes(monkeypatch, none)[exposed] is Outcome.FAIL
        unread = self.outcomes(monkeypatch, none, ("s3control.get_public_access_block",))
        assert unread[exposed] is Outcome.UNKNOWN

    @pytest.mark.parametrize(
        ("told", "place"), [({}, "us-east-1"), ({"LocationConstraint": "EU"}, "eu-west-1")]
    )
    def test_it_lies_where_early_buckets_are_said_to_lie(
        self, told: Any, place: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answers = {**sound(), "s3.get_bucket_location": told}
        found = collected(monkeypatch, answers, (), self.TYPES)
        regions = {held.region for held in found.resources if held.type == "aws_s3_bucket"}
        assert regions == {place}
        assert self.outcomes(monkeypatch, answers)["location.allowed"] is Outcome.FAIL


class TestKeys:
    """Keys of KMS, those of AWS among them."""

    TYPES: Final = ("aws_kms_key", "aws_kms_alias", "aws_cloudwatch_log_group", "aws_rds_cluster")

    def changed(self, **told: Any) -> Answers:
        """Return an account whose key of the customer's tells something else of itself."""
        known = sound()["kms.describe_key"]
        assert callable(known)

        def described(arguments: Mapping[str, Any]) -> Any:
            found = known(arguments)
            if arguments["KeyId"] not in KEY:
                return found
            return {"KeyMetadata": {**found["KeyMetadata"], **told}}

        return {**sound(), "kms.describe_key": described}

    def test_a_key_that_waits_for_its_deletion_keeps_no_log(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        waits = self.changed(KeyState="PendingDeletion", Enabled=False)
        outcomes = judged(collected(monkeypatch, waits, (), self.TYPES))
        group = arn("logs", "log-group:/app")
        assert outcomes["logs.store-retained", group] is Outcome.FAIL
        whole = judged(collected(monkeypatch, sound(), (), self.TYPES))
        assert whole["logs.store-retained", group] is Outcome.PASS

    def test_imported_material_is_never_rotated_by_kms(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(_arguments: Mapping[str, Any]) -> Any:
            raise RefusedError("UnsupportedOperationException")

        answers = {**self.changed(Origin="EXTERNAL"), "kms.get_key_rotation_status": refused}
        found = collected(monkeypatch, answers, (), self.TYPES)
        assert found.gaps == []  # there is nothing to be rotated: that is an answer
        resources, _ = inventory.resources(found, lambda type_, _asked: type_ == "aws_kms_key")
        (key,) = resources.managed
        assert key.get("enable_key_rotation").value is False  # type: ignore[union-attr]

    def test_replicas_of_a_key_are_copies_where_they_lie(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        regions = {
            "MultiRegion": True,
            "MultiRegionConfiguration": {
                "MultiRegionKeyType": "PRIMARY",
                "PrimaryKey": {"Region": REGION},
                "ReplicaKeys": [{"Region": "us-west-2"}],
            },
        }
        outcomes = judged(collected(monkeypatch, self.changed(**regions), (), self.TYPES))
        assert outcomes["location.copies-allowed", KEY] is Outcome.FAIL

    def test_whose_a_key_of_aws_is_its_alias_tells(self, monkeypatch: pytest.MonkeyPatch) -> None:
        own_key = "storage.encrypted-with-own-key", arn("rds", "cluster:aurora")
        answers = faulty()
        whole = judged(collected(monkeypatch, answers, (), self.TYPES))
        assert whole[own_key] is Outcome.FAIL
        hidden = judged(collected(monkeypatch, answers, ("kms.list_aliases",), self.TYPES))
        assert hidden[own_key] is Outcome.UNKNOWN


ZONES: Final = "version: 1\nassign:\n  zone: {tag: Zone}\n"


def test_networks_of_a_snapshot_are_not_drawn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A part of a network tells of no way, and of no want of one."""
    found = collected(monkeypatch, sound(), (), ("aws_vpc", "aws_flow_log", "aws_db_instance"))
    file = tmp_path / "snapshot.json"
    file.write_bytes(msgspec.json.encode(found))
    declared = tmp_path / "cloudguard.yaml"
    declared.write_text(ZONES, encoding="utf-8")
    options = run.Options(profiles=("sendai",), config=config.load(declared))
    report = run.check([str(file)], options)
    asked = {finding.check for finding in report.findings}
    assert "logs.service-recorded" in asked or "storage.encrypted" in asked
    assert not asked & {"zones.separated", "zones.declared", "zones.no-internet-path"}


KEPT: Final = 400  # days, as the plan says


def backups(found: Snapshot) -> list[Duplicate]:
    """Return the backups of the database of an account."""
    resources, _ = inventory.resources(found, alone)
    assets = understand(resources, inventory.Accounts(ACCOUNT)).assets
    names = {arn("rds", "db:db"), Reference(arn("rds", "db:db"))}
    made = [asset for asset in assets if isinstance(asset, Duplicate) and asset.what == "backup"]
    return [each for each in made if isinstance(each.of, Unknown) or each.of.value in names]


@pytest.mark.parametrize("denied", ["backup.list_backup_selections", "backup.list_backup_plans"])
def test_backups_that_nobody_read_may_be_there(
    denied: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    types = ["aws_db_instance", *(t for t in live.TYPES if service_of(t) == "backup")]
    whole = backups(collected(monkeypatch, sound(), (), types))
    assert all(isinstance(each.days, Known) and each.days.value == KEPT for each in whole)
    assert len(whole) == 2  # the plan's own vault, and its copy
    (unread,) = backups(collected(monkeypatch, sound(), (denied,), types))
    assert isinstance(unread.days, Unknown)
    assert isinstance(unread.stays, Unknown)


def test_what_aws_gives_every_account_in_every_region_lies_in_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody chose a default network, a setting or an alias of AWS abroad."""
    types = ("aws_vpc", "aws_ebs_encryption_by_default", "aws_ebs_default_kms_key", "aws_kms_alias")
    vpc = {"VpcId": "vpc-1", "CidrBlock": "172.31.0.0/16", "OwnerId": ACCOUNT}
    aliases = {"Aliases": [{"AliasName": "alias/aws/s3", "AliasArn": "a", "TargetKeyId": "k"}]}
    for given, outcome in ((True, Outcome.PASS), (False, Outcome.FAIL)):
        answers = {
            **sound(), "kms.list_aliases": aliases,
            "ec2.describe_vpcs": {"Vpcs": [{**vpc, "IsDefault": given}]},
        }  # fmt: skip
        found = judged(collected(monkeypatch, answers, (), types, ("us-east-1",)))
        placed = {id_: found[check, id_] for check, id_ in found if check == "location.allowed"}
        (network,) = (id_ for id_ in placed if ":vpc/" in id_)
        assert placed.pop(network) is outcome
        assert set(placed.values()) == {Outcome.PASS}
        assert len(placed) == len(types[1:3])


def test_of_what_several_regions_list_the_one_that_tells_most_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    regions = ("eu-west-1", REGION, "us-east-1")
    found = collected(monkeypatch, sound(), (), ("aws_cloudtrail",), regions)
    (trail,) = found.resources
    assert (trail.region, bool(trail.values["event_selector"])) == (REGION, True)
    asked = [call for call in found.ledger if call.call.endswith("get_event_selectors")]
    assert [call.region for call in asked] == [REGION]
