"""Moments as clouds write them, and the day that each is in Japan, where contracts end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

JAPAN: Final = timezone(timedelta(hours=9), "JST")


def moment(text: str) -> datetime | None:
    """Return a moment of ISO 8601; None for anything else. Without an offset it is UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def today() -> date:
    """Return the day in Japan, wherever this runs."""
    return datetime.now(JAPAN).date()


def day(text: str) -> str:
    """Return the day in Japan of a moment; a day is itself, as is what is neither."""
    found = moment(text) if "T" in text else None
    try:
        return found.astimezone(JAPAN).date().isoformat() if found else text[:10]
    except OverflowError:
        return text[:10]


def spoken(text: str) -> str:
    """Return a moment as people in Japan read it: `2027-03-31 09:00 JST`."""
    found = moment(text) if "T" in text else None
    try:
        return found.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M JST") if found else text
    except (OverflowError, ValueError):
        return text
