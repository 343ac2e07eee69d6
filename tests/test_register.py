"""What people have put on record counts from its day on, and to its end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cloudguard import config
from cloudguard.catalogue import load
from cloudguard.checks import CHECKS
from cloudguard.register import Register

RECORD = """
version: 1
attestations:
  - {clause: sendai-2-7-1-4-2, statement: it is so, by: CISO, date: 2026-04-01, until: 2027-03-31}
"""


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2026, 3, 31), False),
        (date(2026, 4, 1), True),
        (date(2027, 3, 31), True),
        (date(2027, 4, 1), False),
    ],
)
def test_an_attestation_counts_from_its_day_to_its_end(
    tmp_path: Path, day: date, *, counts: bool
) -> None:
    file = tmp_path / "cloudguard.yaml"
    file.write_text(RECORD, encoding="utf-8")
    sendai = load(["sendai"], [check.id for check in CHECKS]).clauses["sendai"]
    (clause,) = [c for c in sendai if c.id == "sendai-2-7-1-4-2"]
    assert (Register(config.load(file), day).attestation(clause) is not None) is counts
