"""Microsoft Azure."""

from __future__ import annotations

from typing import Final

from cloudguard.providers.adapter import Adapter
from cloudguard.providers.azure import joined
from cloudguard.providers.azure.provider import ROWS, Azure
from cloudguard.providers.package import Package

ADAPTERS: Final[tuple[Adapter[Azure], ...]] = (*joined.ADAPTERS,)
PACKAGE: Final = Package(
    families=frozenset({"azurerm", "azuread", "azapi"}),
    rows=ROWS,
    adapters=ADAPTERS,
    make=Azure,
)
