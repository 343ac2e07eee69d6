"""Which clouds are in use."""

from __future__ import annotations

from dataclasses import dataclass

from cloudguard.assets import Asset
from cloudguard.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudUse(Asset):
    """A cloud that resources are made in, and its standing for ガバメントクラウド.

    Of a listed cloud there is one, by its name; of any other each resource is one.
    """

    standing: Value[str]
