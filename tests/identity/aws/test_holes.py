"""What a condition on a second factor leaves open is found, and hiding never closes it."""

from __future__ import annotations

from tests.each import each
from tests.identity.aws.holes import CASES
from tests.identity.chains import changed, check

NAMED = {case.name: case for case in CASES}
# What is hidden costs as many readings as there are values.
HIDDEN = [name for place, name in enumerate(NAMED) if place % 5 == 0]


def test_each_case_has_a_name() -> None:
    assert len(NAMED) == len(CASES)


@each(NAMED)
def test_a_hole_is_found_and_nothing_else(name: str) -> None:
    check(NAMED[name])


@each(HIDDEN)
def test_hiding_a_value_closes_no_hole(name: str) -> None:
    wrong = list(changed(NAMED[name]))
    assert not wrong
