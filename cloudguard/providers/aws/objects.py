"""Objects in S3 buckets that an input makes one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloudguard.assets import Asset
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.storage import Lock, ObjectStore, Store
from cloudguard.providers.aws.buckets import (
    AES_256,
    AWS_KEY,
    ENCRYPTED,
    UNPROTECTED,
    Buckets,
    purgeable,
)
from cloudguard.providers.aws.everyone import either
from cloudguard.providers.aws.provider import fact
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown, Value, inherent

TYPES: Final = ("aws_s3_object", "aws_s3_bucket_object", "aws_s3_object_copy")
_BUCKET_DECIDES: Final = "the bucket decides, and it is not in this input"
_DATED: Final = "locked until {until}, whenever it was written"
_NOT_WRITTEN: Final = "not written: the bucket decides"


def read(buckets: Buckets) -> Iterator[Asset]:
    """Yield each object: what it does not say itself, its bucket says."""
    for type_ in TYPES:
        for resource in buckets.resources.of(type_):
            yield _object(resource, buckets)


def _object(resource: Resource, buckets: Buckets) -> Store:
    source = resource.source()
    bucket = buckets.find(resource.get("bucket"))
    kept = buckets.store(bucket) if bucket is not None and bucket.mode == "managed" else None
    endpoint = buckets.endpoint(resource)
    unknown = Unknown(endpoint.reason, source) if endpoint else None
    common = buckets.common(resource)
    if bucket is not None:
        common["location"] = buckets.place(bucket)
    lock = unknown or _lock(resource, kept)
    unseen = Unknown(_BUCKET_DECIDES, source)
    return Store(
        **common,
        encrypted=unknown or inherent(True, source, ENCRYPTED),
        algorithm=unknown or inherent("AES-256", source, AES_256),
        key=unknown or _key(resource, kept, buckets),
        retention_days=kept.retention_days if kept else unseen,
        lock=lock,
        deletion_protected=inherent(False, source, UNPROTECTED),
        recoverable_days=unknown or (kept.recoverable_days if kept else unseen),
        purgeable=purgeable(lock),
        public=unknown or _public(resource, bucket, kept, buckets),
    )


def _public(
    resource: Resource, bucket: Resource | None, kept: ObjectStore | None, buckets: Buckets
) -> Value[bool]:
    by_bucket = kept.public if kept else Unknown(_BUCKET_DECIDES, resource.source("bucket"))
    return either([by_bucket, buckets.publicity.object(resource, bucket)])


def _key(resource: Resource, kept: ObjectStore | None, buckets: Buckets) -> Value[KeyUse | None]:
    written = resource.attributes if isinstance(resource.attributes, dict) else {}
    if written.get("customer_algorithm"):
        # S3 User Guide, "SSE-C": the customer sends the key with each request, S3 keeps none.
        use = KeyUse("SSE-C, sent with each request", "customer")
        return Known(use, resource.source("customer_algorithm"))
    key = resource.get("kms_key_id", None, AWS_KEY)
    if isinstance(key, Unknown) or key.value:
        return buckets.aws.key_use(key)
    algorithm = fact(resource, "server_side_encryption", "", _NOT_WRITTEN)
    if isinstance(algorithm, Unknown):
        return Unknown(algorithm.reason, algorithm.source)
    if algorithm.value:
        source = key.source if str(algorithm.value).startswith("aws:kms") else algorithm.source
        return Known(None, source)
    return kept.key if kept else Unknown(_BUCKET_DECIDES, resource.source("kms_key_id"))


def _until(resource: Resource, mode: str, source: Source) -> Value[Lock | None]:
    """Return the lock of one object: until a date, which is no time after it was written."""
    until = fact(resource, "object_lock_retain_until_date", None, _NOT_WRITTEN)
    if isinstance(until, Known) and until.value and mode == "compliance":
        return Unknown(_DATED.format(until=until.value), until.source)
    return Known(Lock(mode, None), source)


def _lock(resource: Resource, kept: ObjectStore | None) -> Value[Lock | None]:
    mode = fact(resource, "object_lock_mode", None, _NOT_WRITTEN)
    if isinstance(mode, Unknown):
        return Unknown(mode.reason, mode.source)
    if mode.value:
        return _until(resource, str(mode.value).lower(), mode.source)
    hold = fact(resource, "object_lock_legal_hold_status", None, _NOT_WRITTEN)
    if isinstance(hold, Unknown):
        return Unknown(hold.reason, hold.source)
    if hold.value == "ON":
        # S3 User Guide, "Legal holds": who has s3:PutObjectLegalHold can lift it.
        return Known(Lock("governance", None), hold.source)
    return kept.lock if kept else Unknown(_BUCKET_DECIDES, resource.source("object_lock_mode"))
