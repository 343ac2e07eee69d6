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

import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

from cloudguard.network.intervals import (
    Intervals,
    between,
    contains,
    difference,
    intersection,
    shifted,
    union,
    union_of,
)
from cloudguard.network.senders import BEHALF, Senders, senders, telling
from cloudguard.network.senders import joined as joined_senders

# Addresses: IPv4 as it is, IPv6 after it, on one line.
_V6: Final = 1 << 32
_IPV4: Final = 4
V4: Final[Intervals] = (0, _V6)
V6: Final[Intervals] = (_V6, _V6 + (1 << 128))
EVERYWHERE: Final[Intervals] = (0, _V6 + (1 << 128))

# Services: 65,536 for each protocol. IANA, "Protocol Numbers".
_PORTS: Final = 1 << 16
ICMP: Final = 1
TCP: Final = 6
UDP: Final = 17
ICMPV6: Final = 58
SCTP: Final = 132
WITH_PORTS: Final = frozenset({TCP, UDP, 33, SCTP, 136})
PROTOCOLS: Final = {
    "icmp": ICMP,
    "tcp": TCP,
    "udp": UDP,
    "gre": 47,
    "esp": 50,
    "ah": 51,
    "icmpv6": ICMPV6,
    "sctp": SCTP,
}
ANY_SERVICE: Final[Intervals] = (0, 256 * _PORTS)
ANY_PORT: Final[Intervals] = (0, _PORTS)


@lru_cache(maxsize=1 << 16)
def prefix(text: str) -> Intervals:
    """Return the addresses of a prefix or single address; ValueError for what is neither."""
    network = ipaddress.ip_network(text.strip(), strict=False)
    first = int(network.network_address)
    shift = 0 if network.version == _IPV4 else _V6
    return (first + shift, first + shift + network.num_addresses)


# RFC 6890 and IANA's special-purpose registries: addresses that the Internet does not carry.
_PRIVATE: Final = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "224.0.0.0/3",
)
PUBLIC_V4: Final = difference(V4, union_of(prefix(text) for text in _PRIVATE))
PUBLIC_V6: Final = prefix("2000::/3")

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
        there, what = box.destination, _known(box.service)
        names = (_unnamed(those) for those in (box.senders.of(origin), there))
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


def _unnamed(addresses: Intervals) -> str:
    """Return what addresses stand for of which no one is known, "" where some are singled out."""
    if contains(addresses, V4) or contains(addresses, V6):
        return "any address"
    if contains(addresses, PUBLIC_V4):
        return "a public address"
    return "a public IPv6 address" if contains(addresses, PUBLIC_V6) else ""


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


def addresses(first: str, last: str) -> Intervals:
    """Return the addresses from one to another, both included; ValueError for what is none."""
    low, high = ipaddress.ip_address(first.strip()), ipaddress.ip_address(last.strip())
    if low.version != high.version:
        raise ValueError(f"{first} and {last} are not of one family")
    shift = 0 if low.version == _IPV4 else _V6
    return between(int(low) + shift, int(high) + shift)


def ports(protocol: int, first: int = 0, last: int = _PORTS - 1) -> Intervals:
    """Return the services of a protocol with destination ports from one to another.

    Of ICMP, ports are 256 times the type plus the code.
    """
    first, last = max(first, 0), min(last, _PORTS - 1)
    return between(protocol * _PORTS + first, protocol * _PORTS + last)


def icmp(kind: int | None = None, code: int | None = None, protocol: int = ICMP) -> Intervals:
    """Return the ICMP messages of a type and code; None is any."""
    if kind is None:
        return ports(protocol)
    if code is None:
        return ports(protocol, kind * 256, kind * 256 + 255)
    return ports(protocol, kind * 256 + code, kind * 256 + code)


def address(number: int) -> str:
    """Return an address as people write it."""
    if number >= _V6:
        return str(ipaddress.IPv6Address(min(number - _V6, (1 << 128) - 1)))
    return str(ipaddress.IPv4Address(number))


