"""For how long what is deleted in a storage account can be restored."""

from __future__ import annotations

from typing import Any, Final

from cloudguard.providers.azure.provider import fact
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value, inherent

BLOBS: Final = (
    "blob_properties.delete_retention_policy",
    "blob_properties.container_delete_retention_policy",
)
PURGED: Final = "blob_properties.delete_retention_policy.permanent_delete_enabled"
UNPURGED: Final = (
    "azurerm docs, azurerm_storage_account: permanent_delete_enabled defaults to false"
)
_SOFTLY: Final = (
    "default, unconfirmed: Azure Storage documentation, Soft delete for blobs, for containers: "
    "off unless they are switched on"
)
_SEVEN: Final = "azurerm docs, azurerm_storage_account: a retention policy keeps 7 days by default"
_SHARES: Final = (
    "default, unconfirmed: Azure Files documentation, Soft delete: on for 7 days in new accounts"
)
_AT_ONCE: Final = (
    "default, unconfirmed: Azure Storage documentation, Data protection overview: there is no soft "
    "delete of queues and tables"
)


def softly_deleted(account: Resource, *paths: str) -> Value[int | None]:
    """Return for how many days what is deleted in an account can be restored: the longest."""
    longest: Value[int | None] = inherent(0, account.source(paths[0]), _SOFTLY)
    for path in paths:
        blocks = account.blocks(path)
        if isinstance(blocks, Unknown):
            return Unknown(blocks.reason, blocks.source)
        for block in blocks.value:
            days = fact(block, "days", 7, _SEVEN).map(_whole)
            if isinstance(days, Unknown):
                return days
            if isinstance(longest, Known) and (days.value or 0) > (longest.value or 0):
                longest = days
    return longest


def recovered(resource: Resource, account: Resource, *, objects: bool) -> dict[str, Any]:
    """Return for how long a part of an account can be restored after its deletion."""
    source = resource.source()
    if objects or resource.type == "azurerm_storage_blob":
        days = softly_deleted(account, *(BLOBS if objects else BLOBS[:1]))
        return {"recoverable_days": days, "purgeable": fact(account, PURGED, False, UNPURGED)}
    unpurged = inherent(False, source, UNPURGED)
    if resource.type == "azurerm_storage_share":
        set_ = account.blocks("share_properties.retention_policy")
        days = softly_deleted(account, "share_properties.retention_policy")
        if isinstance(set_, Known) and not set_.value:
            days = inherent(7, set_.source, _SHARES)
        return {"recoverable_days": days, "purgeable": unpurged}
    return {"recoverable_days": inherent(0, source, _AT_ONCE), "purgeable": unpurged}


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
