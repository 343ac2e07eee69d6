"""Days as intervals: the laws of their arithmetic, and that hiding anything only widens them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudguard.erasure.days import (
    NEVER,
    Day,
    Reason,
    earlier,
    either,
    later,
    never,
    perhaps_never,
    span,
)
from cloudguard.values import Known, Reference, Source, Unknown
from cloudguard.verdicts import Outcome

AT = Source("here")
DATES = st.dates(date(2026, 1, 1), date(2026, 2, 28))
FAST = settings(max_examples=60, deadline=None)


@st.composite
def days(draw: st.DrawFn) -> Day:
    """Draw a day: known, an interval, perhaps never, never."""
    first, second = sorted((draw(DATES), draw(DATES)))
    kind = draw(st.integers(0, 3))
    if kind == 3:
        return NEVER
    return Day(first, (first, second, None)[kind], ())


def ends(day: Day) -> tuple[date, date | None]:
    return day.earliest, day.latest


def within(inner: Day, outer: Day) -> bool:
    return outer.earliest <= inner.earliest and (
        outer.latest is None or (inner.latest is not None and inner.latest <= outer.latest)
    )


@FAST
@given(days(), days(), days())
def test_later_and_earlier_are_a_lattice(a: Day, b: Day, c: Day) -> None:
    for join in (later, earlier, either):
        assert ends(join(a, b)) == ends(join(b, a))
        assert ends(join(a, join(b, c))) == ends(join(join(a, b), c))
        assert ends(join(a, a)) == ends(a)
    assert ends(later(a, earlier(a, b))) == ends(a)
    assert ends(earlier(a, later(a, b))) == ends(a)
    assert ends(later(a, earlier(b, c))) == ends(earlier(later(a, b), later(a, c)))


@FAST
@given(days(), days(), DATES)
def test_both_are_so_by_the_later_and_one_by_the_earlier(a: Day, b: Day, deadline: date) -> None:
    one, other = a.by(deadline), b.by(deadline)
    assert later(a, b).by(deadline) is min(one, other)
    assert earlier(a, b).by(deadline) is max(one, other)


@FAST
@given(days(), days(), days())
def test_a_wider_day_makes_wider_days(a: Day, b: Day, c: Day) -> None:
    wider = either(a, b)
    assert within(a, wider)
    assert within(b, wider)
    for join in (later, earlier, either):
        assert within(join(a, c), join(wider, c))


@FAST
@given(days(), st.integers(0, 50), st.integers(0, 50), DATES)
def test_hiding_a_number_of_days_decides_nothing_else(
    day: Day, one: int, two: int, deadline: date
) -> None:
    sure = day.after(Known(one, AT))
    among = day.after(Unknown("either", AT, (Known(one, AT), Known(two, AT))))
    hidden = day.after(Unknown("hidden", AT))
    assert within(sure, among)
    assert within(among, hidden)
    for wider in (among, hidden):
        assert wider.by(deadline) in {sure.by(deadline), Outcome.UNKNOWN}


@FAST
@given(days(), st.integers(0, 50), st.integers(0, 50))
def test_days_add_up(day: Day, one: int, two: int) -> None:
    apart = day.after(Known(one, AT)).after(Known(two, AT))
    assert ends(apart) == ends(day.after(Known(one + two, AT)))


@FAST
@given(days(), DATES, st.integers(0, 30))
def test_a_later_deadline_is_kept_more_easily(day: Day, deadline: date, more: int) -> None:
    assert day.by(deadline) <= day.by(deadline + timedelta(more))


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        (Day.on(date(2027, 3, 31)), Outcome.PASS),
        (Day.on(date(2027, 4, 1)), Outcome.FAIL),
        (Day(date(2027, 3, 31), date(2027, 4, 1)), Outcome.UNKNOWN),
        (Day(date(2027, 3, 1), None), Outcome.UNKNOWN),
        (Day(date(2027, 4, 1), None), Outcome.FAIL),
        (NEVER, Outcome.FAIL),
    ],
)
def test_a_deadline_is_its_last_day(day: Day, outcome: Outcome) -> None:
    assert day.by(date(2027, 3, 31)) is outcome


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Known(7, AT), (7, 7)),
        (Known(0, AT), (0, 0)),
        (Known(None, AT), (None, None)),
        (Known(-1, AT), (0, None)),
        (Known(True, AT), (0, None)),
        (Known("7", AT), (0, None)),
        (Known(Reference("a.b"), AT), (0, None)),
        (Unknown("?", AT), (0, None)),
        (Unknown("?", AT, (Known(7, AT), Known(30, AT))), (7, 30)),
        (Unknown("?", AT, (Known(7, AT), Known(None, AT))), (7, None)),
        (Unknown("?", AT, (Known(7, AT), Known(Reference("a"), AT))), (0, None)),
    ],
)
def test_what_a_number_of_days_may_be(value: Any, expected: object) -> None:
    assert span(value) == expected


def test_for_ever_and_beyond_the_calendar_is_never() -> None:
    start = Day.on(date(2026, 4, 1))
    assert ends(start.after(Known(None, AT))) == ends(NEVER)
    assert ends(start.after(Known(10**9, AT))) == ends(NEVER)
    assert ends(NEVER.after(Known(1, AT))) == ends(NEVER)
    assert NEVER.known
    assert start.known
    assert not perhaps_never(start).known


def test_a_day_tells_what_made_it() -> None:
    lock, hold = Reason("a lock", AT), Reason("a hold", AT)
    locked = Day.on(date(2026, 5, 1), lock)
    held = never(hold)
    assert later(locked, held).because == (hold,)
    assert earlier(locked, held).because == (lock,)
    assert later(locked, Day(date(2026, 4, 1), None, (hold,))).because == (lock, hold)
    hidden = locked.after(Unknown("hidden", AT))
    assert [reason.text for reason in hidden.because] == ["a lock", "hidden"]
