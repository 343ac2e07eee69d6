"""Cloud Storage: buckets, their objects, the jobs that fill them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.logs import ServiceLog
from cloudguard.assets.storage import Copy, Lock, ObjectStore, Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.cells import is_set
from cloudguard.providers.google.ends import protected
from cloudguard.providers.google.exposed_buckets import bucket_open, object_open
from cloudguard.providers.google.joined import finished
from cloudguard.providers.google.provider import NOT_WRITTEN, Google, counted, fact
from cloudguard.providers.google.rows import JOINED, located
from cloudguard.providers.table import common_fields, log_assets
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, inherent, least

_BUCKET: Final = "google_storage_bucket"
_DOCS: Final = "terraform-provider-google docs, google_storage_bucket"
ENCRYPTED: Final = (
    "Cloud Storage docs, Data encryption options: always encrypted on the server side"
)
AES_256: Final = "Cloud Storage docs, Standard Google-managed encryption: AES-256"
_GOOGLE_KEY: Final = f"{_DOCS}: without default_kms_key_name, Google's keys"
_UNVERSIONED: Final = f"{_DOCS}: without versioning, a bucket is unversioned"
_NEVER: Final = "Cloud Storage docs, Object Lifecycle Management: without a rule nothing is deleted"
_UNLOCKED: Final = "Cloud Storage docs, Bucket Lock: without a retention policy nothing is kept"
_SOFT: Final = "Cloud Storage docs, Soft delete: kept on for 7 days after deletion by default"
_NOT_SOONER: Final = (
    "Cloud Storage docs, Soft delete: what is soft-deleted cannot be deleted for good before its "
    "time, nor does a change of the policy shorten it"
)
_HIDDEN: Final = (
    "Cloud Storage docs, Object Versioning: a deleted object stays as a noncurrent version until "
    "that is deleted"
)
_NEWEST_STAY: Final = (
    "Cloud Storage docs, Object Lifecycle Management: the newest noncurrent versions are kept"
)
_VERSION_BY_VERSION: Final = (
    "Cloud Storage docs, Object Versioning: who may, deletes each noncurrent version"
)
_UNPROTECTED: Final = (
    "Cloud Storage docs, Delete buckets: no setting protects a bucket; force_destroy is Terraform's"
)
_PARTLY: Final = (
    "the rule has a condition: it deletes a part of what the bucket keeps, logs perhaps"
)
_DATED: Final = (
    "Cloud Storage docs, Object Lifecycle Management: created_before deletes what is older than "
    "the date at once"
)


def _buckets(resources: Resources, google: Google) -> Iterator[Asset]:
    for bucket in resources.of("google_storage_bucket"):
        common = common_fields(bucket, google, located(bucket.type))
        source = bucket.source()
        store = ObjectStore(
            **common,
            encrypted=inherent(True, source, ENCRYPTED),
            algorithm=inherent("AES-256", source, AES_256),
            key=google.key_use(bucket.get("encryption.default_kms_key_name", None, _GOOGLE_KEY)),
            retention_days=retention(bucket),
            lock=_lock(bucket),
            versioned=fact(bucket, "versioning.enabled", False, _UNVERSIONED),
            deletion_protected=inherent(False, source, _UNPROTECTED),
            **ends(bucket),
            public=bucket_open(bucket, google),
        )
        yield protected(store, bucket, google)
        target = bucket.get("logging.log_bucket", None, f"{_DOCS}: without logging, no usage log")
        # Cloud Storage docs, "Usage logs & storage logs": audit logs are recommended instead, so a
        # bucket without usage logs lacks nothing.
        if isinstance(target, Unknown) or is_set(target.value):
            named = target.map(_destination)
            yield from log_assets(target.map(is_set), [named], common, kind=ServiceLog)


def _destination(name: Any) -> Any:
    """Return a bucket as sinks name one: its short name may be that of another store."""
    return f"storage.googleapis.com/{name}" if isinstance(name, str) and name else name


def retention(bucket: Resource) -> Value[int | None]:
    """Return after how many days the lifecycle deletes objects: the soonest rule counts.

    A rule that covers a part of the bucket counts as well. What a rule deletes is kept seven days
    longer by default (soft delete), which nobody may rely on: it is for accidents.
    """
    rules = bucket.blocks("lifecycle_rule")
    if isinstance(rules, Unknown):
        return Unknown(rules.reason, rules.source)
    never = inherent(None, bucket.source("lifecycle_rule"), _NEVER)
    return least((_expires(rule) for rule in rules.value), never)


def _expires(rule: Resource) -> Value[int | None]:
    """Return after how many days one rule deletes live objects, None where it does not."""
    action = fact(rule, "action.type")
    if isinstance(action, Unknown):
        return Unknown(action.reason, action.source)
    if action.value != "Delete":
        return Known(None, action.source)
    # Only archived versions: those that were deleted or overwritten already.
    for path in ("num_newer_versions", "days_since_noncurrent_time", "noncurrent_time_before"):
        older = fact(rule, f"condition.{path}", None)
        if isinstance(older, Known) and older.value:
            return Known(None, older.source)
    state = fact(rule, "condition.with_state", "ANY")
    if isinstance(state, Known) and state.value == "ARCHIVED":
        return Known(None, state.source)
    date = fact(rule, "condition.created_before", None)
    age = counted(rule.get("condition.age", None, NOT_WRITTEN))
    for value in (state, date, age):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
    if isinstance(date, Known) and date.value:
        return Known(0, replace(date.source, note=_DATED))
    if isinstance(age, Known) and (age.value or _zero_counts(rule, age)):
        source = replace(age.source, note=_PARTLY) if _filtered(rule) else age.source
        return replace(age, source=source)
    return Unknown("the rule deletes by a condition other than age", rule.source("condition"))


def _zero_counts(rule: Resource, age: Known[Any]) -> bool:
    """Tell an age of 0 that is meant from one that stands for none.

    terraform-provider-google docs, google_storage_bucket: an age of 0 is left out of the request
    unless send_age_if_zero is true.
    """
    sent = fact(rule, "condition.send_age_if_zero", False, f"{_DOCS}: not by default")
    return age.value == 0 and isinstance(sent, Known) and sent.value is True


def _filtered(rule: Resource) -> bool:
    parts = ("matches_prefix", "matches_suffix", "matches_storage_class")
    return any(
        isinstance(found := rule.get(f"condition.{part}", None, "not written"), Known)
        and is_set(found.value)
        for part in parts
    )


def _lock(bucket: Resource) -> Value[Lock | None]:
    """Return what keeps objects from deletion.

    Cloud Storage docs, "Bucket Lock": a locked retention policy can never be shortened or lifted;
    one that is not locked can be removed by who may change the bucket. Object Retention Lock needs
    a retention of each object, which the bucket does not give.
    """
    period = fact(bucket, "retention_policy.retention_period", None, _UNLOCKED)
    if isinstance(period, Unknown):
        return Unknown(period.reason, period.source)
    if period.value is None:
        held = fact(bucket, "default_event_based_hold", False, f"{_DOCS}: no hold by default")
        return held.map(lambda on: Lock("governance", None) if on is True else None)
    locked = fact(bucket, "retention_policy.is_locked", False, f"{_DOCS}: not locked by default")
    if isinstance(locked, Unknown):
        return Unknown(locked.reason, locked.source)
    try:
        days = int(float(period.value)) // 86400
    except (TypeError, ValueError):
        return Unknown("not a number that is known", period.source)
    return Known(Lock("compliance" if locked.value is True else "governance", days), period.source)


def ends(bucket: Resource) -> dict[str, Any]:
    """Return for how long what is deleted can be restored, and whether that can be ended sooner.

    With versioning a deleted object stays as a noncurrent version until a rule or somebody
    deletes that; only then its soft delete begins.
    """
    softly = soft_deleted(bucket)
    versioned = fact(bucket, "versioning.enabled", False, _UNVERSIONED)
    if isinstance(versioned, Unknown):
        unseen = Unknown(versioned.reason, versioned.source)
        return {"recoverable_days": unseen, "purgeable": unseen}
    if not versioned.value:
        return {
            "recoverable_days": softly,
            "purgeable": inherent(False, softly.source, _NOT_SOONER),
        }
    return {
        "recoverable_days": _versions_stay(bucket, versioned, softly),
        "purgeable": inherent(True, versioned.source, _VERSION_BY_VERSION),
    }


def _versions_stay(
    bucket: Resource, versioned: Value[bool], softly: Value[int]
) -> Value[int | None]:
    """Return for how many days versions of deleted objects stay, their soft delete included."""
    rules = bucket.blocks("lifecycle_rule")
    if isinstance(rules, Unknown):
        return Unknown(rules.reason, rules.source)
    never = inherent(None, versioned.source, _HIDDEN)
    soonest = least(map(_version_expires, rules.value), never)
    if isinstance(soonest, Unknown) or soonest.value is None:
        return soonest
    if isinstance(softly, Unknown):
        return Unknown(softly.reason, softly.source)
    return Known(soonest.value + softly.value, soonest.source)


def _version_expires(rule: Resource) -> Value[int | None]:
    """Return after how many days one rule deletes noncurrent versions, None where it does not."""
    action = fact(rule, "action.type")
    state = fact(rule, "condition.with_state", "ANY")
    days = counted(rule.get("condition.days_since_noncurrent_time", None, NOT_WRITTEN))
    newer = counted(rule.get("condition.num_newer_versions", None, NOT_WRITTEN))
    if isinstance(action, Known) and action.value != "Delete":
        return Known(None, action.source)
    if isinstance(state, Known) and state.value == "LIVE":
        return Known(None, state.source)
    if isinstance(newer, Known) and newer.value:
        return Known(None, replace(newer.source, note=_NEWEST_STAY))
    for value in (action, state, newer, days):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
    if isinstance(days, Known) and days.value:
        return days
    return Unknown("the rule deletes versions by another condition", rule.source("condition"))


def soft_deleted(bucket: Resource) -> Value[int]:
    """Return how many days a deleted object can still be restored, and so still exists."""
    path = "soft_delete_policy.retention_duration_seconds"
    found = fact(bucket, path, 604800, _SOFT)
    try:
        return found.map(lambda seconds: int(float(seconds)) // 86400)
    except (TypeError, ValueError):
        return Unknown("not a number that is known", found.source)


def _objects(resources: Resources, google: Google) -> Iterator[Asset]:
    for resource in resources.of("google_storage_bucket_object"):
        bucket = google.called(_BUCKET, resource.get("bucket"))
        for asset in JOINED.assets(resource, google):
            if not isinstance(asset, Store):
                yield asset
                continue
            changes: dict[str, Any] = {
                "lock": _hold(resource),
                "public": object_open(resource, bucket, google),
            }
            if bucket is not None:
                changes["location"] = google.where(bucket)
                changes["retention_days"] = retention(bucket)
                changes |= ends(bucket)
            own = resource.get("kms_key_name", None, f"{_DOCS}_object: else the bucket's")
            if isinstance(own, Known) and not is_set(own.value):
                changes["key"] = _key_of(bucket, google, resource)
            yield protected(replace(asset, **changes), resource, google)


def _key_of(bucket: Resource | None, google: Google, resource: Resource) -> Value[KeyUse | None]:
    if bucket is None:
        return Unknown(
            "the key of its bucket decides, which is not in this input", resource.source()
        )
    return google.key_use(bucket.get("encryption.default_kms_key_name", None, _GOOGLE_KEY))


def _hold(resource: Resource) -> Value[Lock | None]:
    mode = fact(resource, "retention.mode", None, f"{_DOCS}_object: no retention by default")
    if isinstance(mode, Unknown):
        return Unknown(mode.reason, mode.source)
    if mode.value:
        locked = str(mode.value).upper() == "LOCKED"
        until = fact(resource, "retention.retain_until_time", None, "not written")
        if locked and isinstance(until, Known) and until.value:
            return Unknown(f"locked until {until.value}, whenever it was written", until.source)
        return Known(Lock("compliance" if locked else "governance", None), mode.source)
    for path in ("temporary_hold", "event_based_hold"):
        held = fact(resource, path, False, f"{_DOCS}_object: no hold by default")
        if isinstance(held, Unknown) or held.value is True:
            return held.map(lambda on: Lock("governance", None) if on is True else None)
    return Known(None, mode.source)


def _transfers(resources: Resources, google: Google) -> Iterator[Asset]:
    """Read transfer jobs: what a job writes to is a copy."""
    for job in resources.of("google_storage_transfer_job"):
        common = common_fields(job, google, located(job.type))
        yield from finished(JOINED.assets(job, google), job, google)
        for path in (
            "transfer_spec.gcs_data_sink.bucket_name",
            "replication_spec.gcs_data_sink.bucket_name",
        ):
            target = job.get(path, None, "not written")
            if isinstance(target, Known) and not is_set(target.value):
                continue
            bucket = google.called(_BUCKET, target)
            reason = "the bucket is not in this input: where it lies cannot be seen"
            where = google.where(bucket) if bucket else Unknown(reason, target.source)
            yield Copy(
                **{**common, "names": (), "location": where, "origin": target.source},
                of=job.address,
            )


ADAPTERS: Final[tuple[Adapter[Google], ...]] = (
    Adapter(("google_storage_bucket",), (), _buckets),
    Adapter(("google_storage_bucket_object",), (), _objects),
    Adapter(("google_storage_transfer_job",), (), _transfers),
)
