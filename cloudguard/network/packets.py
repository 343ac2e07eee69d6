"""Packets as exact sets: unions of boxes over senders, destinations, services and ports.

A packet has five coordinates, each an integer: its source and destination address, its service
(protocol and destination port; of ICMP type and code), its source port, and its origin (which
host sent it: rules of groups ask for that, and addresses of different networks may overlap).
Origin and source go together: `Senders` is a set of such pairs. A box is the product of senders
with a set of integers for each other coordinate; a `PacketSet` is a union of boxes, closed under
union, intersection and difference. Compare the header spaces of Kazemian, Varghese and McKeown,
"Header Space Analysis: Static Checking for Networks" (NSDI 2012), here with intervals in the
place of ternary bits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from cloudguard.network.intervals import (
    Intervals,
    contains,
    difference,
    intersection,
    shifted,
    union,
    union_of,
)
from cloudguard.network.numbers import (
    ANY_PORT,
    ANY_SERVICE,
    EVERYWHERE,
    ICMP,
    ICMPV6,
    PER_PROTOCOL,
    PROTOCOLS,
    PUBLIC_V4,
    PUBLIC_V6,
    SCTP,
    TCP,
    UDP,
    V4,
    V6,
    WITH_PORTS,
    address,
    addresses,
    icmp,
    ports,
    prefix,
    prefixes,
    service,
    services,
    telling_service,
    unnamed,
)
from cloudguard.network.senders import BEHALF, Senders, senders, telling
from cloudguard.network.senders import joined as joined_senders

__all__ = [
    "ALL",
    "ANYBODY",
    "ANY_PORT",
    "ANY_SERVICE",
    "EMPTY",
    "EVERYWHERE",
    "ICMP",
    "ICMPV6",
    "PROTOCOLS",
    "PUBLIC_V4",
    "PUBLIC_V6",
    "SCTP",
    "TCP",
    "UDP",
    "V4",
    "V6",
    "WITH_PORTS",
    "Box",
    "Packet",
    "PacketSet",
    "address",
    "addresses",
    "icmp",
    "joined",
    "packets",
    "ports",
    "prefix",
    "prefixes",
    "service",
    "services",
]

# Origins: 0 for what stands in no group, hosts from 1; see `senders`.
ANYBODY: Final[Intervals] = (0, 1 << 40)


class Box(NamedTuple):
    """The product of four sets: a packet lies in it when each coordinate lies in its set."""

    senders: Senders
    destination: Intervals
    service: Intervals
    port: Intervals

    def met(self, other: Box) -> Box | None:
        """Return what lies in both boxes, None where nothing does."""
        made: list[Intervals] = []
        for mine, theirs in zip(self[1:], other[1:], strict=True):
            both = mine if mine == theirs else intersection(mine, theirs)
            if not both:
                return None
            made.append(both)
        sent = self.senders & other.senders
        return Box(sent, *made) if sent else None

    def holds(self, other: Box) -> bool:
        """Tell whether all of another box lies in this one."""
        rest = zip(self[1:], other[1:], strict=True)
        return all(contains(mine, theirs) for mine, theirs in rest) and self.senders.holds(
            other.senders
        )

    def without(self, other: Box) -> Iterator[Box]:
        """Yield disjoint boxes that make up what lies in this box and not in the other."""
        rest = [self.destination, self.service, self.port]
        for axis, theirs in enumerate(other[1:]):
            outside = difference(rest[axis], theirs)
            if outside:
                yield Box._make((self.senders, *rest[:axis], outside, *rest[axis + 1 :]))
            rest[axis] = intersection(rest[axis], theirs)
            if not rest[axis]:
                return
        if left := self.senders - other.senders:
            yield Box._make((left, *rest))


@dataclass(frozen=True, slots=True)
class PacketSet:
    """A set of packets; `boxes` may overlap, and each of them holds some packet."""

    boxes: tuple[Box, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether any packet lies in the set."""
        return bool(self.boxes)

    def __or__(self, other: PacketSet) -> PacketSet:
        """Return the packets of either set."""
        if not self.boxes or self is other:
            return other
        if not other.boxes:
            return self
        return joined((self, other))

    def __and__(self, other: PacketSet) -> PacketSet:
        """Return the packets of both sets."""
        if self is other or self is ALL:
            return other
        if other is ALL:
            return self
        met = [both for a in self.boxes for b in other.boxes if (both := a.met(b))]
        return PacketSet(_merged(met)) if len(met) > 1 else PacketSet(tuple(met))

    def __sub__(self, other: PacketSet) -> PacketSet:
        """Return the packets of this set that are not of the other."""
        if not self.boxes or not other.boxes:
            return self
        if self is other or other is ALL:
            return EMPTY
        left: list[Box] = list(self.boxes)
        for hole in other.boxes:
            remaining: list[Box] = []
            for box in left:
                if box.met(hole) is None:
                    remaining.append(box)
                else:
                    remaining += box.without(hole)
            left = remaining
            if not left:
                return EMPTY
        return PacketSet(_merged(left))

    def __le__(self, other: PacketSet) -> bool:
        """Tell whether all packets of this set are of the other."""
        if all(any(b.holds(a) for b in other.boxes) for a in self.boxes):
            return True
        return not (self - other)

    def reversed(self) -> PacketSet:
        """Return the packets that answer those of this set: from destination to source.

        Who sends an answer is not told, and an ICMP message is answered by any.
        """
        return PacketSet(_merged([answer for box in self.boxes for answer in _answers(box)]))

    def at_source(self, addresses: Intervals) -> PacketSet:
        """Return the packets as a translator sends them on: from its addresses and any port."""
        sent = [
            box._replace(senders=box.senders.disowned(addresses), port=ANY_PORT)
            for box in self.boxes
        ]
        return PacketSet(_merged(sent))

    def at_destination(self, addresses: Intervals) -> PacketSet:
        """Return the packets with other destination addresses."""
        return PacketSet(_merged([b._replace(destination=addresses) for b in self.boxes]))

    def anonymous(self) -> PacketSet:
        """Return the packets as they are where groups are not known: their origin is in none."""
        sent = [box._replace(senders=box.senders.disowned()) for box in self.boxes]
        return PacketSet(_merged(sent))

    def sent_by(self, labels: Intervals) -> PacketSet:
        """Return the packets that these hosts sent or have had sent."""
        return self & packets(origin=union(labels, shifted(labels, BEHALF)))

    def labels(self) -> frozenset[int]:
        """Return who is known to have sent packets of this set, or to have had them sent."""
        each = [box.senders.labels() for box in self.boxes]
        return each[0] if len(each) == 1 else frozenset().union(*each)

    def sources(self) -> Intervals:
        """Return the source addresses."""
        return union_of(box.senders.span for box in self.boxes)

    def destinations(self) -> Intervals:
        """Return the destination addresses."""
        return union_of(box.destination for box in self.boxes)

    def services(self) -> Intervals:
        """Return the services."""
        return union_of(box.service for box in self.boxes)

    def one(self) -> Packet:
        """Return one packet of the set, a telling one where there is one.

        It has no network's own address, and is of a protocol that people know.
        """
        box = min(self.boxes, key=lambda one: one[1:])
        origin, source = box.senders.one()
        there, what = box.destination, telling_service(box.service)
        names = (unnamed(those) for those in (box.senders.of(origin), there))
        return Packet(source, telling(there), what, box.port[0], origin, *names)


