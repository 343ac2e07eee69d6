"""The coverage matrix: what the READMEs show is what the tables say, and every gap says why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cloudguard.checks import CHECKS
from cloudguard.cli.coverage import markdown
from cloudguard.coverage import NOTHING, matrix
from tests.cli.test_check import cloudguard

ROOT = Path(__file__).parents[2]
MATRIX = matrix(CHECKS)


@pytest.mark.parametrize(("readme", "lang"), [("README.md", "en"), ("README.ja.md", "ja")])
def test_the_readme_shows_the_matrix_as_it_is(readme: str, lang: str) -> None:
    """A stale one is renewed by `make coverage`."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    shown = text.partition("<!-- coverage -->\n")[2].partition("\n<!-- /coverage -->")[0]
    assert shown == markdown(MATRIX, lang)


def test_every_cell_that_is_empty_says_why() -> None:
    empty = [cell for cell in MATRIX.cells if not cell.answered]
    assert all(cell.why and cell.why != NOTHING for cell in empty), empty


@pytest.mark.parametrize("topic", ["encryption_at_rest", "region_restriction", "log_retention"])
def test_every_provider_answers_the_main_check_of_a_topic(topic: str) -> None:
    main = {
        "encryption_at_rest": "storage.encrypted",
        "region_restriction": "location.allowed",
        "log_retention": "logs.retained",
    }[topic]
    assert [cell.provider for cell in MATRIX.row(main) if not cell.answered] == []


def test_every_check_has_a_cell_for_every_provider() -> None:
    cells = {(cell.check, cell.provider) for cell in MATRIX.cells}
    assert cells == {(check.id, name) for check in CHECKS for name in MATRIX.providers}


def test_the_command_prints_every_form() -> None:
    document = json.loads(cloudguard("coverage", "-f", "json").stdout)
    assert document["sources"] == ["plan", "hcl", "state"]
    assert len(document["cells"]) == len(MATRIX.cells)
    for lang in ("ja", "en"):
        done = cloudguard("coverage", "--lang", lang, COLUMNS="80")
        assert done.returncode == 0
        printed = done.stdout.decode()
        assert all(f"{check.id} " in printed for check in CHECKS)
