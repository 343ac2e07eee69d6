"""Three-valued verdicts that carry their own evidence.

Outcomes order as FAIL < UNKNOWN < PASS, so Kleene's strong logic is `min` for
*and* and `max` for *or*. There is no *not*: it would leave the evidence saying the
opposite of what it showed, so each predicate that needs one has a twin.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NoReturn, TypeVar

from cloudguard.values import Known, Reference, Source, Unknown, Value

T = TypeVar("T")


class Outcome(IntEnum):
    """What a check concluded."""

    FAIL = -1
    UNKNOWN = 0
    PASS = 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """One expectation, and the value it was held against.

    Where `step` is given, the value is a sentence: 0 of a whole way, from 1 a hop of it.
    """

    expected: str
    value: Value[Any]
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome and the evidence that decided it."""

    outcome: Outcome
    evidence: tuple[Evidence, ...] = ()

    def __and__(self, other: Verdict) -> Verdict:
        """Return the weaker of two verdicts."""
        return _decide(min(self.outcome, other.outcome), (self, other))

    def __or__(self, other: Verdict) -> Verdict:
        """Return the stronger of two verdicts."""
        return _decide(max(self.outcome, other.outcome), (self, other))

    def __bool__(self) -> NoReturn:
        """Refuse: a verdict has three values."""
        raise TypeError("a verdict has three values: combine verdicts with & and |")


def every(verdicts: Iterable[Verdict]) -> Verdict:
    """Pass if all verdicts pass; an empty collection passes."""
    found = tuple(verdicts)
    return _decide(min((v.outcome for v in found), default=Outcome.PASS), found)


def some(verdicts: Iterable[Verdict]) -> Verdict:
    """Pass if any verdict passes; an empty collection fails."""
    found = tuple(verdicts)
    return _decide(max((v.outcome for v in found), default=Outcome.FAIL), found)


def unknown(expected: str, reason: str, source: Source) -> Verdict:
    """Return a verdict that is unknown for `reason`."""
    return Verdict(Outcome.UNKNOWN, (Evidence(expected, Unknown(reason, source)),))


def decides(value: Value[T], decide: Callable[[T], Outcome], expected: str) -> Verdict:
    """Judge the value by `decide`; an unknown value by all it may be, where these agree."""
    evidence = (Evidence(expected, value),)
    match value:
        case Known(known):
            return Verdict(decide(known), evidence)
        case Unknown(among=among):
            outcomes = {decide(known.value) for known in among}
            return Verdict(outcomes.pop() if len(outcomes) == 1 else Outcome.UNKNOWN, evidence)


def holds(value: Value[T], test: Callable[[T], bool], expected: str) -> Verdict:
    """Pass if `test` accepts the value; unknown if the value is, or if it is a reference.

    A reference stands for a value that is known only after apply; that it is set is all that
    can be said of it (`present`).
    """

    def decide(known: T) -> Outcome:
        if isinstance(known, Reference):
            return Outcome.UNKNOWN
        try:
            return Outcome.PASS if test(known) else Outcome.FAIL
        except TypeError:  # a list where a number belongs: the input is damaged there
            return Outcome.UNKNOWN

    return decides(value, decide, expected)


def is_true(value: Value[bool], expected: str = "true") -> Verdict:
    """Pass if the value is true."""
    return holds(value, lambda v: v is True, expected)


def is_false(value: Value[bool], expected: str = "false") -> Verdict:
    """Pass if the value is false."""
    return holds(value, lambda v: v is False, expected)


def at_least(value: Value[int], least: int) -> Verdict:
    """Pass if the value is `least` or more."""
    return holds(value, lambda v: v >= least, f"at least {least}")


def one_of(value: Value[T], accepted: Collection[T]) -> Verdict:
    """Pass if the value is among `accepted`."""
    return holds(value, lambda v: v in accepted, f"one of {', '.join(sorted(map(str, accepted)))}")


def absent(value: Value[object | None]) -> Verdict:
    """Pass if the value is not set."""
    return decides(value, lambda v: Outcome.PASS if v is None else Outcome.FAIL, "not set")


def present(value: Value[object | None]) -> Verdict:
    """Pass if the value is set at all."""
    return decides(value, lambda v: Outcome.FAIL if v is None else Outcome.PASS, "set")


def _decide(outcome: Outcome, verdicts: tuple[Verdict, ...]) -> Verdict:
    deciding = (v.evidence for v in verdicts if v.outcome is outcome)
    return Verdict(outcome, tuple(e for evidence in deciding for e in evidence))
