"""Without a contract nothing says when data must be gone: the clause says so, once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cloudguard.cli import check

BUCKET = (
    'provider "aws" {\n  region = "ap-northeast-1"\n}\n'
    'resource "aws_s3_bucket" "it" {\n  bucket = "umibe-records"\n}\n'
    'resource "aws_kms_key" "it" {\n  description = "records"\n}\n'
)
CONTRACT = (
    "contracts:\n- id: c-1\n  party: umibe\n  start: 2025-04-01\n  end: 2027-03-31\n"
    "  covers:\n  - {type: '*'}\n"
)


def judged(folder: Path, declared: str) -> Any:
    (folder / "main.tf").write_text(BUCKET, encoding="utf-8")
    config = folder / "cloudguard.yaml"
    config.write_text(f"version: 1\nprofile: baseline\n{declared}", encoding="utf-8")
    asked = [str(folder), "--config", str(config), "--as-of", "2026-04-01", "-f", "json"]
    told = CliRunner().invoke(check.command, [*asked, "--verdicts", "all", "--lang", "en"])
    return json.loads(told.stdout)


def of_contracts(report: Any) -> tuple[set[str], dict[str, str | None]]:
    topic = "contract_end_deletion"
    found = {f["check"] for f in report["findings"] if f["topic"] == topic}
    return found, {c["id"]: c["why"] for c in report["clauses"] if c["topic"] == topic}


def test_no_finding_asks_for_a_day_that_nobody_gave(tmp_path: Path) -> None:
    found, clauses = of_contracts(judged(tmp_path, ""))
    assert found == set()
    assert clauses.keys() >= {"baseline-contract-end", "baseline-contract-keys"}
    assert set(clauses.values()) == {"value_missing"}


@pytest.mark.parametrize("name", ["contracts.erasable-by-end", "contracts.covered"])
def test_a_contract_that_is_declared_is_asked_for(tmp_path: Path, name: str) -> None:
    found, clauses = of_contracts(judged(tmp_path, CONTRACT))
    assert name in found
    assert "value_missing" not in clauses.values()
