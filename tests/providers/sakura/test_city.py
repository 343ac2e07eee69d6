"""A municipality's estate on SAKURA Cloud: what fails is what was planted, and nothing else.

What crosses zones stands in tests/network/test_cities.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from cloudguard.verdicts import Outcome
from tests.folders import contents, findings
from tests.judging import FIXTURES
from tests.promises.test_city import SETTINGS, pairs

CITY = FIXTURES / "city" / "sakura"


@pytest.mark.parametrize("folder", [CITY / "sound", CITY / "faulty"], ids=lambda path: path.name)
def test_what_fails_is_what_was_planted(folder: Path) -> None:
    expected = yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8"))
    found = findings(folder, zones=False, **SETTINGS)
    failing = {(f.check, f.asset.id) for f in found if f.verdict.outcome is Outcome.FAIL}
    assert failing == pairs(expected["fail"])


@pytest.mark.parametrize("kind", ["sound", "faulty"])
def test_the_estate_is_a_whole_one(kind: str) -> None:
    with contents(CITY / kind) as found:
        assert len(found.resources.managed) > 100
