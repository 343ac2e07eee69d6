"""`cloudguard check` as a user runs it: whole processes, exit codes, what is printed where."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cloudguard import texts
from cloudguard.cli import _internal, cli
from cloudguard.cli.options import wanted, writable
from cloudguard.errors import UsageError
from tests.judging import FIXTURES

CITY = FIXTURES / "city" / "aws"
FAULTY, SOUND = CITY / "faulty" / "plan.json", CITY / "sound" / "plan.json"
EMPTY_PLAN: dict[str, Any] = {"format_version": "1.2", "planned_values": {"root_module": {}}}


def cloudguard(
    *arguments: str, stdin: bytes | None = None, cwd: Path | None = None, **env: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own, with a bare environment."""
    return subprocess.run(
        [sys.executable, "-c", "from cloudguard.cli import main; main()", *arguments],
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        check=False,
        timeout=120,
        cwd=cwd or FIXTURES,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(FIXTURES.parent), "LANG": "C.UTF-8"}
        | {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
        | env,
    )


def report(done: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    """Return the JSON that a run printed."""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def write(folder: Path, document: object) -> str:
    """Write JSON to a file; return its path."""
    file = folder / "plan.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return str(file)


def file_system(region: str = "ap-northeast-1", **values: Any) -> dict[str, Any]:
    """Return a plan of one file system, encrypted unless said otherwise."""
    attributes = {"encrypted": True, **values}
    entry = {
        "address": "aws_efs_file_system.one",
        "mode": "managed",
        "type": "aws_efs_file_system",
        "name": "one",
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "values": attributes,
    }
    provider = {"name": "aws", "expressions": {"region": {"constant_value": region}}}
    written = {
        "address": "aws_efs_file_system.one",
        "mode": "managed",
        "type": "aws_efs_file_system",
        "name": "one",
        "provider_config_key": "aws",
        "expressions": {},
    }
    return {
        **EMPTY_PLAN,
        "planned_values": {"root_module": {"resources": [entry]}},
        "configuration": {
            "provider_config": {"aws": provider},
            "root_module": {"resources": [written]},
        },
    }


def test_what_blocks_is_exit_code_1() -> None:
    done = cloudguard("check", str(FAULTY))
    assert done.returncode == 1, done.stderr.decode()


def test_what_is_sound_is_exit_code_0() -> None:
    done = cloudguard("check", str(SOUND))
    assert done.returncode == 0, done.stdout.decode()[-3000:]


def test_concise_is_a_line_for_each_finding(tmp_path: Path) -> None:
    faulty = write(tmp_path, file_system(encrypted=False))
    found = report(cloudguard("check", faulty, "-f", "json"))
    done = cloudguard("check", faulty, "-f", "concise", "--lang", "en")
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 1
    assert len(lines) == len(found["findings"])
    assert any(
        line.startswith(f"{faulty}: storage.encrypted: aws_efs_file_system.one does not meet ")
        for line in lines
    )
    quiet = cloudguard("check", faulty, "-f", "concise", "-q").stdout.decode().splitlines()
    assert len(quiet) == sum(finding["blocks"] for finding in found["findings"])
    sound = cloudguard("check", str(SOUND), "-f", "concise", "--verdicts", "fail")
    assert (sound.returncode, sound.stdout) == (0, b"")


def test_what_is_not_readable_is_told_once(tmp_path: Path) -> None:
    missing = str(tmp_path / "nowhere.json")
    done = cloudguard("check", missing, "-f", "concise")
    assert done.returncode == 2
    assert done.stderr == b""
    assert done.stdout.decode().startswith(f"{missing}: not read: ")
    filed = cloudguard("check", missing, "-f", f"concise={tmp_path / 'lines'}")
    assert (filed.returncode, filed.stdout) == (2, b"")
    assert b"nowhere.json" in filed.stderr


def test_a_plan_without_resources_is_exit_code_0(tmp_path: Path) -> None:
    assert cloudguard("check", write(tmp_path, EMPTY_PLAN)).returncode == 0


def test_nothing_readable_is_exit_code_2(tmp_path: Path) -> None:
    done = cloudguard("check", str(tmp_path / "nowhere.json"))
    assert done.returncode == 2
    assert b"nowhere.json" in done.stderr
    assert b"Traceback" not in done.stderr


def test_read_in_part_is_exit_code_3(tmp_path: Path) -> None:
    sound = write(tmp_path, EMPTY_PLAN)
    done = cloudguard("check", sound, str(tmp_path / "nowhere.json"), "-f", "json")
    assert done.returncode == 3
    assert len(report(done)["accounting"]["failures"]) == 1


def test_what_blocks_counts_more_than_what_was_not_read(tmp_path: Path) -> None:
    faulty = write(tmp_path, file_system(encrypted=False))
    assert cloudguard("check", faulty, str(tmp_path / "nowhere.json")).returncode == 1


def test_nothing_understood_is_exit_code_3(tmp_path: Path) -> None:
    plan = file_system()
    for entry in (
        plan["planned_values"]["root_module"]["resources"][0],
        plan["configuration"]["root_module"]["resources"][0],
    ):
        entry |= {"address": "acme_thing.one", "type": "acme_thing"}
    done = cloudguard("check", write(tmp_path, plan), "-f", "json")
    assert done.returncode == 3
    assert report(done)["accounting"]["types_not_understood"] == {"acme_thing": 1}


def test_unknown_counts_only_when_asked(tmp_path: Path) -> None:
    plan = file_system()
    del plan["configuration"]["provider_config"]["aws"]["expressions"]["region"]
    path = write(tmp_path, plan)
    assert cloudguard("check", path).returncode == 0
    assert cloudguard("check", path, "--fail-on-unknown").returncode == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["--profile", "nowhere"],
        ["-f", "nowhere"],
        ["-f", "json", "-f", "text"],
        ["--verdicts", "maybe"],
        ["--as-of", "someday"],
        ["--config", "nowhere.yaml"],
        ["--nowhere"],
        ["-f", "json=/nowhere/at/all"],
    ],
)
def test_wrong_use_is_exit_code_2_and_says_what_to_do(tmp_path: Path, arguments: list[str]) -> None:
    done = cloudguard("check", write(tmp_path, EMPTY_PLAN), *arguments)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert b"Traceback" not in done.stderr


