"""Folders from the command line: many at once, mixed, damaged, hostile; whole processes."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_check import FAULTY, SOUND, cloudguard, report
from tests.judging import FIXTURES

TOKYO = 'provider "aws" {\n  region = "ap-northeast-1"\n}\n'
USERS = "/etc/passwd"
ROOTS = 6
START = "from cloudguard.cli import main; main()"
LIMITED = f"import resource as r; r.setrlimit(r.RLIMIT_AS, (3 << 30, 3 << 30)); {START}"
STATE = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "x", "resources": []}


def disk(name: str = "it", *, encrypted: object = "true", more: str = "") -> str:
    """Return a file system, which is encrypted or is not."""
    return (
        f'resource "aws_efs_file_system" "{name}" {{\n  encrypted  = {encrypted}\n'
        f'  kms_key_id = "arn:aws:kms:ap-northeast-1:123456789012:key/a"\n{more}\n}}\n'
    )


def written(folder: Path, files: Mapping[str, str]) -> str:
    """Write files below a folder that is a repository of its own."""
    (folder / ".git").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return str(folder)


def encrypted(found: dict[str, Any]) -> dict[str, str]:
    """Return what is said of encryption, by asset."""
    return {
        finding["asset"]["id"]: finding["verdict"]
        for finding in found["findings"]
        if finding["check"] == "storage.encrypted"
    }


def check(*arguments: str, **more: Any) -> dict[str, Any]:
    """Return the JSON of a run with all verdicts."""
    return report(cloudguard("check", *arguments, "-f", "json", "--verdicts", "all", **more))


ASSET = "aws_efs_file_system.it"


# Exit codes, and what is told where.


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TOKYO + disk(), 0),
        (TOKYO + disk(encrypted="false"), 1),
        ("", 0),
        ("locals {}\n", 0),
        (TOKYO + disk() + "resource {{{\n", 3),
        (TOKYO + disk() + 'module "m" {\n  source = "x/y/z"\n}\n', 3),
        (TOKYO + disk(encrypted="false") + "resource {{{\n", 1),
    ],
)
def test_exit_codes_of_folders(text: str, code: int, tmp_path: Path) -> None:
    done = cloudguard("check", written(tmp_path, {"main.tf": text}))
    assert done.returncode == code, done.stdout.decode()
    assert done.stderr == b""


def test_a_folder_without_source_is_wrong_use(tmp_path: Path) -> None:
    done = cloudguard("check", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, b"")
    assert str(tmp_path) in done.stderr.decode()
    assert cloudguard("check", str(tmp_path / "nowhere")).returncode == 2
    assert cloudguard("check", str(tmp_path), str(SOUND)).returncode == 3


def test_a_file_of_source_stands_for_its_folder(tmp_path: Path) -> None:
    folder = written(tmp_path, {"main.tf": TOKYO, "a.tf": disk("a"), "b.tf": disk("b")})
    found = check(f"{folder}/a.tf", f"{folder}/b.tf", f"{folder}/main.tf")
    assert [entry["path"] for entry in found["inputs"]] == [folder]
    assert len(encrypted(found)) == 2


@pytest.mark.parametrize(("lang", "word"), [("ja", "読"), ("en", "read")])
def test_what_was_not_read_is_named_in_the_language_of_the_reader(
    lang: str, word: str, tmp_path: Path
) -> None:
    files = {"main.tf": TOKYO + disk(), "bad.tf": "resource {{{\n", "m.tf": 'module "m" {}\n'}
    done = cloudguard("check", written(tmp_path, files), "--lang", lang, COLUMNS="300")
    shown = done.stdout.decode()
    assert done.returncode == 3
    assert "bad.tf:1" in shown
    assert "m.tf:1" in shown
    assert word in shown


def test_concise_names_file_line_and_column(tmp_path: Path) -> None:
    written(tmp_path, {"roots/a/main.tf": TOKYO + disk(encrypted="false"), "roots/b/b.tf": "{"})
    done = cloudguard("check", "roots", "-f", "concise", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 1
    lines = done.stdout.decode().splitlines()
    assert any(line.startswith("roots/a/main.tf:5:3: storage.encrypted: ") for line in lines)
    assert any(line.startswith("roots/b/b.tf:1:") for line in lines)


def test_values_of_variables_count_in_the_order_of_the_command_line(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "on" {\n  type = bool\n}\n' + TOKYO + disk(encrypted="var.on"),
        "off.tfvars": "on = false",
    }
    folder, off = written(tmp_path, files), str(tmp_path / "off.tfvars")
    for arguments, expected in [
        ((), "unknown"),
        (("--var", "on=true"), "pass"),
        (("--var=on=true", "--var-file", off), "fail"),
        ((f"--var-file={off}", "--var", "on=true"), "pass"),
        (("--var", "on=false", "--var", "on=true"), "pass"),
        (("--var", "on=perhaps"), "unknown"),
    ]:
        assert encrypted(check(folder, *arguments)) == {ASSET: expected}, arguments
    assert encrypted(check(folder, TF_VAR_on="true")) == {ASSET: "unknown"}
    assert encrypted(check(folder, "--tf-var-env", TF_VAR_on="true")) == {ASSET: "pass"}


@pytest.mark.parametrize("arguments", [("--var", "on"), ("--var-file", "nowhere.tfvars")])
def test_values_that_cannot_be_read_are_wrong_use(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    done = cloudguard("check", written(tmp_path, {"main.tf": disk()}), *arguments)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


# Several inputs.


def monorepo(folder: Path) -> str:
    """Write a repository of several roots, every second of them faulty, that share a module."""
    files = {"modules/disk/main.tf": 'variable "on" {}\n' + disk(encrypted="var.on")}
    for number in range(ROOTS):
        on = "true" if number % 2 else "false"
        files[f"roots/r{number}/main.tf"] = (
            TOKYO + f'module "disk" {{\n  source = "../../modules/disk"\n  on     = {on}\n}}\n'
        )
    return written(folder, files)


def test_every_root_of_a_repository_is_reported(tmp_path: Path) -> None:
    found = check(monorepo(tmp_path))
    roots = [f"{tmp_path}/roots/r{number}" for number in range(ROOTS)]
    assert [entry["path"] for entry in found["inputs"]] == roots
    assert {entry["kind"] for entry in found["inputs"]} == {"hcl"}
    verdicts = {
        finding["input"]: finding["verdict"]
        for finding in found["findings"]
        if finding["check"] == "storage.encrypted"
    }
    assert verdicts == {number: "pass" if number % 2 else "fail" for number in range(ROOTS)}
    places = {f["location"]["file"] for f in found["findings"] if f["asset"]["id"].endswith(".it")}
    assert places == {f"{tmp_path}/modules/disk/main.tf"}
    assert found["accounting"]["resources"] == ROOTS


@pytest.mark.parametrize(
    "text",
    [
        '# module "old" {\n#   source = "../other"\n# }\n',
        'resource "aws_s3_object" "o" {\n  source = "../other"\n}\n',
        'locals {\n  text = <<-EOT\n    source = "../other"\n  EOT\n}\n',
    ],
)
def test_only_a_module_call_makes_a_folder_a_module(text: str, tmp_path: Path) -> None:
    written(tmp_path, {"one/main.tf": text + disk("one"), "other/main.tf": disk("other")})
    found = check(str(tmp_path))
    assert [entry["path"] for entry in found["inputs"]] == [
        f"{tmp_path}/one",
        f"{tmp_path}/other",
    ]


def test_processes_change_nothing(tmp_path: Path) -> None:
    folder = monorepo(tmp_path)
    parallel = cloudguard("check", folder, "-f", "json", "--verdicts", "all")
    alone = subprocess.run(
        [
            sys.executable,
            "-c",
            f"from cloudguard import side_by_side; side_by_side.WORTH_IT = 1000; {START}",
            *("check", folder, "-f", "json", "--verdicts", "all"),
        ],
        capture_output=True,
        check=False,
        timeout=120,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(FIXTURES.parent), "LANG": "C.UTF-8"},
    )
    assert parallel.stdout == alone.stdout
    assert (parallel.returncode, parallel.stderr) == (alone.returncode, alone.stderr)


def test_plans_folders_and_states_stand_beside_each_other(tmp_path: Path) -> None:
    folder = written(tmp_path / "f", {"main.tf": TOKYO + disk()})
    state = tmp_path / "terraform.tfstate"
    state.write_text(json.dumps(STATE), "utf-8")
    found = check(str(SOUND), folder, str(state), "-", stdin=FAULTY.read_bytes())
    assert [entry["kind"] for entry in found["inputs"]] == ["plan", "hcl", "state", "plan"]
    assert [entry["path"] for entry in found["inputs"]] == [str(SOUND), folder, str(state), "-"]
    assert {finding["input"] for finding in found["findings"]} == {0, 1, 3}
    assert all(f["location"] is None for f in found["findings"] if f["input"] == 3)


def test_an_input_that_cannot_be_read_costs_only_itself(tmp_path: Path) -> None:
    folder = written(tmp_path / "f", {"main.tf": TOKYO + disk()})
    (tmp_path / "no.json").write_text("{", "utf-8")
    done = cloudguard(
        "check", folder, str(tmp_path / "no.json"), str(tmp_path / "gone"), "-f", "json"
    )
    found = report(done)
    assert done.returncode == 3
    assert [entry["path"] for entry in found["inputs"]] == [folder]
    assert len(found["accounting"]["failures"]) == 2


def test_nothing_of_progress_is_shown_where_nobody_looks(tmp_path: Path) -> None:
    assert cloudguard("check", monorepo(tmp_path), "-q").stderr == b""


def test_progress_is_shown_on_a_terminal(tmp_path: Path) -> None:
    monorepo(tmp_path)
    leader, follower = pty.openpty()
    shown: list[bytes] = []

    def listen() -> None:
        try:
            while chunk := os.read(leader, 4096):
                shown.append(chunk)
        except OSError:
            pass  # the terminal is gone

    listening = threading.Thread(target=listen)
    listening.start()
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            START,
            "check",
            "roots",
        ],
        stdout=subprocess.PIPE,
        stderr=follower,
        cwd=tmp_path,
        check=False,
        timeout=120,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(FIXTURES.parent),
            "LANG": "C.UTF-8",
            "TERM": "xterm",
        },
    )
    os.close(follower)
    listening.join(timeout=10)
    os.close(leader)
    assert done.returncode == 1
    assert f"{ROOTS}/{ROOTS}".encode() in b"".join(shown)


# Hostile folders: within 10 s of work and 1 GB, no traceback, nothing read outside.


@dataclass(frozen=True)
class Ran:
    """How a process ended, what it printed and what it took."""

    code: int
    out: str
    err: str
    seconds: float
    mebibytes: float


def ran(*arguments: str, cwd: Path) -> Ran:
    """Run the command line and measure it; more than 3 GB or 30 s it does not get."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            [sys.executable, "-c", LIMITED, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd=cwd,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(FIXTURES.parent), "LANG": "C.UTF-8"},
        )
        killer = threading.Timer(30, process.kill)
        killer.start()
        _, status, usage = os.wait4(process.pid, 0)
        killer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return Ran(
            process.returncode,
            out.read().decode(),
            err.read().decode(),
            usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss / 1024,
        )


