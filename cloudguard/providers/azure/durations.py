"""Durations as Azure writes them: ISO 8601, `P1Y2M10DT2H`."""

from __future__ import annotations

import re
from typing import Any, Final

_DURATION: Final = re.compile(
    r"P(?:(?P<y>\d+)Y)?(?:(?P<m>\d+)M)?(?:(?P<w>\d+)W)?(?:(?P<d>\d+)D)?"
    r"(?:T(?:(?P<h>\d+)H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
)


def iso_days(value: Any) -> int | None:
    """Return an ISO 8601 duration in days, rounded down; ValueError for what is none.

    A month counts 30 days and a year 365.
    """
    if not value:
        return None
    found = _DURATION.fullmatch(str(value))
    if found is None or str(value) in {"P", "PT"}:
        raise ValueError(f"{value} is not a duration")
    days = sum(
        float(found[name] or 0) * length
        for name, length in (("y", 365), ("m", 30), ("w", 7), ("d", 1), ("h", 1 / 24))
    )
    return int(days + 1e-9)
