"""How things end: what the provider's deletion_policy forbids, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, TypeVar

from cloudguard.assets import Asset
from cloudguard.assets.keys import Key
from cloudguard.assets.storage import Store
from cloudguard.providers.cells import is_set
from cloudguard.providers.google.provider import Google, fact
from cloudguard.providers.google.rows import located
from cloudguard.providers.table import common_fields, leftover
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value, any_true, inherent, settled

A = TypeVar("A", Store, Key)

_PATH: Final = "deletion_policy"
# Magic Modules docs, "Deletion policy": nearly all resources have it, DELETE by default; the
# provider block may name another default. terraform-provider-google 7.46 and later.
_DELETED: Final = (
    "Magic Modules docs, Deletion policy: DELETE unless the resource or the provider block says so"
)
_DEFAULTS: Final = {
    "google_firestore_database": (
        "ABANDON",
        "terraform-provider-google docs, google_firestore_database: ABANDON by default",
    ),
    "google_sql_provision_script": (
        "ABANDON",
        "terraform-provider-google docs, google_sql_provision_script: ABANDON by default",
    ),
    "google_project": (
        "PREVENT",
        "terraform-provider-google docs, google_project: PREVENT by default since version 6",
    ),
}
_KEPT: Final = frozenset({"ABANDON", "DISABLE"})
"""ABANDON forgets the resource; DISABLE, of versions of secrets, keeps what it holds."""
_PENDING: Final = 30
_PROJECT: Final = (
    "Resource Manager docs, Shutting down projects: a project can be restored for 30 days"
)
_FORGOTTEN: Final = "what Terraform forgets nothing deletes by itself"
_REQUIRED_DAYS: Final = 400
_DEFAULT_DAYS: Final = 30
_EXPIRES: Final = (
    "Cloud Logging docs, Configure log buckets: entries expire after 30 days unless a bucket says "
    "otherwise, those of _Required after 400"
)
_ALWAYS_THERE: Final = (
    "Cloud Logging docs, Configure log buckets: _Default and _Required cannot be deleted; "
    "Terraform forgets them"
)


def policy(resource: Resource, google: Google) -> Value[str]:
    """Return what becomes of a resource that Terraform destroys: DELETE, PREVENT, ABANDON."""
    default, because = _DEFAULTS.get(resource.type, ("", _DELETED))
    found = settled(resource.get(_PATH, None, because))
    if isinstance(found, Unknown) or is_set(found.value):
        return found.map(lambda value: str(value).upper())
    if resource.type == "google_project":  # the setting of versions before 6
        skipped = fact(resource, "skip_delete", None, because)
        if isinstance(skipped, Unknown):
            return Unknown(skipped.reason, skipped.source)
        if skipped.value is True:
            return Known("ABANDON", skipped.source)
    if default:
        return Known(default, found.source)
    block = google.setting(resource.provider_key, _PATH)
    if block is not None:
        whole = settled(block)
        if isinstance(whole, Unknown) or is_set(whole.value):
            return whole.map(lambda value: str(value).upper())
    return Known("DELETE", found.source)


def protected(asset: A, resource: Resource, google: Google) -> A:
    """Add what the provider forbids: it deletes nothing whose deletion_policy is PREVENT."""
    prevented = policy(resource, google).map(lambda found: found == "PREVENT")
    whether = any_true([asset.deletion_protected, prevented])
    return replace(asset, deletion_protected=whether)


def left_behind(google: Google) -> Iterator[Asset]:
    """Yield what stays when Terraform destroys it, whatever it is."""
    for resource in google.resources.managed:
        if resource.type.startswith("google_"):
            yield from _left(resource, google)


def _left(resource: Resource, google: Google) -> Iterator[Asset]:
    found = policy(resource, google)
    stays: Value[bool] = found.map(lambda value: value in _KEPT)
    days: Value[Any] = inherent(None, found.source, _FORGOTTEN)
    if resource.type == "google_project" and isinstance(stays, Known) and not stays.value:
        stays = inherent(True, found.source, _PROJECT)
        days = inherent(_PENDING, found.source, _PROJECT)
    elif isinstance(lasts := _lasts(resource), Unknown):
        if isinstance(stays, Known) and not stays.value:
            stays, days = lasts, lasts
    elif lasts.value:
        stays = inherent(True, resource.source("bucket_id"), _ALWAYS_THERE)
        days = _expiring(resource)
    if isinstance(stays, Unknown) or stays.value:
        yield from leftover(
            "resource", stays, days, common_fields(resource, google, located(resource.type))
        )


def _expiring(resource: Resource) -> Value[int | None]:
    """Return for how long the entries of a log bucket stay that cannot be deleted."""
    name = fact(resource, "bucket_id")
    if isinstance(name, Known) and name.value == "_Required":
        return inherent(_REQUIRED_DAYS, name.source, _EXPIRES)
    return fact(resource, "retention_days", _DEFAULT_DAYS, _EXPIRES)


def _lasts(resource: Resource) -> Value[bool]:
    """Tell whether a log bucket is one that cannot be deleted, by its name."""
    if not resource.type.endswith("_bucket_config"):
        return Known(False, resource.source())
    return fact(resource, "bucket_id").map(lambda name: name in ("_Default", "_Required"))
