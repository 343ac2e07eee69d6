"""The rows of types that adapters add something to: a key, logs, periods."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cloudguard.providers.table import Table


@cache
def joined() -> Table:
    """Return these rows, read when they are first asked for."""
    return Table(Path(__file__).parent / "joined.yaml")
