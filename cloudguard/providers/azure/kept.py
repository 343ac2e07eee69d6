"""What is kept of a log in a storage account when a setting of its own deletes it earlier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.storage import LogStore
from cloudguard.providers.azure.accounts import AES_256, ENCRYPTED, Accounts
from cloudguard.providers.azure.ends import NOT_REACHED
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, fact
from cloudguard.providers.cells import is_set
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value, inherent

NO_DIGESTS: Final = "this log has no digests to validate it by"


def is_set_or_unknown(value: Value[Any]) -> bool:
    """Tell whether a value is set, or may be."""
    return isinstance(value, Unknown) or is_set(value.value)


def nowhere(resource: Resource) -> Value[bool]:
    """Return that a log is delivered nowhere."""
    return Known(False, resource.source())


def limit(resource: Resource, *paths: str) -> Value[int] | None:
    """Return after how many days a retention policy of its own deletes logs, None where none.

    azurerm docs: `retention_policy` (removed in 5.0) concerns what lies in a storage account.
    """
    found: list[Value[int]] = []
    for path in paths:
        blocks = resource.blocks(path) if path else Known((resource,), resource.source())
        if isinstance(blocks, Unknown):
            return Unknown(blocks.reason, blocks.source)
        for block in blocks.value:
            enabled = fact(block, "retention_policy.enabled", False, NOT_WRITTEN)
            days = fact(block, "retention_policy.days", 0, NOT_WRITTEN)
            if isinstance(enabled, Known) and not enabled.value:
                continue
            if isinstance(days, Known) and not days.value:
                continue  # 0 stands for never
            for value in (enabled, days):
                if isinstance(value, Unknown):
                    return Unknown(value.reason, value.source)
            found.append(days)
    known = [value for value in found if isinstance(value, Known)]
    return min(known, key=lambda value: value.value) if known else None


def limited(
    resource: Resource,
    days: Value[int],
    path: str,
    stores: Sequence[Value[Any]],
    azure: Azure,
    common: dict[str, Any],
) -> tuple[Asset, list[Value[Any]]]:
    """Return what a setting keeps in a storage account when it deletes it after so many days.

    It is a store of its own: the facts are the account's, but what is kept is kept as long as the
    setting says. The deliveries lead to it instead of to the account.
    """
    accounts = Accounts(azure.resources, azure)
    named = resource.get(path, None, NOT_WRITTEN)
    if not is_set_or_unknown(named):
        return Configuration(**common), list(stores)
    account = accounts.find(named)
    whole = accounts.store(account) if account is not None else None
    unseen = Unknown("its storage account decides, and is not in this input", named.source)
    store = LogStore(
        **common,
        encrypted=inherent(True, resource.source(), ENCRYPTED),
        algorithm=inherent("AES-256", resource.source(), AES_256),
        key=whole.key if whole else unseen,
        retention_days=_shorter(days, whole.retention_days) if whole else days,
        lock=whole.lock if whole else unseen,
        deletion_protected=inherent(False, resource.source(), NOT_REACHED),
        recoverable_days=whole.recoverable_days if whole else unseen,
        purgeable=whole.purgeable if whole else unseen,
        public=whole.public if whole else unseen,
    )
    at_account = azure.store_named(named)
    others = [s for s in stores if s.source != at_account.source]
    return store, [Known(Reference(resource.address), resource.source(path)), *others]


def _shorter(one: Value[Any], other: Value[Any]) -> Value[Any]:
    """Return the shorter of two times; None is never."""
    for value in (one, other):
        if isinstance(value, Unknown):
            return value
    if isinstance(one, Known) and isinstance(other, Known) and other.value is not None:
        return other if one.value is None or other.value < one.value else one
    return one
