"""Addresses and services as numbers, and as people write them.

An address is an integer, IPv4 as it is and IPv6 after it on one line; a service is a protocol and
a destination port, of ICMP a type and a code.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from cloudguard.network.intervals import (
    Intervals,
    between,
    contains,
    difference,
    intersection,
    union_of,
)

# Addresses: IPv4 as it is, IPv6 after it, on one line.
_V6: Final = 1 << 32
_IPV4: Final = 4
V4: Final[Intervals] = (0, _V6)
V6: Final[Intervals] = (_V6, _V6 + (1 << 128))
EVERYWHERE: Final[Intervals] = (0, _V6 + (1 << 128))

# Services: 65,536 for each protocol. IANA, "Protocol Numbers".
PER_PROTOCOL: Final = 1 << 16
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
ANY_SERVICE: Final[Intervals] = (0, 256 * PER_PROTOCOL)
ANY_PORT: Final[Intervals] = (0, PER_PROTOCOL)


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


def addresses(first: str, last: str) -> Intervals:
    """Return the addresses from one to another, both included; ValueError for what is none."""
    low, high = ipaddress.ip_address(first.strip()), ipaddress.ip_address(last.strip())
    if low.version != high.version:
        raise ValueError(f"{first} and {last} are not of one family")
    shift = 0 if low.version == _IPV4 else _V6
    return between(int(low) + shift, int(high) + shift)


def ports(protocol: int, first: int = 0, last: int = PER_PROTOCOL - 1) -> Intervals:
    """Return the services of a protocol with destination ports from one to another.

    Of ICMP, ports are 256 times the type plus the code.
    """
    first, last = max(first, 0), min(last, PER_PROTOCOL - 1)
    return between(protocol * PER_PROTOCOL + first, protocol * PER_PROTOCOL + last)


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
    protocol, port = divmod(number, PER_PROTOCOL)
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


@lru_cache(maxsize=1 << 12)
def telling_service(services: Intervals) -> int:
    """Return a service of a set: one that everybody knows, else of TCP or UDP, else the first."""
    for number in _TELLING:
        if intersection(services, (number, number + 1)):
            return number
    known = (s for p in (TCP, UDP, ICMP) if (s := intersection(services, ports(p))))
    return next(known, services)[0]


def unnamed(addresses: Intervals) -> str:
    """Return what addresses stand for of which no one is known, "" where some are singled out."""
    if contains(addresses, V4) or contains(addresses, V6):
        return "any address"
    if contains(addresses, PUBLIC_V4):
        return "a public address"
    return "a public IPv6 address" if contains(addresses, PUBLIC_V6) else ""


def _spans(numbers: Intervals) -> list[str]:
    made: list[str] = []
    for i in range(0, len(numbers), 2):
        low, high = numbers[i], numbers[i + 1] - 1
        while low <= high:
            protocol = low // PER_PROTOCOL
            last = min(high, protocol * PER_PROTOCOL + PER_PROTOCOL - 1)
            made.append(_span(protocol, low % PER_PROTOCOL, last % PER_PROTOCOL))
            low = last + 1
            if len(made) > _SHOWN:
                return made
    return made


_NAMES: Final = {number: name for name, number in PROTOCOLS.items()}
_SHOWN: Final = 6
_FEW_SPANS: Final = 4
_TELLING: Final = (*(TCP * PER_PROTOCOL + port for port in (443, 22)), UDP * PER_PROTOCOL + 53)


def _span(protocol: int, first: int, last: int) -> str:
    name = _NAMES.get(protocol, f"protocol {protocol}")
    if first == 0 and last == PER_PROTOCOL - 1:
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
