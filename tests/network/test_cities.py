"""The cities with a cloudguard.yaml: what crosses zones is found, and nothing else is said.

`zones` in the `expected.yaml` beside each was written from the design, before it was judged;
`through` names resources that the way of a crossing must lead through, in their order.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from cloudguard.cli import check
from tests.judging import FIXTURES

CITIES = sorted((FIXTURES / "city").glob("*/*/cloudguard.yaml"))


def name_of(path: Path) -> str:
    return "/".join(path.parent.parts[-2:])


def findings(path: Path, copy: Path) -> list[dict[str, Any]]:
    """Judge a city's source by its own cloudguard.yaml; return what is found of zones.

    Of lists of objects a plan does not tell which object holds which of several references.
    """
    copytree(path.parent, copy, ignore=ignore_patterns("plan.json"))
    asked = [str(copy), "--config", str(copy / path.name), "--as-of", "2026-04-01"]
    told = CliRunner().invoke(
        check.command, [*asked, "--verdicts", "all", "--lang", "en", "-f", "json"]
    )
    found: list[dict[str, Any]] = json.loads(told.stdout)["findings"]
    return [finding for finding in found if finding["topic"] == "zone_separation"]


@pytest.mark.parametrize("path", CITIES, ids=name_of)
def test_what_crosses_zones_is_what_was_planted(path: Path, tmp_path: Path) -> None:
    expected = yaml.safe_load((path.parent / "expected.yaml").read_text(encoding="utf-8"))
    if "zones" not in expected:
        pytest.skip("its crossings stand elsewhere")
    planted = {(entry["check"], entry["asset"]) for entry in expected["zones"]}
    found = findings(path, tmp_path / "city")
    failing = {(f["check"], f["asset"]["id"]) for f in found if f["verdict"] == "fail"}
    assert failing == planted
    open_ = {(entry["check"], entry["asset"]) for entry in expected.get("zones_unknown", ())}
    left = {(f["check"], f["asset"]["id"]) for f in found if f["verdict"] != "pass"}
    assert planted or left == open_
    assert {f["check"] for f in found} >= {"zones.separated", "zones.no-internet-path"}
    for entry in expected["zones"]:
        asked = (entry["check"], entry["asset"])
        (one,) = (f for f in found if (f["check"], f["asset"]["id"]) == asked)
        assert any(leads(way, entry.get("through", ())) for way in ways(one)), entry


def ways(finding: dict[str, Any]) -> list[list[str]]:
    """Return where the hops of each way that a finding tells are written."""
    found: list[list[str]] = []
    for evidence in finding["evidence"]:
        if not evidence.get("step"):
            found.append([])
        found[-1].append(evidence["at"])
    return found


def leads(way: list[str], through: Sequence[str]) -> bool:
    """Tell whether a way leads through these resources, in this order."""
    left = iter(way)
    return all(any(at.startswith(address) for at in left) for address in through)
