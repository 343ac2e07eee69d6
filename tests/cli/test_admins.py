"""`cloudguard admins` as a user runs it: every format, one principal, exit codes, hostile names."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cloudguard.cli.admins import command
from cloudguard.errors import CloudguardError
from tests.cli.test_check import CITY, cloudguard
from tests.judging import FIXTURES, ROOT

MANY = re.MULTILINE
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script>\"'&]]>\u202e\\n;#{{|"
ALL = '{ Effect = "Allow", Action = "*", Resource = "*" }'
KEEPERS = f"""\
resource "aws_iam_user" "taro" {{
  name = "taro"
  tags = {{ Vendor = "海辺システム" }}
}}
resource "aws_iam_user_policy" "taro" {{
  user   = aws_iam_user.taro.name
  policy = jsonencode({{ Version = "2012-10-17", Statement = [{ALL}] }})
}}
resource "aws_iam_user" "hanako" {{
  name = "hanako"
}}
resource "aws_iam_user_policy" "hanako" {{
  user   = aws_iam_user.hanako.name
  policy = jsonencode({{ Version = "2012-10-17", Statement = [{{
    Effect = "Allow", Action = "*", Resource = "*"
    Condition = {{ Bool = {{ "aws:MultiFactorAuthPresent" = "true" }} }}
  }}] }})
}}
resource "aws_iam_user" "reader" {{
  name = "reader"
}}
"""
SETTINGS = "version: 1\nprofile: yao\nassign:\n  party: {tag: Vendor}\n"


def estate(folder: Path, hcl: str = KEEPERS, settings: str = SETTINGS) -> Path:
    """Write an estate and what is declared of it."""
    (folder / "main.tf").write_text(hcl, encoding="utf-8")
    (folder / "cloudguard.yaml").write_text(settings, encoding="utf-8")
    return folder


def admins(folder: Path, *arguments: str, code: int = 0, lang: str = "en") -> str:
    """Return what `cloudguard admins` says, in this process, by its exit code."""
    config = ("--config", str(folder / "cloudguard.yaml"))
    inputs = () if arguments and Path(arguments[0]).exists() else (str(folder),)
    asked = [*inputs, *arguments, "--lang", lang, *config]
    done = CliRunner().invoke(command, asked, standalone_mode=False, env={"COLUMNS": "120"})
    if code == 2:
        assert isinstance(done.exception, CloudguardError), done
        return done.exception.sentence(lang)
    assert done.exception is None, done.exception
    assert done.return_value == code, done.output
    return done.output


def drawn(folder: Path, *arguments: str, lang: str = "en") -> ET.Element:
    """Return the picture as a tree of elements: what is no XML fails."""
    text = admins(folder, *arguments, "-f", "svg", lang=lang)
    return ET.fromstring(text.encode())  # made by ourselves a moment ago


def words(svg: ET.Element) -> str:
    """Return all that is written in a picture."""
    return "\n".join("".join(each.itertext()) for each in svg.iter(f"{SVG}text"))


def test_the_table_is_told(tmp_path: Path) -> None:
    done = cloudguard("admins", "--lang", "en", cwd=estate(tmp_path), COLUMNS="120")
    assert done.returncode == 0, done.stderr.decode()
    said = done.stdout.decode()
    assert re.search(
        r"^NOT ENFORCED +taro \(aws_iam_user.taro\) +海辺システム +this AWS", said, MANY
    )
    assert re.search(r"^ENFORCED +hanako \(aws_iam_user.hanako\) +- +this AWS account", said, MANY)
    assert "signs in: access key → every action" in said
    assert "NOT ENFORCED: 1, ENFORCED: 1\n1 principal without power" in said


def test_the_table_in_japanese(tmp_path: Path) -> None:
    said = admins(estate(tmp_path), lang="ja")
    assert re.search(r"^多要素なし +taro \(aws_iam_user.taro\) +海辺システム +この AWS", said, MANY)
    assert "アクセスキーで入る → すべての操作が許されている" in said
    assert "権限に至らない主体1件" in said


@pytest.mark.parametrize("name", ["taro", "TARO", "aws_iam_user.taro"])
def test_one_principal_is_told_step_by_step(tmp_path: Path, name: str) -> None:
    said = admins(estate(tmp_path), "--principal", name)
    assert "taro (aws_iam_user.taro) becomes administrator of this AWS account" in said
    assert re.search(r"1\. aws_iam_user.taro: signs in: access key\s+\S*main.tf:1\n", said)
    assert re.search(r"2\. aws_iam_user_policy.taro: every action\s+\S*main.tf:7\n", said)
    assert "hanako" not in said


def test_what_enforces_is_told(tmp_path: Path) -> None:
    said = admins(estate(tmp_path), "--principal", "hanako")
    assert re.search(r"asks for a second factor \[\S*main.tf:14\]", said)
    found = json.loads(admins(tmp_path, "--principal", "hanako", "-f", "json"))
    (chain,) = found["principals"][0]["chains"]
    assert chain["enforced_by"]["resource"] == "aws_iam_user_policy.hanako"
    assert chain["enforced_by"]["place"].endswith("main.tf:14")
    assert [step["second_factor"] for step in chain["steps"]] == [True, False]


def test_whoever_has_no_power_is_told(tmp_path: Path) -> None:
    said = admins(estate(tmp_path), "--principal", "reader")
    assert "No chain leads from reader to power." in said
    assert "reader から権限に至る経路はない" in admins(tmp_path, "--principal", "reader", lang="ja")


def test_for_programs(tmp_path: Path) -> None:
    found: Any = json.loads(admins(estate(tmp_path), "-f", "json"))
    assert found["counts"] == {
        "not_enforced": 1, "undetermined": 0, "enforced": 1, "not_asked": 0, "without_power": 1,
    }  # fmt: skip
    first = found["principals"][0]
    assert (first["name"], first["kind"], first["party"]) == ("taro", "person", "海辺システム")
    assert first["second_factor"] == "not_enforced"
    assert first["chains"][0]["power"] == "this AWS account"
    assert first["chains"][0]["steps"][1]["place"].endswith("main.tf:7")
    assert found["exit_code"] == 0


def test_what_must_be_attested_is_named(tmp_path: Path) -> None:
    fixture = CITY.parent.parent / "admin_mfa" / "admins.mfa-enforced" / "aws"
    estate(tmp_path)
    asked = (str(fixture / "unknown_permission_set"), "--profile", "yamaguchi")
    said = admins(tmp_path, *asked)
    assert "NOT DETERMINABLE" in said
    assert "attest" in said
    assert "(clauses yamaguchi-" in said
    (first, *_) = json.loads(admins(tmp_path, *asked, "-f", "json"))["principals"]
    assert first["second_factor"] == "undetermined"
    assert "attest" in first["why"]
    assert first["clauses"]


def test_contractors_clauses_are_named_for_contractors(tmp_path: Path) -> None:
    hcl = """\
