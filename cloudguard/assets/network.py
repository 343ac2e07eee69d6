"""What is declared of networks and judged itself."""

from __future__ import annotations

from dataclasses import dataclass

from cloudguard.assets import Asset


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Asset):
    """An exception by which packets may pass between zones.

    `addresses` is the larger number of addresses at either end; `ports` how many ports of how
    many protocols; None where that is all of them.
    """

    start: str
    end: str
    addresses: int | None
    ports: int | None
