"""For how long what is deleted in a storage account can be restored."""

from __future__ import annotations

from typing import Any, Final

from cloudguard.providers.azure.provider import fact
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value, inherent, least

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
_HIDDEN: Final = (
    "Azure Storage documentation, Soft delete vs. versioning: a previous version is kept until it "
    "is explicitly deleted"
)
_VERSION_BY_VERSION: Final = (
    "Azure Storage documentation, Blob versioning: who may, deletes each previous version"
)
_NO_RULE: Final = "azurerm docs, azurerm_storage_management_policy: -1 by default, for none"
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
            days = fact(block, "days", 7, _SEVEN).map(whole_number)
            if isinstance(days, Unknown):
                return days
            if isinstance(longest, Known) and (days.value or 0) > (longest.value or 0):
                longest = days
    return longest


def blobs_end(
    account: Resource, versioned: Value[bool], policy: Resource, *paths: str
) -> dict[str, Any]:
    """Return for how long deleted blobs can be restored, and whether that can be ended sooner.

    With versioning a deleted blob stays as a previous version until a rule of the lifecycle
    policy or somebody deletes that; only then its soft delete begins.
    """
    if isinstance(versioned, Unknown):
        unseen = Unknown(versioned.reason, versioned.source)
        return {"recoverable_days": unseen, "purgeable": unseen}
    softly = softly_deleted(account, *paths)
    if not versioned.value:
        return {"recoverable_days": softly, "purgeable": fact(account, PURGED, False, UNPURGED)}
    return {
        "recoverable_days": _versions_stay(policy, versioned, softly),
        "purgeable": inherent(True, versioned.source, _VERSION_BY_VERSION),
    }


def _versions_stay(
    policy: Resource, versioned: Value[bool], softly: Value[int | None]
) -> Value[int | None]:
    rules = policy.blocks("rule")
    if isinstance(rules, Unknown):
        return Unknown(rules.reason, rules.source)
    never = inherent(None, versioned.source, _HIDDEN)
    soonest = least(map(_version_deleted, rules.value), never)
    if isinstance(soonest, Unknown) or soonest.value is None:
        return soonest
    if isinstance(softly, Unknown):
        return softly
    return Known(soonest.value + (softly.value or 0), soonest.source)


def _version_deleted(rule: Resource) -> Value[int | None]:
    """Return after how many days one rule deletes previous versions, None where it does not."""
    days = fact(rule, "actions.version.delete_after_days_since_creation", -1, _NO_RULE)
    if isinstance(days, Known) and (whole_number(days.value) or 0) < 0:
        return Known(None, days.source)
    enabled = fact(rule, "enabled")
    if isinstance(enabled, Known) and enabled.value is False:
        return Known(None, enabled.source)
    if isinstance(enabled, Unknown):
        return Unknown(enabled.reason, enabled.source)
    return days.map(whole_number)


def recovered(resource: Resource, account: Resource) -> dict[str, Any]:
    """Return for how long a part of an account that holds no blobs can be restored."""
    source = resource.source()
    unpurged = inherent(False, source, UNPURGED)
    if resource.type == "azurerm_storage_share":
        set_ = account.blocks("share_properties.retention_policy")
        days = softly_deleted(account, "share_properties.retention_policy")
        if isinstance(set_, Known) and not set_.value:
            days = inherent(7, set_.source, _SHARES)
        return {"recoverable_days": days, "purgeable": unpurged}
    return {"recoverable_days": inherent(0, source, _AT_ONCE), "purgeable": unpurged}


def whole_number(value: Any) -> int | None:
    """Return a number without its fraction, None for what is none."""
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
