"""Days on which something is so, as far as they are known: not before one, by another at last.

What is not known widens a day and never shifts it: hiding any value of an input can only turn
an answer into "unknown".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cloudguard.config.days import counted
from cloudguard.values import Known, Source, Unknown, Value
from cloudguard.verdicts import Outcome


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a day is what it is, and what says so."""

    text: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """The day from which something is so: surely not before `earliest`, surely by `latest`.

    `latest` is None where it is perhaps never so; `because` says what made the day.
    """

    earliest: date
    latest: date | None
    because: tuple[Reason, ...] = ()

    @classmethod
    def on(cls, day: date, *because: Reason) -> Day:
        """Return a day that is known."""
        return cls(day, day, because)

    @property
    def known(self) -> bool:
        """Tell whether the day is known, be it "never"."""
        return self.earliest in (self.latest, date.max)

    def after(self, days: Value[int | None], *because: Reason) -> Day:
        """Return the day that comes so many days later; None of them is for ever.

        Days that are not known may be none and may be for ever, or what the value may be.
        """
        low, high = span(days)
        if isinstance(days, Unknown):
            because = (*because, Reason(days.reason, days.source))
        return Day(
            _shifted(self.earliest, low) or date.max,
            _shifted(self.latest, high),
            _joined(self.because, because),
        )

    def by(self, deadline: date) -> Outcome:
        """Tell whether it is so by a deadline: PASS surely, FAIL surely not."""
        if self.latest is not None and self.latest <= deadline:
            return Outcome.PASS
        return Outcome.FAIL if self.earliest > deadline else Outcome.UNKNOWN


NEVER: Final = Day(date.max, None)


def never(*because: Reason) -> Day:
    """Return the day of what is never so, and why."""
    return Day(date.max, None, because)


def perhaps_never(day: Day, *because: Reason) -> Day:
    """Return a day that may also never come."""
    return Day(day.earliest, None, _joined(day.because, because))


def later(one: Day, other: Day) -> Day:
    """Return the day on which both are so."""
    if one is other:
        return one
    latest = None if one.latest is None or other.latest is None else max(one.latest, other.latest)
    return _made(max(one.earliest, other.earliest), latest, one, other)


def earlier(one: Day, other: Day) -> Day:
    """Return the day on which either is so."""
    latest = min((day for day in (one.latest, other.latest) if day is not None), default=None)
    return _made(min(one.earliest, other.earliest), latest, one, other)


def either(one: Day, other: Day) -> Day:
    """Return the day of what is as one of two, and nobody knows which."""
    latest = None if one.latest is None or other.latest is None else max(one.latest, other.latest)
    return _made(min(one.earliest, other.earliest), latest, one, other)


def span(days: Value[int | None]) -> tuple[int | None, int | None]:
    """Return the fewest and the most days that a value may be; None is for ever."""
    if isinstance(days, Known):
        each: list[Any] = [days.value]
    else:
        each = [known.value for known in days.among]
    if not each or not all(map(_counts, each)):
        return 0, None  # a reference, or a damaged input: it may be anything
    counts = [count for count in each if count is not None]
    low = min(counts, default=None)
    return low, None if len(counts) < len(each) else max(counts)


def _counts(days: object) -> bool:
    return days is None or (isinstance(days, int) and not isinstance(days, bool) and days >= 0)


def _shifted(day: date | None, days: int | None) -> date | None:
    """Return a day so many days later, None where it never comes."""
    return None if day is None or days is None else counted(day, days)


def _made(earliest: date, latest: date | None, one: Day, other: Day) -> Day:
    """Return a day with the reasons of what decides it."""
    if (one.earliest, one.latest) == (earliest, latest):
        same = (other.earliest, other.latest) == (earliest, latest)
        return one if one.because or not same else other
    if (other.earliest, other.latest) == (earliest, latest):
        return other
    return Day(earliest, latest, _joined(one.because, other.because))


def _joined(one: tuple[Reason, ...], other: tuple[Reason, ...]) -> tuple[Reason, ...]:
    if not one or not other:
        return one or other
    return tuple(dict.fromkeys((*one, *other)))
