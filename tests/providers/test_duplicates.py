"""What is a copy of what, on each provider: cases in tests/data/copies, by the pages they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from cloudguard.assets.storage import Duplicate, Hold
from cloudguard.values import Known, Reference, Value
from tests.folders import written
from tests.judging import ROOT

NOBODY = "the provider"  # keeps it: no resource stands for it
OPEN = "?"


@dataclass(frozen=True)
class Case:
    """A configuration and the copies that it makes: of what, where, gone by itself after days.

    `copies` are lines of `what: of -> where`, then ` days N` unless it stays, ` away PLACE` where
    it lies elsewhere, ` goes` where it goes with what it is of, ` perhaps` where that is open.
    """

    page: str
    hcl: str
    copies: tuple[str, ...]


def told(value: Value[Any]) -> str:
    """Return what a value names, its resource where it refers to one."""
    if not isinstance(value, Known):
        return OPEN
    found = value.value
    return found.address if isinstance(found, Reference) else str(found)


def line(copy: Duplicate) -> str:
    held = NOBODY if copy.held_in == Known(None, copy.held_in.source) else told(copy.held_in)
    days = told(copy.days)
    parts = [f"{copy.what}: {told(copy.of)} -> {held}"]
    parts += [] if days == "None" else [f"days {days}"]
    parts += [] if told(copy.elsewhere) == "None" else [f"away {told(copy.elsewhere)}"]
    parts += {"True": [], "False": ["goes"]}.get(told(copy.stays), ["perhaps"])
    return " ".join(parts)


def cases() -> Iterator[Case]:
    for file in sorted((ROOT / "tests" / "data" / "copies").glob("*.yaml")):
        for row in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield Case(row["page"], row["hcl"], tuple(row["copies"]))


@pytest.mark.parametrize("case", [*cases()], ids=lambda case: case.page[:60])
def test_copies_are_told_as_the_documents_say(tmp_path: Path, case: Case) -> None:
    copies = [a for a in written(tmp_path, case.hcl) if isinstance(a, Duplicate)]
    found = sorted(line(copy) for copy in copies if not copy.possible)
    assert found == sorted(case.copies)
    assert all(copy.origin.address for copy in copies)
    assert all(copy.origin.note for copy in copies if copy.possible)


SEPARATE = """
}
resource "aws_s3_bucket_object_lock_configuration" "b" {
  bucket = aws_s3_bucket.b.id
"""
EVENT = """
default_event_based_hold = true
retention_policy { retention_period = "86400" }
"""
VERSIONS = """
account_replication_type = "LRS"
immutability_policy {
  state                         = "Locked"
  period_since_creation_in_days = 30
}
"""


# S3 User Guide, "Locking objects with Object Lock"; Cloud Storage docs, "Object Retention Lock",
# "Object holds"; Azure Storage documentation, "Version-level WORM policies".
@pytest.mark.parametrize(
    ("type_", "body", "holds"),
    [
        ("aws_s3_bucket", "", []),
        ("aws_s3_bucket", "object_lock_enabled = true", [("object-lock", OPEN)]),
        ("aws_s3_bucket", SEPARATE, [("object-lock", OPEN)]),
        ("google_storage_bucket", "", []),
        ("google_storage_bucket", "enable_object_retention = true", [("object-lock", OPEN)]),
        ("google_storage_bucket", EVENT, [("legal-hold", "True")]),
        ("azurerm_storage_account", 'account_replication_type = "LRS"', []),
        ("azurerm_storage_account", VERSIONS, [("object-lock", OPEN)]),
    ],
)
def test_what_may_hold_single_objects_is_told(
    tmp_path: Path, type_: str, body: str, holds: list[tuple[str, str]]
) -> None:
    text = f'resource "{type_}" "b" {{\n{body}\n}}\n'
    found = [a for a in written(tmp_path, text) if isinstance(a, Hold)]
    assert [(hold.what, told(hold.holds)) for hold in found] == holds


def test_what_is_not_known_to_exist_is_not_known_to_stay(tmp_path: Path) -> None:
    text = """
    variable "stream" { type = bool }
    resource "aws_dynamodb_table" "t" {
      name           = "t"
      stream_enabled = var.stream
    }
    """
    found = [a for a in written(tmp_path, text) if isinstance(a, Duplicate) and not a.possible]
    assert [line(copy) for copy in found] == [
        "log: aws_dynamodb_table.t -> the provider days 1 perhaps"
    ]
