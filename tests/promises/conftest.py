"""The promises are swept over every fixture again and again.

What they run is covered by the tests of its own module: measuring that here too would double
the time of the suite and add nothing.
"""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let no test of this folder be measured."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.no_cover)
