"""What an organisation says of its networks: what lies outside, what may pass between zones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from cloudguard.config.globs import Glob
from cloudguard.values import Source

OWN = "/"


class Area(NamedTuple):
    """A zone, of one tenant (団体) where several share an estate: written `tenant/zone`.

    Two tenants' zones of the same name are two areas. A zone's name holds no slash; a tenant's may.
    """

    zone: str
    tenant: str | None = None

    @classmethod
    def read(cls, text: str) -> Area:
        """Return the area that a text names."""
        tenant, slash, zone = text.rpartition(OWN)
        return cls(zone, tenant) if slash else cls(text)

    def apart(self, other: Area, pairs: Collection[str]) -> bool:
        """Tell whether two areas must be apart: by a pair such as `lgwan:internet`, `mynumber:*`.

        One zone's tenants always are.
        """
        if self.zone == other.zone:
            return self.tenant != other.tenant
        both = {self.zone, other.zone}
        return any(
            {one, two} == both or ("*" in (one, two) and {one, two} & both)
            for one, _, two in (pair.partition(":") for pair in pairs)
        )

    def __str__(self) -> str:
        """Return the area as it is written."""
        return self.zone if self.tenant is None else f"{self.tenant}{OWN}{self.zone}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Networks that no input shows: on the premises, of a partner, of the nation.

    `behind` are patterns of the gateways that lead there; `prefixes` its addresses, none for all.
    `zone` is its own id where it is of no zone of the document. `internet` tells whether it hangs
    on the Internet itself, None where nobody says. `public_body` marks a peer that a document
    exempts (国等の公的機関).
    """

    id: str
    zone: str
    prefixes: tuple[str, ...]
    behind: tuple[Glob, ...]
    origin: Source
    internet: bool | None = None
    public_body: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted:
    """Packets that may pass between two zones, with the reason and who approved it.

    `start` and `end` are zones or ids of what lies outside. Empty prefixes and ports mean any,
    which is never narrow. `protocol` is a name, a number or `any`; `ports` are ranges, both ends
    included. With `both_ways` either end may begin.
    """

    id: str
    start: str
    end: str
    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    protocol: str
    ports: tuple[tuple[int, int], ...]
    reason: str
    approver: str
    until: date
    origin: Source
    applicant: str | None = None
    both_ways: bool = False

    def each_way(self) -> Iterator[Permitted]:
        """Yield the flow as it begins at either end: once, or twice where both may begin."""
        yield replace(self, both_ways=False)
        if self.both_ways:
            yield replace(
                self,
                start=self.end,
                end=self.start,
                sources=self.destinations,
                destinations=self.sources,
                both_ways=False,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The `network` part of a `cloudguard.yaml`; `Network()` says nothing.

    `zones` gives by zone prefixes that belong to it where nothing else tells, `places` where the
    file says so; `closed` are patterns of what is whole as this input shows it, though it is made
    elsewhere.
    """

    zones: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outside: tuple[Outside, ...] = ()
    permitted: tuple[Permitted, ...] = ()
    closed: tuple[Glob, ...] = ()
    places: Mapping[str, Source] = field(default_factory=dict)
