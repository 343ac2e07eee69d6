"""A test over many cases fails where one of them does, and names it."""

from __future__ import annotations

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


def test_no_case_is_no_success() -> None:
    with pytest.raises(AssertionError):
        each(())(lambda _case: None)()