resource "aws_ssoadmin_permission_set" "a" {
  name         = "administrators"
  instance_arn = "arn:aws:sso:::instance/ssoins-1"
}
resource "aws_ssoadmin_managed_policy_attachment" "a" {
  instance_arn       = "arn:aws:sso:::instance/ssoins-1"
  managed_policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
  permission_set_arn = aws_ssoadmin_permission_set.a.arn
}
resource "aws_ssoadmin_account_assignment" "a" {
  instance_arn       = "arn:aws:sso:::instance/ssoins-1"
  permission_set_arn = aws_ssoadmin_permission_set.a.arn
  principal_id       = "0123"
  principal_type     = "GROUP"
  target_id          = "111122223333"
  target_type        = "AWS_ACCOUNT"
}
"""
    own = json.loads(admins(estate(tmp_path, hcl), "-f", "json"))
    rule = (
        "rules:\n- {match: {type: aws_ssoadmin_account_assignment}, set: {party: 海辺システム}}\n"
    )
    theirs = json.loads(admins(estate(tmp_path, hcl, SETTINGS + rule), "-f", "json"))
    clauses = [set(found["principals"][0]["clauses"]) for found in (own, theirs)]
    assert clauses[0] < clauses[1]


def test_programs_are_not_asked(tmp_path: Path) -> None:
    found = json.loads(admins(estate(tmp_path), str(CITY / "faulty"), "-f", "json"))
    states = {each["name"]: each["second_factor"] for each in found["principals"]}
    assert states["umibe-migration"] == "not_asked"
    assert states["umibe-pipeline"] == "not_enforced"


def test_several_inputs_stand_in_one_table(tmp_path: Path) -> None:
    both = (str(CITY / "faulty"), str(estate(tmp_path)))
    said = admins(tmp_path, *both)
    assert said.index("keeper") < said.index("taro")
    found = json.loads(admins(tmp_path, *both, "-f", "json"))
    assert {each["input"] for each in found["principals"]} == {0, 1}
    assert found["inputs"] == list(both)


def test_the_picture_of_one_chain(tmp_path: Path) -> None:
    svg = drawn(estate(tmp_path), str(CITY / "faulty"), "--principal", "trainee", lang="ja")
    said = words(svg)
    for word in ("trainee", "多要素なし", "iam:CreateLoginProfile", "この AWS アカウントの管理者"):
        assert word in said
    runs = [each for each in svg.iter(f"{SVG}path") if each.get("marker-end")]
    assert len(runs) == 5
    assert {each.tag.removeprefix(SVG) for each in svg.iter()} <= {
        "svg", "title", "desc", "style", "defs", "marker", "path", "rect", "g", "text",
    }  # fmt: skip


def test_boxes_do_not_overlap(tmp_path: Path) -> None:
    svg = drawn(estate(tmp_path), str(CITY / "faulty"))
    boxes = []
    for group in svg.iter(f"{SVG}g"):
        box = group.find(f"{SVG}rect")
        if box is not None:
            x, y = map(float, re.findall(r"[\d.]+", group.get("transform", "")))
            boxes.append((x, y, x + float(box.get("width", 0)), y + float(box.get("height", 0))))
    assert len(boxes) > 20
    for number, (x, y, right, bottom) in enumerate(boxes):
        for left_, top, right_, bottom_ in boxes[number + 1 :]:
            assert right <= left_ or right_ <= x or bottom <= top or bottom_ <= y


@pytest.mark.parametrize("form", ["text", "svg", "mermaid", "dot", "json"])
def test_it_is_the_same_each_time(tmp_path: Path, form: str) -> None:
    estate(tmp_path)
    file = tmp_path / "told"
    assert admins(tmp_path, "-f", form, "-o", str(file)) == ""
    first = file.read_bytes()
    assert admins(tmp_path, "-f", form, "-o", str(file)) == ""
    assert file.read_bytes() == first


def hostile(folder: Path) -> Path:
    """Write an estate whose names carry markup wherever an input may put it."""
    name = json.dumps(HOSTILE)
    return estate(
        folder,
        KEEPERS.replace('"taro" {\n  name = "taro"', f'"taro" {{\n  name = {name}').replace(
            '"海辺システム"', name
        ),
    )


def test_names_with_markup_only_show(tmp_path: Path) -> None:
    text = admins(hostile(tmp_path), "-f", "svg")
    ET.fromstring(text.encode())  # made by ourselves a moment ago
    assert "alert(1)" in text
    assert "<script" not in text
    said = admins(tmp_path)
    assert "\u202e" not in text + said
    assert "\\u202e" in said
    mermaid = admins(tmp_path, "-f", "mermaid")
    assert "#60;script#62;alert(1)#60;/script#62;" in mermaid
    for label in re.findall(r'"([^"]*)"', mermaid.partition("flowchart")[2]):
        assert not re.search(r"[<>&'`{}|\\]", label.replace("<br>", ""))
    dot = admins(tmp_path, "-f", "dot")
    assert "script" not in re.sub(r'"(?:[^"\\]|\\.)*"', '""', dot)


def test_help_names_what_can_be_read() -> None:
    said = CliRunner().invoke(command, ["--help"], env={"COLUMNS": "200"}).output
    for kind in ("plan", "folder of source", "state", "snapshot"):
        assert kind in said


def test_an_estate_without_principals(tmp_path: Path) -> None:
    hcl = 'provider "aws" { region = "ap-northeast-1" }\nresource "aws_s3_bucket" "a" {}\n'
    said = admins(estate(tmp_path, hcl))
    assert said.endswith("Nobody of this input can become an administrator.\n")
    assert "Nobody of this input" in words(drawn(tmp_path))
    assert "no principals" in admins(tmp_path, "--principal", "taro", code=2)


def test_more_than_a_picture_holds_is_counted(tmp_path: Path) -> None:
    counted = '"taro" {\n  count = 45'
    hcl = KEEPERS.replace('"taro" {\n  name = "taro"', counted + '\n  name = "t-${count.index}"')
    hcl = hcl.replace('policy" "taro" {', 'policy" ' + counted)
    hcl = hcl.replace("aws_iam_user.taro.name", "aws_iam_user.taro[count.index].name")
    assert "… and 6 more" in words(drawn(estate(tmp_path, hcl)))


def test_what_was_not_read_is_told(tmp_path: Path) -> None:
    (estate(tmp_path) / "broken.tf").write_text('resource "aws_vpc" {{{\n', encoding="utf-8")
    assert "broken.tf:1 was not read" in admins(tmp_path, code=3)


@pytest.mark.parametrize("form", ["text", "svg"])
def test_nobody_is_not_said_of_what_was_not_read(tmp_path: Path, form: str) -> None:
    estate(tmp_path, 'resource "aws_iam_user" {{{\n')
    said = admins(tmp_path, "-f", form, code=3)
    assert "Not everything was read: in what was, nobody can become an administrator." in said
    assert "Nobody of this input" not in said
    assert "一部を読めていない。" in admins(tmp_path, "-f", form, code=3, lang="ja")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--principal", "tarou"), "did you mean `taro`?"),
        (("-o", "no/such/folder/a.svg", "-f", "svg"), "cannot be written"),
    ],
)
def test_wrong_use(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in admins(estate(tmp_path), *arguments, code=2)


def test_no_such_input(tmp_path: Path) -> None:
    done = cloudguard("admins", "nowhere", "--lang", "ja", cwd=estate(tmp_path))
    assert done.returncode == 2
    assert "nowhere" in done.stderr.decode()


def test_a_plan_alone_has_no_lines(tmp_path: Path) -> None:
    plan = estate(tmp_path) / "plan" / "plan.json"
    plan.parent.mkdir()
    shutil.copy(CITY / "faulty" / "plan.json", plan)
    found = json.loads(admins(tmp_path, str(plan), "--principal", "auditor", "-f", "json"))
    (one,) = found["principals"]
    assert one["place"] is None
    assert {step["place"] for step in one["chains"][0]["steps"]} == {None}
    said = admins(tmp_path, str(plan), "--principal", "auditor")
    assert "1. aws_iam_user.auditor: signs in: access key\n" in said
    assert "auditor" in words(drawn(tmp_path, str(plan), "--principal", "auditor"))


def test_a_party_that_cannot_be_read_is_not_known(tmp_path: Path) -> None:
    hcl = 'variable "vendor" {}\n' + KEEPERS.replace('"海辺システム"', "var.vendor")
    assert re.search(r"taro \(aws_iam_user.taro\) +not known ", admins(estate(tmp_path, hcl)))
    (first, *_) = json.loads(admins(tmp_path, "-f", "json"))["principals"]
    assert (first["party"], first["party_known"]) == (None, False)


def test_an_input_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken" / "plan.json"
    broken.parent.mkdir()
    broken.write_text('{"format_version": "1.2"', encoding="utf-8")
    both = (str(broken), str(estate(tmp_path)))
    said = admins(tmp_path, *both, code=3)
    assert "taro" in said
    assert "broken" in said
    assert "nothing could be read" in admins(tmp_path, str(broken), code=2)


def test_several_places_hang_on_one_principal(tmp_path: Path) -> None:
    hcl = """\
