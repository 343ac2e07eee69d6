"""Google Cloud."""

from __future__ import annotations

from typing import Final

from cloudguard.providers.adapter import Adapter
from cloudguard.providers.google import buckets, databases, keys, location, logs, stores
from cloudguard.providers.google.provider import Google
from cloudguard.providers.google.rows import FILES
from cloudguard.providers.package import Package

ADAPTERS: Final[tuple[Adapter[Google], ...]] = (
    *buckets.ADAPTERS,
    *stores.ADAPTERS,
    *databases.ADAPTERS,
    *keys.ADAPTERS,
    *logs.ADAPTERS,
    *location.ADAPTERS,
)
PACKAGE: Final = Package(
    families=frozenset({"google"}),
    rows=FILES,
    adapters=ADAPTERS,
    make=Google,
    besides=location.provider_defaults,
    lacks={
        "account.disks-encrypted-by-default": (
            "Google Cloud encrypts every disk; there is no default to switch on"
        ),
    },
)