Make = Callable[[Path], None]


def of(**files: str) -> Make:
    """Return what writes files, `main` as main.tf."""

    def make(folder: Path) -> None:
        written(folder, {name.replace("__", "/") + ".tf": text for name, text in files.items()})

    return make


def module(source: str, name: str = "m", more: str = "") -> str:
    return f'module "{name}" {{\n  source = "{source}"\n{more}\n}}\n'


def loops(folder: Path) -> None:
    written(folder, {"main.tf": disk()})
    (folder / "self").symlink_to(folder)
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    (folder / "loop.tf").symlink_to("loop.tf")
    (folder / "up").mkdir()
    (folder / "up" / "x.tf").write_text(disk(), "utf-8")
    (folder / "up" / "down").symlink_to("..")


def large(folder: Path) -> None:
    written(folder, {"main.tf": disk()})
    (folder / "large.tf").write_bytes(
        b'resource "a" "b" {\n' + b"  x = 1\n" * (50 * 2**17) + b"}\n"
    )


def bytes_(folder: Path) -> None:
    written(folder, {"main.tf": disk()})
    (folder / "latin.tf").write_bytes("# 日本\n".encode("shift_jis") + disk("l").encode())
    (folder / "utf16.tf").write_bytes(disk("u").encode("utf-16"))
    (folder / "random.tf").write_bytes(bytes(range(256)) * 100)
    (folder / "zero.tf").write_bytes(b"\0" * 10_000)


