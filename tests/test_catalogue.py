"""The policies that ship, and the errors of an organisation's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloudguard import catalogue
from cloudguard.checks import CHECKS
from cloudguard.errors import UsageError

IDS = [check.id for check in CHECKS]
# The clauses of each document as they were inventoried.
COUNTS = {"sendai": 219, "yamaguchi": 410, "yao": 279, "nihonmatsu": 226, "tatebayashi": 393}
CLAUSE = """
document: {source: town, title_ja: 町, title_en: Town, classes: [A, B]}
clauses:
- id: town-1
  topic: encryption_at_rest
  obligation: must
  ja: 暗号化する
  en: encrypt
  checks: [storage.encrypted]
"""
PROFILE = "name: town\ntitle_ja: 町\ntitle_en: Town\nsources: [town]\n"


def own(folder: Path, clauses: str = CLAUSE, profile: str = PROFILE) -> catalogue.Catalogue:
    """Load an organisation's own profile."""
    for kind, text in (("clauses", clauses), ("profiles", profile)):
        (folder / kind).mkdir(exist_ok=True)
        (folder / kind / "town.yaml").write_text(text, encoding="utf-8")
    return catalogue.load(["town"], IDS, [folder])


@pytest.mark.parametrize("name", COUNTS)
def test_every_clause_of_a_document_is_there(name: str) -> None:
    loaded = catalogue.load([name], IDS)
    assert len(loaded.clauses[name]) == COUNTS[name]
    assert loaded.documents[name].organisation["ja"]
    for clause in loaded.clauses[name]:
        assert clause.text["ja"], clause.id
        assert clause.text["en"], clause.id
        assert clause.section, clause.id
        assert clause.lines, clause.id
        assert clause.id.startswith(name)


def test_the_five_documents_are_1527_clauses() -> None:
    assert sum(COUNTS.values()) == 1527


def test_own_files_load_like_ours(tmp_path: Path) -> None:
    (clause,) = own(tmp_path).clauses["town"]
    assert clause.checks == ("storage.encrypted",)
    assert "town" in catalogue.profile_names([tmp_path])


def test_an_own_profile_may_build_on_ours(tmp_path: Path) -> None:
    loaded = own(tmp_path, profile=PROFILE.replace("[town]", "[town, baseline, sendai]"))
    assert set(loaded.clauses) == {"town", "baseline", "sendai"}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (("storage.encrypted", "storage.nowhere"), "storage.nowhere"),
        (("  checks: [storage.encrypted]\n", ""), "neither"),
        (("obligation: must", "obligation: perhaps"), "obligation"),
        (("  ja: 暗号化する\n", "  jp: 暗号化する\n"), "'jp'"),
        (("- id: town-1\n  topic", "- topic"), "no id"),
        (("checks: [", "values: [nowhere]\n  checks: ["), "nowhere"),
        (("source: town", "source: city"), "town"),
        (("clauses:\n", "clauses: [\n"), "YAML"),
        (("source: town", "date: 2026-13-45\n  source: town"), "YAML"),
        (("checks: [", "attest: yes\n  checks: ["), "town-1: its shape"),
        (("checks: [", "lines: 4\n  checks: ["), "town-1: its shape"),
        (("checks: [", "severity: awful\n  checks: ["), "awful"),
        (("checks: [", "floors: {log_retention_days: x}\n  checks: ["), "log_retention_days"),
        (("classes: [A, B]", "classes: 3"), "shape"),
        (("classes: [A, B]", "doubts: [x]"), "shape"),
    ],
)
def test_what_does_not_resolve_is_named_with_its_file(
    tmp_path: Path, change: tuple[str, str], word: str
) -> None:
    assert change[0] in CLAUSE
    with pytest.raises(UsageError) as refused:
        own(tmp_path, CLAUSE.replace(*change))
    for lang in ("en", "ja"):
        assert "town.yaml" in refused.value.sentence(lang)
    assert word in refused.value.sentence("en")


@pytest.mark.parametrize(
    "more",
    [
        "severity: high\n",
        "blocks: [awful]\n",
        "parameters: [x]\n",
        "parameters: {log_retention_days: {value: x}}\n",
        "parameters: {allowed_locations: {value: JP}}\n",
        "sources: town\n",
    ],
)
def test_a_profile_of_the_wrong_shape_is_named(tmp_path: Path, more: str) -> None:
    with pytest.raises(UsageError, match=r"profiles.town\.yaml"):
        own(tmp_path, profile=PROFILE + more)


def test_a_clause_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="twice"):
        own(tmp_path, CLAUSE + CLAUSE.partition("clauses:\n")[2])


def test_an_unknown_profile_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError) as refused:
        catalogue.load(["nowhere"], IDS)
    assert "sendai" in refused.value.sentence("en")


@pytest.mark.parametrize(
    ("parameter", "value", "floor", "is_laxer"),
    [
        ("log_retention_days", 364, 365, True),
        ("log_retention_days", 365, 365, False),
        ("key_rotation_days", 366, 365, True),
        ("key_rotation_days", 90, 365, False),
        ("allowed_locations", ("JP", "US"), ("JP",), True),
        ("allowed_locations", ("ap-northeast-1",), ("ap-northeast-1", "ap-northeast-3"), False),
    ],
)
def test_asking_for_less(parameter: str, value: object, floor: object, *, is_laxer: bool) -> None:
    assert catalogue.laxer(parameter, value, floor) is is_laxer