def prefixes(addresses: Intervals) -> list[str]:
    """Return addresses as the fewest prefixes."""
    made: list[str] = []
    for i in range(0, len(addresses), 2):
        for low, high in _families(addresses[i], addresses[i + 1]):
            shift = _V6 if low >= _V6 else 0
            kind = ipaddress.IPv6Address if shift else ipaddress.IPv4Address
            pair = (kind(low - shift), kind(high - 1 - shift))
            made += map(str, ipaddress.summarize_address_range(*pair))
    return made


def service(number: int) -> str:
    """Return a service as people write it: `tcp/443`, `icmp type 8`."""
    protocol, port = divmod(number, _PORTS)
    name = _NAMES.get(protocol, f"protocol {protocol}")
    if protocol in (ICMP, ICMPV6):
        return f"{name} type {port >> 8}"
    return f"{name}/{port}" if protocol in WITH_PORTS else name


def services(numbers: Intervals) -> str:
    """Return services as people write them: `tcp/80, tcp/8000-8080, udp`; `any` for all."""
    missing = difference(ANY_SERVICE, numbers)
    if not missing:
        return "any"
    told, untold = _spans(numbers), _spans(missing)
    if len(untold) < min(len(told), _FEW_SPANS):
        return f"any but {', '.join(untold)}"
    return ", ".join([*told[:_SHOWN], "…"] if len(told) > _SHOWN else told)


def _spans(numbers: Intervals) -> list[str]:
    made: list[str] = []
    for i in range(0, len(numbers), 2):
        low, high = numbers[i], numbers[i + 1] - 1
        while low <= high:
            protocol = low // _PORTS
            last = min(high, protocol * _PORTS + _PORTS - 1)
            made.append(_span(protocol, low % _PORTS, last % _PORTS))
            low = last + 1
            if len(made) > _SHOWN:
                return made
    return made


_NAMES: Final = {number: name for name, number in PROTOCOLS.items()}
_SHOWN: Final = 6
_FEW_SPANS: Final = 4
_TELLING: Final = (*(TCP * _PORTS + port for port in (443, 22)), UDP * _PORTS + 53)


@lru_cache(maxsize=1 << 12)
def _known(services: Intervals) -> int:
    """Return a service of a set: one that everybody knows, else of TCP or UDP, else the first."""
    for number in _TELLING:
        if intersection(services, (number, number + 1)):
            return number
    known = (s for p in (TCP, UDP, ICMP) if (s := intersection(services, ports(p))))
    return next(known, services)[0]


def _span(protocol: int, first: int, last: int) -> str:
    name = _NAMES.get(protocol, f"protocol {protocol}")
    if first == 0 and last == _PORTS - 1:
        return name
    if protocol in (ICMP, ICMPV6):
        return f"{name} type {first >> 8}" + (f"-{last >> 8}" if last >> 8 != first >> 8 else "")
    return f"{name}/{first}" if first == last else f"{name}/{first}-{last}"


def _families(low: int, high: int) -> Iterator[tuple[int, int]]:
    if low < _V6 < high:
        yield low, _V6
        yield _V6, high
    else:
        yield low, high


def _answers(box: Box) -> Iterator[Box]:
    for i in range(0, len(box.service), 2):
        low, high = box.service[i], box.service[i + 1]
        while low < high:
            protocol = low // _PORTS
            end = min(high, (protocol + 1) * _PORTS)
            base = protocol * _PORTS
            if protocol in WITH_PORTS:
                there = tuple(b + base for b in box.port)
                port: Intervals = (low - base, end - base)
                yield Box(Senders(box.destination), box.senders.span, there, port)
            else:
                # Runs of protocols without ports are answered alike, in one box.
                end = _run(high, protocol)
                last = -(-end // _PORTS) * _PORTS
                whole = (base, last)
                yield Box(Senders(box.destination), box.senders.span, whole, ANY_PORT)
            low = end


def _run(high: int, protocol: int) -> int:
    following = min((p for p in WITH_PORTS if p > protocol), default=256)
    return min(high, following * _PORTS)


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
        if len(found) < 2:  # noqa: PLR2004  # one box has nothing to be joined with
            break
        groups: dict[tuple[Any, ...], list[Intervals]] = {}
        for box in found:
            groups.setdefault((*box[:axis], *box[axis + 1 :]), []).append(box[axis])  # type: ignore[arg-type]  # a set of integers: senders are joined above
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
