"""Whether data is gone: what a later snapshot shows, what audit logs evidence, who vouches."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cloudguard.config import Contract
from cloudguard.disposal import attested, record, verify
from cloudguard.disposal.events import Logs
from cloudguard.disposal.record import Demand, File
from cloudguard.disposal.verify import After, Result, State
from cloudguard.disposal.wanted import Asked, of_snapshot
from cloudguard.errors import InputError, UsageError
from cloudguard.sources import audit
from cloudguard.sources.snapshot import Snapshot, parse
from cloudguard.values import Source, Unknown
from tests.sources.test_snapshot import OSAKA, TOKYO, call, held, taken

ACCOUNT = "123456789012"
KEY = "arn:aws:kms:ap-northeast-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
LATER = {"collected_at": "2027-04-01T00:00:00+00:00", "finished_at": "2027-04-01T00:01:00+00:00"}
CONTRACT = Contract(id="C1", party="vendor", start=None, end=date(2027, 3, 31), origin=Source(""))


def before(*resources: dict[str, Any], covering: Any = None) -> Asked:
    """Return what a contract covers of an earlier snapshot: everything, unless said otherwise."""
    document = parse(taken(list(resources), [call(r["type"]) for r in resources]), "before.json")
    return of_snapshot(document, "C1", covering or (lambda _asset: ("C1", "S")))


def after(
    resources: list[dict[str, Any]], ledger: list[dict[str, Any]], source: int = 2, **more: Any
) -> After:
    """Return a later snapshot."""
    document: Snapshot = parse(taken(resources, ledger) | LATER | more, "after.json")
    return After(document, source)


def became(
    wanted: Asked,
    *afters: After,
    logs: tuple[audit.AuditLog, ...] = (),
    said: tuple[attested.Statement, ...] = (),
    accepts: frozenset[str] = frozenset({"delete", "key"}),
) -> list[Result]:
    """Return what became of what was wanted."""
    numbered = [(log, 3 + n) for n, log in enumerate(logs)]
    vouched = [(statement, 9) for statement in said]
    return verify.verified(wanted.wanted, afters, Logs.of(numbered), vouched, accepts)


BUCKET = held("aws_s3_bucket", "data")
READ = [call("aws_s3_bucket")]


class TestLater:
    def one(self, *afters: After) -> Result:
        (result,) = became(before(BUCKET), *afters)
        return result

    def test_a_complete_reading_that_does_not_show_it_is_gone(self) -> None:
        result = self.one(after([], READ))
        assert (result.state, result.method, result.why) == (State.GONE, "delete", "")
        assert [(proof.kind, proof.source) for proof in result.proofs] == [("ledger", 2)]

    @pytest.mark.parametrize(
        ("ledger", "why"),
        [
            ([], "the collector asked for it nowhere"),
            ([call("aws_s3_bucket", OSAKA)], "its region was not read"),
            (
                [call("aws_s3_bucket", complete=False, why="denied", code="AccessDenied")],
                "x:Listaws_s3_bucket in ap-northeast-1: denied, AccessDenied",
            ),
            (
                [call("aws_s3_bucket", covers=["present"])],
                "nothing was asked that would show what lies deleted",
            ),
        ],
    )
    def test_what_was_not_read_whole_is_never_gone(
        self, ledger: list[dict[str, Any]], why: str
    ) -> None:
        result = self.one(after([], ledger))
        assert (result.state, result.why) == (State.NOT_READ, why)

    def test_another_account_and_none_tell_nothing(self) -> None:
        for account in ("999999999999", None):
            target = {"provider": "aws", "account": account, "regions": [TOKYO]}
            assert self.one(after([], READ, target=target)).state is State.NOT_READ
        assert self.one().why == "no later snapshot of its account was given"

    def test_what_is_listed_remains(self) -> None:
        assert self.one(after([BUCKET], READ)).state is State.REMAINS
        full = self.one(after([BUCKET | {"facts": {"holds_objects": True}}], READ))
        assert "holds objects" in full.why
        # Also where the list was cut short: what is seen is there.
        short = [call("aws_s3_bucket", complete=False)]
        assert self.one(after([BUCKET], short)).state is State.REMAINS

    def test_pending_is_not_gone(self) -> None:
        for status in ("pending-deletion", "soft-deleted"):
            result = self.one(after([BUCKET | {"status": status, "until": "2027-04-20"}], READ))
            assert (result.state, result.until) == (State.PENDING, "2027-04-20")
            assert verify.exit_code([result]) == 1
            result = self.one(after([BUCKET | {"status": status}], READ))
            assert (result.state, result.until) == (State.PENDING, None)
            assert verify.exit_code([result]) == 3

    def test_listed_with_a_state_that_was_denied_is_not_read(self) -> None:
        result = self.one(after([BUCKET | {"status": "unread"}], READ))
        assert (result.state, result.proofs[0].kind) == (State.NOT_READ, "listing")

    def test_the_latest_reading_decides(self) -> None:
        later: dict[str, Any] = {"collected_at": "2027-05-01T00:00:00+00:00"}
        assert self.one(after([BUCKET], READ), after([], READ, **later)).state is State.GONE
        assert self.one(after([], READ), after([BUCKET], READ, **later)).state is State.REMAINS
        # One that did not read it leaves the word to the one before.
        assert self.one(after([BUCKET], READ), after([], [], **later)).state is State.REMAINS


class TestWhatAppeared:
    def test_a_last_snapshot_of_a_database_remains(self) -> None:
        database = held("aws_db_instance", "db-1", values={"identifier": "residents"})
        final = held(
            "aws_db_snapshot", "final", values={"db_instance_identifier": "residents", "tags": {}}
        )
        other = held("aws_db_snapshot", "x", values={"db_instance_identifier": "another"})
        ledger = [call("aws_db_instance"), call("aws_db_snapshot")]
        gone, remains = became(before(database), after([final, other], ledger))
        assert (gone.state, gone.appeared) == (State.GONE, False)
        assert (remains.state, remains.appeared) == (State.REMAINS, True)
        assert remains.wanted.id == final["id"]
        assert remains.wanted.data_class == "S"

    def test_the_same_name_in_another_region_is_another(self) -> None:
        here, there = (
            {"id": f"arn:aws:logs:{region}:{ACCOUNT}:log-group:/app", "region": region}
            for region in (TOKYO, OSAKA)
        )
        groups = [held("aws_cloudwatch_log_group", "/app") | place for place in (here, there)]
        for group in groups:
            group["values"] = {"id": "/app", "region": group["region"]}
        ledger = [call("aws_cloudwatch_log_group", region) for region in (TOKYO, OSAKA)]
        both = before(groups[0])
        both.add(before(groups[1]))
        assert len(both.wanted) == 2
        both.add(before(groups[1]))
        assert len(both.wanted) == 2
        found = became(both, after([groups[1]], ledger))
        assert [result.state for result in found] == [State.GONE, State.REMAINS]
        one = before(groups[0])
        later = of_snapshot(after(groups, ledger).snapshot, "C1", lambda _asset: ("C1", "S"))
        found = verify.verified(
            one.wanted, [after([groups[1]], ledger)], Logs(()), (), frozenset(), later.wanted
        )
        assert [(r.state, r.appeared) for r in found] == [
            (State.GONE, False), (State.REMAINS, True),
        ]  # fmt: skip

    def test_a_disk_goes_with_the_machine_it_was_attached_to(self, tmp_path: Path) -> None:
        machine = held("aws_instance", "i-1") | {
            "id": f"arn:aws:ec2:{TOKYO}:{ACCOUNT}:instance/i-1",
        }
        disk = held("aws_ebs_volume", "vol-1", facts={"instance": "i-1"})
        asked = before(
            machine, disk,
            covering=lambda a: ("C1" if a.type == "aws_instance" else None, None),
        )  # fmt: skip
        ended = {
            "eventSource": "ec2.amazonaws.com", "eventName": "TerminateInstances",
            "eventTime": "2027-03-31T01:00:00Z", "eventID": "e", "awsRegion": TOKYO,
            "requestParameters": {"instancesSet": {"items": [{"instanceId": "i-1"}]}},
        }  # fmt: skip
        ledger = [call("aws_instance"), call("aws_ebs_volume")]
        found = became(asked, after([disk], ledger), logs=(log(tmp_path, ended),))
        assert [(r.state, r.date) for r in found] == [
            (State.GONE, "2027-03-31"), (State.REMAINS, ""),
        ]  # fmt: skip

    def test_a_backup_names_what_it_is_of_by_arn(self) -> None:
        table = held("aws_dynamodb_table", "t")
        backup = held("aws_dynamodb_backup", "b", facts={"of": table["id"]})
        _, found = became(before(table), after([backup], [call("aws_dynamodb_table")]))
        assert (found.wanted.type, found.state) == ("aws_dynamodb_backup", State.REMAINS)

    def test_parts_of_what_a_contract_covers_are_covered(self) -> None:
        user = held("aws_iam_user", "vendor")
        key = held("aws_iam_access_key", "AK", values={"user": "vendor"})

        def covering(asset: Any) -> Any:
            return ("C1", None) if asset.type == "aws_iam_user" else Unknown("tags", Source(""))

        asked = before(user, key, covering=covering)
        assert [(w.type, w.kind, w.sure) for w in asked.wanted] == [
            ("aws_iam_user", "account", True), ("aws_iam_access_key", "account", True),
        ]  # fmt: skip

    def test_what_may_be_covered_is_asked_for_and_what_is_not_is_counted(self) -> None:
        owners = {"a": ("C1", None), "b": ("C2", None), "c": (None, None)}

        def covering(asset: Any) -> Any:
            return owners.get(asset.id[-1]) or Unknown("tags were not read", Source(""))

        buckets = [held("aws_s3_bucket", name) for name in "abcd"]
        asked = before(*buckets, covering=covering)
        assert [(w.id[-1], w.sure) for w in asked.wanted] == [("a", True), ("d", False)]
        assert (asked.others, asked.uncovered) == (1, {"aws_s3_bucket": 1})


# AWS KMS Developer Guide, "Logging AWS KMS API calls with CloudTrail": the entries as shown there.
SCHEDULED: dict[str, Any] = {
    "eventVersion": "1.08",
    "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::123456789012:user/Alice"},
    "eventTime": "2027-03-23T18:58:30Z",
    "eventSource": "kms.amazonaws.com",
    "eventName": "ScheduleKeyDeletion",
    "awsRegion": "ap-northeast-1",
    "requestParameters": {"pendingWindowInDays": 20, "keyId": KEY.rpartition("/")[2]},
    "responseElements": {"keyId": KEY, "deletionDate": "Apr 12, 2027 18:58:30 PM"},
    "eventID": "3c4226b0-1e81-48a8-a333-7fa5f3cbd118",
    "resources": [{"type": "AWS::KMS::Key", "ARN": KEY}],
    "eventType": "AwsApiCall",
}
DESTROYED = {
    "userIdentity": {"accountId": ACCOUNT, "invokedBy": "AWS Internal"},
    "eventTime": "2027-04-12T20:00:00Z",
    "eventSource": "kms.amazonaws.com",
    "eventName": "DeleteKey",
    "awsRegion": "ap-northeast-1",
    "requestParameters": None,
    "responseElements": None,
    "eventID": "b25f9cda-74e1-4458-847b-4972a0bf9668",
    "resources": [{"type": "AWS::KMS::Key", "ARN": KEY}],
    "eventType": "AwsServiceEvent",
}
CANCELLED = SCHEDULED | {"eventName": "CancelKeyDeletion", "eventTime": "2027-03-25T00:00:00Z"}


def log(tmp_path: Path, *events: dict[str, Any], packed: bool = True) -> audit.AuditLog:
    """Return a file of CloudTrail, as a trail delivers it."""
    raw = json.dumps({"Records": list(events)}).encode()
    file = tmp_path / ("log.json.gz" if packed else "log.json")
    file.write_bytes(gzip.compress(raw) if packed else raw)
    return audit.read(str(file))


class TestKeys:
    KEY = held("aws_kms_key", "k") | {"id": KEY}

    def one(self, tmp_path: Path, *events: dict[str, Any], read: bool = False) -> Result:
        afters = [after([], [call("aws_kms_key")])] if read else []
        (result,) = became(before(self.KEY), *afters, logs=(log(tmp_path, *events),))
        return result

    def test_a_scheduled_key_is_pending_until_its_day(self, tmp_path: Path) -> None:
        result = self.one(tmp_path, SCHEDULED)
        assert (result.state, result.until) == (State.PENDING, "2027-04-13")
        (proof,) = result.proofs
        assert (proof.kind, proof.actor) == ("audit", "arn:aws:iam::123456789012:user/Alice")
        assert SCHEDULED["eventID"] in proof.says

    def test_a_key_that_kms_deleted_is_gone(self, tmp_path: Path) -> None:
        result = self.one(tmp_path, SCHEDULED, DESTROYED)
        assert (result.state, result.method, result.date) == (State.GONE, "key", "2027-04-13")

    def test_who_calls_an_operation_of_that_name_destroys_nothing(self, tmp_path: Path) -> None:
        forged = DESTROYED | {"eventType": "AwsApiCall"}
        assert self.one(tmp_path, SCHEDULED, forged).state is State.PENDING

    def test_a_cancelled_deletion_remains_and_what_failed_is_nothing(self, tmp_path: Path) -> None:
        assert self.one(tmp_path, SCHEDULED, CANCELLED).state is State.REMAINS
        failed = CANCELLED | {"errorCode": "AccessDenied"}
        assert self.one(tmp_path, SCHEDULED, failed).state is State.PENDING

    def test_a_log_of_another_key_is_no_evidence(self, tmp_path: Path) -> None:
        other = json.loads(json.dumps(DESTROYED).replace("1234abcd", "9999abcd"))
        assert self.one(tmp_path, other).state is State.NOT_READ

    def test_a_snapshot_and_a_log_together(self, tmp_path: Path) -> None:
        result = self.one(tmp_path, SCHEDULED, DESTROYED, read=True)
        assert [proof.kind for proof in result.proofs] == ["ledger", "audit", "audit"]

    def test_data_under_a_destroyed_key_is_unreadable_where_that_is_accepted(
        self, tmp_path: Path
    ) -> None:
        volume = held("aws_ebs_volume", "v", values={"kms_key_id": KEY})
        both = before(self.KEY, volume)
        ledger = [call("aws_kms_key"), call("aws_ebs_volume")]
        _, data = became(both, after([volume], ledger))
        assert (data.state, data.method) == (State.UNREADABLE, "key")
        _, data = became(both, after([volume], ledger), accepts=frozenset({"delete"}))
        assert data.state is State.REMAINS
        assert "no clause here accepts" in data.why
        pending = self.KEY | {"status": "pending-deletion", "until": "2027-04-20"}
        _, data = became(both, after([pending, volume], ledger))
        assert data.state is State.REMAINS

    def test_a_deletion_is_dated_by_its_event(self, tmp_path: Path) -> None:
        event = {
            "eventSource": "s3.amazonaws.com",
            "eventName": "DeleteBucket",
            "eventTime": "2027-03-30T01:00:00Z",
            "eventID": "e",
            "requestParameters": {"bucketName": "data"},
        }
        wanted = before(held("aws_s3_bucket", "data") | {"id": "arn:aws:s3:::data"})
        policy = event | {"eventName": "DeleteBucketPolicy"}
        (result,) = became(wanted, after([], READ), logs=(log(tmp_path, event, policy),))
        assert (result.state, result.date, len(result.proofs)) == (State.GONE, "2027-03-30", 2)


AZURE = {
    "records": [
        {
            "time": "2027-04-01T00:00:00Z",
            "resourceId": "/SUBSCRIPTIONS/1/PROVIDERS/MICROSOFT.KEYVAULT/VAULTS/CITY",
            "operationName": "KeyPurge",
            "category": "AuditEvent",
            "resultType": "Success",
            "correlationId": "c",
            "identity": {"claim": {"appid": "app"}},
            "properties": {"requestUri": "https://city.vault.azure.net/deletedkeys/data?api=7.4"},
        },
        {"time": "2027-04-01T00:00:00Z", "operationName": "KeyGet", "resultType": "Success"},
    ]
}
ACTIVITY: list[dict[str, Any]] = [
    {
        "eventTimestamp": "2027-04-02T00:00:00Z",
        "operationName": {"value": "Microsoft.KeyVault/locations/deletedVaults/purge/action"},
        "status": {"value": "Succeeded"},
        "caller": "admin@example.jp",
        "resourceId": "/subscriptions/1/providers/Microsoft.KeyVault/locations/j/deletedVaults/c",
    }
]
GOOGLE: dict[str, Any] = {
    "insertId": "i",
    "timestamp": "2027-04-01T00:00:00Z",
    "protoPayload": {
        "methodName": "DestroyCryptoKeyVersion",
        "resourceName": "projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1",
        "authenticationInfo": {"principalEmail": "a@example.jp"},
        "response": {"destroyTime": "2027-05-01T00:00:00Z"},
    },
}
OCI = {
    "eventType": "com.oraclecloud.KeyManagementService.ScheduleKeyDeletion",
    "eventTime": "2027-04-01T00:00:00Z",
    "eventId": "o",
    "data": {
        "eventName": "ScheduleKeyDeletion",
        "resourceId": "ocid1.key.oc1.ap-tokyo-1.a",
        "identity": {"principalId": "ocid1.user.oc1..a"},
        "response": {"status": "200", "payload": {"timeOfDeletion": "2027-05-01T00:00:00Z"}},
    },
}


class TestAudit:
    @pytest.mark.parametrize(
        ("document", "provider", "kind", "until", "subject"),
        [
            (AZURE, "azure", audit.DESTROYED, None, "https://city.vault.azure.net/keys/data"),
            (ACTIVITY, "azure", audit.DESTROYED, None, ACTIVITY[0]["resourceId"].lower()),
            ([GOOGLE], "google", audit.SCHEDULED, "2027-05-01",
             GOOGLE["protoPayload"]["resourceName"]),
            ([OCI], "oci", audit.SCHEDULED, "2027-05-01", "ocid1.key.oc1.ap-tokyo-1.a"),
            ({"Events": [{"CloudTrailEvent": json.dumps(SCHEDULED)}]}, "aws", audit.SCHEDULED,
             "2027-04-13", KEY),
        ],
    )  # fmt: skip
    def test_each_cloud_has_its_words(
        self, tmp_path: Path, document: Any, provider: str, kind: str, until: str, subject: str
    ) -> None:
        file = tmp_path / "log.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        (event,) = audit.read(str(file)).events
        assert (event.provider, event.kind, event.until) == (provider, kind, until)
        assert subject in event.subjects
        assert event.actor

    def test_lines_of_json(self, tmp_path: Path) -> None:
        file = tmp_path / "log.json"
        restored = json.loads(json.dumps(GOOGLE).replace("Destroy", "Restore"))
        failed = json.loads(json.dumps(OCI).replace('"200"', '"404"'))
        lines = "\n".join(map(json.dumps, (GOOGLE, restored, OCI, failed)))
        file.write_text(lines, encoding="utf-8")
        read = audit.read(str(file))
        assert read.records == 4
        assert [event.kind for event in read.events] == ["scheduled", "cancelled", "scheduled"]

    @pytest.mark.parametrize(
        "text",
        ["{}", "[]", '{"Records": [{"a": 1}]}', "no", "[" * 5000, "[" * 900 + "]" * 900],
    )
    def test_what_is_no_log_is_refused(self, tmp_path: Path, text: str) -> None:
        file = tmp_path / "log.json"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            audit.read(str(file))


def vouched(tmp_path: Path, text: str) -> tuple[attested.Statement, ...]:
    """Return the statements of a file."""
    file = tmp_path / "attest.yaml"
    file.write_text(text, encoding="utf-8")
    return attested.read(str(file))


CLOSED = """
attestations:
- {about: account, id: "123456789012", statement: アカウントは閉鎖された,
   by: 情報政策課長, date: 2027-04-10, document: notice.pdf}
