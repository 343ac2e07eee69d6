"""Days and obstacles as evidence: what a verdict on the end of a contract rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.config import Contract
from cloudguard.erasure.days import Day
from cloudguard.erasure.terms import DELETE, KEY, Terms
from cloudguard.erasure.ways import Route
from cloudguard.values import Known, Unknown, Value
from cloudguard.verdicts import Evidence, Outcome, Verdict

NO_CONTRACT: Final = "no contract says when it must be gone"
BY: Final = {DELETE: "by deletion", KEY: "by destroying its key"}


def expected_by(contract: Contract | Unknown | None, terms: Terms) -> str:
    """Return what is expected of data."""
    return f"gone for good by {terms.deadline}" if contract else "gone for good at once"


def spoken(day: Day) -> str:
    """Return a day in words."""
    if day.earliest == date.max:
        return "never"
    if day.latest is None:
        return f"on {day.earliest} at the earliest, perhaps never"
    if day.latest == day.earliest:
        return f"on {day.earliest}"
    return f"between {day.earliest} and {day.latest}"


def contract_unknown(contract: Unknown) -> Verdict:
    """Return the verdict on what may belong to any contract."""
    return Verdict(Outcome.UNKNOWN, (Evidence("a contract", contract),))


def in_time(route: Route, asset: Asset, expected: str, rests: Iterable[Value[Any]]) -> Verdict:
    """Return the verdict on what is gone in time by a route, and the values that it rests on."""
    said = f"{BY[route.way]} {spoken(route.day)}"
    first = Evidence(expected, Known(said, asset.origin), 0)
    more = []
    if route.schedule is not None:
        stop = f"its key is scheduled by {route.schedule}, and its service stops before"
        more.append(Evidence(expected, Known(stop, asset.origin), 1))
    # What is only assumed of a value makes the verdict an assumption, which --strict asks about.
    assumed = [Evidence(expected, value) for value in rests if value.source.assumed]
    return Verdict(Outcome.PASS, (first, *more, *assumed))


def too_late(
    route: Route, asset: Asset, terms: Terms, expected: str, outcome: Outcome
) -> Iterator[Evidence]:
    """Yield why a route is not in time: its day, and each obstacle that stands beyond it."""
    said = f"{BY[route.way]} {spoken(route.day)}"
    found = [
        each
        for each in route.obstacles
        if each.day is not None and each.day.by(terms.deadline) is not Outcome.PASS
    ]
    if outcome is Outcome.UNKNOWN:
        yield Evidence(expected, Unknown(said, asset.origin))
        for each in found:
            yield Evidence(expected, Unknown(each.text, each.source))
        return
    yield Evidence(expected, Known(said, asset.origin), 0)
    for number, each in enumerate(found, 1):
        yield Evidence(expected, Known(each.text, each.source), number)
