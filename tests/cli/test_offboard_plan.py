"""`cloudguard offboard plan` as a user runs it: exit codes, errors with advice, formats, files."""

from __future__ import annotations

import gc
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cloudguard import config, run
from cloudguard.cli import cli
from cloudguard.errors import CloudguardError
from cloudguard.offboarding import ERASABLE, offboarding
from cloudguard.verdicts import Outcome
from tests.cli.test_check import cloudguard
from tests.judging import FIXTURES
from tests.sources.test_snapshot import call, held, taken

SETTINGS = """\
version: 1
contracts:
  - {id: K-1, party: A社, end: 2027-03-31, service_stop: 2027-02-19, covers: [{address: "*"}]}
"""
SOUND = """\
provider "aws" {
  region = "ap-northeast-1"
}
resource "aws_sqs_queue" "q" {
  name              = "inbox"
  kms_master_key_id = aws_kms_key.k.arn
}
resource "aws_kms_key" "k" {
  deletion_window_in_days = 30
}
"""
FAULTY = (
    SOUND
    + """\
resource "aws_db_instance" "d" {
  identifier          = "residents"
  engine              = "postgres"
  instance_class      = "db.t3.micro"
  username            = "u"
  password            = "canary-5d1c"
  deletion_protection = true
  storage_encrypted   = false
}
resource "aws_backup_vault" "v" {
  name = "vault"
}
resource "aws_backup_vault_lock_configuration" "v" {
  backup_vault_name   = aws_backup_vault.v.name
  min_retention_days  = 400
  changeable_for_days = 3
}
"""
)


def estate(folder: Path, source: str = SOUND, settings: str = SETTINGS) -> Path:
    """Write a folder of source and its configuration."""
    (folder / "main.tf").write_text(source, encoding="utf-8")
    (folder / "cloudguard.yaml").write_text(settings, encoding="utf-8")
    return folder


class Plan:
    """Runs the command in this process, as a process of its own would."""

    def __init__(self, capsys: pytest.CaptureFixture[bytes], patch: pytest.MonkeyPatch) -> None:
        self.capsys = capsys
        self.patch = patch
        self.inputs = ["."]

    def __call__(self, folder: Path, *arguments: str, code: int, lang: str = "en") -> str:
        """Return what `cloudguard offboard plan` says, by its exit code."""
        self.patch.chdir(folder)
        self.patch.setenv("COLUMNS", "100")
        command = ["--as-of", "2027-01-10", "--lang", lang, *arguments]
        inputs = [] if "keys" in arguments else self.inputs
        try:
            done, said = cli(["offboard", "plan", *inputs, *command], standalone_mode=False), ""
        except CloudguardError as wrong:
            done, said = 2, wrong.sentence(lang)
        finally:
            gc.enable()  # the command switches it off for its own process
        said = said or self.capsys.readouterr().out.decode()
        assert done == code, said
        return said


