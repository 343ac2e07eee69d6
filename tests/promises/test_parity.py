"""Nothing stands alone: checks, clauses, texts, remedies, commands and their documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloudguard import catalogue, texts
from cloudguard.check import Check
from cloudguard.checks import CHECKS
from cloudguard.cli import COMMANDS
from cloudguard.cli.check import FORMAT_NAMES
from cloudguard.findings import Clause, Severity
from cloudguard.reports import FORMATS
from tests.judging import covered, everything

ROOT = Path(__file__).parents[2]
IDS = [check.id for check in CHECKS]


def clauses() -> list[Clause]:
    """Return the clauses of all profiles."""
    return [clause for found in everything().clauses.values() for clause in found]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_is_demanded_has_texts_and_a_remedy(check: Check) -> None:
    sources = everything().clauses.values()
    assert any(check.id in clause.checks for clauses in sources for clause in clauses)
    spoken = texts.load()
    remedies = spoken.remedies[check.id]
    for lang in ("ja", "en"):
        assert spoken.titles[check.id][lang]
        assert spoken.whys[check.id][lang]
        for cell in covered().row(check.id):
            if cell.answered:
                assert remedies.get(cell.provider, remedies.get("any", {}))[lang]
    assert set(remedies) <= {"any", *covered().providers}
    assert check.rationale


def test_check_ids_are_unique() -> None:
    assert len(set(IDS)) == len(IDS)


def test_topics_are_those_of_the_clauses() -> None:
    assert {check.topic for check in CHECKS} <= {clause.topic for clause in clauses()}


def test_a_parameter_of_a_check_is_in_the_vocabulary() -> None:
    used = {name for check in CHECKS for name in check.parameters}
    assert used == set(catalogue.PARAMETERS)


@pytest.mark.parametrize("name", catalogue.profile_names())
def test_a_profile_gives_every_parameter_and_says_why(name: str) -> None:
    (profile,) = catalogue.load([name], IDS).profiles
    assert set(profile.parameters) == set(catalogue.PARAMETERS)
    for _, why in profile.parameters.values():
        assert why["ja"]
        assert why["en"]


def test_every_entry_of_the_baseline_has_a_severity_of_its_own() -> None:
    for clause in everything().clauses["baseline"]:
        assert isinstance(clause.severity, Severity), clause.id


def test_planned_checks_do_not_exist_yet() -> None:
    planned = {name for clause in clauses() for name in clause.planned}
    assert not planned & set(IDS)


def test_a_value_that_a_document_leaves_open_is_asked_by_its_checks() -> None:
    parameters = {check.id: set(check.parameters) for check in CHECKS}
    for clause in clauses():
        if clause.checks and not clause.rule_duty:
            used = set().union(*(parameters[name] for name in clause.checks))
            assert set(clause.values) - {catalogue.CONTRACTS} <= used, clause.id


def test_what_ends_with_a_contract_waits_for_one() -> None:
    asks = {check.id for check in CHECKS if check.topic == "contract_end_deletion"}
    for clause in clauses():
        assert (catalogue.CONTRACTS in clause.values) == bool(asks & set(clause.checks)), clause.id


@pytest.mark.parametrize("page", ["report.md", "report.ja.md"])
def test_every_format_is_documented(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert tuple(FORMATS) == FORMAT_NAMES
    for name in FORMATS:
        assert f"`-f {name}" in text


@pytest.mark.parametrize("readme", ["README.md", "README.ja.md"])
def test_every_command_and_exit_code_is_documented(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"cloudguard {command}" in text
    for code in range(5):
        assert f"| {code} |" in text or f"| `{code}` |" in text