- {about: permission, statement: 廃棄を許可する, by: 情報管理者, date: 2027-03-01}
"""


class TestAttested:
    def test_a_closed_account_leaves_no_snapshot_and_is_vouched_for(self, tmp_path: Path) -> None:
        (tmp_path / "notice.pdf").write_bytes(b"closed")
        said = vouched(tmp_path, CLOSED)
        assert said[0].digest
        (result,) = became(before(BUCKET), said=said)
        assert (result.state, result.date) == (State.ATTESTED, "2027-04-10")
        assert verify.exit_code([result]) == 0
        assert "情報政策課長" in result.proofs[-1].actor

    def test_nobodys_word_makes_what_is_seen_gone(self, tmp_path: Path) -> None:
        said = vouched(tmp_path, CLOSED)
        (result,) = became(before(BUCKET), after([BUCKET], READ), said=said)
        assert result.state is State.REMAINS
        unread = after([BUCKET | {"status": "unread"}], READ)
        (result,) = became(before(BUCKET), unread, said=said)
        assert result.state is State.NOT_READ

    @pytest.mark.parametrize(
        "text",
        [
            "x", "attestations: {}", "attestations: [{about: weather}]",
            "attestations: [{about: account, statement: s, by: b, date: 2027-01-01}]",
            "attestations: [{about: media, statement: s, by: b}]",
            "attestations: [{about: media, statement: s, by: b, date: soon}]",
            "attestations: [{about: media, statement: s, by: b, date: 2027-13-01}]",
            "attestations: [{about: media, statement: s, by: b, date: 2027-01-01, x: 1}]",
            "attestations: [{about: media, statement: [[s]], by: b, date: 2027-01-01}]",
            "attestations: [&a {about: media, statement: *a, by: b, date: 2027-01-01}]",
        ],
    )  # fmt: skip
    def test_what_is_not_understood_is_refused(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(UsageError):
            vouched(tmp_path, text)

    @pytest.mark.parametrize(
        "number", ["123456789018", "1234 5678 9018", "１２３４５６７８９０１８"]
    )
    def test_a_personal_number_is_refused(self, number: str) -> None:
        with pytest.raises(UsageError, match="individual number"):
            attested.refuse_personal_number(f"担当 {number}", "--person")
        attested.refuse_personal_number("1234567890123, 123456789012", "--person")


def files() -> list[File]:
    """Return the files of a record."""
    return [
        File(1, "before", "snapshot", "before.json", "sha256:1"),
        File(2, "after", "snapshot", "after.json", "sha256:2", endpoint="http://127.0.0.1:1"),
    ]


DEMANDS = [
    Demand("sendai-2-7-3-6-3", "第２章", "must", "消去する", "erase"),
    Demand("sendai-2-7-3-6-4b", "第２章 後段", "may", "機器の廃棄時", "at disposal", ("Ⅰ",)),
]


def recorded(results: list[Result], asked: Asked | None = None) -> record.Record:
    """Return a record."""
    return record.made(
        contract=CONTRACT, asked=asked or Asked(), results=results, files=files(), said=(),
        clauses=DEMANDS, person="情報政策課 =1+1", routes=frozenset({"delete"}), made_at="now",
    )  # fmt: skip


class TestRecord:
    def test_it_says_when_who_how_and_by_which_evidence(self, tmp_path: Path) -> None:
        pending = BUCKET | {"status": "soft-deleted", "until": "2027-04-20"}
        results = became(before(BUCKET), after([pending], READ))
        made = recorded(results)
        (entry,) = made.entries
        assert (entry.state, entry.until, entry.in_time) == ("pending", "2027-04-20", False)
        assert (entry.data_class, entry.evidence[0].digest) == ("S", "sha256:2")
        assert made.contract.deadline == "2027-03-31"
        assert (made.counts["pending"], made.exit_code) == (1, 1)
        assert made.person

    def test_it_has_room_for_the_papers_of_others(self) -> None:
        made = recorded([])
        assert made.papers[-1].classes == ("Ⅰ",)
        papers = {paper.about: paper.clause for paper in made.papers}
        assert papers.keys() >= {"permission", "certificate", "media"}
        assert papers["exception-specification"] == "sendai-2-7-3-6-4b"

    def test_nothing_asked_is_not_everything_gone(self) -> None:
        assert recorded([]).exit_code == 3
