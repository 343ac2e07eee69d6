"""The end of a contract as a user sees it: collect, delete, collect, verify, sign, check."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cloudguard import run
from cloudguard.cli import cli
from cloudguard.errors import CloudguardError
from cloudguard.verdicts import Outcome
from tests.erasure.test_verify import AZURE, GOOGLE, OCI
from tests.mock_aws import CREDENTIALS, REGION, MockAws
from tests.sources.test_snapshot import call, held, taken

CONFIG = """
version: 1
profile: sendai
assign:
  contract: {tag: Contract}
  class: {tag: DataClass}
contracts:
- {id: C1, party: 株式会社ベンダー, end: 2030-03-31, grace_days: 30}
- {id: C2, end: 2030-03-31}
"""
TAGS = {"Contract": "C1", "DataClass": "S"}
PAIRS = [{"Key": key, "Value": value} for key, value in TAGS.items()]
TYPES = ("aws_s3_bucket", "aws_kms_key", "aws_iam_user", "aws_iam_access_key", "aws_sqs_queue")
CANARY = "canary-4f1d8e"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with a configuration, to stand in."""
    (tmp_path / "cloudguard.yaml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def cloudguard(*arguments: str) -> int:
    """Run a command in this process; return its exit code."""
    try:
        code = cli.main(arguments, prog_name="cloudguard", standalone_mode=False)
    finally:
        gc.enable()  # a command of its own process does without
    assert isinstance(code, int)
    return code


def collect(aws: MockAws, file: str, *types: str) -> int:
    """Take a snapshot."""
    named = [word for type_ in types or TYPES for word in ("--type", type_)]
    options = ("--region", REGION, "--endpoint-url", aws.url, "--lang", "en", "-o", file)
    return cloudguard("collect", "aws", *options, *named)


def verify(*arguments: str, contract: str = "C1") -> int:
    """Verify the end of a contract."""
    return cloudguard("offboard", "verify", "--contract", contract, "--lang", "en", *arguments)


def bucket(aws: MockAws, name: str) -> None:
    """Make a bucket of the contract."""
    place = {"LocationConstraint": REGION}
    aws.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration=place)
    aws.client("s3").put_bucket_tagging(Bucket=name, Tagging={"TagSet": PAIRS})


