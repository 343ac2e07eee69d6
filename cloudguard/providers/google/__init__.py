"""Google Cloud."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.assets import Asset
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.google import (
    buckets,
    copies,
    databases,
    ends,
    grants,
    keys,
    location,
    logs,
    stores,
)
from cloudguard.providers.google.joined import plain
from cloudguard.providers.google.provider import Google
from cloudguard.providers.google.rows import FILES, JOINED
from cloudguard.providers.package import Package

_COMPLETED: Final[tuple[Adapter[Google], ...]] = (
    *buckets.ADAPTERS,
    *stores.ADAPTERS,
    *databases.ADAPTERS,
    *keys.ADAPTERS,
    *logs.ADAPTERS,
    *location.ADAPTERS,
)
_BY_THEMSELVES: Final = JOINED.types().difference(*(adapter.types for adapter in _COMPLETED))
ADAPTERS: Final[tuple[Adapter[Google], ...]] = (*_COMPLETED, plain(_BY_THEMSELVES))


def _besides(google: Google) -> Iterator[Asset]:
    yield from location.provider_defaults(google)
    yield from ends.left_behind(google)
    yield from grants.grants(google)


PACKAGE: Final = Package(
    families=frozenset({"google"}),
    rows=FILES,
    adapters=ADAPTERS,
    make=Google,
    copies=copies.read,
    besides=_besides,
    lacks={
        "identities.individual": "people are of Cloud Identity or Workspace, in no input of it",
        "identities.unused-removed": "no plan tells when an identity was last used",
        "privileged.guarded": "how old the key of a service account is, no plan tells",
        "account.disks-encrypted-by-default": (
            "Google Cloud encrypts every disk; there is no default to switch on"
        ),
    },
    network="cloudguard.providers.google.network",
    identity="cloudguard.providers.google.identity",
)
