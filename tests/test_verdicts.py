"""Verdicts: Kleene's tables, evidence, and that hiding a value never helps."""

from __future__ import annotations

import operator
from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudguard.values import Known, Reference, Source, Unknown, Value
from cloudguard.verdicts import (
    Evidence,
    Outcome,
    Verdict,
    absent,
    at_least,
    decides,
    every,
    holds,
    is_false,
    is_true,
    one_of,
    present,
    some,
)

HERE = Source("aws_x.y", "a")
FAIL, UNKNOWN, PASS = Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS
AND = {
    (PASS, PASS): PASS, (PASS, UNKNOWN): UNKNOWN, (PASS, FAIL): FAIL,
    (UNKNOWN, PASS): UNKNOWN, (UNKNOWN, UNKNOWN): UNKNOWN, (UNKNOWN, FAIL): FAIL,
    (FAIL, PASS): FAIL, (FAIL, UNKNOWN): FAIL, (FAIL, FAIL): FAIL,
}  # fmt: skip
OR = {
    (PASS, PASS): PASS, (PASS, UNKNOWN): PASS, (PASS, FAIL): PASS,
    (UNKNOWN, PASS): PASS, (UNKNOWN, UNKNOWN): UNKNOWN, (UNKNOWN, FAIL): UNKNOWN,
    (FAIL, PASS): PASS, (FAIL, UNKNOWN): UNKNOWN, (FAIL, FAIL): FAIL,
}  # fmt: skip


def verdict(outcome: Outcome, name: str = "") -> Verdict:
    """Return a verdict whose evidence can be told from another's."""
    return Verdict(outcome, (Evidence(name or outcome.name, Known(name, HERE)),))


@pytest.mark.parametrize(("sides", "expected"), AND.items())
def test_and_follows_kleene(sides: tuple[Outcome, Outcome], expected: Outcome) -> None:
    assert (verdict(sides[0]) & verdict(sides[1])).outcome is expected
    assert every(map(verdict, sides)).outcome is expected


@pytest.mark.parametrize(("sides", "expected"), OR.items())
def test_or_follows_kleene(sides: tuple[Outcome, Outcome], expected: Outcome) -> None:
    assert (verdict(sides[0]) | verdict(sides[1])).outcome is expected
    assert some(map(verdict, sides)).outcome is expected


def test_only_what_decides_is_evidence() -> None:
    both = verdict(FAIL, "off") & verdict(PASS, "on")
    assert [e.expected for e in both.evidence] == ["off"]
    either = verdict(FAIL, "off") | verdict(PASS, "on")
    assert [e.expected for e in either.evidence] == ["on"]


def test_nothing_to_satisfy_passes_and_nothing_to_choose_fails() -> None:
    assert every([]).outcome is PASS
    assert some([]).outcome is FAIL


def test_a_verdict_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="three values"):
        bool(verdict(PASS))


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        (is_true(Known(True, HERE)), PASS),
        (is_true(Known(False, HERE)), FAIL),
        (is_false(Known(False, HERE)), PASS),
        (is_false(Known(True, HERE)), FAIL),
        (at_least(Known(365, HERE), 365), PASS),
        (at_least(Known(364, HERE), 365), FAIL),
        (one_of(Known("a", HERE), ("a", "b")), PASS),
        (one_of(Known("c", HERE), ("a", "b")), FAIL),
        (absent(Known(None, HERE)), PASS),
        (absent(Known("x", HERE)), FAIL),
        (present(Known("x", HERE)), PASS),
        (present(Known(None, HERE)), FAIL),
        (is_true(Unknown("why", HERE)), UNKNOWN),
        (is_false(Unknown("why", HERE)), UNKNOWN),
        (at_least(Unknown("why", HERE), 1), UNKNOWN),
        (one_of(Unknown("why", HERE), ()), UNKNOWN),
        (absent(Unknown("why", HERE)), UNKNOWN),
        (present(Unknown("why", HERE)), UNKNOWN),
    ],
)
def test_predicates(judged: Verdict, expected: Outcome) -> None:
    assert judged.outcome is expected


def test_something_that_is_not_a_truth_value_is_neither_true_nor_false() -> None:
    odd: Any = Known("false", HERE)
    assert is_true(odd).outcome is FAIL
    assert is_false(odd).outcome is FAIL


@pytest.mark.parametrize(
    ("among", "expected"),
    [((1, 2), PASS), ((-1, -2), FAIL), ((-1, 2), UNKNOWN), ((), UNKNOWN)],
)
def test_a_value_set_is_judged_over_all_it_may_be(
    among: tuple[int, ...], expected: Outcome
) -> None:
    value = Unknown("a conditional", HERE, tuple(Known(n, HERE) for n in among))
    assert holds(value, lambda n: n > 0, "positive").outcome is expected


def test_a_reference_is_set_and_otherwise_unknown() -> None:
    later: Any = Known(Reference("terraform_data.x", "output"), HERE)
    assert is_true(later).outcome is UNKNOWN
    assert is_false(later).outcome is UNKNOWN
    assert at_least(later, 1).outcome is UNKNOWN
    assert present(later).outcome is PASS
    assert absent(later).outcome is FAIL


def test_decides_may_answer_unknown_of_a_known_value() -> None:
    assert decides(Known("x", HERE), lambda _: UNKNOWN, "?").outcome is UNKNOWN


# Masking: an expression of & and | over values; hiding one never turns it for the better.

LEAVES = st.lists(st.booleans(), min_size=1, max_size=6)
OPERATORS = st.lists(st.sampled_from([operator.and_, operator.or_]), min_size=6, max_size=6)


@given(LEAVES, OPERATORS, st.data())
def test_hiding_a_value_only_moves_to_unknown(
    leaves: list[bool], operators: list[Any], data: st.DataObject
) -> None:
    def evaluate(values: list[Value[bool]]) -> Outcome:
        verdicts = [is_true(value) for value in values]
        pairs = zip(operators, verdicts[1:], strict=False)
        return reduce(lambda left, pair: pair[0](left, pair[1]), pairs, verdicts[0]).outcome

    values: list[Value[bool]] = [Known(leaf, HERE) for leaf in leaves]
    before = evaluate(values)
    hidden = data.draw(st.integers(0, len(values) - 1))
    values[hidden] = Unknown("hidden", HERE)
    assert evaluate(values) in {before, UNKNOWN}


@given(st.lists(st.sampled_from(list(Outcome)), max_size=8))
def test_every_and_some_are_min_and_max(outcomes: list[Outcome]) -> None:
    verdicts = [verdict(outcome) for outcome in outcomes]
    assert every(verdicts).outcome is min(outcomes, default=PASS)
    assert some(verdicts).outcome is max(outcomes, default=FAIL)
