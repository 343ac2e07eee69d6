"""What all tests share: none is timed, as the machine may be busy, and sweeps are not measured."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

HERE: Final = Path(__file__).parent
# These run again and again what other tests cover, over every fixture or with every value hidden:
# measuring that would double the time of the suite and add nothing. The last builds fixtures.
SWEEPS: Final = (
    HERE / "promises",
    HERE / "sources" / "hcl" / "test_beside.py",
    HERE / "test_build.py",
)
HIDING: Final = re.compile(r"_(hidden|hiding|hides)_")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage of sweeps."""
    for item in items:
        if any(map(item.path.is_relative_to, SWEEPS)) or HIDING.search(item.name):
            item.add_marker(pytest.mark.no_cover)
