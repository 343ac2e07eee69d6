"""Microsoft Azure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.assets import Asset
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.azure import (
    accounts,
    audits,
    azapi,
    copies,
    databases,
    grants,
    guardrails,
    joined,
    keys,
    logs,
    machines,
    profiles,
    templates,
    workspaces,
)
from cloudguard.providers.azure.provider import ROWS, Azure
from cloudguard.providers.package import Package

ADAPTERS: Final[tuple[Adapter[Azure], ...]] = (
    *joined.ADAPTERS,
    *accounts.ADAPTERS,
    *machines.ADAPTERS,
    *databases.ADAPTERS,
    *keys.ADAPTERS,
    *logs.ADAPTERS,
    *audits.ADAPTERS,
    *workspaces.ADAPTERS,
    *guardrails.ADAPTERS,
    *azapi.ADAPTERS,
    *profiles.ADAPTERS,
    *templates.ADAPTERS,
)


def _besides(azure: Azure) -> Iterator[Asset]:
    yield from logs.service_logs(azure)
    yield from grants.grants(azure)


PACKAGE: Final = Package(
    families=frozenset({"azurerm", "azuread", "azapi"}),
    rows=ROWS,
    adapters=ADAPTERS,
    make=Azure,
    copies=copies.read,
    network="cloudguard.providers.azure.network",
    identity="cloudguard.providers.azure.identity",
    besides=_besides,
    lacks={
        "identities.unused-removed": "no plan tells when an identity was last used",
        "account.disks-encrypted-by-default": (
            "Azure encrypts every managed disk; there is no default to switch on"
        ),
        "location.provider-default-allowed": (
            "the provider block names no place: each resource does"
        ),
    },
)
