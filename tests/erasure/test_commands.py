"""The commands of a plan: every name they ask for exists, nothing of an input acts in them."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from cloudguard.assets import Configuration, Place
from cloudguard.erasure import commands
from cloudguard.erasure.commands import Book
from cloudguard.erasure.sequence import ACTIONS
from cloudguard.values import Known, Source
from tests.erasure.making import common

DATA = Path(commands.__file__).parent
SCHEMAS = Path(__file__).parents[1] / "data" / "schemas"
GIVEN = {"days", "day", "moment", "where", "region"}
KEYS = {"types", "regional", "account", "stops"}
COPIES = {"delete-backup", "delete-replica", "delete-snapshot", "delete-export", "delete-image"}
HOSTILE = (
    "$(touch owned)", "`id`", "a; rm -rf /", "a\nb", "--profile=evil", "'; id; '", "a|b", "",
    "=cmd|' /C calc'!A0", "<script>", "a\u202eb", "x" * 5000, "a b", "日本",
)  # fmt: skip


@cache
def schemas() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for file in SCHEMAS.glob("*.json"):
        for type_, paths in json.loads(file.read_text(encoding="utf-8")).items():
            if isinstance(paths, dict):
                found.setdefault(type_, set()).update(paths)
    return found


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(DATA.glob("*.yaml")):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["entries"]:
            yield file.stem, entry


def lines(action: Any) -> list[str]:
    run = action.get("run", [])
    return [run] if isinstance(run, str) else run


def asset(
    id_: str = "aws_s3_bucket.a", type_: str = "aws_s3_bucket", **changed: Any
) -> Configuration:
    return Configuration(**{**common(id_), "type": type_, **changed})


def book(name: str | None, *, terraform: bool = True) -> Book:
    return Book(lambda _asset, _path: name, terraform=lambda _asset: terraform)


def test_every_provider_has_commands_and_none_else() -> None:
    assert commands.known() == {"aws", "azure", "google", "oci", "sakura"}


@pytest.mark.parametrize("provider", sorted(commands.known()))
def test_each_entry_is_well_formed(provider: str) -> None:
    seen: set[str] = set()
    for _, entry in (each for each in entries() if each[0] == provider):
        assert not seen.intersection(entry["types"])
        seen.update(entry["types"])
        for name in entry.keys() - KEYS:
            assert name in {*ACTIONS, *COPIES, "look"}, (entry["types"], name)
            action = entry[name]
            assert action.keys() <= {"run", "change", "page", "note", "regional"}
            assert name == "look" or action.get("page"), (entry["types"], name)
            assert not any("<" in line for line in lines(action)), "gaps are {!en|ja}"
            if note := action.get("note"):
                assert note.keys() == {"en", "ja"}
        assert entry.get("stops", "logs") in {"logs", "copies"}


def test_every_attribute_exists_in_the_schema() -> None:
    missing = [
        (type_, action, names)
        for _, entry in entries()
        for type_ in entry["types"]
        if type_ in schemas()
        for action in entry.keys() - KEYS
        for line in lines(entry[action])
        for names in re.findall(r"\{([a-z_.|]+)\}", line)
        if not ({*names.split("|")} & (schemas()[type_] | GIVEN))
    ]
    assert missing == []
    known = [type_ for _, entry in entries() for type_ in entry["types"] if type_ in schemas()]
    total = sum(len(entry["types"]) for _, entry in entries())
    assert len(known) >= total - 1, "one type at most that no schema at hand has"


def test_what_is_known_is_filled_in() -> None:
    place: Any = Known(Place("ap-northeast-1", "JP"), Source("x"))
    key = asset("aws_kms_key.k", "aws_kms_key", location=place)
    written = book("1234").written(key, "schedule-key", {"days": "7"})
    line = "aws kms schedule-key-deletion --key-id 1234 --pending-window-in-days 7"
    assert written.run["en"] == (f"{line} --region ap-northeast-1",)
    assert written.page == "AWS CLI Command Reference, kms schedule-key-deletion"
    assert not written.gaps


def test_what_is_not_known_stays_visible_and_harmless() -> None:
    written = book(None).written(asset(), "delete")
    (english,) = written.run["en"]
    (japanese,) = written.run["ja"]
    assert english == "aws s3api delete-bucket --bucket '<bucket of aws_s3_bucket.a>'"
    assert japanese == "aws s3api delete-bucket --bucket '<aws_s3_bucket.a の 名前>'"
    assert written.gaps


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_one_word_or_a_gap(name: str) -> None:
    (line,) = book(name).written(asset(), "delete").run["en"]
    words = shlex.split(line)
    assert words[:4] == ["aws", "s3api", "delete-bucket", "--bucket"]
    assert len(words) == 5
    assert words[4] in {name, "<bucket of aws_s3_bucket.a>"}
    assert not words[4].startswith("-")
    assert line.isprintable()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_address_is_one_word_or_nothing(name: str) -> None:
    address = f'aws_s3_bucket.a["{name}"]'
    written = book("bucket").written(asset(address), "delete")
    for line in written.terraform:
        words = shlex.split(line)
        assert words == ["terraform", "destroy", f"-target={address}"]
        assert line.isprintable()


def test_only_what_terraform_made_is_destroyed_by_it() -> None:
    assert book("b", terraform=False).written(asset(), "delete").terraform == ()
    assert book("b").written(asset(), "delete").terraform == (
        "terraform destroy -target=aws_s3_bucket.a",
    )


def test_what_stops_copies_or_logs_is_never_the_store_itself() -> None:
    for action in ("stop-copies", "stop-logs", "stop", "empty", "unlock"):
        terraform = book("b").written(asset(), action).terraform
        assert not any("destroy" in line for line in terraform)
    plan = asset("aws_backup_plan.p", "aws_backup_plan")
    assert book("b").written(plan, "stop-copies").terraform == (
        "terraform destroy -target=aws_backup_plan.p",
    )
    balancer = asset("aws_lb.l", "aws_lb")
    assert book("b").written(balancer, "stop-logs").terraform == ()


def test_a_key_is_never_destroyed_by_target_since_what_it_protects_goes_with_it() -> None:
    assert book("k").written(asset("aws_kms_key.k", "aws_kms_key"), "schedule-key").terraform == ()


@pytest.mark.parametrize(
    ("path", "value", "change"),
    [
        ("deletion_protection", "true", "deletion_protection = false"),
        ("skip_final_snapshot", "false", "skip_final_snapshot = true"),
        ("skip_final_snapshot", None, "skip_final_snapshot = true"),
        ("deletion_policy", "ABANDON", 'deletion_policy = "DELETE"'),
        ("settings[0].deletion_protection_enabled", "true",
         "settings { deletion_protection_enabled = false }"),
        ("lifecycle.prevent_destroy", "true", "lifecycle { prevent_destroy = false }"),
        ("", None, ""),
        ('protected["a"; id]', None, "protected = false"),
        ("bucket_id", "_Default", ""),
        ("x", None, ""),
        ("a$b", None, ""),
    ],
)  # fmt: skip
def test_the_change_of_the_source(path: str, value: str | None, change: str) -> None:
    assert book(value).change(asset(), path) == change


def test_the_schema_of_no_provider_is_asked_for_by_a_path() -> None:
    assert book("b").written(asset(provider="../../etc"), "delete").run == {}
