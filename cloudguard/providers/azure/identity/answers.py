"""Answers of which parts may be unknown: what surely holds, and what may."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Answer(NamedTuple):
    """Whether something surely holds, and whether it may."""

    sure: bool
    possible: bool

    def __and__(self, other: Answer) -> Answer:
        """Hold where both do."""
        return Answer(self.sure and other.sure, self.possible and other.possible)

    def __or__(self, other: Answer) -> Answer:
        """Hold where one does."""
        return Answer(self.sure or other.sure, self.possible or other.possible)

    def __invert__(self) -> Answer:
        """Hold where it does not."""
        return Answer(not self.possible, not self.sure)


YES = Answer(sure=True, possible=True)
NO = Answer(sure=False, possible=False)
MAYBE = Answer(sure=False, possible=True)


def plain(holds: bool) -> Answer:  # noqa: FBT001  # what is wrapped is a truth value
    """Return the answer to what is known."""
    return YES if holds else NO


def some(answers: Iterable[Answer]) -> Answer:
    """Hold where one of several does."""
    found = NO
    for answer in answers:
        found |= answer
        if found.sure:
            break
    return found


def every(answers: Iterable[Answer]) -> Answer:
    """Hold where all of several do."""
    found = YES
    for answer in answers:
        found &= answer
    return found
