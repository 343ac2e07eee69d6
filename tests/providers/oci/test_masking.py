"""Hiding any value of a fixture of OCI only moves verdicts to UNKNOWN."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.judging import FIXTURES
from tests.providers.sakura.masking import moved

CASES = sorted(path.parent for path in FIXTURES.glob("*/*/oci/*/main.tf"))


@pytest.mark.parametrize("folder", CASES, ids=lambda path: "/".join(path.parts[-3:]))
def test_hiding_a_value_only_moves_to_unknown(folder: Path, tmp_path: Path) -> None:
    assert dict(moved(folder, tmp_path)) == {}
