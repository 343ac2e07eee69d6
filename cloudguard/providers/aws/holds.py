"""What keeps data on AWS from being deleted beside the lock of its store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cloudguard.assets.storage import Hold
from cloudguard.providers.aws.buckets import setting
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, any_true, inherent

# S3 User Guide, "Locking objects with Object Lock": with it on, whoever may can give a single
# object a retention of its own, or put a legal hold on it, whatever the bucket's default is.
_SINGLE: Final = (
    "Object Lock is on: single objects may be kept for longer, or under a legal hold, which no "
    "plan shows"
)
_OFF: Final = "S3 User Guide, Object Lock: off unless it is enabled"
# AWS Backup Developer Guide, "Legal holds": what is under one cannot be deleted until it is
# released, which who has backup:CancelLegalHold can do.
_HELD: Final = "AWS Backup Developer Guide, Legal holds: until it is released"
# AWS Backup API Reference, PutBackupVaultLockConfiguration: the least that a backup is kept, and
# the most; each stays as long as its own lifecycle says, which a locked vault lets nobody change.
_LONGER: Final = "each backup stays for as long as its own lifecycle says, which no plan shows"
_NO_MOST: Final = "AWS Backup API Reference, PutBackupVaultLockConfiguration: no most unless given"
_LIFTED: Final = "without changeable_for_days it is a lock in governance mode"


def read(resources: Resources, aws: Aws) -> Iterator[Hold]:
    """Yield locks of single objects that may be, legal holds on backups, their lifecycles."""
    for bucket in resources.of("aws_s3_bucket"):
        view, prefix = setting(
            bucket, resources, "object_lock_configuration", "object_lock_configuration"
        )
        enabled = [
            fact(bucket, "object_lock_enabled", False, _OFF),
            _switched_on(view, prefix, bucket),
        ]
        yield from _single(bucket, any_true(enabled), aws)
    for bucket in resources.of("awscc_s3_bucket"):
        yield from _single(bucket, fact(bucket, "object_lock_enabled", False, _OFF), aws)
    for hold in resources.of("awscc_backup_legal_hold"):
        yield from _backups(hold, aws)
    for lock in resources.of("aws_backup_vault_lock_configuration"):
        changeable = fact(lock, "changeable_for_days", None, _LIFTED)
        if isinstance(changeable, Unknown) or changeable.value:
            yield _longer(lock, aws.store_named(lock.get("backup_vault_name")), aws)
    for vault in resources.of("aws_backup_logically_air_gapped_vault"):
        yield _longer(vault, Known(Reference(vault.address), vault.source()), aws)


def _longer(lock: Resource, of: Value[Any], aws: Aws) -> Hold:
    """Return what a locked vault keeps beyond the least that it must."""
    return Hold(
        **{**common_fields(lock, aws), "names": ()},
        of=of,
        what="retention",
        holds=Unknown(_LONGER, lock.source("max_retention_days")),
        days=fact(lock, "max_retention_days", None, _NO_MOST),
        lifts=False,
    )


def _switched_on(view: Resource, prefix: str, bucket: Resource) -> Value[bool]:
    """Tell whether a configuration of its own, or a block in the bucket, switches it on."""
    absent = view is bucket and not prefix
    if absent or view.attributes == {}:
        return inherent(False, view.source(), _OFF)
    return fact(view, f"{prefix}object_lock_enabled", "Enabled", _OFF).map(
        lambda state: state == "Enabled"
    )


def _single(bucket: Resource, enabled: Value[bool], aws: Aws) -> Iterator[Hold]:
    if isinstance(enabled, Known) and enabled.value is not True:
        return
    reason = enabled.reason if isinstance(enabled, Unknown) else _SINGLE
    unseen = Unknown(reason, enabled.source)
    of: Value[Any] = Known(Reference(bucket.address), bucket.source("object_lock_enabled"))
    yield Hold(
        **{**common_fields(bucket, aws), "names": ()},
        of=of,
        what="object-lock",
        holds=unseen,
        days=unseen,
        lifts=False,
    )


def _backups(hold: Resource, aws: Aws) -> Iterator[Hold]:
    for path in ("vault_names", "resource_identifiers"):
        items = hold.items(f"recovery_point_selection.{path}")
        found = items.value if isinstance(items, Known) else (Unknown(items.reason, items.source),)
        for of in found:
            yield Hold(
                **{**common_fields(hold, aws), "names": ()},
                of=aws.store_named(of),
                what="legal-hold",
                holds=inherent(True, hold.source(), _HELD),
                days=inherent(None, hold.source(), _HELD),
                lifts=True,
            )