def fifo(folder: Path) -> None:
    written(folder, {"main.tf": disk()})
    os.mkfifo(folder / "pipe.tf")
    os.mkfifo(folder / "terraform.tfvars")


def device(folder: Path) -> None:
    written(folder, {"main.tf": disk()})
    (folder / "zero.tf").symlink_to("/dev/zero")
    (folder / "passwd.tf").symlink_to(USERS)
    (folder / "passwd.auto.tfvars").symlink_to(USERS)


def tfvars(folder: Path) -> None:
    written(folder, {"main.tf": 'variable "v" {}\n' + disk(encrypted="var.v")})
    (folder / "terraform.tfvars").write_text("v = " + "[" * 50_000, "utf-8")
    (folder / "a.auto.tfvars").write_text("v = [" + '"x", ' * 300_000 + "]", "utf-8")
    (folder / "b.auto.tfvars.json").write_text('{"v":' * 100_000, "utf-8")


def fan(folder: Path) -> None:
    files = {f"m{n}/main.tf": module(f"../m{n + 1}", "a") + module(f"../m{n + 1}", "b")
             for n in range(18)}  # fmt: skip
    files |= {"m18/main.tf": disk(), "main.tf": disk() + module("./m0")}
    written(folder, files)


def fan_of_none(folder: Path) -> None:
    fan(folder)
    (folder / "main.tf").write_text(disk() + module("./m0", more="  count = 0"), "utf-8")


