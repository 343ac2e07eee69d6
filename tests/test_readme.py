"""The README's examples are run as they are written."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest

from cloudguard import config
from tests.cli.test_check import FAULTY, cloudguard
from tests.judging import FIXTURES, ROOT

LIVE = FIXTURES / "access_control/privileged.guarded/aws/fail_key_of_last_year/snapshot.json"
READMES = ("README.md", "README.ja.md")
BLOCKS = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(readme: str, language: str = "") -> list[str]:
    """Return the fenced blocks of one language."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    return [body for name, body in BLOCKS.findall(text) if name == language]


def commands(readme: str) -> list[list[str]]:
    """Return the command lines of cloudguard, without their comments."""
    lines = [line for block in blocks(readme) for line in block.splitlines()]
    split = [shlex.split(line, comments=True) for line in lines if line.startswith("cloudguard ")]
    return [words[1:] for words in split]


@pytest.mark.parametrize("readme", READMES)
def test_the_commands_run(readme: str, tmp_path: Path) -> None:
    city = tmp_path / "city"
    shutil.copytree(FAULTY.parent, city)
    tmp_path = city
    found = commands(readme)
    assert len(found) >= 3
    for arguments in found:
        if arguments[0] == "collect":  # there is no cloud here: what it would have written
            shutil.copy(LIVE, tmp_path / arguments[-1])
            continue
        done = cloudguard(*arguments, cwd=tmp_path)
        told = 0 if arguments[0] == "admins" else 1
        assert done.returncode == told, (arguments, done.stderr.decode())
    assert (tmp_path / "report.json").stat().st_size


@pytest.mark.parametrize("readme", READMES)
def test_the_configuration_loads(readme: str, tmp_path: Path) -> None:
    (example,) = blocks(readme, "yaml")
    file = tmp_path / "cloudguard.yaml"
    file.write_text(example, encoding="utf-8")
    assert config.load(file).profiles == ("sendai",)


@pytest.mark.parametrize(("readme", "lang"), [("README.md", "en"), ("README.ja.md", "ja")])
def test_what_is_shown_is_what_is_printed(readme: str, lang: str) -> None:
    plan = str(FAULTY.relative_to(ROOT))
    done = cloudguard("check", plan, "--lang", lang, cwd=ROOT, COLUMNS="110")
    printed = "".join(done.stdout.decode().split())
    (shown,) = [block for block in blocks(readme) if "location.copies-allowed" in block]
    for part in shown.split("…"):
        assert "".join(part.split()) in printed


@pytest.mark.parametrize("readme", READMES)
def test_the_extras_are_there(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    (named,) = re.findall(r'pip install "\.\[([a-z,]+)\]"', text)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(named.split(",")) <= project["optional-dependencies"].keys()
