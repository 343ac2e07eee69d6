"""A test over many cases fails where one of them does, and names it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.each import each


def test_each_case_is_tried_and_what_fails_is_named() -> None:
    tried: list[str] = []

    @each(("a", "b", "c"))
    def odd(case: str) -> None:
        tried.append(case)
        assert case != "b", "even"

    with pytest.raises(AssertionError, match=r"1 of 3:\nb: even"):
        odd()
    assert tried == ["a", "b", "c"]


def test_an_error_names_its_case() -> None:
    @each(("a",))
    def broken(_case: str) -> None:
        raise KeyError("x")

    with pytest.raises(KeyError) as raised:
        broken()
    assert raised.value.__notes__ == ["of a"]


@pytest.mark.parametrize("cases", [(), tuple])
def test_no_case_is_no_success(cases: Any) -> None:
    with pytest.raises(AssertionError):
        each(cases)(lambda _case: None)()


def test_cases_may_be_listed_when_the_test_runs() -> None:
    tried: list[str] = []
    over = each(lambda: ["a", "b"])(tried.append)
    assert not tried
    over()
    assert tried == ["a", "b"]
