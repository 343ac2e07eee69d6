"""Which data of SAKURA Cloud is a copy of which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cloudguard.assets import Asset
from cloudguard.providers.copies import Copies
from cloudguard.providers.sakura.provider import Sakura
from cloudguard.sources.resource import Resources

COPIES: Final = Copies(Path(__file__).parent)


def read(resources: Resources, sakura: Sakura) -> Iterator[Asset]:
    """Yield which data of an input is a copy of which."""
    yield from COPIES.read(resources, sakura)