class Packet(NamedTuple):
    """One packet.

    `here` and `there` say what its addresses stand for, where one is as good as any other.
    """

    source: int
    destination: int
    service: int
    port: int
    origin: int
    here: str = ""
    there: str = ""

    def alone(self) -> PacketSet:
        """Return the set of this packet alone."""
        sent = senders((self.source, self.source + 1), (self.origin, self.origin + 1))
        there, what, port = ((n, n + 1) for n in (self.destination, self.service, self.port))
        return PacketSet((Box(sent, there, what, port),))

    def __str__(self) -> str:
        """Return the packet as people write it: `tcp/443 10.0.0.4 → 10.1.0.4`."""
        here, there = self.here or address(self.source), self.there or address(self.destination)
        return f"{service(self.service)} {here} → {there}"


EMPTY: Final = PacketSet()
ALL: Final = PacketSet((Box(Senders(EVERYWHERE), EVERYWHERE, ANY_SERVICE, ANY_PORT),))


def packets(
    *,
    source: Intervals = EVERYWHERE,
    destination: Intervals = EVERYWHERE,
    service: Intervals = ANY_SERVICE,
    port: Intervals = ANY_PORT,
    origin: Intervals | None = None,
) -> PacketSet:
    """Return the packets whose coordinates lie in these sets; nothing where one is empty.

    Without `origin` anybody may have sent them.
    """
    box = Box(senders(source, origin), destination, service, port)
    return PacketSet((box,)) if all(box) else EMPTY


