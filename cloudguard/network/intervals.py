"""Sets of integers as sorted intervals: the arithmetic of addresses, ports and labels.

A set is a tuple of boundaries `(a, b, c, d, …)`: it holds the integers from a up to but not
including b, from c up to but not including d, and so on. Boundaries rise strictly, so that equal
sets are equal tuples. A range of 65,536 ports costs as much as one port.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, TypeAlias

Intervals: TypeAlias = tuple[int, ...]

NONE: Final[Intervals] = ()
_ONE: Final = 2
"""So many boundaries has a set without a gap."""
_SMALL: Final = 32
"""So many boundaries of two sets are worth remembering what comes of them."""
_FAR: Final = 4
"""So many times as long is a set in which another is looked up, interval by interval."""


def between(first: int, last: int) -> Intervals:
    """Return the integers from `first` to `last`, both included."""
    return (first, last + 1) if first <= last else NONE


def union_of(sets: Iterable[Intervals]) -> Intervals:
    """Return what lies in any of many sets, in one sweep."""
    pairs = sorted((s[i], s[i + 1]) for s in sets for i in range(0, len(s), 2))
    made: list[int] = []
    for low, high in pairs:
        if made and low <= made[-1]:
            made[-1] = max(made[-1], high)
        else:
            made += (low, high)
    return tuple(made)


def union(one: Intervals, other: Intervals) -> Intervals:
    """Return what lies in either set."""
    if not one or one is other:
        return other
    if not other:
        return one
    return union_of((one, other))


def intersection(one: Intervals, other: Intervals) -> Intervals:
    """Return what lies in both sets."""
    if one == other:
        return one
    if not one or not other:
        return NONE
    if len(one) == _ONE:
        return _within(other, one[0], one[1])
    if len(other) == _ONE:
        return _within(one, other[0], other[1])
    return _remembered(one, other) if len(one) + len(other) <= _SMALL else _both(one, other)


def _within(one: Intervals, low: int, high: int) -> Intervals:
    """Return what lies in a set, from a number up to but not including another."""
    first, last = one[0], one[-1]
    if low <= first and last <= high:
        return one
    if last <= low or high <= first:
        return NONE
    if len(one) == _ONE:
        return (max(low, first), min(high, last))
    start, end = bisect_right(one, low), bisect_left(one, high)
    before = (low,) if start % 2 else ()
    after = (high,) if end % 2 else ()
    return (*before, *one[start:end], *after)


def _both(one: Intervals, other: Intervals) -> Intervals:
    few, many = (one, other) if len(one) < len(other) else (other, one)
    if len(few) * _FAR >= len(many):
        return _merged(one, other)
    spans = [
        (bisect_left(many, few[i]), bisect_right(many, few[i + 1])) for i in range(0, len(few), 2)
    ]
    whole = all(start % 2 == end % 2 == 0 for start, end in spans)
    if whole and sum(end - start for start, end in spans) == len(many):
        return many
    parts = (_within(many, few[i], few[i + 1]) for i in range(0, len(few), 2))
    return tuple(boundary for part in parts for boundary in part)


def _merged(one: Intervals, other: Intervals) -> Intervals:
    made: list[int] = []
    i = j = 0
    while i < len(one) and j < len(other):
        low = max(one[i], other[j])
        high = min(one[i + 1], other[j + 1])
        if low < high:
            made += (low, high)
        if one[i + 1] < other[j + 1]:
            i += 2
        else:
            j += 2
    return tuple(made)


_remembered: Final = lru_cache(maxsize=1 << 14)(_both)


def difference(one: Intervals, other: Intervals) -> Intervals:
    """Return what lies in the first set and not in the second."""
    if not one or not other or other[-1] <= one[0] or one[-1] <= other[0]:
        return one
    if one == other:
        return NONE
    if len(other) == _ONE:
        low, high = other
        if low <= one[0] and one[-1] <= high:
            return NONE
        return (*_within(one, one[0], low), *_within(one, high, one[-1]))
    if len(one) + len(other) <= _SMALL:
        return _less(one, other)
    return _rest(one, other)


def _rest(one: Intervals, other: Intervals) -> Intervals:
    made: list[int] = []
    j = 0
    for i in range(0, len(one), 2):
        low, high = one[i], one[i + 1]
        while j < len(other) and other[j + 1] <= low:
            j += 2
        k = j
        while k < len(other) and other[k] < high:
            if low < other[k]:
                made += (low, other[k])
            low = max(low, other[k + 1])
            k += 2
        if low < high:
            made += (low, high)
    return tuple(made)


_less: Final = lru_cache(maxsize=1 << 14)(_rest)


def contains(one: Intervals, other: Intervals) -> bool:
    """Tell whether all of the second set lies in the first."""
    if one == other or not other:
        return True
    if not one or other[0] < one[0] or other[-1] > one[-1]:
        return False
    return not difference(other, one)


def size(one: Intervals) -> int:
    """Return how many integers a set holds."""
    return sum(one[i + 1] - one[i] for i in range(0, len(one), 2))


def shifted(one: Intervals, by: int) -> Intervals:
    """Return the set with `by` added to each of its integers."""
    return tuple(boundary + by for boundary in one)
