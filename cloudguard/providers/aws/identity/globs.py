"""Texts that are compared with patterns, where parts of either may not be known.

An account that is not known is written with twelve letters of its own; a name that is not known
between two marks, so that it is the same as itself; `ANY` is a text of which nothing is known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

ANY: Final = "\uf8ff"
MARK: Final = "\uf8fe"
FRESH: Final = "\uf8f0"
"""A letter that no pattern holds: what has it in its name is met by wildcards alone."""
_ACCOUNTS: Final = 0xE000
_LAST: Final = 0xE0FF
_DIGITS: Final = 12
_HIDDEN: Final = re.compile(f"{MARK}[^{MARK}]*{MARK}")
_LETTERS: Final = re.compile("[\ue000-\ue0ff]")
_LETTER: Final = f"[^{ANY}{MARK}]"


class Both(NamedTuple):
    """Whether something surely holds, and whether it possibly does."""

    sure: bool
    possible: bool

    def __and__(self, other: Both) -> Both:
        """Return whether both hold."""
        return Both(self.sure and other.sure, self.possible and other.possible)

    def __or__(self, other: Both) -> Both:
        """Return whether either holds."""
        return Both(self.sure or other.sure, self.possible or other.possible)

    def __invert__(self) -> Both:
        """Return whether it does not hold."""
        return Both(not self.possible, not self.sure)


YES: Final = Both(sure=True, possible=True)
NO: Final = Both(sure=False, possible=False)
MAYBE: Final = Both(sure=False, possible=True)


def account(number: int) -> str:
    """Return what stands for the id of an account that is not known."""
    return chr(_ACCOUNTS + number) * _DIGITS


def hidden(name: str) -> str:
    """Return what stands for a text that is not known, but is the same wherever `name` is."""
    return f"{MARK}{name}{MARK}"


def open_account(text: str) -> bool:
    """Tell an account that is not known from an id."""
    return bool(text) and _ACCOUNTS <= ord(text[0]) <= _LAST


def shown(text: str) -> str:
    """Return a text as it can be shown to people."""
    named = re.sub(f"[\ue000-\ue0ff]{{{_DIGITS}}}", "ACCOUNT", text)
    return named.replace(ANY, "?").replace(MARK, "").replace(FRESH, "")


@lru_cache(maxsize=1 << 18)
def meets(pattern: str, text: str, *, arn: bool = True) -> Both:
    """Tell whether a text is one of those that a pattern names.

    IAM User Guide, "IAM JSON policy elements: Resource": `*` stands for any letters, beyond a
    colon only where it ends a part of an ARN; `?` for one. Letters' case counts.
    """
    if pattern == "*":
        return YES
    if pattern == text:
        return MAYBE if ANY in pattern else YES
    if ANY in text or MARK in text:
        sure = _sure(pattern, arn=arn)
        certain = sure is not None and sure.fullmatch(text) is not None
        return Both(certain, certain or _overlap(_bare(pattern, "*"), _bare(text, ANY)))
    closed = not _LETTERS.search(text) and not _LETTERS.search(pattern)
    possible = _possible(pattern, closed=closed).fullmatch(text) is not None
    if not possible:
        return NO
    sure = _sure(pattern, arn=arn)
    return Both(sure is not None and sure.fullmatch(text) is not None, possible=True)


def literal(pattern: str) -> bool:
    """Tell a pattern without wildcards."""
    return "*" not in pattern and "?" not in pattern


def filled(pattern: str, with_: str) -> str:
    """Return one text that a pattern names: each `*` replaced, each `?` a letter of its own."""
    return pattern.replace("*", with_).replace("?", FRESH)


def _bare(text: str, stand_in: str) -> str:
    return _HIDDEN.sub(stand_in, text).replace(ANY, stand_in)


@lru_cache(maxsize=1 << 16)
def _sure(pattern: str, *, arn: bool) -> re.Pattern[str] | None:
    """Match what surely is named: what stands for an account that is not known is only itself."""
    if ANY in pattern:
        return None
    parts: list[str] = []
    for place, letter in enumerate(pattern):
        if letter == "*":
            ends = not arn or place + 1 == len(pattern) or pattern[place + 1] == ":"
            parts.append(".*" if ends else "[^:]*")
        else:
            parts.append(_LETTER if letter == "?" else re.escape(letter))
    return re.compile("".join(parts), re.DOTALL)


@lru_cache(maxsize=1 << 16)
def _possible(pattern: str, *, closed: bool) -> re.Pattern[str]:
    """Match what may be named; where all accounts are known a digit is only itself."""
    parts: list[str] = []
    for letter in _bare(pattern, "*"):
        if letter == "*":
            parts.append(".*")
        elif letter == "?":
            parts.append(".")
        else:
            parts.append(re.escape(letter) if closed else _like(letter))
    return re.compile("".join(parts), re.DOTALL)


def _like(letter: str) -> str:
    """Match a letter; a digit may be that of an account that is not known, and the reverse."""
    if letter.isdigit() or _ACCOUNTS <= ord(letter) <= _LAST:
        others = "0-9" if not letter.isdigit() else letter
        return f"[{others}\ue000-\ue0ff]"
    return re.escape(letter)


def _overlap(pattern: str, text: str) -> bool:
    """Tell whether any text is both: `pattern` with wildcards, `text` with parts not known."""
    reached = {0}
    reached |= _skipped(pattern, 0)
    for letter in text:
        if letter == ANY:
            # Anything may stand here: whatever of the pattern lies ahead may be used up.
            reached = set(range(min(reached, default=len(pattern) + 1), len(pattern) + 1))
            continue
        step: set[int] = set()
        for place in reached:
            if place < len(pattern):
                held = pattern[place]
                if held == "*":
                    step.add(place)
                elif held == "?" or re.fullmatch(_like(held), letter):
                    step.add(place + 1)
                    step |= _skipped(pattern, place + 1)
        reached = step
        if not reached:
            return False
    return len(pattern) in reached


def _skipped(pattern: str, place: int) -> set[int]:
    found: set[int] = set()
    while place < len(pattern) and pattern[place] == "*":
        place += 1
        found.add(place)
    return found