def test_what_is_deleted_is_evidenced_and_what_is_left_is_named(
    aws: MockAws, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("residents", "residents-logs", "keep"):
        bucket(aws, name)
    aws.client("s3").put_bucket_tagging(
        Bucket="keep", Tagging={"TagSet": [{"Key": "Contract", "Value": "C2"}]}
    )
    aws.client("s3").put_object(Bucket="residents-logs", Key="a", Body=CANARY.encode())
    tags = [{"TagKey": key, "TagValue": value} for key, value in TAGS.items()]
    key = aws.client("kms").create_key(Tags=tags)["KeyMetadata"]["KeyId"]
    iam = aws.client("iam")
    iam.create_user(UserName="vendor", Tags=PAIRS)
    access = iam.create_access_key(UserName="vendor")["AccessKey"]["AccessKeyId"]
    assert collect(aws, "before.json") == 0
    aws.client("s3").delete_bucket(Bucket="residents")
    aws.client("kms").schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    iam.delete_access_key(UserName="vendor", AccessKeyId=access)
    assert collect(aws, "after.json") == 0

    given = ("--before", "before.json", "--after", "after.json")
    outputs = ("-f", "text", "-f", "json=r.json", "-f", "html=r.html", "-f", "xlsx=r.xlsx")
    assert verify(*given, *outputs, "--bundle", "b.zip", "--person", "情報政策課") == 1
    printed = capsys.readouterr().out
    assert "arn:aws:s3:::residents-logs" in printed
    assert "holds objects" in printed
    assert "of other contracts 1" in printed
    record = json.loads((here / "r.json").read_bytes())
    states = {e["id"].rpartition(":")[2]: e["state"] for e in record["entries"]}
    assert states == {
        "residents": "gone",
        "residents-logs": "remains",
        f"key/{key}": "pending",
        "user/vendor": "remains",
        f"access-key/{access}": "gone",
    }
    assert (record["person"], record["contract"]["deadline"]) == ("情報政策課", "2030-04-30")
    assert {entry["data_class"] for entry in record["entries"] if entry["kind"] == "data"} == {"S"}
    assert "sendai-2-7-3-6-3" in {clause["id"] for clause in record["clauses"]}

    root = json.loads((here / "r.json").read_bytes()) and _root(here / "r.html")
    assert cloudguard("verify", "b.zip", "--root", root, "--lang", "ja") == 0
    assert root in capsys.readouterr().out
    assert cloudguard("verify", "b.zip", "--root", "sha256:00", "--lang", "en") == 1
    assert f"Root of this bundle: {root}" in capsys.readouterr().out
    assert cloudguard("verify", "b.zip", "--root", "sha256:00", "-f", "json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["root_differs"], told["changes"]) == (True, [])
    raw = bytearray((here / "b.zip").read_bytes())
    shutil.unpack_archive("b.zip", "folder")
    assert CANARY.encode() not in raw
    (here / "folder" / "record.json").write_bytes(b"{}")
    (here / "folder" / "more").write_bytes(b"")
    assert cloudguard("verify", "folder", "--lang", "en") == 1
    printed = capsys.readouterr().out
    assert "record.json: altered" in printed
    assert "more: added" in printed
    assert "not intact" in printed


def test_a_signature_is_asked_for_by_a_key(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl: not on PATH")
    subprocess.run([openssl, "genpkey", "-algorithm", "ed25519", "-out", "k.pem"], check=True)
    subprocess.run([openssl, "pkey", "-in", "k.pem", "-pubout", "-out", "k.pub"], check=True)
    (here / "before.json").write_text(json.dumps(taken([], [])), encoding="utf-8")
    given = ("--before", "before.json", "-f", "json=r.json", "--bundle")
    assert verify(*given, "signed", "--sign-key", "k.pem") == 3
    assert verify(*given, "plain.zip") == 3
    for code, said, arguments in (
        (0, "The signature is valid", ("signed", "--public-key", "k.pub")),
        (0, "check it with --public-key", ("signed",)),
        (1, "There is no signature", ("plain.zip", "--public-key", "k.pub")),
    ):
        assert cloudguard("verify", *arguments, "--lang", "en") == code
        assert said in capsys.readouterr().out
    manifest = here / "signed" / "MANIFEST.json"
    manifest.write_bytes(manifest.read_bytes() + b" ")
    assert cloudguard("verify", "signed", "--public-key", "k.pub", "--lang", "en") == 1
    assert "not valid" in capsys.readouterr().out


def test_a_sheet_that_was_replaced_with_its_digest_does_not_follow_from_the_record(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    resources = [held("aws_sqs_queue", "q", values={"tags": TAGS})]
    (here / "before.json").write_text(json.dumps(taken(resources, [])), encoding="utf-8")
    given = ("--before", "before.json", "-f", "json=r.json", "--person", "<b>誰か</b>")
    assert verify(*given, "--bundle", "b") == 3
    assert cloudguard("verify", "b") == 0
    page = (here / "b" / "record.html").read_text(encoding="utf-8").replace("未確認", "消滅を確認")
    (here / "b" / "record.html").write_text(page, encoding="utf-8")
    manifest = json.loads((here / "b" / "MANIFEST.json").read_bytes())
    for sheet in manifest["sheets"]:
        content = (here / "b" / sheet["path"]).read_bytes()
        sheet |= {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (here / "b" / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    capsys.readouterr()
    assert cloudguard("verify", "b", "--lang", "en") == 1
    assert "record.html: it does not say what record.json does" in capsys.readouterr().out


def _root(page: Path) -> str:
    text = page.read_text(encoding="utf-8")
    return text.partition('<div class="root">')[2].partition("<")[0]


def test_everything_gone_is_zero_and_an_unread_type_is_three(aws: MockAws, here: Path) -> None:
    bucket(aws, "residents")
    queue = aws.client("sqs").create_queue(QueueName="inbox", tags=TAGS)["QueueUrl"]
    assert collect(aws, "before.json") == 0
    aws.client("s3").delete_bucket(Bucket="residents")
    aws.client("sqs").delete_queue(QueueUrl=queue)
    assert collect(aws, "after.json") == 0
    given = ("--before", "before.json", "--after")
    assert verify(*given, "after.json") == 0
    assert collect(aws, "part.json", "aws_s3_bucket") == 0
    assert verify(*given, "part.json") == 3
    denied = json.loads((here / "after.json").read_bytes())
    for entry in denied["ledger"]:
        if entry["type"] == "aws_sqs_queue":
            entry |= {"complete": False, "why": "denied", "code": "AccessDenied"}
    (here / "denied.json").write_text(json.dumps(denied), encoding="utf-8")
    assert verify(*given, "denied.json", "-f", "json=r.json") == 3
    states = {e["type"]: e for e in json.loads((here / "r.json").read_bytes())["entries"]}
    assert states["aws_s3_bucket"]["state"] == "gone"
    assert states["aws_sqs_queue"]["state"] == "not_read"
    assert "AccessDenied" in states["aws_sqs_queue"]["why"]
    assert verify(*given, "after.json", contract="C2") == 3  # it covers nothing


def test_wrong_use_says_what_to_do(
    aws: MockAws, here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert collect(aws, "a.json", "aws_sqs_queue") == 0
    old = json.loads((here / "a.json").read_bytes()) | {"collected_at": "2020-01-01T00:00:00+00:00"}
    (here / "old.json").write_text(json.dumps(old), encoding="utf-8")
    (here / "plan.json").write_text('{"format_version": "1.2", "planned_values": {}}')
    for said, arguments in {
        "no contract 'X'": ("--contract", "X", "--before", "a.json"),
        "neither a snapshot nor a state": ("--before", "plan.json"),
        "no snapshot: nothing else": ("--before", "a.json", "--after", "plan.json"),
        "taken before": ("--before", "a.json", "--after", "old.json"),
        "no such file": ("--before", "nowhere.json"),
        "no format": ("--before", "a.json", "-f", "pdf"),
        "individual number": ("--before", "a.json", "--person", "123456789018"),
        "standard input": ("--before", "-"),
    }.items():
        with pytest.raises(CloudguardError, match=said):
            verify(*arguments)
    with pytest.raises(CloudguardError, match="is not collected"):
        collect(aws, "b.json", "aws_weather")
    assert not capsys.readouterr().out


def test_keys_of_other_clouds_are_told_by_their_audit_logs(here: Path) -> None:
    vault = "https://city.vault.azure.net/keys/data"
    ring = "projects/p/locations/l/keyRings/r/cryptoKeys/k"
    resources = [
        stated("azurerm_key_vault_key", "k", id=f"{vault}/0123", versionless_id=vault,
               tags={"Contract": "C1"}),
        stated("google_kms_crypto_key", "k", id=ring, effective_labels=TAGS,
               labels=TAGS, terraform_labels=TAGS),
        stated("oci_kms_key", "k", id="ocid1.key.oc1.ap-tokyo-1.a", freeform_tags=TAGS),
    ]  # fmt: skip
    document = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "l"}
    state = json.dumps(document | {"resources": resources, "outputs": {}})
    (here / "state.json").write_text(state, encoding="utf-8")
    logs = here / "logs" / "2027"
    logs.mkdir(parents=True)
    for number, log in enumerate((AZURE, [GOOGLE], [OCI], {"digest": "of another"})):
        (logs / f"{number}.json").write_text(json.dumps(log), encoding="utf-8")
    given = ("--before", "state.json", "--audit-log", "logs", "-f", "json=r.json")
    assert verify(*given) == 1
    record = json.loads((here / "r.json").read_bytes())
    states = {e["type"]: (e["state"], e["until"], e["kind"]) for e in record["entries"]}
    assert states == {
        "azurerm_key_vault_key": ("gone", None, "key"),
        "google_kms_crypto_key": ("pending", None, "key"),
        "oci_kms_key": ("pending", "2027-05-01", "key"),
    }
    assert len(record["files"]) == 4
    attest = "attestations:\n- {about: asset, id: 'ocid1.*', statement: s, by: b, date: 2027-06-01}"
    (here / "attest.yaml").write_text(attest, encoding="utf-8")
    assert verify(*given, "--attest", "attest.yaml") == 3  # the other versions of Google's key


AWS = 'provider["registry.terraform.io/hashicorp/aws"]'


def stated(type_: str, name: str, **attributes: Any) -> dict[str, Any]:
    """Return a resource of a state, with the tags of the contract."""
    values = {"tags_all": TAGS, **attributes}
    instance = {"schema_version": 0, "attributes": values, "sensitive_attributes": []}
    named = {"mode": "managed", "type": type_, "name": name, "provider": AWS}
    return named | {"instances": [instance]}


def test_a_state_says_what_existed_and_never_that_it_is_gone(here: Path) -> None:
    key = f"arn:aws:kms:{REGION}:123456789012:key/k"
    volume = f"arn:aws:ec2:{REGION}:123456789012:volume/vol-1"
    resources = [
        stated("aws_s3_bucket", "b", id="residents", arn="arn:aws:s3:::residents", region=REGION),
        stated("aws_kms_key", "k", id="k", arn=key),
        stated("aws_ebs_volume", "v", id="vol-1", arn=volume, kms_key_id=key),
        stated("aws_fsx_windows_file_system", "f", id="fs-1"),
        stated("aws_iam_user", "u", id="vendor", arn="arn:aws:iam::123456789012:user/vendor"),
        stated("aws_vpc", "v", id="vpc-1"),  # holds no data
        stated("aws_sqs_queue", "q", id="q", tags_all={"Contract": "C2"}),
        stated("aws_sns_topic", "t", id="t", tags_all={}),
    ]
    document = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "l"}
    state = json.dumps(document | {"resources": resources, "outputs": {}})
    (here / "state.json").write_text(state, encoding="utf-8")
    types = ["aws_s3_bucket", "aws_kms_key", "aws_ebs_volume", "aws_fsx_file_system"]
    ledger = [call(type_) for type_ in types] + [call("aws_iam_user", "global")]
    (here / "after.json").write_text(json.dumps(taken([], ledger)), encoding="utf-8")
    arguments = ("--before", "state.json", "-f", "json=r.json")
    assert verify(*arguments) == 3
    record = json.loads((here / "r.json").read_bytes())
    assert {entry["state"] for entry in record["entries"]} == {"not_read"}
    assert verify(*arguments, "--after", "after.json") == 3
    record = json.loads((here / "r.json").read_bytes())
    states = {entry["address"]: entry for entry in record["entries"]}
    gone = {name for name, entry in states.items() if entry["state"] == "gone"}
    assert gone >= {"aws_kms_key.k", "aws_ebs_volume.v", "aws_iam_user.u", "aws_s3_bucket.b"}
    file_system = states["aws_fsx_windows_file_system.f"]
    assert (file_system["type"], file_system["state"]) == ("aws_fsx_file_system", "not_read")
    assert "aws_vpc.v" not in states
    assert record["accounting"]["of_other_contracts"] == 1
    assert record["accounting"]["types_of_no_contract"] == {"aws_sns_topic": 1}


def terraform(work: Path, *arguments: str, url: str) -> subprocess.CompletedProcess[bytes]:
    """Run Terraform against the mock."""
    program = shutil.which("terraform")
    if program is None:
        pytest.skip("terraform: not on PATH")
    file = Path(os.environ.get("TF_CLI_CONFIG_FILE") or Path.home() / ".terraformrc")
    mirror = file.is_file() and "_mirror" in file.read_text(encoding="utf-8")
    if not mirror and not os.environ.get("CLOUDGUARD_THOROUGH"):
        pytest.skip("terraform: no mirror of providers; CLOUDGUARD_THOROUGH downloads the one")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "TF_")) or name == "TF_CLI_CONFIG_FILE"
    }
    environment = kept | CREDENTIALS | {"AWS_ENDPOINT_URL": url, "CHECKPOINT_DISABLE": "1"}
    command = [program, f"-chdir={work}", *arguments, "-input=false", "-no-color"]
    return subprocess.run(command, capture_output=True, check=False, timeout=300, env=environment)


ROOT_MODULE = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region                      = "ap-northeast-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
  default_tags {
    tags = { Contract = "C1" }
  }
}
resource "aws_s3_bucket" "data" {
  bucket = "residents"
}
resource "aws_s3_bucket" "logs" {
  bucket = "residents-logs"
}
resource "aws_ssm_parameter" "app" {
  name  = "/residents/app"
  type  = "String"
  value = "canary-4f1d8e"
}
resource "aws_secretsmanager_secret" "app" {
  name = "residents"
}
"""


def outcomes(file: str) -> dict[str, Outcome]:
    """Return the verdicts on the one parameter of an input."""
    found = run.check([file], run.Options()).findings
    return {f.check: f.verdict.outcome for f in found if f.asset.type == "aws_ssm_parameter"}


@pytest.mark.terraform
def test_after_a_real_apply_and_destroy(
    aws: MockAws, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = here / "root"
    work.mkdir()
    (work / "main.tf").write_text(ROOT_MODULE, encoding="utf-8")
    if terraform(work, "init", url=aws.url).returncode:
        pytest.skip("terraform: the AWS provider is neither in a mirror nor in reach")
    applied = terraform(work, "apply", "-auto-approve", "-refresh=false", url=aws.url)
    assert applied.returncode == 0, applied.stderr.decode()
    state: dict[str, Any] = json.loads((work / "terraform.tfstate").read_bytes())
    (here / "state.json").write_text(json.dumps(state), encoding="utf-8")
    assert collect(aws, "before.json", "aws_ssm_parameter") == 0
    stated, live = outcomes("state.json"), outcomes("before.json")
    assert len(live) >= 5
    for check, outcome in live.items():  # what is read alive agrees with the state, or is unknown
        assert outcome in (stated[check], Outcome.UNKNOWN), check
    aws.client("s3").put_object(Bucket="residents-logs", Key="a", Body=b"x")
    destroyed = terraform(work, "destroy", "-auto-approve", "-refresh=false", url=aws.url)
    assert destroyed.returncode == 1  # the bucket is not empty
    types = ("aws_s3_bucket", "aws_ssm_parameter", "aws_secretsmanager_secret")
    assert collect(aws, "after.json", *types) == 0
    given = ("--before", "state.json", "--after", "after.json", "-f", "json=r.json")
    assert verify(*given, "--bundle", "bundle") == 1
    record = json.loads((here / "r.json").read_bytes())
    states = {entry["address"]: entry["state"] for entry in record["entries"]}
    assert states == {
        "aws_s3_bucket.data": "gone",
        "aws_s3_bucket.logs": "remains",
        "aws_ssm_parameter.app": "gone",
        "aws_secretsmanager_secret.app": "pending",  # it can be restored for 30 days
    }
    assert [file["kept"] for file in record["files"]] == [False, True]
    for file in (here / "bundle").rglob("*"):  # a state holds secrets, and stays outside
        assert file.is_dir() or CANARY.encode() not in file.read_bytes()
    assert cloudguard("verify", "bundle", "--lang", "en") == 0
    assert capsys.readouterr().out
