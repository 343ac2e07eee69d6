"""What editors and pre-commit are told of cloudguard is true of what it prints and takes."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import pytest
import yaml

from cloudguard.cli import check
from cloudguard.findings import Failure
from cloudguard.reports import FORMATS, Options
from cloudguard.verdicts import Outcome
from tests.judging import ROOT
from tests.reports import building

PAGES = ("editors.md", "editors.ja.md")
LANGS = ("ja", "en")
BLOCKS = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
TOUCHING = ("main.tf", "a/b.tf.json", "prod.tfvars", "prod.auto.tfvars.json", "x.tofu",
            "cloudguard.yaml", "envs/prod/cloudguard.yml")  # fmt: skip
NOT_TOUCHING = ("README.md", "docs/tf.md", "main.tf.bak", "a.json", "mycloudguard.yaml", "tf")


def blocks(page: str, language: str) -> list[str]:
    """Return the fenced blocks of one language."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return [body for name, body in BLOCKS.findall(text) if name == language]


def hooks() -> list[dict[str, Any]]:
    """Return the hooks that this repository offers, and those that its pages tell of."""
    found: list[dict[str, Any]] = yaml.safe_load(
        (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    )
    for page in PAGES:
        for body in blocks(page, "yaml"):
            if "repo: local" in body:
                found += yaml.safe_load(body)["repos"][0]["hooks"]
    return found


def matchers(page: str) -> list[dict[str, Any]]:
    """Return the problem matchers of VS Code and GitHub that a page shows."""
    tasks, actions = (json.loads(body) for body in blocks(page, "json"))
    (task,) = tasks["tasks"]
    return [*task["problemMatcher"], *actions["problemMatcher"]]


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["language"])
def test_a_hook_has_what_pre_commit_demands(hook: dict[str, Any]) -> None:
    for field in ("id", "name", "entry", "language", "files"):
        assert isinstance(hook[field], str)
        assert hook[field]
    assert hook["id"] == "cloudguard"
    assert hook["pass_filenames"] is False
    assert all(isinstance(argument, str) for argument in hook["args"])


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["language"])
def test_a_hook_runs_a_command_that_exists(hook: dict[str, Any]) -> None:
    program, command, *arguments = shlex.split(hook["entry"]) + list(hook["args"])
    assert (program, command) == ("cloudguard", "check")
    given = check.command.make_context("check", arguments).params
    assert given["inputs"] == (".",)
    assert given["formats"] == ("concise",)
    assert set(given["formats"]) <= set(FORMATS)


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["language"])
def test_a_commit_of_other_files_runs_nothing(hook: dict[str, Any]) -> None:
    assert [name for name in TOUCHING if not re.search(hook["files"], name)] == []
    assert [name for name in NOT_TOUCHING if re.search(hook["files"], name)] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", PAGES)
def test_the_matchers_of_the_page_find_every_line_once(page: str, lang: str) -> None:
    report = building.city()
    cut = Failure(path="envs/dev/main.tf:9:1", reason={"en": "cut off", "ja": "途中で切れています"})
    report.accounting.failures.append(cut)
    printed = FORMATS["concise"](report, Options(lang=lang)).decode().splitlines()
    assert printed[-1].startswith("envs/dev/main.tf:9:1: ")
    found = matchers(page)
    assert len(found) == 4
    for errors, warnings in (found[:2], found[2:]):
        for line in printed:
            hits = [m for m in (errors, warnings) if (re.search(pattern(m)["regexp"], line))]
            assert len(hits) == (1 if re.match(r"[\w/]+\.tf:\d", line) else 0), line
            if hits:
                assert hits == [warnings if re.search(": (unknown|不明): ", line) else errors]


@pytest.mark.parametrize("lang", LANGS)
def test_a_pass_is_no_problem(lang: str) -> None:
    report = building.report(building.finding(outcome=Outcome.PASS, file="main.tf", line=7))
    options = Options(lang=lang, verdicts=frozenset({"pass"}))
    line = FORMATS["concise"](report, options).decode().rstrip("\n")
    assert not [m for m in matchers("editors.md") if re.search(pattern(m)["regexp"], line)]


@pytest.mark.parametrize("page", PAGES)
def test_the_groups_of_a_matcher_are_what_it_says(page: str) -> None:
    report = building.report(building.finding(file="modules/s/main.tf", line=7))
    line = FORMATS["concise"](report, Options()).decode().rstrip("\n")
    for matcher in matchers(page)[::2]:
        told = pattern(matcher)
        match = re.fullmatch(told["regexp"], line)
        assert match
        parts = [match[told[name]] for name in ("file", "line", "column", "code")]
        assert parts == ["modules/s/main.tf", "7", "3", "storage.encrypted"]
        assert match[told["message"]].startswith("aws_ebs_volume.data does not meet ")


def test_owners_are_told_apart() -> None:
    for page in PAGES:
        found = [matcher["owner"] for matcher in matchers(page)]
        assert len(set(found[:2])) == len(set(found[2:])) == 2


def test_both_pages_show_the_same_patterns() -> None:
    english, japanese = (matchers(page) for page in PAGES)
    assert english == japanese


def pattern(matcher: dict[str, Any]) -> dict[str, Any]:
    """Return the pattern of a matcher: GitHub lists the lines of a problem, here one."""
    found = matcher["pattern"]
    first: dict[str, Any] = found[0] if isinstance(found, list) else found
    return first
