"""The coverage matrix: what the READMEs show is what the tables say, and every gap says why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cloudguard import coverage, providers
from cloudguard.checks import CHECKS
from cloudguard.cli.coverage import command, markdown
from cloudguard.coverage import NOT_YET, NOTHING
from tests.cli.test_check import cloudguard
from tests.judging import covered

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("readme", "lang"), [("README.md", "en"), ("README.ja.md", "ja")])
def test_the_readme_shows_the_matrix_as_it_is(readme: str, lang: str) -> None:
    """A stale one is renewed by `make coverage`."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    shown = text.partition("<!-- coverage -->\n")[2].partition("\n<!-- /coverage -->")[0]
    assert shown == markdown(covered(), lang)


def test_every_cell_that_is_empty_says_why() -> None:
    empty = [cell for cell in covered().cells if not cell.answered]
    assert all(cell.why and cell.why != NOTHING for cell in empty), empty


@pytest.mark.parametrize("topic", ["encryption_at_rest", "region_restriction", "log_retention"])
def test_every_provider_answers_the_main_check_of_a_topic(topic: str) -> None:
    main = {
        "encryption_at_rest": "storage.encrypted",
        "region_restriction": "location.allowed",
        "log_retention": "logs.retained",
    }[topic]
    assert [cell.provider for cell in covered().row(main) if not cell.answered] == []


def test_every_check_has_a_cell_for_every_provider() -> None:
    cells = {(cell.check, cell.provider) for cell in covered().cells}
    assert cells == {(check.id, name) for check in CHECKS for name in covered().providers}


def test_the_command_prints_what_programs_read() -> None:
    document = json.loads(cloudguard("coverage", "-f", "json").stdout)
    assert document["sources"] == ["plan", "hcl", "state"]
    assert len(document["cells"]) == len(covered().cells)


def test_the_command_prints_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "matrix", lambda _checks: covered())
    for lang in ("ja", "en"):
        table = CliRunner().invoke(command, ["--lang", lang], env={"COLUMNS": "80"})
        assert table.exception is None
        assert all(f"{check.id} " in table.output for check in CHECKS)
        page = CliRunner().invoke(command, ["--lang", lang, "-f", "markdown"])
        assert page.output == f"{markdown(covered(), lang)}\n"


def test_the_clouds_that_are_read_live_are_those_with_a_collector() -> None:
    folder = Path(providers.__file__).parent
    names = {module.rpartition(".")[2] for module in providers.PACKAGES.values()}
    without = {name for name in names if not (folder / name / "collect.yaml").is_file()}
    assert set(NOT_YET) == {f"live {name}" for name in without}
