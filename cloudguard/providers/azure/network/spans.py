"""Addresses that something surely has, and those that it may have."""

from __future__ import annotations

from typing import Final, NamedTuple

from cloudguard.network.intervals import Intervals, difference, union, union_of
from cloudguard.network.packets import EVERYWHERE, prefix
from cloudguard.providers.azure.network.reading import texts
from cloudguard.sources.resource import Resource
from cloudguard.values import Known


class Span(NamedTuple):
    """Addresses that something surely has, and all that it may have."""

    sure: Intervals
    possible: Intervals

    def __or__(self, other: Span) -> Span:
        """Return the addresses of either."""
        return Span(union(self.sure, other.sure), union(self.possible, other.possible))

    def outside(self, around: Intervals) -> Span:
        """Return the addresses of `around` that are not of this."""
        return Span(difference(around, self.possible), difference(around, self.sure))

    def maybe(self) -> Span:
        """Return the addresses as those of something that may not be there."""
        return Span((), self.possible)


NOWHERE: Final = Span((), ())


def space_of(vnet: Resource) -> tuple[Span, list[Intervals]]:
    """Return the addresses of a virtual network, and its prefixes one by one."""
    prefixes: list[Intervals] = []
    whole = True
    values = list(texts(vnet, "address_space"))
    for value in values:
        try:
            prefixes.append(prefix(str(value.value if isinstance(value, Known) else "")))
        except ValueError:
            whole = False
    known = union_of(prefixes)
    # Without address_space they come from a pool of the network manager.
    return Span(known, known if whole and values else EVERYWHERE), prefixes


def span_of(resource: Resource, *paths: str) -> Span:
    """Return the addresses that attributes of prefixes give."""
    found: list[Intervals] = []
    whole = True
    for value in texts(resource, *paths):
        try:
            found.append(prefix(str(value.value if isinstance(value, Known) else "")))
        except ValueError:
            whole = False
    known = union_of(found)
    return Span(known, known if whole else EVERYWHERE)