@pytest.fixture
def plan(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Plan:
    return Plan(capsysbinary, monkeypatch)


def test_as_a_process(tmp_path: Path) -> None:
    folder = estate(tmp_path)
    done = cloudguard("offboard", "plan", ".", "--as-of", "2027-01-10", "--lang", "en", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    assert b"Everything can be gone by 2027-03-31." in done.stdout
    assert done.stderr == b""
    done = cloudguard("offboard", "plan", ".", "--contract", "K-9", cwd=folder, LANG="ja_JP.UTF-8")
    assert done.returncode == 2
    assert done.stderr.decode().startswith("cloudguard: --contract: `K-9` という契約は")


def test_everything_in_time(plan: Plan, tmp_path: Path) -> None:
    said = plan(estate(tmp_path), code=0)
    assert "Of 1 that hold data, 1 can be gone in time, 0 cannot, 0 not known" in said
    assert "Contractor: A社" in said
    assert "terraform destroy -target=aws_sqs_queue.q" in said
    assert "aws kms schedule-key-deletion --key-id '<key_id of aws_kms_key.k>'" in said
    assert "--pending-window-in-days 30 --region ap-northeast-1" in said
    assert said.rstrip().endswith("Everything can be gone by 2027-03-31.")


def test_something_cannot_be_gone_in_time_in_every_format(plan: Plan, tmp_path: Path) -> None:
    files = ("-f", "text", "-f", "json=p.json", "-f", "markdown=p.md", "-f", "xlsx=p.xlsx")
    said = plan(estate(tmp_path, FAULTY), *files, code=1, lang="ja")
    assert said.rstrip().endswith("期限(2027-03-31)までに消せないものがあります。")
    assert "aws_backup_vault.v" in said
    assert "委託事業者 A社" in said
    found: Any = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert found["exit_code"] == 1
    assert found["verdict"] == "fail"
    by_id = {asset["id"]: asset for asset in found["assets"]}
    assert by_id["aws_backup_vault.v"]["verdict"] == "fail"
    assert (tmp_path / "p.md").read_text(encoding="utf-8").startswith("# 契約終了時の消去計画: K")
    with zipfile.ZipFile(tmp_path / "p.xlsx") as book:
        assert book.testzip() is None
    written = b"".join((tmp_path / name).read_bytes() for name in ("p.json", "p.md"))
    assert b"canary-5d1c" not in written + said.encode()  # a password is nobody's business
    steps = [step["action"] for step in found["steps"] if step["asset"]]
    assert "unprotect" in steps
    (lifted,) = (step for step in found["steps"] if step["action"] == "unprotect")
    assert lifted["change"] == "deletion_protection = false"
    assert lifted["terraform"] == ["terraform apply -target=aws_db_instance.d"]


def test_contracts_and_errors_say_what_to_do(plan: Plan, tmp_path: Path) -> None:
    two = SETTINGS + "  - {id: K-2, end: 2028-03-31}\n"
    folder = estate(tmp_path, settings=two)
    assert "2 contracts are declared: `K-1`, `K-2`. Name one of them." in plan(folder, code=2)
    said = plan(folder, "--contract", "K-1x", code=2)
    assert "--contract: `K-1x` is no contract of cloudguard.yaml: did you mean `K-1`?" in said
    assert plan(folder, "--contract", "K-1", code=0)
    said = plan(folder, "--contract", "K-2", code=0, lang="ja")
    assert "データを持つものはありません" in said
    estate(tmp_path, settings="version: 1\n")
    assert "契約が登録されていません。" in plan(folder, code=2, lang="ja")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-f", "pdf"), "there is no format 'pdf'. Formats: text, markdown, json, xlsx."),
        (("-f", "json", "-f", "text"), "two formats cannot share standard output."),
        (("-f", "xlsx=no/such/folder/p.xlsx"), "cannot be written"),
    ],
)
def test_wrong_use(plan: Plan, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in plan(estate(tmp_path), *arguments, code=2)


def test_what_is_not_known_and_what_is_not_read(plan: Plan, tmp_path: Path) -> None:
    unknown = SOUND + 'resource "aws_ebs_volume" "v" {\n  size = 1\n}\n'
    folder = estate(tmp_path, unknown)
    assert "not known" in plan(folder, code=0)
    plan(folder, "--fail-on-unknown", code=3)
    (folder / "broken.tf").write_text('resource "aws_sqs_queue" {\n', encoding="utf-8")
    said = plan(folder, code=3)
    assert "What is not in this plan" in said
    assert "broken.tf:1" in said


def test_two_inputs_are_one_estate(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "data").mkdir()
    key = 'provider "aws" {\n  region = "ap-northeast-1"\n}\nresource "aws_kms_key" "k" {}\n'
    (tmp_path / "keys" / "main.tf").write_text(key, encoding="utf-8")
    data = SOUND.partition('resource "aws_kms_key"')[0].replace("aws_kms_key.k.arn", '"alias/x"')
    (tmp_path / "data" / "main.tf").write_text(data, encoding="utf-8")
    (tmp_path / "cloudguard.yaml").write_text(SETTINGS, encoding="utf-8")
    found = json.loads(plan(tmp_path, "keys", "data", "-f", "json", code=0))
    assert [each["path"] for each in found["inputs"]] == ["keys", "data"]
    assert [row["id"] for row in found["keys"]] == ["aws_kms_key.k"]
    (tmp_path / "data" / "key.tf").write_text(key.partition("}\n")[2], encoding="utf-8")
    assert "two inputs have `aws_kms_key.k`" in plan(tmp_path, "keys", "data", code=2)


@pytest.mark.parametrize("city", ["aws/faulty", "azure/faulty"])
def test_a_plan_and_a_check_agree(city: str) -> None:
    folder = FIXTURES / "city" / city
    path = str(folder / "plan.json")
    found = config.load(folder / "cloudguard.yaml")
    options = run.Options(config=found, as_of=date(2027, 1, 10))
    judged: dict[str, Outcome] = {}
    for finding in run.check([path], options).findings:
        if finding.check == ERASABLE:
            id_, outcome = finding.asset.id, finding.verdict.outcome
            judged[id_] = min(judged.get(id_, outcome), outcome)
    with offboarding([path], options, "en", found.contracts[0].id) as told:
        planned = {row.store.id: row.outcome for row in told.work.rows}
        deleted = {s.asset.id for s in told.work.steps if s.action == "delete" and s.asset}
    assert planned
    assert planned == {id_: judged[id_] for id_ in planned}
    assert deleted <= planned.keys()
    # What is never deleted is no step, and surely not gone in time.
    assert all(planned[id_] is not Outcome.PASS for id_ in planned.keys() - deleted)


def test_a_live_account_is_planned_by_its_commands_alone(plan: Plan, tmp_path: Path) -> None:
    table = held("aws_dynamodb_table", "t", values={"name": "residents"})
    backup = held("aws_rds_instance_backup", "b", values={})
    ledger = [call("aws_dynamodb_table"), call("aws_rds_instance_backup")]
    snapshot = json.dumps(taken([table, backup], ledger))
    (tmp_path / "now.json").write_text(snapshot, encoding="utf-8")
    (tmp_path / "cloudguard.yaml").write_text(SETTINGS, encoding="utf-8")
    plan.inputs = ["now.json"]
    document: Any = json.loads(plan(tmp_path, "-f", "json", code=0))
    assert document["inputs"][0]["kind"] == "snapshot"
    (deleted,) = (step for step in document["steps"] if step["action"] == "delete")
    line = "aws dynamodb delete-table --table-name residents --region ap-northeast-1"
    assert deleted["commands"] == [line]
    assert not any(step["terraform"] for step in document["steps"])
    assert document["verdict"] == "unknown"  # of a backup, a snapshot tells that it is there
    assert document["not_understood"] == {"aws_rds_instance_backup": 1}
    assert "aws_rds_instance_backup ×1" in plan(tmp_path, code=0)


def test_a_store_that_may_hold_logs_is_no_conflict_and_is_told_of(
    plan: Plan, tmp_path: Path
) -> None:
    open_ = """\
provider "aws" {
  region = "ap-northeast-1"
}
variable "where" {}
resource "aws_s3_bucket" "papers" {
  bucket = "papers"
}
resource "aws_flow_log" "f" {
  log_destination      = var.where
  log_destination_type = "s3"
}
"""
    folder = estate(tmp_path, open_)
    document: Any = json.loads(plan(folder, "-f", "json", code=0))
    assert document["conflicts"] == []
    assert document["verdict"] == "unknown"
    (deleted,) = (step for step in document["steps"] if step["action"] == "delete")
    assert deleted["day"] == "2027-03-31"
    assert "logs may be delivered to aws_s3_bucket.papers" in " ".join(document["notes"])
    assert "送り先の分からないログ" in plan(folder, code=0, lang="ja")
    known = open_.replace("var.where", "aws_s3_bucket.papers.arn")
    (conflict,) = json.loads(plan(estate(tmp_path, known), "-f", "json", code=1))["conflicts"]
    assert conflict["asset"]["id"] == "aws_s3_bucket.papers"


def test_what_is_not_understood_of_a_live_account_is_counted(plan: Plan, tmp_path: Path) -> None:
    table = held("aws_dynamodb_table", "t", values={"name": "residents"})
    backup = held("aws_rds_instance_backup", "b", values={})
    ledger = [call("aws_dynamodb_table"), call("aws_rds_instance_backup")]
    (tmp_path / "now.json").write_text(json.dumps(taken([table, backup], ledger)), "utf-8")
    (tmp_path / "cloudguard.yaml").write_text(SETTINGS, encoding="utf-8")
    plan.inputs = ["now.json"]
    assert "now.json: snapshot, 2 resources" in plan(tmp_path, code=0)


def test_an_exception_settles_a_conflict_of_clauses(plan: Plan, tmp_path: Path) -> None:
    logs = 'resource "aws_cloudwatch_log_group" "l" {\n  name = "l"\n}\n'
    folder = estate(tmp_path, SOUND + logs)
    document: Any = json.loads(plan(folder, "-f", "json", code=1))
    (conflict,) = document["conflicts"]
    assert (conflict["keep_until"], conflict["erase_by"]) == ("2028-03-30", "2027-03-31")
    assert conflict["clauses_keep"]
    assert conflict["clauses_erase"]
    settled = """\
exceptions:
- {check: contracts.retention-not-in-conflict, asset: "*.l", reason: handed over, applicant: a,
   approver: CISO, compensating: none, until: 2027-12-31}
"""
    estate(tmp_path, SOUND + logs, SETTINGS + settled)
    document = json.loads(plan(folder, "-f", "json", code=0))
    assert document["conflicts"] == []
    (deleted,) = (
        step
        for step in document["steps"]
        if step["action"] == "delete" and step["asset"]["id"] == "aws_cloudwatch_log_group.l"
    )
    assert deleted["day"] == "2027-03-31"


def test_an_exception_from_erasure_stays_late_and_fails_nothing(plan: Plan, tmp_path: Path) -> None:
    late = """\
resource "aws_dynamodb_table" "kept" {
  name     = "kept"
  hash_key = "id"
  point_in_time_recovery { enabled = true }
}
"""
    folder = estate(tmp_path, SOUND + late)
    document: Any = json.loads(plan(folder, "-f", "json", code=1))
    assert document["verdict"] == "fail"
    settled = """\
exceptions:
- {check: contracts.erasable-by-end, asset: "*.kept", reason: the service keeps it, applicant: a,
   approver: CISO, compensating: none, until: 2027-12-31}
"""
    estate(tmp_path, SOUND + late, SETTINGS + settled)
    document = json.loads(plan(folder, "-f", "json", code=0))
    (row,) = (each for each in document["assets"] if each["id"] == "aws_dynamodb_table.kept")
    assert row["verdict"] == "fail"
    assert "the service keeps it" in row["exception"]
    said = plan(folder, code=0)
    assert "Approved exception: CISO" in said
    assert "But for approved exceptions" in said
