"""The cities: every planted fault is found, and nothing else fails.

`expected.yaml` beside each plan was written from the design, before any plan was judged.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cloudguard.verdicts import Outcome
from tests.judging import FIXTURES, findings, read, understood

CITIES = sorted((FIXTURES / "city").rglob("expected.yaml"))
SETTINGS: dict[str, Any] = {
    "log_retention_days": 365,
    "key_rotation_days": 365,
    "allowed_locations": ("JP",),
    "approved_algorithms": ("AES-256",),
    "allowed_global_services": (
        "iam",
        "organizations",
        "account",  # AWS, Google Cloud and OCI
        "resource-manager",
        "entra",
        "azure-dns",
        "defender",
        "cost-management",
        "monitor",
        "vpc",
        "monitoring",
        "budgets",
        "billing",
        "dns",
        "directconnect",
    ),
}


def name_of(path: Path) -> str:
    return "/".join(path.parent.parts[-2:])


def pairs(entries: list[dict[str, Any]] | None) -> set[tuple[str, str]]:
    return {(entry["check"], entry["asset"]) for entry in entries or ()}


@pytest.mark.parametrize("path", CITIES, ids=name_of)
def test_what_fails_is_what_was_planted(path: Path) -> None:
    expected = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = findings(read(path.parent / "plan.json"), **SETTINGS)
    failing = {(f.check, f.asset.id) for f in found if f.verdict.outcome is Outcome.FAIL}
    assert failing == pairs(expected["fail"])


@pytest.mark.parametrize("path", CITIES, ids=name_of)
def test_every_resource_of_a_city_is_understood(path: Path) -> None:
    became = understood(read(path.parent / "plan.json"))
    assert became.types_not_understood == {}
    assert became.judged > 100


def test_a_fault_is_planted_for_every_check_of_the_three_topics() -> None:
    faulty = FIXTURES / "city" / "aws" / "faulty" / "expected.yaml"
    planted = pairs(yaml.safe_load(faulty.read_text(encoding="utf-8"))["fail"])
    assert len({check for check, _ in planted}) >= 12
