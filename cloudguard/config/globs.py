"""Patterns over addresses, which hold brackets, quotes and dots."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_MODULE = re.compile(r'(module\.[^.\[]+)((?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?)\.')


@dataclass(frozen=True, slots=True)
class Glob:
    """A pattern: `*` is any run of characters, also none; everything else is itself.

    It matches a whole text, in time linear in the text for each `*`, whatever the pattern.
    """

    pattern: str
    _parts: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Split the pattern once."""
        object.__setattr__(self, "_parts", tuple(self.pattern.split("*")))

    def __str__(self) -> str:
        """Return the pattern as it was written."""
        return self.pattern

    def matches(self, text: str) -> bool:
        """Tell whether the pattern matches the whole text."""
        first, *rest = self._parts
        if not rest:
            return text == first
        *middle, last = rest
        at, end = len(first), len(text) - len(last)
        if at > end or not text.startswith(first) or not text.endswith(last):
            return False
        for part in middle:  # the leftmost place is always the best one
            if (found := text.find(part, at, end)) < 0:
                return False
            at = found + len(part)
        return True


def modules(address: str) -> list[str]:
    """Return the modules around a resource, each with its instance keys and without."""
    found: list[str] = []
    keyed, bare, at = "", "", 0
    while step := _MODULE.match(address, at):
        keyed += f".{step[1]}{step[2]}" if keyed else f"{step[1]}{step[2]}"
        bare += f".{step[1]}" if bare else step[1]
        found += [keyed] if keyed == bare else [keyed, bare]
        at = step.end()
    return found
