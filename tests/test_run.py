"""The run as a whole, where no process of its own is needed to see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloudguard import run
from cloudguard.assets import Asset
from cloudguard.check import check
from cloudguard.checks import CHECKS
from cloudguard.config import Config
from cloudguard.findings import Report
from cloudguard.providers.aws import disks
from cloudguard.verdicts import Outcome, Verdict
from tests.judging import FIXTURES

SOUND = str(FIXTURES / "city" / "aws" / "sound" / "plan.json")


@check("storage.encrypted", topic="encryption_at_rest", on=Asset)
def broken(asset: Asset) -> Verdict:
    """Something goes wrong."""
    raise KeyError(asset.id)


def test_a_bug_in_a_check_is_exit_code_4_and_nothing_passes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    checks = tuple(broken if c.id == broken.id else c for c in CHECKS)
    monkeypatch.setattr(run, "CHECKS", checks)
    report = run.check([SOUND], run.Options())
    assert report.exit_code == 4
    outcomes = {f.verdict.outcome for f in report.findings if f.check == broken.id}
    assert outcomes == {Outcome.UNKNOWN}
    clause = next(c for c in report.clauses if c.clause.id == "baseline-encryption-at-rest")
    assert clause.verdict == "unknown"


def test_a_bug_in_an_adapter_is_exit_code_4_and_costs_its_types(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(disks.Disks, "disk", fail)
    report = run.check([SOUND], run.Options())
    assert report.exit_code == 4
    assert "aws_ebs_volume" in report.accounting.types_not_understood
    accounting = report.accounting
    parts = accounting.judged + accounting.excluded + accounting.not_understood
    assert parts == accounting.resources


def test_the_organisations_value_is_what_clauses_wait_for(tmp_path: Path) -> None:
    before = run.check([SOUND], run.Options(profiles=("yao",)))
    config = Config(parameters={"log_retention_days": 365})
    after = run.check([SOUND], run.Options(profiles=("yao",), config=config))

    def why(report: Report) -> str | None:
        return next(c.why for c in report.clauses if c.clause.id == "yao-6-1-6-1-b")

    assert why(before) == "value_missing"
    assert why(after) != "value_missing"
    assert after.parameters["log_retention_days"] == (365, "organisation")