def joined(sets: Iterable[PacketSet]) -> PacketSet:
    """Return the packets of any of many sets, in one sweep."""
    boxes = [box for one in sets for box in one.boxes]
    return PacketSet(_merged(boxes)) if len(boxes) > 1 else PacketSet(tuple(boxes))


def _answers(box: Box) -> Iterator[Box]:
    for i in range(0, len(box.service), 2):
        low, high = box.service[i], box.service[i + 1]
        while low < high:
            protocol = low // PER_PROTOCOL
            end = min(high, (protocol + 1) * PER_PROTOCOL)
            base = protocol * PER_PROTOCOL
            if protocol in WITH_PORTS:
                there = tuple(b + base for b in box.port)
                port: Intervals = (low - base, end - base)
                yield Box(Senders(box.destination), box.senders.span, there, port)
            else:
                # Runs of protocols without ports are answered alike, in one box.
                end = _run(high, protocol)
                last = -(-end // PER_PROTOCOL) * PER_PROTOCOL
                whole = (base, last)
                yield Box(Senders(box.destination), box.senders.span, whole, ANY_PORT)
            low = end


def _run(high: int, protocol: int) -> int:
    following = min((p for p in WITH_PORTS if p > protocol), default=256)
    return min(high, following * PER_PROTOCOL)


def _merged(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Join boxes that differ in one coordinate only, and drop what others hold."""
    found: list[Box] = list(boxes)
    if len(found) > 1:
        alike: dict[tuple[Intervals, ...], list[Senders]] = {}
        for box in found:
            alike.setdefault(box[1:], []).append(box.senders)
        found = [
            Box(sets[0] if len(sets) == 1 else joined_senders(sets), *rest)
            for rest, sets in alike.items()
        ]
    for axis in _AXES:
        if len(found) <= 1:
            break
        groups: dict[tuple[Any, ...], list[Intervals]] = {}
        for box in found:
            rest = (*box[:axis], *box[axis + 1 :])
            # Integers all: senders, which come first in a box, are joined above.
            groups.setdefault(rest, []).append(box[axis])  # type: ignore[arg-type]
        if len(groups) < len(found):
            found = [
                Box._make(
                    (*rest[:axis], sets[0] if len(sets) == 1 else union_of(sets), *rest[axis:])
                )
                for rest, sets in groups.items()
            ]
    if 1 < len(found) <= _FEW:
        found = [
            box
            for number, box in enumerate(found)
            if not any(
                other.holds(box) and (number > n or not box.holds(other))
                for n, other in enumerate(found)
                if n != number
            )
        ]
    return tuple(found)


_AXES: Final = (2, 1, 3)
_FEW: Final = 16
"""So many boxes are worth the square of comparisons."""
