"""Who sends from which addresses: one coordinate of packets, exact for any number of hosts.

A label stands for a host. A `Senders` is a set of pairs of a label and an address: for each label
of `own` the addresses that it has, for every other label those of `rest`. What thousands of hosts
send alike is then one box with a long `own`, and not as many boxes as there are hosts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Final

from cloudguard.network.intervals import (
    NONE,
    Intervals,
    contains,
    difference,
    intersection,
    union_of,
)

# Labels from here on are those below again, of packets that something on the way sends under its
# own name for a host: no rule of a group knows those.
BEHALF: Final = 1 << 32


class Senders:
    """A set of labels and addresses; see the module. Equal sets are equal."""

    __slots__ = ("_cuts", "_hash", "_labels", "_span", "own", "rest")

    def __init__(self, rest: Intervals, own: Mapping[int, Intervals] | None = None) -> None:
        """Take the addresses of labels that are not named, and those of each that is."""
        self.rest = rest
        self.own: Mapping[int, Intervals] = (
            {label: those for label, those in own.items() if those != rest} if own else {}
        )
        self._hash: int | None = None
        self._span: Intervals | None = None
        self._labels: frozenset[int] | None = None
        self._cuts: dict[Intervals, Senders] = {}

    def __bool__(self) -> bool:
        """Tell whether anybody sends from anywhere."""
        return bool(self.rest) or bool(self.own)

    def __eq__(self, other: object) -> bool:
        """Tell whether two sets are equal."""
        if not isinstance(other, Senders):
            return NotImplemented
        return self is other or (self.rest == other.rest and self.own == other.own)

    def __hash__(self) -> int:
        """Return a hash, made once."""
        if self._hash is None:
            self._hash = hash((self.rest, frozenset(self.own.items())))
        return self._hash

    def __and__(self, other: Senders) -> Senders:
        """Return what lies in both sets."""
        if self is other:
            return self
        if not other.own:
            return self._within(other.rest)
        if not self.own:
            return other._within(self.rest)  # of its own kind
        many = min(len(self.own), len(other.own)) > _FEW
        return _common(self, other) if many else _intersection(self, other)

    def __or__(self, other: Senders) -> Senders:
        """Return what lies in either set."""
        return joined((self, other))

    def __sub__(self, other: Senders) -> Senders:
        """Return what lies in this set and not in the other."""
        if self is other or (not other.own and contains(other.rest, self.span)):
            return NOBODY
        return _less(self, other) if len(self.own) > _FEW else _difference(self, other)

    def holds(self, other: Senders) -> bool:
        """Tell whether all of another set lies in this one."""
        if self is other or (not self.own and contains(self.rest, other.span)):
            return True
        if not contains(self.rest, other.rest):
            return False
        labels = self.own.keys() | other.own.keys() if other.rest else other.own.keys()
        return all(contains(self.of(n), other.of(n)) for n in labels)

    def of(self, label: int) -> Intervals:
        """Return the addresses that a label sends from."""
        return self.own.get(label, self.rest)

    @property
    def span(self) -> Intervals:
        """Return all addresses that anybody sends from."""
        if self._span is None:
            self._span = union_of((self.rest, *self.own.values()))
        return self._span

    def labels(self) -> frozenset[int]:
        """Return the labels that are named, of hosts that have something sent for them as well."""
        if self._labels is None:
            self._labels = frozenset(n % BEHALF for n, those in self.own.items() if those)
        return self._labels

    def disowned(self, addresses: Intervals | None = None) -> Senders:
        """Return the set as of those who have it sent, from these addresses where they change."""
        rest = self.rest if addresses is None or not self.rest else addresses
        own: dict[int, Intervals] = {}
        for label in self.own:
            name = label % BEHALF
            if name + BEHALF not in own:  # what one sends and what one has sent are one from here
                sent = self.own.get(name, self.rest)
                behalf = self.own.get(name + BEHALF, self.rest)
                both = union_of((sent, behalf)) if sent and behalf else sent or behalf
                own[name + BEHALF] = addresses if addresses is not None and both else both
        return Senders(rest, own)

    def one(self) -> tuple[int, int]:
        """Return a label that sends, and an address that it sends from."""
        for label, those in self.own.items():
            if those:
                return label, telling(those)
        return next(n for n in count() if n not in self.own), telling(self.rest)

    def _within(self, addresses: Intervals) -> Senders:
        """Return what is sent from these addresses, whoever sends it."""
        if (cut := self._cuts.get(addresses)) is None:
            left = intersection(self.span, addresses)
            # Rules of thousands of hosts cut the same senders, most of them alike.
            if (cut := self._cuts.get(left)) is None:
                cut = self._cuts[left] = self._cut(left)
            if len(addresses) > _FEW:
                self._cuts[addresses] = cut
        return cut

    def _cut(self, left: Intervals) -> Senders:
        if left == self.span:
            return self
        if not left:
            return NOBODY
        rest = intersection(self.rest, left)
        each = ((n, intersection(those, left)) for n, those in self.own.items())
        return Senders(rest, {n: those for n, those in each if those or rest})


def _intersection(one: Senders, other: Senders) -> Senders:
    rest = intersection(one.rest, other.rest)
    if rest or one.rest or other.rest:
        labels: Iterable[int] = one.own.keys() | other.own.keys()
    else:
        few, many = sorted((one.own, other.own), key=len)
        labels = (label for label in few if label in many)
    return Senders(rest, {n: intersection(one.of(n), other.of(n)) for n in labels})


def _difference(one: Senders, other: Senders) -> Senders:
    rest = difference(one.rest, other.rest)
    labels = one.own.keys() | other.own.keys() if one.rest else one.own.keys()
    return Senders(rest, {n: difference(one.of(n), other.of(n)) for n in labels})


def joined(sets: Iterable[Senders]) -> Senders:
    """Return what lies in any of many sets."""
    found = tuple({id(one): one for one in sets}.values())
    match found:
        case (one,):
            return one
        case (one, other) if len(one.own) + len(other.own) > _FEW:
            return _paired(one, other)
    return _union(found)


def _union(found: Sequence[Senders]) -> Senders:
    if all(not one.rest for one in found):
        own: dict[int, list[Intervals]] = {}
        for one in found:
            for label, those in one.own.items():
                own.setdefault(label, []).append(those)
        return Senders(NONE, {n: s[0] if len(s) == 1 else union_of(s) for n, s in own.items()})
    rest = union_of(one.rest for one in found)
    labels = {label for one in found for label in one.own}
    return Senders(rest, {n: union_of(one.of(n) for one in found) for n in labels})


# The same two sets meet at hundreds of nodes: what many hosts send is put together once.
_FEW: Final = 16
_common: Final = lru_cache(maxsize=256)(_intersection)
_less: Final = lru_cache(maxsize=256)(_difference)
_paired: Final = lru_cache(maxsize=256)(lambda one, other: _union((one, other)))


def senders(addresses: Intervals, origin: Intervals | None = None) -> Senders:
    """Return those who send from addresses: the labels of `origin`, anybody where not given."""
    if origin is None:
        return Senders(addresses)
    labels = (n for i in range(0, len(origin), 2) for n in range(origin[i], origin[i + 1]))
    return Senders(NONE, dict.fromkeys(labels, addresses)) if addresses else NOBODY


def telling(one: Intervals) -> int:
    """Return a number of a set, not the first of a range: a network's own address is no host's."""
    low, high = one[0], one[1]
    return low + min(4, high - low - 1) if high - low > 1 else low


NOBODY: Final = Senders(NONE)
