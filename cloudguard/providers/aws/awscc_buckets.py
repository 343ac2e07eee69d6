"""S3 buckets of the AWS Cloud Control provider: all settings are written in the bucket itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets import Asset, Place
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.logs import ServiceLog
from cloudguard.assets.storage import Copy, Lock, ObjectStore
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws.buckets import (
    AES_256,
    AWS_KEY,
    ENCRYPTED,
    GONE,
    HIDDEN,
    NEWEST_STAY,
    SSE_S3,
    Buckets,
    purgeable,
)
from cloudguard.providers.aws.everyone import lets_everyone_in
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.aws.storage import _place_of_zone
from cloudguard.providers.table import common_fields, log_assets
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import (
    Known,
    Reference,
    Unknown,
    Value,
    all_true,
    any_true,
    inherent,
    least,
    negated,
)

TYPE: Final = "awscc_s3_bucket"
DIRECTORY: Final = "awscc_s3express_directory_bucket"
_POLICIES: Final = ("awscc_s3_bucket_policy", "policy_document"), ("aws_s3_bucket_policy", "policy")
# What the AWS provider may set of a bucket that this one makes: what it sets, by our field.
_SET_ELSEWHERE: Final = {
    "key": ("server_side_encryption_configuration",),
    "retention_days": ("lifecycle_configuration",),
    "lock": ("object_lock_configuration",),
    "versioned": ("versioning",),
    "recoverable_days": ("versioning", "lifecycle_configuration"),
    "purgeable": ("object_lock_configuration",),
    "public": ("acl", "ownership_controls", "public_access_block"),
}
_DEFAULT: Final = (
    "bucket_encryption.server_side_encryption_configuration.server_side_encryption_by_default"
)
_RULES: Final = "lifecycle_configuration.rules"
_REFERENCE: Final = "AWS CloudFormation Template Reference, AWS::S3::Bucket"
_NOT_WRITTEN: Final = "not written"
_NEVER: Final = "S3 User Guide, Managing the lifecycle of objects: without an expiration, never"
_UNLOCKED: Final = "S3 User Guide, Object Lock: without a default retention nothing is locked"
_UNVERSIONED: Final = "S3 User Guide, Using versioning: a bucket is unversioned by default"
_BY_LOCK: Final = "S3 User Guide, Object Lock: enabling it enables versioning"
_DATED: Final = (
    "S3 User Guide, Lifecycle configuration elements: from that date on, what is kept is deleted "
    "at once, the day before's objects among them"
)
_PARTLY: Final = "the rule has a filter: it deletes a part of what the bucket keeps, logs perhaps"
_FILTERS: Final = ("prefix", "tag_filters", "object_size_greater_than", "object_size_less_than")
_UNPROTECTED: Final = "S3 API Reference, DeleteBucket: no setting forbids it, but it must be empty"
_NOTHING_LEFT: Final = "what is deleted is gone at once: nothing is left to purge"
_UNBLOCKED: Final = f"{_REFERENCE}: no PublicAccessBlockConfiguration of the bucket closes it"
_PRIVATE: Final = f"{_REFERENCE}: AccessControl is Private by default"
_OPEN_ACLS: Final = ("PublicRead", "PublicReadWrite", "AuthenticatedRead")
_ACCOUNT: Final = "aws_s3_account_public_access_block"
_EXPRESS: Final = "S3 User Guide, Differences for directory buckets"


def _buckets(resources: Resources, aws: Aws) -> Iterator[Asset]:
    named = _named(resources)
    for bucket in resources.of(TYPE):
        common = _common(bucket, aws)
        yield _store(bucket, common, resources, aws)
        yield from _copies(bucket, common, named, aws)
        if (target := _log_target(bucket)) is not None:
            recorded: Value[bool] = Known(True, bucket.source("logging_configuration"))
            stores = [aws.store_named(target)]
            yield from log_assets(recorded, stores, common, kind=ServiceLog)


def _common(bucket: Resource, aws: Aws) -> dict[str, Any]:
    common = common_fields(bucket, aws)
    name = bucket.attributes.get("bucket_name") if isinstance(bucket.attributes, dict) else None
    if isinstance(name, str) and name:
        # S3 User Guide, "S3 resources": an ARN of a bucket is its name.
        common["names"] = tuple(dict.fromkeys((*common["names"], f"arn:aws:s3:::{name}")))
    return common


def _store(bucket: Resource, common: dict[str, Any], resources: Resources, aws: Aws) -> ObjectStore:
    source = bucket.source()
    lock, versioned = _lock(bucket), _versioned(bucket)
    store = ObjectStore(
        **common,
        encrypted=inherent(True, source, ENCRYPTED),
        algorithm=inherent("AES-256", source, AES_256),
        key=_key(bucket, aws),
        retention_days=_retention(bucket),
        lock=lock,
        versioned=versioned,
        deletion_protected=inherent(False, source, _UNPROTECTED),
        recoverable_days=_recoverable(bucket, versioned),
        purgeable=purgeable(lock),
        public=_public(bucket, resources, aws),
    )
    for field, settings in _SET_ELSEWHERE.items():
        for setting in settings:
            type_ = f"aws_s3_bucket_{setting}"
            found = resources.about(bucket, type_, "bucket", ("id", "bucket_name"))
            if not found.named and not found.possible:
                continue
            other = (*found.named, *found.possible)[0]
            reason = f"{other.address} sets it as well: which of both holds is not known"
            fields: dict[str, Any] = {field: Unknown(reason, other.source())}
            store = replace(store, **fields)
    return store


def _key(bucket: Resource, aws: Aws) -> Value[KeyUse | None]:
    algorithm = fact(bucket, f"{_DEFAULT}.sse_algorithm", "AES256", SSE_S3)
    if isinstance(algorithm, Unknown):
        return Unknown(algorithm.reason, algorithm.source)
    if not str(algorithm.value).startswith("aws:kms"):
        return Known(None, algorithm.source)
    return aws.key_use(bucket.get(f"{_DEFAULT}.kms_master_key_id", None, AWS_KEY))


def _retention(bucket: Resource) -> Value[int | None]:
    """Return after how many days the lifecycle deletes objects: the soonest enabled rule counts."""
    rules = bucket.blocks(_RULES)
    if isinstance(rules, Unknown):
        return Unknown(rules.reason, rules.source)
    never = inherent(None, bucket.source(_RULES), _NEVER)
    return least((_expires(rule) for rule in rules.value), never)


def _recoverable(bucket: Resource, versioned: Value[bool]) -> Value[int | None]:
    """Return for how many days deleted objects can be restored: as long as their versions stay."""
    if isinstance(versioned, Unknown):
        return Unknown(versioned.reason, versioned.source)
    if not versioned.value:
        return inherent(0, versioned.source, GONE)
    rules = bucket.blocks(_RULES)
    if isinstance(rules, Unknown):
        return Unknown(rules.reason, rules.source)
    never = inherent(None, versioned.source, HIDDEN)
    return least((_version_expires(rule) for rule in rules.value), never)


def _version_expires(rule: Resource) -> Value[int | None]:
    """Return after how many days one rule deletes what was deleted before, None where not."""
    block = "noncurrent_version_expiration"
    days = fact(rule, f"{block}.noncurrent_days", None, _NOT_WRITTEN)
    if isinstance(days, Known) and days.value is None:
        days = fact(rule, f"{block}_in_days", None, _NOT_WRITTEN)
    if isinstance(days, Known) and days.value is None:
        return days
    enabled = fact(rule, "status", "Enabled", f"{_REFERENCE}: a rule has a status")
    if isinstance(enabled, Known) and enabled.value != "Enabled":
        return Known(None, enabled.source)
    newer = fact(rule, f"{block}.newer_noncurrent_versions", 0, _NOT_WRITTEN)
    if isinstance(newer, Known) and newer.value:
        return Known(None, replace(newer.source, note=NEWEST_STAY))
    for value in (enabled, newer):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
    return _whole(days)


def _expires(rule: Resource) -> Value[int | None]:
    date = fact(rule, "expiration_date", "", _NOT_WRITTEN)
    days = fact(rule, "expiration_in_days", 0, _NOT_WRITTEN)
    enabled = fact(rule, "status", "Enabled", f"{_REFERENCE}: a rule has a status")
    if isinstance(enabled, Known) and enabled.value != "Enabled":
        return Known(None, enabled.source)
    if isinstance(date, Known) and not date.value and isinstance(days, Known) and not days.value:
        return Known(None, days.source)
    for value in (enabled, date, days):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
    if isinstance(date, Known) and date.value:
        return Known(0, replace(date.source, note=_DATED))
    partly = any(_is_written(rule, name) for name in _FILTERS)
    return replace(_whole(days), source=replace(days.source, note=_PARTLY if partly else ""))


def _is_written(rule: Resource, name: str) -> bool:
    return bool(rule.attributes.get(name)) if isinstance(rule.attributes, dict) else False


def _whole(number: Value[Any]) -> Value[int | None]:
    try:
        return number.map(int)
    except (TypeError, ValueError):
        return Unknown("not a number that is known", number.source)


def _lock(bucket: Resource) -> Value[Lock | None]:
    retention = "object_lock_configuration.rule.default_retention"
    mode = fact(bucket, f"{retention}.mode", None, _UNLOCKED)
    if isinstance(mode, Unknown):
        return Unknown(mode.reason, mode.source)
    if not mode.value:
        return Known(None, mode.source)
    for unit, days_each in (("days", 1), ("years", 365)):
        length = _whole(fact(bucket, f"{retention}.{unit}", 0, _NOT_WRITTEN))
        if isinstance(length, Unknown):
            return Unknown(length.reason, length.source)
        if length.value:
            return Known(Lock(str(mode.value).lower(), length.value * days_each), length.source)
    return Known(Lock(str(mode.value).lower(), None), mode.source)


def _versioned(bucket: Resource) -> Value[bool]:
    status = fact(bucket, "versioning_configuration.status", "", _UNVERSIONED)
    if isinstance(status, Known) and not status.value:
        locked = fact(bucket, "object_lock_enabled", False, _UNVERSIONED)
        if not (isinstance(locked, Known) and locked.value is False):
            return replace(locked, source=replace(locked.source, note=_BY_LOCK))
    return status.map(lambda found: found == "Enabled")


def _public(bucket: Resource, resources: Resources, aws: Aws) -> Value[bool]:
    """Tell whether a policy or an ACL lets everyone in that no block holds off.

    As publicity.py reads buckets of the AWS provider: what stands here beside no block that closes
    it is refused when it is made, or the bucket is open.
    """
    acl = fact(bucket, "access_control", "Private", _PRIVATE)
    opened: Value[bool] = acl.map(lambda found: found in _OPEN_ACLS)
    ownership = fact(bucket, "ownership_controls.rules.object_ownership", "", _NOT_WRITTEN)
    work: Value[bool] = ownership.map(lambda found: found != "BucketOwnerEnforced")
    policies = [
        lets_everyone_in(policy, path, aws)
        for type_, path in _POLICIES
        for policy in _about(bucket, resources, type_)
    ]
    by_acl = [opened, work, _unblocked(bucket, "ignore_public_acls", "block_public_acls")]
    held = _unblocked(bucket, "restrict_public_buckets", "block_public_policy")
    found = any_true([all_true(by_acl), *(all_true([policy, held]) for policy in policies)])
    if isinstance(found, Known) and found.value and resources.of(_ACCOUNT):
        return Unknown(f"{_ACCOUNT} of this input may block it", found.source)
    return found


def _unblocked(bucket: Resource, closes: str, refuses: str) -> Value[bool]:
    """Tell whether no block of the bucket closes what is public."""
    path = "public_access_block_configuration"
    closed = fact(bucket, f"{path}.{closes}", False, _UNBLOCKED)
    if isinstance(closed, Unknown) or closed.value:
        return negated(closed)
    refused = fact(bucket, f"{path}.{refuses}", False, _UNBLOCKED)
    if isinstance(refused, Unknown) or refused.value:
        reason = f"{refuses} refuses what is new, and leaves as it is what was there before"
        return Unknown(reason, refused.source)
    return inherent(True, refused.source, _UNBLOCKED)


def _about(bucket: Resource, resources: Resources, type_: str) -> tuple[Resource, ...]:
    found = resources.about(bucket, type_, "bucket", ("id", "bucket_name"))
    return found.named or ((found.one(),) if found.possible else ())


def _named(resources: Resources) -> dict[str, Resource]:
    return {
        str(name): bucket
        for bucket in resources.of(TYPE)
        if isinstance(bucket.attributes, dict) and (name := bucket.attributes.get("bucket_name"))
    }


def _copies(
    bucket: Resource, common: dict[str, Any], named: dict[str, Resource], aws: Aws
) -> Iterator[Copy]:
    shared = {**common, "names": ()}
    rules = bucket.blocks("replication_configuration.rules")
    if isinstance(rules, Unknown):  # there may be replicas, and none is known
        unread = {"location": Unknown(rules.reason, rules.source), "origin": rules.source}
        yield Copy(**{**shared, **unread}, of=common["id"])
        return
    for rule in rules.value:
        status = fact(rule, "status", "Enabled", f"{_REFERENCE}: a rule has a status")
        if isinstance(status, Known) and status.value != "Enabled":
            continue
        where = _destination(rule.get("destination.bucket"), named, aws)
        yield Copy(**{**shared, "location": where, "origin": where.source}, of=common["id"])


def _destination(value: Value[Any], named: dict[str, Resource], aws: Aws) -> Value[Place]:
    """Return where the bucket lies that something is replicated to: its ARN names no region."""
    if isinstance(value, Unknown):
        return Unknown(value.reason, value.source)
    if isinstance(value.value, Reference):
        bucket = aws.resources.by_address.get(value.value.address)
    else:
        name = str(value.value).rpartition(":::")[2]
        bucket = named.get(name) or Buckets(aws.resources, aws).find(Known(name, value.source))
    if bucket is None:
        reason = f"an ARN of a bucket names no region, and {value.value} is not known here"
        return Unknown(reason, value.source)
    return replace(aws.place(bucket, None), source=value.source)


def _log_target(bucket: Resource) -> Value[Any] | None:
    """Return the bucket that the access log goes to: itself where none is named."""
    written = bucket.blocks("logging_configuration")
    if isinstance(written, Known) and not written.value:
        return None
    itself = Reference(bucket.address)
    note = f"{_REFERENCE}: without a destination, the log is kept in the bucket itself"
    target = bucket.get("logging_configuration.destination_bucket_name", None, note)
    if isinstance(target, Known) and not target.value:
        return Known(itself, target.source)
    return target


def _directories(resources: Resources, aws: Aws) -> Iterator[Asset]:
    for bucket in resources.of(DIRECTORY):
        source = bucket.source()
        common = common_fields(bucket, aws)
        policies = [
            lets_everyone_in(policy, "policy_document", aws)
            for policy in _about(bucket, resources, "awscc_s3express_bucket_policy")
        ]
        closed = inherent(False, source, f"{_EXPRESS}: public access is always blocked")
        yield ObjectStore(
            **{**common, "location": _place_of_zone(fact(bucket, "location_name"))},
            encrypted=inherent(True, source, f"{_EXPRESS}: encrypted with SSE-S3 by default"),
            algorithm=inherent("AES-256", source, f"{_EXPRESS}: AES-256"),
            key=_key(bucket, aws),
            retention_days=_retention(bucket),
            lock=inherent(None, source, f"{_EXPRESS}: Object Lock is not supported"),
            versioned=inherent(False, source, f"{_EXPRESS}: versioning is not supported"),
            deletion_protected=inherent(False, source, _UNPROTECTED),
            recoverable_days=inherent(0, source, f"{_EXPRESS}: versioning is not supported"),
            purgeable=inherent(False, source, _NOTHING_LEFT),
            public=all_true([closed, *policies]) if policies else closed,
        )


ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    Adapter((TYPE,), ("awscc_s3_bucket_policy",), _buckets),
    Adapter((DIRECTORY,), ("awscc_s3express_bucket_policy",), _directories),
)
