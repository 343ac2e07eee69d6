"""What decides where things may be put."""

from __future__ import annotations

from dataclasses import dataclass

from cloudguard.assets import Asset, Place
from cloudguard.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderDefault(Asset):
    """The region where a provider block puts what names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionGuardrail(Asset):
    """A rule above an account that restricts its regions.

    `reachable` holds the regions that stay usable for services bound to a region: all regions
    of the provider where the rule has a gap.
    """

    reachable: Value[frozenset[Place]]
