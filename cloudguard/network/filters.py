"""What lets packets pass: rules in order or all at once, parts of which may not be known.

Every filter has two sets: what passes surely, and what may pass. A rule that cannot be read whole
matches some packets surely and others possibly. What is hidden can therefore only take from the
first set and add to the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from cloudguard.network.packets import ALL, EMPTY, Packet, PacketSet, joined
from cloudguard.values import Source


@dataclass(frozen=True, slots=True)
class Match:
    """The packets that a rule surely speaks of, and those that it may speak of."""

    sure: PacketSet
    possible: PacketSet

    def __and__(self, other: Match) -> Match:
        """Return what both match."""
        return Match(self.sure & other.sure, self.possible & other.possible)

    def __or__(self, other: Match) -> Match:
        """Return what either matches."""
        return Match(self.sure | other.sure, self.possible | other.possible)

    def __bool__(self) -> bool:
        """Tell whether anything may match."""
        return bool(self.possible)


ANYTHING: Final = Match(ALL, ALL)
NOTHING: Final = Match(EMPTY, EMPTY)
PERHAPS: Final = Match(EMPTY, ALL)
"""What a rule matches of which nothing is known."""


def exactly(packets: PacketSet) -> Match:
    """Return a match of which all is known."""
    return Match(packets, packets)


def perhaps(packets: PacketSet) -> Match:
    """Return a match of which only the bound is known."""
    return Match(EMPTY, packets)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it matches, whether it lets that pass, where it is written."""

    allows: bool
    match: Match
    at: Source
    says: str = ""

    def doubted(self) -> Rule:
        """Return the rule as one that may not be there."""
        return Rule(self.allows, perhaps(self.match.possible), self.at, self.says)


@dataclass(frozen=True, slots=True)
class Filter:
    """What passes surely and what may pass, with the rules that say so.

    `default` tells of a packet that no rule matches what decides: `says` in words, at a place.
    """

    sure: PacketSet
    possible: PacketSet
    rules: tuple[Rule, ...] = field(default=(), compare=False)
    default: Rule | None = field(default=None, compare=False)

    def deciding(self, packet: Packet) -> Rule | None:
        """Return the rule that decides of a packet: the first that may match it."""
        alone = packet.alone()
        for rule in self.rules:
            if rule.match.possible & alone:
                return rule
        return self.default

    def __and__(self, other: Filter) -> Filter:
        """Return the filter of passing both; the rules are of the one that is not open."""
        rules, default = (
            (other.rules, other.default) if self.possible is ALL else (self.rules, self.default)
        )
        return Filter(self.sure & other.sure, self.possible & other.possible, rules, default)

    def within(self, packets: PacketSet) -> Filter:
        """Return the filter for these packets alone."""
        return Filter(self.sure & packets, self.possible & packets, self.rules, self.default)


OPEN: Final = Filter(ALL, ALL)
CLOSED: Final = Filter(EMPTY, EMPTY)
MAYBE: Final = Filter(EMPTY, ALL)


def any_of(rules: Sequence[Rule], default: Rule | None = None) -> Filter:
    """Return the filter of rules that only let pass: a packet passes that any of them matches."""
    return Filter(
        joined(rule.match.sure for rule in rules),
        joined(rule.match.possible for rule in rules),
        tuple(rules),
        default,
    )


def in_order(rules: Sequence[Rule], default: Rule, unplaced: Sequence[Rule] = ()) -> Filter:
    """Return the filter of rules of which the first that matches decides.

    `unplaced` are rules whose place in the order is not known: they may come first or last.
    Folded from the last rule to the first, so that each is met once.
    """
    sure = ALL if default.allows else EMPTY
    possible = sure
    # Rules of one action that follow one another are one rule: joined in one sweep.
    for allows, run in groupby(reversed(rules), key=lambda rule: rule.allows):
        matches = [rule.match for rule in run]
        surely = joined(match.sure for match in matches)
        perhaps_ = joined(match.possible for match in matches)
        if allows:
            sure, possible = sure | surely, possible | perhaps_
        else:
            sure, possible = sure - perhaps_, possible - surely
    for rule in unplaced:
        if rule.allows:
            possible = possible | rule.match.possible
        else:
            sure = sure - rule.match.possible
    return Filter(sure, possible, (*rules, *unplaced), default)
