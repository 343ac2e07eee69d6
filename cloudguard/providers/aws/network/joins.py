"""What belongs to what: known, one of several, or not known at all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the things that may be joined to another, and whether it surely is."""

    name: str
    sure: bool


class Joins:
    """Which table, ACL or the like belongs to which subnet or attachment.

    Of one whose other side is not known, each side that has none of its own may have it.
    """

    def __init__(self) -> None:
        """Start with nothing joined."""
        self._of: dict[str, list[Choice]] = defaultdict(list)
        self._loose: list[str] = []

    def add(self, subject: str | None, name: str, *, certain: bool) -> None:
        """Join a thing to a subject, None where that is not known."""
        if subject is None:
            self._loose.append(name)
        else:
            self._of[subject].append(Choice(name, certain))

    def of(self, subject: str, default: str | None) -> list[Choice]:
        """Return what a subject may be joined to: its own one, else the default."""
        own = self._of.get(subject, [])
        settled = [choice for choice in own if choice.sure]
        if settled:
            return settled[:1]
        found = [Choice(choice.name, sure=False) for choice in own]
        found += [Choice(name, sure=False) for name in self._loose]
        if default is not None:
            found.append(Choice(default, sure=not found))
        return found