def test_standard_input_and_gzip_are_read() -> None:
    packed = gzip.compress(FAULTY.read_bytes())
    done = cloudguard("check", "-", "-f", "json", stdin=packed)
    assert done.returncode == 1
    assert report(done)["inputs"][0]["path"] == "-"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_powershell_writes_is_judged(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(FAULTY.read_text(encoding="utf-8").encode(encoding))
    assert cloudguard("check", str(file)).returncode == 1


def bad_inputs() -> dict[str, tuple[bytes, int, str]]:
    """Return inputs that are no plan: the bytes, the exit code, a word of the sentence."""
    plan = FAULTY.read_bytes()
    errored = {**file_system(), "errored": True}
    return {
        "empty": (b"", 2, "empty"),
        "truncated": (plan[: len(plan) // 2], 2, "cut off"),
        "an old state": (b'{"version": 3, "lineage": "x", "modules": []}', 2, "state"),
        "cp932": ('{"planned_values": {}, "市": "仙台"}'.encode("cp932"), 2, "CP932"),
        "deep": (b"[" * 100_000, 2, "nested"),
        "errored": (json.dumps(errored).encode(), 3, "errored"),
        "another format": (b'{"format_version": "9.0", "planned_values": {}}', 2, "9.0"),
        "something else": (b'{"hello": "world"}', 2, "neither a Terraform plan"),
        "a list": (b"[1, 2]", 2, "neither a Terraform plan"),
    }


@pytest.mark.parametrize("name", bad_inputs())
def test_bad_input_gets_a_sentence_and_nothing_passes(tmp_path: Path, name: str) -> None:
    raw, code, word = bad_inputs()[name]
    file = tmp_path / "input.json"
    file.write_bytes(raw)
    for lang in ("en", "ja"):
        done = cloudguard("check", str(file), "--lang", lang)
        said = (done.stdout + done.stderr).decode()
        assert done.returncode == code, said
        assert "Traceback" not in said
        if lang == "en":
            assert word in said
    found = report(cloudguard("check", str(file), "-f", "json", "--verdicts", "all"))
    assert found["exit_code"] == code
    assert found["accounting"]["failures"]
    if code == 2:
        assert found["counts"]["pass"] == 0


@pytest.mark.parametrize("verbosity", [[], ["-v"], ["-vv"], ["-q"]])
@pytest.mark.parametrize("form", ["text", "json", "concise"])
def test_no_secret_reaches_any_output(form: str, verbosity: list[str]) -> None:
    plan = FIXTURES / "plans" / "sensitive" / "plan.json"
    assert b"example-not-a-secret" in plan.read_bytes()
    done = cloudguard(
        "check", str(plan), "-f", form, "--verdicts", "all", "--profile", "sendai", *verbosity
    )
    assert done.returncode in {0, 1, 3}
    assert b"example-not-a-secret" not in done.stdout + done.stderr
    assert b"example-not-a-key" not in done.stdout + done.stderr


def test_every_profile_runs() -> None:
    for name in ("baseline", "sendai", "yamaguchi", "yao", "nihonmatsu", "tatebayashi"):
        done = cloudguard("check", str(FAULTY), "--profile", name, "-f", "json")
        assert done.returncode == 1, done.stderr.decode()
        found = report(done)
        assert found["profiles"] == [name]
        accounting = found["accounting"]
        parts = ("judged", "excluded", "not_understood")
        assert sum(accounting[part] for part in parts) == accounting["resources"]


@pytest.mark.parametrize("form", ["text", "json", "concise"])
def test_the_same_input_gives_the_same_bytes(form: str) -> None:
    runs = {
        cloudguard(
            "check",
            str(FAULTY),
            "-f",
            form,
            "--profile",
            "yao",
            "--verdicts",
            "all",
            "-vv",
            PYTHONHASHSEED=seed,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(runs) == 1


def test_the_language_follows_the_locale() -> None:
    assert "条項" in cloudguard("check", str(FAULTY), LANG="ja_JP.UTF-8").stdout.decode()
    assert (
        "条項"
        not in cloudguard("check", str(FAULTY), "--lang", "en", LANG="ja_JP.UTF-8")
        .stdout.decode()
        .split("sendai")[0]
    )


@pytest.mark.terraform
def test_a_binary_plan_is_shown_by_its_own_terraform(tmp_path: Path) -> None:
    program = shutil.which("terraform")
    if program is None:
        pytest.skip("terraform: not on PATH")
    folder = tmp_path / "root"
    folder.mkdir()
    (folder / "main.tf").write_text('resource "terraform_data" "one" { input = 1 }\n')
    for command in (["init", "-input=false"], ["plan", "-input=false", "-out=tfplan"]):
        subprocess.run(
            [program, f"-chdir={folder}", *command], check=True, capture_output=True, timeout=300
        )
    binary = str(folder / "tfplan")
    assert cloudguard("check", binary, "--source", str(folder)).returncode == 0
    refused = cloudguard("check", binary)
    assert refused.returncode == 2
    assert b"show -json" in refused.stderr


def test_a_record_that_counts_for_nothing_is_told(tmp_path: Path) -> None:
    plan = write(tmp_path, file_system(encrypted=False))
    (tmp_path / "cloudguard.yaml").write_text(
        """
version: 1
exceptions:
- {check: storage.encrypted, asset: "aws_efs_*", reason: r, applicant: a, approver: b,
   compensating: c, until: 2020-01-01}
""",
        encoding="utf-8",
    )
    done = cloudguard("check", plan, "-f", "json", cwd=tmp_path)
    assert done.returncode == 1
    (note,) = report(done)["notes"]
    assert "2020-01-01" in note
    assert "2020-01-01" in cloudguard("check", plan, "--lang", "ja", cwd=tmp_path).stdout.decode()


def test_an_exception_in_force_stops_nothing_and_hides_nothing(tmp_path: Path) -> None:
    plan = write(tmp_path, file_system(encrypted=False))
    (tmp_path / "cloudguard.yaml").write_text(
        """
version: 1
exceptions:
- {check: storage.encrypted, asset: "aws_efs_*", reason: r, applicant: a, approver: b,
   compensating: c, until: 2999-01-01}
""",
        encoding="utf-8",
    )
    done = cloudguard("check", plan, "-f", "json", cwd=tmp_path)
    assert done.returncode == 0
    found = report(done)
    (finding,) = [f for f in found["findings"] if f["check"] == "storage.encrypted"]
    assert (finding["verdict"], finding["blocks"]) == ("fail", False)
    assert finding["exception"]
    assert found["notes"] == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_last_screen_says_what_blocks_and_where(lang: str) -> None:
    done = cloudguard("check", str(FAULTY), "--lang", lang, COLUMNS="80", LINES="24")
    last = done.stdout.decode().splitlines()[-24:]
    assert any(re.search(r"storage\.encrypted  .*(module\.|\.tf:\d+:\d+)", line) for line in last)
    assert any("31" in line for line in last[-1:])


def test_version() -> None:
    done = cloudguard("--version")
    assert done.returncode == 0
    assert done.stdout.startswith(b"cloudguard ")


def test_a_map_where_a_name_belongs_names_nothing(tmp_path: Path) -> None:
    document = json.loads((FIXTURES / "log_retention/logs.retained/aws").joinpath(
        "unknown_bucket_elsewhere/plan.json").read_text(encoding="utf-8"))  # fmt: skip
    document["resource_changes"][0]["change"]["after"]["s3_bucket_name"] = {"a": None}
    assert cloudguard("check", write(tmp_path, document)).returncode != 4


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["check", str(FAULTY), "-vv"], 1), (["check", str(SOUND), "-vv"], 0), (["clauses"], 0)],
)
def test_a_reader_that_leaves_changes_no_exit_code(arguments: list[str], code: int) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-c", "from cloudguard.cli import main; main()", *arguments],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        timeout=120,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(FIXTURES.parent)},
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (code, b"")


GROUPS: tuple[list[str], ...] = ([], ["offboard"], ["collect"])


@pytest.mark.parametrize("group", GROUPS, ids=" ".join)
def test_a_list_of_commands_cuts_no_sentence(group: list[str]) -> None:
    done = CliRunner().invoke(cli, [*group, "--help"], env={"COLUMNS": "80"})
    commands = done.output.partition("Commands:")[2]
    assert commands.strip()
    assert "..." not in commands


def test_help_names_what_is_judged_and_the_codes() -> None:
    said = CliRunner().invoke(cli, ["check", "--help"], env={"COLUMNS": "80"}).output
    assert "スナップショット" in said
    for code in range(5):
        assert f"{code} " in said.partition("Exit codes:")[2]


def test_a_dash_is_standard_output() -> None:
    assert wanted(("text=-", "json=a.json"), ("text", "json")) == [
        ("text", None),
        ("json", "a.json"),
    ]
    with pytest.raises(UsageError, match="share standard output"):
        wanted(("text=-", "json"), ("text", "json"))


@pytest.mark.parametrize("file", ["", "no/such/folder/a.json"])
def test_a_file_that_cannot_be_written_is_refused_first(tmp_path: Path, file: str) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        writable(str(tmp_path / file))
    writable(str(tmp_path / "new.json"))
    assert not list(tmp_path.iterdir())


def test_a_profile_that_is_not_there_is_named_in_japanese() -> None:
    done = cloudguard("check", str(FAULTY), "--profile", "sendia", "--lang", "ja")
    assert done.returncode == 2
    assert "プロファイル 'sendia' はありません。" in done.stderr.decode()


def test_an_internal_error_names_a_line_of_ours(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as wrong:
        texts._load(tmp_path / "nowhere.yaml")  # fails in what the library calls
    said = _internal(wrong.value)
    assert re.search(r"FileNotFoundError at cloudguard/texts\.py:\d+\)", said)
    assert "site-packages" not in said
    assert str(tmp_path) not in said