def tree(folder: Path) -> None:
    here = folder
    written(folder, {"main.tf": disk()})
    for _ in range(200):
        here = here / "d"
    here.mkdir(parents=True)
    (here / "main.tf").write_text(disk(), "utf-8")


LOCALS = "locals {\n  a0 = [1, 2]\n" + "".join(
    f"  a{n + 1} = concat(local.a{n}, local.a{n})\n" for n in range(40)
) + "}\n"  # fmt: skip
TEXTS = 'locals {\n  t0 = "xxxxxxxxxx"\n' + "".join(
    f'  t{n + 1} = "${{local.t{n}}}${{local.t{n}}}"\n' for n in range(40)
) + "}\n"  # fmt: skip
HOSTILE: dict[str, Make] = {
    "loops": loops,
    "large": large,
    "bytes": bytes_,
    "fifo": fifo,
    "device": device,
    "tfvars": tfvars,
    "fan": fan,
    "fan_of_none": fan_of_none,
    "tree": tree,
    "itself": of(main=disk() + module("./")),
    "itself_below": of(main=disk() + module("./c"), c__main=disk() + module("../c")),
    "mutual": of(
        main=disk() + module("./a", more="  count = 2"),
        a__main=disk() + module("../b", more="  count = 2"),
        b__main=disk() + module("../a", more="  count = 2"),
    ),
    "passwd": of(
        main=disk(
            encrypted=f'file("{USERS}") != ""',
            more=f'  name = file("{USERS}")\n  a = templatefile("{USERS}", {{}})\n'
            f'  b = filebase64("../../../../../../..{USERS}")\n  c = yamldecode(file("{USERS}"))',
        )
        + module("/etc")
        + module("../../../../../../../etc", "n")
    ),
    "range": of(main=disk(more="  a = range(1000000000)\n  b = range(0, 1e18, 1)")),
    "count": of(main=disk() + disk("many", more="  count = 1000000000")),
    "nested_count": of(
        main=disk() + module("./a", more="  count = 9999"),
        a__main=disk(more="  count = 9999"),
    ),
    "each_of_range": of(
        main=disk(more="  for_each = toset([for a in range(300) : [for b in range(300) : a]])")
    ),
    "product": of(
        main=disk(more="  a = length(setproduct(range(1000), range(1000), range(1000)))")
    ),
    "loops_in_loops": of(
        main="locals {\n  n = range(300)\n}\n"
        + disk(more="  a = [for a in local.n : [for b in local.n : [for c in local.n : a]]]")
    ),
    "doubling_lists": of(main=LOCALS + disk(encrypted="length(local.a40) > 0")),
    "doubling_texts": of(main=TEXTS + disk(encrypted='local.t40 != ""')),
    "deep_parentheses": of(main=disk(encrypted="(" * 1500 + "true" + ")" * 1500)),
    "deep_lists": of(main=disk(more="  a = " + "[" * 1500 + "]" * 1500)),
    "deep_blocks": of(main=disk(more="  b {\n" * 1000 + "  }\n" * 1000)),
    "deep_templates": of(main=disk(more='  a = "' + '${"' * 500 + '"}' * 500 + '"')),
    "long_sum": of(main=disk(more="  a = " + " + ".join(["1"] * 5_000))),
    "long_line": of(main=disk(more='  a = "' + "x" * 1_000_000 + '"')),
    "many_blocks": of(main="".join(disk(f"d{n}") for n in range(1000))),
    "repeat": of(main=disk(more='  a = join("", [for n in range(1000) : format("%1000000d", n)])')),
    "power": of(main=disk(more="  a = pow(10, pow(10, 10))\n  b = 9 * 1e308 * 1e308")),
    "cidr": of(main=disk(more='  a = cidrsubnets("10.0.0.0/8", [for n in range(1000) : 20]...)')),
    "regex": of(main=disk(more=f'  a = regex("(a+)+$", "{"a" * 5000}b")')),
    "file_of_all": of(main=disk(more='  a = [for f in fileset("/", "**") : file(f)]')),
}


# Each of these takes more than a minute or more than 5 GB.
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_folders_cost_little(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    HOSTILE[name](folder)
    done = ran("check", "repository", "-f", "json", "--verdicts", "all", cwd=tmp_path)
    shutil.rmtree(folder)
    assert done.code in {0, 1, 3}, (done.code, done.err[-2000:])
    assert "Traceback" not in done.err
    assert done.seconds < 10
    assert done.mebibytes < 1024
    for secret in ("root:x:", "cm9vdDp4"):
        assert secret not in done.out + done.err
    assert json.loads(done.out)["inputs"]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_variable_that_no_root_declares_is_told(lang: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('variable "days" { default = 1 }\n', encoding="utf-8")
    right = ran("check", ".", "--var", "days=2", cwd=tmp_path)
    assert right.code == 0
    wrong = ran("check", ".", "--var", "dais=2", "--lang", lang, cwd=tmp_path)
    assert wrong.code == 3
    assert "--var dais" in wrong.out
    quiet = ran("check", ".", "--var", "dais=2", "--lang", lang, "-q", cwd=tmp_path)
    assert quiet.code == 3
    assert "--var dais" in quiet.err
