"""Days counted from others, within the calendar."""

from __future__ import annotations

from datetime import date, timedelta


def counted(day: date, days: int) -> date | None:
    """Return the day so many days later, or earlier; None where the calendar has none."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return None
