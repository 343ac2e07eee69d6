"""Service tags: what a name in the place of addresses means, seen from one subnet.

Microsoft Learn, "Virtual network service tags": VirtualNetwork takes in the network, its peers,
what is behind its gateways, the prefixes of user-defined routes and the address of the host;
Internet is what is outside of it and public. The prefixes of other tags are Microsoft's to change,
and public.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from cloudguard.network.filters import ANYTHING, NOTHING, Match
from cloudguard.network.intervals import Intervals, difference, intersection, union_of
from cloudguard.network.packets import EVERYWHERE, V4, packets, prefix
from cloudguard.network.wiring import GLOBAL
from cloudguard.providers.azure.network.spans import NOWHERE, Span
from cloudguard.values import Unknown, Value

# Microsoft Learn, "What is IP address 168.63.129.16?": probes and the platform speak from it.
PLATFORM: Final = prefix("168.63.129.16")
# Of the addresses that are public in form this one is Azure's own, and not on the Internet.
PUBLIC: Final = difference(GLOBAL, PLATFORM)
PUBLIC_V4: Final = intersection(PUBLIC, V4)
_PUBLIC: Final = union_of((GLOBAL, PLATFORM, prefix("169.254.0.0/16")))
_ANY: Final = frozenset({"*", "any"})


@dataclass(frozen=True, slots=True)
class Tags:
    """What tags mean in a subnet: `network` are the addresses of VirtualNetwork."""

    network: Span

    def match(self, values: Iterable[Value[Any]], side: str) -> Match:
        """Match prefixes and tags at one side; nothing where none is written."""
        found = NOTHING
        for value in values:
            if isinstance(value, Unknown):
                found |= Match(NOTHING.sure, ANYTHING.possible)
            else:
                found |= self.named(str(value.value), side)
        return found

    def named(self, text: str, side: str) -> Match:
        """Match one prefix, range or tag."""
        if text.lower() in _ANY:
            return ANYTHING
        span = self.span(text)
        return Match(*(packets(**{side: part}) for part in span))

    def span(self, text: str) -> Span:
        """Return the addresses of one prefix, range or tag."""
        lower = text.strip().lower()
        if lower in _ANY:
            return Span(EVERYWHERE, EVERYWHERE)
        if lower in ("virtualnetwork", "virtual_network"):
            return self.network
        if lower == "internet":
            # What VirtualNetwork takes in is not of the Internet, whoever owns the address.
            return self.network.outside(PUBLIC)
        if lower in ("azureloadbalancer", "azure_loadbalancer"):
            return Span(PLATFORM, PLATFORM)
        found = addresses_of(lower)
        return Span(found, found) if found is not None else Span((), _PUBLIC)

    @classmethod
    def unknown(cls) -> Tags:
        """Return what tags mean where nothing is known of the network."""
        return cls(NOWHERE | Span((), EVERYWHERE))


def addresses_of(text: str) -> Intervals | None:
    """Return the addresses of a prefix, or of a range `a-b`; None for what is neither."""
    low, _, high = text.partition("-")
    try:
        if high:
            first, last = prefix(low), prefix(high)
            return (first[0], last[1]) if first[0] < last[1] else None
        return prefix(text)
    except ValueError:
        return None