resource "google_project_iam_member" "a" {
  for_each = toset(["residents", "tax"])
  project  = "kawabe-${each.key}"
  role     = "roles/owner"
  member   = "serviceAccount:deploy@kawabe-tools.iam.gserviceaccount.com"
}
resource "google_service_account" "deploy" {
  project    = "kawabe-tools"
  account_id = "deploy"
}
resource "google_service_account_key" "deploy" {
  service_account_id = google_service_account.deploy.id
}
"""
    asked = ("--principal", "google_service_account_key.deploy")
    found = json.loads(admins(estate(tmp_path, hcl), *asked, "-f", "json"))
    powers = [chain["power"] for chain in found["principals"][0]["chains"]]
    assert powers == ["Google Cloud project kawabe-residents", "Google Cloud project kawabe-tax"]
    runs = [r for r in drawn(tmp_path, *asked).iter(f"{SVG}path") if r.get("marker-end")]
    assert len(runs) == 3  # the key, and from there to each
    assert admins(tmp_path, *asked, lang="ja").count("多要素なし") == 2
    said = admins(tmp_path, lang="ja").replace("\n", "")
    assert (
        said.count("管理者はほかにもいる可能性がある") == 2
    )  # the projects together, and Workspace


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_example_of_the_documentation_is_true(lang: str) -> None:
    page = ROOT / "docs" / ("admins.md" if lang == "en" else "admins.ja.md")
    text = page.read_text(encoding="utf-8")
    (block,) = re.findall(r"```\n\$ cloudguard (.*?)```", text, re.DOTALL)
    asked, _, shown = block.partition("\n")
    arguments = [*shlex.split(asked), *([] if "--lang" in asked else ["--lang", lang])]
    done = cloudguard(*arguments, cwd=ROOT, COLUMNS="100")
    assert done.stdout.decode() == shown


KEYS = FIXTURES / "access_control" / "privileged.guarded" / "aws"


def test_a_live_account_tells_what_people_have(tmp_path: Path) -> None:
    account = KEYS / "fail_key_of_the_root_user" / "snapshot.json"
    (tmp_path / "cloudguard.yaml").write_text("version: 1\n", encoding="utf-8")
    out = admins(tmp_path, str(account))
    assert re.search(r"^NOT ENFORCED +root user of AWS account 111122223333", out, MANY)
    assert "signs in: access key" in out
    assert "attest that it has MFA" not in out  # it was looked at
    assert "the policies of the organisation" in " ".join(out.split())  # and these were not
    said = json.loads(admins(tmp_path, str(account), "-f", "json"))
    assert (said["exit_code"], said["unread"], len(said["notes"])) == (0, [], 1)
    (root,) = said["principals"]
    assert (root["kind"], root["lasting_credential"]) == ("root", True)


def test_what_was_not_asked_for_is_no_account_without_users(tmp_path: Path) -> None:
    account = json.loads((KEYS / "pass_inactive_key" / "snapshot.json").read_text("utf-8"))
    (tmp_path / "cloudguard.yaml").write_text("version: 1\n", encoding="utf-8")
    file = tmp_path / "snapshot.json"
    ledger = [call for call in account["ledger"] if call["type"] != "aws_iam_user_policy"]
    file.write_text(json.dumps(account | {"ledger": ledger}), encoding="utf-8")
    assert "was not asked for everything" in admins(tmp_path, str(file), code=2)


def test_whose_policies_were_denied_may_be_an_administrator(tmp_path: Path) -> None:
    account = json.loads((KEYS / "pass_inactive_key" / "snapshot.json").read_text("utf-8"))
    (tmp_path / "cloudguard.yaml").write_text("version: 1\n", encoding="utf-8")
    file = tmp_path / "snapshot.json"
    attached = "aws_iam_user_policy_attachments_exclusive"
    resources = [each for each in account["resources"] if each["type"] != attached]
    resources[0]["facts"]["mfa_devices"] = 0
    refused = {"complete": False, "why": "denied", "code": "AccessDenied"}
    ledger = [call | refused if call["type"] == attached else call for call in account["ledger"]]
    known = account | {"resources": resources}
    file.write_text(json.dumps(known), encoding="utf-8")
    assert json.loads(admins(tmp_path, str(file), "-f", "json"))["principals"] == []
    file.write_text(json.dumps(known | {"ledger": ledger}), encoding="utf-8")
    said = json.loads(admins(tmp_path, str(file), "-f", "json", code=3))
    assert [each["second_factor"] for each in said["principals"]] == ["undetermined"]
    assert "AccessDenied" in said["unread"][0]
