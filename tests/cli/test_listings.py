"""`cloudguard profiles` and `cloudguard clauses`: all that there is, in the words of the reader."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from cloudguard import catalogue
from cloudguard.cli import COMMANDS, clauses, profiles
from cloudguard.errors import UsageError
from tests.judging import everything


def said(command: Any, *arguments: str) -> str:
    """Return what a command prints."""
    done = CliRunner().invoke(command, arguments)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_profile_and_every_document_is_listed(lang: str) -> None:
    printed = said(profiles.command, "--lang", lang)
    for name in catalogue.profile_names():
        assert f"{name} " in printed
    for source, document in everything().documents.items():
        count = len(everything().clauses[source])
        (line,) = {one for one in printed.splitlines() if f"- {document.title[lang]}, " in one}
        assert line.endswith(f" {count} 条項" if lang == "ja" else f" {count} clauses")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_clause_is_listed_with_what_answers_it(lang: str) -> None:
    printed = said(clauses.command, "--lang", lang)
    for found in everything().clauses.values():
        for clause in found:
            assert f"{clause.id}  {clause.topic}  " in printed
            assert clause.text[lang] in printed
            assert all(check in printed for check in clause.checks)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_clause_is_shown_in_full(lang: str) -> None:
    (clause, *_) = (
        clause
        for found in everything().clauses.values()
        for clause in found
        if clause.attest and clause.values and clause.lines
    )
    printed = said(clauses.command, clause.id, "--lang", lang)
    document = everything().documents[clause.source]
    for word in (clause.text[lang], document.title[lang], clause.section, *clause.values):
        assert word in printed
    assert clause.attest
    assert clause.attest[lang] in printed
    for doubt, touched in document.doubts:
        assert (doubt[lang] in printed) == (clause.id in touched or not touched)


def test_a_topic_limits_what_is_listed() -> None:
    printed = said(clauses.command, "--topic", "log_retention", "--profile", "sendai")
    heads = [line for line in printed.splitlines() if not line.startswith(" ")]
    assert heads
    assert all("  log_retention  " in line for line in heads)


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["nowhere-1"], "there is no clause 'nowhere-1'"),
        (["--topic", "x"], "there is no topic 'x'"),
    ],
)
def test_what_there_is_not_is_wrong_use(arguments: list[str], wrong: str) -> None:
    with pytest.raises(UsageError) as raised:
        said(clauses.command, *arguments)
    assert wrong in str(raised.value)


def test_they_are_commands() -> None:
    assert {"clauses", "profiles"} <= set(COMMANDS)
