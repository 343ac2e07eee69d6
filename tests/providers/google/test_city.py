"""A municipality's estate on Google Cloud: what fails is what was planted, and nothing else.

What crosses zones stands in tests/network/test_cities.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from cloudguard.findings import Finding
from cloudguard.verdicts import Outcome
from tests import judging
from tests.folders import contents, findings
from tests.judging import FIXTURES
from tests.promises.test_city import pairs

CITY: Final = FIXTURES / "city" / "google"
KINDS: Final = [CITY / "sound", CITY / "faulty"]
SETTINGS: Final[dict[str, Any]] = {
    "log_retention_days": 365,
    "key_rotation_days": 365,
    "allowed_locations": ("JP",),
    "approved_algorithms": ("AES-256",),
    # Services without a region that keep settings: networks, names, alerts, budgets.
    "allowed_global_services": (
        "iam", "organizations", "account", "billing", "budgets", "vpc", "dns", "monitoring",
    ),
}  # fmt: skip


def held(folder: Path, found: list[Finding]) -> None:
    expected = yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8"))
    failing = {(f.check, f.asset.id) for f in found if f.verdict.outcome is Outcome.FAIL}
    assert failing == pairs(expected["fail"])


@pytest.mark.parametrize("folder", KINDS, ids=lambda path: path.name)
def test_what_fails_of_a_folder_is_what_was_planted(folder: Path) -> None:
    held(folder, findings(folder, zones=False, **SETTINGS))


@pytest.mark.parametrize("folder", KINDS, ids=lambda path: path.name)
def test_what_fails_of_a_plan_is_what_was_planted(folder: Path) -> None:
    held(folder, judging.findings(judging.read(folder / "plan.json"), **SETTINGS))


@pytest.mark.parametrize("folder", KINDS, ids=lambda path: path.name)
def test_the_estate_is_a_whole_one(folder: Path) -> None:
    with contents(folder) as found:
        assert len(found.resources.managed) > 140
        assert len({resource.type for resource in found.resources.managed}) > 55


def test_a_fault_is_planted_for_every_check_that_can_fail() -> None:
    expected = yaml.safe_load((CITY / "faulty" / "expected.yaml").read_text(encoding="utf-8"))
    assert len({check for check, _ in pairs(expected["fail"])}) == 12
    assert len({entry["fault"] for entry in expected["fail"]}) == 29
