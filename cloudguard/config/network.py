"""What an organisation says of its networks: what lies outside, what may pass between zones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cloudguard.config.globs import Glob
from cloudguard.values import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Networks that no input shows: on the premises, of a partner, of the nation.

    `behind` are patterns of the gateways that lead there; `prefixes` its addresses. `internet`
    tells whether it hangs on the Internet itself, None where nobody says. `public_body` marks a
    peer that a document exempts (国等の公的機関).
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
    which is never narrow. `ports` are ranges, both ends included.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The `network` part of a `cloudguard.yaml`; `Network()` says nothing.

    `zones` gives by zone prefixes that belong to it where nothing else tells; `closed` are
    patterns of what is whole as this input shows it, though it is made elsewhere.
    """

    zones: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outside: tuple[Outside, ...] = ()
    permitted: tuple[Permitted, ...] = ()
    closed: tuple[Glob, ...] = ()
