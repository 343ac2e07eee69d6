"""S3 buckets, joined with the resources that configure them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets import Asset, Place
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.logs import ServiceLog
from cloudguard.assets.storage import Copy, Lock, ObjectStore
from cloudguard.providers.aws.endpoints import Endpoint, s3_endpoint
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.providers.aws.publicity import Publicity
from cloudguard.providers.table import common_fields, log_assets
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, inherent, least

_SETTINGS: Final = (
    "accelerate_configuration",
    "acl",
    "analytics_configuration",
    "cors_configuration",
    "intelligent_tiering_configuration",
    "inventory",
    "lifecycle_configuration",
    "logging",
    "metric",
    "notification",
    "object_lock_configuration",
    "ownership_controls",
    "policy",
    "public_access_block",
    "replication_configuration",
    "request_payment_configuration",
    "server_side_encryption_configuration",
    "versioning",
    "website_configuration",
)
COMPANIONS: Final = tuple(f"aws_s3_bucket_{name}" for name in _SETTINGS)

ENCRYPTED: Final = (
    "S3 User Guide, Setting default server-side encryption behavior: every new object is "
    "encrypted since 2023-01-05, and this cannot be switched off"
)
AES_256: Final = "S3 User Guide, Protecting data with encryption: SSE-S3 and SSE-KMS use AES-256"
SSE_S3: Final = "S3 User Guide: without a setting, SSE-S3 with keys of the service"
AWS_KEY: Final = "S3 User Guide, SSE-KMS: without a key, the AWS managed key aws/s3"
_NOT_WRITTEN: Final = "not written"
_NEVER: Final = "S3 User Guide, Managing the lifecycle of objects: without an expiration, never"
_UNLOCKED: Final = "S3 User Guide, Object Lock: without a default retention nothing is locked"
_UNVERSIONED: Final = "S3 User Guide, Using versioning: a bucket is unversioned by default"
_VERSIONED: Final = "S3 User Guide, Object Lock: enabling it enables versioning"
UNPROTECTED: Final = "S3 User Guide, Deleting a bucket: no setting forbids it, only what lies in it"
GONE: Final = "S3 User Guide, Deleting objects: without versioning an object is gone at once"
NEWEST_STAY: Final = (
    "S3 User Guide, Lifecycle configuration elements: the newest noncurrent versions are kept"
)
HIDDEN: Final = (
    "S3 User Guide, Deleting object versions: a delete marker hides what stays until its version "
    "is deleted"
)
_VERSION_BY_VERSION: Final = "S3 User Guide, Deleting object versions: who may, deletes each"
# What the documents of S3 do not say of a store of somebody else's.
_ASKED_ELSEWHERE: Final = (
    "encrypted",
    "algorithm",
    "key",
    "lock",
    "deletion_protected",
    "recoverable_days",
    "purgeable",
    "public",
)
_DATED: Final = (
    "S3 User Guide, Lifecycle configuration elements: from that date on, what is kept is deleted "
    "at once, the day before's objects among them"
)
_PARTLY: Final = "the rule has a filter: it deletes a part of what the bucket keeps, logs perhaps"


class Buckets:
    """The buckets of one input, found by reference, name and ARN."""

    def __init__(self, resources: Resources, aws: Aws) -> None:
        """Index the buckets of `resources`, those of data sources too."""
        self.resources = resources
        self.aws = aws
        self.publicity = Publicity(resources, aws)
        self._by_name: dict[str, Resource] = {}
        for bucket in (*resources.of("data.aws_s3_bucket"), *resources.of("aws_s3_bucket")):
            name = bucket.get("bucket", None, _NOT_WRITTEN)
            if isinstance(name, Known) and isinstance(name.value, str):
                self._by_name[name.value] = bucket
        self._endpoints: dict[str, Endpoint | None] = {}
        self._kept: dict[str, ObjectStore] = {}

    def find(self, value: Value[Any]) -> Resource | None:
        """Return the bucket that a reference, a name or an ARN names."""
        if isinstance(value, Unknown):
            return None
        if isinstance(value.value, Reference):
            found = self.resources.by_address.get(value.value.address)
            return found if found is not None and found.type == "aws_s3_bucket" else None
        return self._by_name.get(str(value.value).rpartition(":::")[2])

    def endpoint(self, resource: Resource) -> Endpoint | None:
        """Return whose store a resource is made in, None for AWS."""
        key = resource.provider_key
        if key not in self._endpoints:
            self._endpoints[key] = s3_endpoint(self.aws, key)
        return self._endpoints[key]

    def place(self, resource: Resource) -> Value[Place]:
        """Return where a bucket lies."""
        endpoint = self.endpoint(resource)
        return endpoint.place if endpoint else self.aws.place(resource, None)

    def common(self, resource: Resource) -> dict[str, Any]:
        """Return the fields that every asset of a resource has."""
        common = common_fields(resource, self.aws)
        if endpoint := self.endpoint(resource):
            common |= {"provider": endpoint.provider, "location": endpoint.place}
        return common

    def store(self, bucket: Resource) -> ObjectStore:
        """Return what a bucket is."""
        if (kept := self._kept.get(bucket.address)) is None:
            kept = self._kept[bucket.address] = self._store(bucket)
        return kept

    def read(self) -> Iterator[Asset]:
        """Yield each bucket, its replicas and its access log, also of buckets made elsewhere."""
        told: set[str] = set()
        for bucket in self.resources.of("aws_s3_bucket"):
            store = self.store(bucket)
            yield store
            common = self.common(bucket)
            yield from self._copies(bucket, common, told)
            yield from self._access_log(bucket, common, told)
        for replication in self.resources.of("aws_s3_bucket_replication_configuration"):
            if replication.address not in told:
                yield from self._replicas(replication, "rule", self.common(replication))
        for logging in self.resources.of("aws_s3_bucket_logging"):
            if logging.address not in told:
                yield from self._delivered(logging, "target_bucket", self.common(logging))

    def _store(self, bucket: Resource) -> ObjectStore:
        source = bucket.source()
        common = self.common(bucket)
        name = bucket.attributes.get("bucket") if isinstance(bucket.attributes, dict) else None
        if isinstance(name, str) and name:
            # S3 User Guide, "S3 resources": an ARN of a bucket is its name.
            common["names"] = tuple(dict.fromkeys((*common["names"], f"arn:aws:s3:::{name}")))
        lock, versioned = self._lock(bucket), self._versioned(bucket)
        store = ObjectStore(
            **common,
            encrypted=inherent(True, source, ENCRYPTED),
            algorithm=inherent("AES-256", source, AES_256),
            key=self.key(bucket),
            retention_days=retention(bucket, self.resources),
            lock=lock,
            versioned=versioned,
            deletion_protected=inherent(False, source, UNPROTECTED),
            recoverable_days=recoverable(versioned, bucket, self.resources),
            purgeable=purgeable(lock),
            public=self.publicity.bucket(bucket),
        )
        if (endpoint := self.endpoint(bucket)) is None:
            return store
        unknown = Unknown(endpoint.reason, source)
        said: dict[str, Any] = dict.fromkeys(_ASKED_ELSEWHERE, unknown)
        return replace(store, **said)

    def key(self, bucket: Resource) -> Value[KeyUse | None]:
        """Return the key that a bucket encrypts with by default."""
        name = "server_side_encryption_configuration"
        view, prefix = setting(bucket, self.resources, name, name)
        default = f"{prefix}rule.apply_server_side_encryption_by_default"
        algorithm = fact(view, f"{default}.sse_algorithm", "AES256", SSE_S3)
        if isinstance(algorithm, Unknown):
            return Unknown(algorithm.reason, algorithm.source)
        if not str(algorithm.value).startswith("aws:kms"):
            return Known(None, algorithm.source)
        return self.aws.key_use(view.get(f"{default}.kms_master_key_id", None, AWS_KEY))

    def _lock(self, bucket: Resource) -> Value[Lock | None]:
        name = "object_lock_configuration"
        view, prefix = setting(bucket, self.resources, name, name)
        default = f"{prefix}rule.default_retention"
        mode = fact(view, f"{default}.mode", None, _UNLOCKED)
        if isinstance(mode, Unknown):
            return Unknown(mode.reason, mode.source)
        if not mode.value:
            return Known(None, mode.source)
        for unit, days_each in (("days", 1), ("years", 365)):
            length = fact(view, f"{default}.{unit}", 0, _NOT_WRITTEN)
            if isinstance(length, Unknown):
                return Unknown(length.reason, length.source)
            if length.value:
                lock = Lock(str(mode.value).lower(), int(length.value) * days_each)
                return Known(lock, length.source)
        return Known(Lock(str(mode.value).lower(), None), mode.source)

    def _versioned(self, bucket: Resource) -> Value[bool]:
        view, prefix = setting(bucket, self.resources, "versioning", "versioning")
        if prefix:
            return fact(view, f"{prefix}enabled", False, _UNVERSIONED)
        path = "versioning_configuration.status"
        status = fact(view, path, "", _UNVERSIONED)
        if isinstance(status, Known) and not status.value:
            locked = fact(bucket, "object_lock_enabled", False, _UNVERSIONED)
            if not (isinstance(locked, Known) and locked.value is False):
                return replace(locked, source=replace(locked.source, note=_VERSIONED))
        return status.map(lambda found: found == "Enabled")

    def _copies(self, bucket: Resource, common: dict[str, Any], told: set[str]) -> Iterator[Copy]:
        type_ = "aws_s3_bucket_replication_configuration"
        found = self.resources.about(bucket, type_, "bucket", ("id", "bucket"))
        told |= {replication.address for replication in found.named}
        for replication in found.named:
            yield from self._replicas(replication, "rule", common)
        if found.unread is not None:
            where = {"location": found.unread, "names": ()}
            yield Copy(**{**common, **where}, of=common["id"])
        elif not found.named:
            yield from self._replicas(bucket, "replication_configuration.rules", common)

    def _replicas(self, view: Resource, path: str, common: dict[str, Any]) -> Iterator[Copy]:
        rules = view.blocks(path)
        shared = {**common, "names": ()}
        if isinstance(rules, Unknown):  # there may be replicas, and none is known
            unread = Unknown(rules.reason, rules.source)
            place = {"location": unread, "origin": rules.source}
            yield Copy(**{**shared, **place}, of=common["id"])
            return
        seen: set[str] = set()
        for rule in rules.value:
            status = fact(rule, "status", "Enabled", _NOT_WRITTEN)
            if isinstance(status, Known) and status.value != "Enabled":
                continue
            destination = rule.get("destination.bucket")
            name = str(destination.value) if isinstance(destination, Known) else ""
            if name in seen:
                continue
            seen |= {name} - {""}
            where = self._destination(destination)
            yield Copy(**{**shared, "location": where, "origin": where.source}, of=common["id"])

    def _destination(self, destination: Value[Any]) -> Value[Place]:
        """Return where the bucket lies that something is replicated to."""
        if isinstance(destination, Unknown):
            places = [self._destination(known) for known in destination.among]
            among = tuple(place for place in places if isinstance(place, Known))
            whole = among if len(among) == len(places) else ()
            return Unknown(destination.reason, destination.source, whole)
        bucket = self.find(destination)
        if bucket is None:
            reason = (
                f"an ARN of a bucket names no region, and {destination.value} is not known here"
            )
            return Unknown(reason, destination.source)
        return replace(self.place(bucket), source=destination.source)

    def _access_log(
        self, bucket: Resource, common: dict[str, Any], told: set[str]
    ) -> Iterator[Asset]:
        found = self.resources.about(bucket, "aws_s3_bucket_logging", "bucket", ("id", "bucket"))
        told |= {logging.address for logging in found.named}
        if found.named:
            yield from self._delivered(found.named[0], "target_bucket", common)
        elif (unread := found.unread) is not None:
            yield from log_assets(unread, [unread], common, kind=ServiceLog)
        elif isinstance(inline := bucket.blocks("logging"), Known) and inline.value:
            yield from self._delivered(bucket, "logging.target_bucket", common)

    def _delivered(self, view: Resource, path: str, common: dict[str, Any]) -> Iterator[Asset]:
        enabled: Value[bool] = Known(True, view.source(path))
        shared = {**common, "origin": view.source()}
        target = self.aws.store_named(view.get(path))
        yield from log_assets(enabled, [target], shared, kind=ServiceLog)


def setting(bucket: Resource, resources: Resources, name: str, inline: str) -> tuple[Resource, str]:
    """Return what configures a bucket, and the path before its attributes.

    A resource of its own wins, also one that only may be the bucket's; else the block that older
    configurations write in the bucket, which in a state is what once was.
    """
    found = resources.about(bucket, f"aws_s3_bucket_{name}", "bucket", ("id", "bucket"))
    if not found.named and not found.possible and bucket.type == "aws_s3_bucket":
        written = bucket.blocks(inline)
        if isinstance(written, Unknown) or written.value:
            return bucket, f"{inline}."
    return found.one(), ""


def retention(bucket: Resource, resources: Resources) -> Value[int | None]:
    """Return after how many days the lifecycle deletes objects: the soonest enabled rule counts.

    A rule that covers a part of the bucket counts as well: what lies there is deleted by it, and
    no attribute says which part a log is written to.
    """
    view, prefix = setting(bucket, resources, "lifecycle_configuration", "lifecycle_rule")
    rules = view.blocks("lifecycle_rule" if prefix else "rule")
    if isinstance(rules, Unknown):
        return Unknown(rules.reason, rules.source)
    never = inherent(None, view.source("rule"), _NEVER)
    return least((_expires(rule, inline=bool(prefix)) for rule in rules.value), never)


def recoverable(
    versioned: Value[bool], bucket: Resource, resources: Resources
) -> Value[int | None]:
    """Return for how many days deleted objects can be restored: as long as their versions stay."""
    if isinstance(versioned, Unknown):
        return Unknown(versioned.reason, versioned.source)
    if not versioned.value:
        return inherent(0, versioned.source, GONE)
    view, prefix = setting(bucket, resources, "lifecycle_configuration", "lifecycle_rule")
    rules = view.blocks("lifecycle_rule" if prefix else "rule")
    if isinstance(rules, Unknown):
        return Unknown(rules.reason, rules.source)
    never = inherent(None, versioned.source, HIDDEN)
    return least((_version_expires(rule, inline=bool(prefix)) for rule in rules.value), never)


def purgeable(lock: Value[Lock | None]) -> Value[bool]:
    """Tell whether whoever may can delete versions for good: once a lock that ends has ended."""
    if isinstance(lock, Unknown):
        return Unknown(lock.reason, lock.source)
    held = lock.value is not None and lock.value.mode == "compliance" and lock.value.days is None
    return inherent(not held, lock.source, lock.source.note or _VERSION_BY_VERSION)


def _version_expires(rule: Resource, *, inline: bool) -> Value[int | None]:
    """Return after how many days one rule deletes what was deleted before, None where not."""
    name = "days" if inline else "noncurrent_days"
    days = fact(rule, f"noncurrent_version_expiration.{name}", None, _NOT_WRITTEN)
    enabled = fact(rule, "enabled" if inline else "status")
    if isinstance(days, Known) and days.value is None:
        return days
    if isinstance(enabled, Known) and enabled.value not in (True, "Enabled"):
        return Known(None, enabled.source)
    newer = fact(rule, "noncurrent_version_expiration.newer_noncurrent_versions", 0, _NOT_WRITTEN)
    if isinstance(newer, Known) and newer.value:
        return Known(None, replace(newer.source, note=NEWEST_STAY))
    for value in (enabled, newer):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
    return days if isinstance(days, Unknown) else days.map(int)


def _expires(rule: Resource, *, inline: bool) -> Value[int | None]:
    """Return after how many days one rule deletes objects, None where it does not."""
    date = fact(rule, "expiration.date", "", _NOT_WRITTEN)
    days = fact(rule, "expiration.days", 0, _NOT_WRITTEN)
    if isinstance(date, Known) and not date.value and isinstance(days, Known) and not days.value:
        return Known(None, days.source)
    enabled = fact(rule, "enabled" if inline else "status")
    if isinstance(enabled, Known) and enabled.value not in (True, "Enabled"):
        return Known(None, enabled.source)
    for value in (enabled, date, days):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
    if isinstance(date, Known) and date.value:
        return Known(0, replace(date.source, note=_DATED))
    source = replace(days.source, note=_PARTLY) if _filtered(rule) else days.source
    return replace(days.map(int), source=source)


def _filtered(rule: Resource) -> bool:
    """Tell whether a rule covers only a part of the bucket: by prefix, tag or size."""
    parts = ("filter", "prefix", "tags")
    written = rule.attributes if isinstance(rule.attributes, dict) else {}
    return any(_says_something(written.get(part)) for part in parts)


def _says_something(node: Any) -> bool:
    if isinstance(node, dict):
        return any(_says_something(value) for value in node.values())
    if isinstance(node, list):
        return any(_says_something(value) for value in node)
    return node not in (None, "", 0)
