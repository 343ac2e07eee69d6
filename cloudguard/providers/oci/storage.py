"""Buckets of Object Storage, joined with their lifecycle and replication; their objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.assets.storage import Copy, Lock, ObjectStore, Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.oci.provider import BUCKET, Oci
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Companions, Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, any_true, inherent, least, settled

_LIFECYCLE: Final = "oci_objectstorage_object_lifecycle_policy"
_REPLICATION: Final = "oci_objectstorage_replication_policy"
_OBJECT: Final = "oci_objectstorage_object"
_REQUEST: Final = "oci_objectstorage_preauthrequest"
_NAMES: Final = ("id", "name", "bucket_id")

ENCRYPTED: Final = (
    "OCI documentation, Object Storage Data Encryption: every object is encrypted with AES-256, "
    "and this cannot be turned off"
)
_ORACLES: Final = "OCI documentation, Object Storage Data Encryption: by default under Oracle's key"
_UNVERSIONED: Final = "OCI documentation, Object Storage Versioning: disabled by default"
_UNLOCKED: Final = "OCI documentation, Data Retention Rules: without a rule nothing is retained"
_INDEFINITE: Final = (
    "OCI documentation, Data Retention Rules: a rule without duration is indefinite"
)
_NEVER: Final = "OCI documentation, Object Lifecycle Management: without a rule nothing is deleted"
_OBJECTS: Final = "oci 8.28.0 docs, oci_objectstorage_object_lifecycle_policy: target is objects"
_PARTLY: Final = "the rule has a filter: it deletes a part of what the bucket keeps, logs perhaps"
_ELSEWHERE: Final = "the bucket decides, and it is not in this input"
_BUCKETS_KEY: Final = "not written: the bucket's key"
_DAYS: Final = {"DAYS": 1, "YEARS": 365}
_PRIVATE: Final = (
    "oci docs, oci_objectstorage_bucket: NoPublicAccess by default, which lets in authenticated "
    "callers alone"
)
_OPEN: Final = (
    "OCI documentation, Object Storage Pre-Authenticated Requests: whoever has the URL has access, "
    "without credentials"
)
_PERHAPS: Final = "a pre-authenticated request may be for this bucket: whose it is, is not known"
_UNPROTECTED: Final = (
    "no argument of a bucket or an object prevents its deletion: oci 8.28.0 schema"
)
_FINAL: Final = "OCI documentation, Object Storage Versioning: without it, what is deleted is gone"
_HIDDEN: Final = (
    "OCI documentation, Object Storage Versioning: a deleted object stays as a previous version "
    "until that is deleted"
)
_RETAINED: Final = "OCI documentation, Data Retention Rules: nobody deletes what a rule retains"


def _buckets(resources: Resources, oci: Oci) -> Iterator[Asset]:
    told: set[str] = set()
    for bucket in resources.of(BUCKET):
        yield _store(bucket, resources, oci)
        found = resources.about(bucket, _REPLICATION, "bucket", _NAMES)
        told |= {policy.address for policy in found.named}
        for policy in found.named:
            yield _copy(policy, bucket.address, oci)
    for policy in resources.of(_REPLICATION):
        if policy.address not in told:
            yield _copy(policy, policy.address, oci)


def _store(bucket: Resource, resources: Resources, oci: Oci) -> ObjectStore:
    source = bucket.source()
    versioning = settled(bucket.get("versioning", "Disabled", _UNVERSIONED))
    lock = _lock(bucket)
    versioned = versioning.map(lambda found: found == "Enabled")
    return ObjectStore(
        **common_fields(bucket, oci),
        encrypted=inherent(True, source, ENCRYPTED),
        algorithm=inherent("AES-256", source, ENCRYPTED),
        key=oci.key_use(bucket.get("kms_key_id", None, _ORACLES)),
        retention_days=_retention(bucket, resources),
        lock=lock,
        versioned=versioned,
        public=_public(bucket, resources),
        deletion_protected=inherent(False, source, _UNPROTECTED),
        recoverable_days=_recoverable(bucket, versioned, resources),
        purgeable=_purgeable(versioned, lock),
    )


def _public(bucket: Resource, resources: Resources) -> Value[bool]:
    """Return whether strangers read the bucket, by its setting or by the URL of a request."""
    access = settled(bucket.get("access_type", "NoPublicAccess", _PRIVATE))
    ways: list[Value[bool]] = [access.map(lambda found: found != "NoPublicAccess")]
    found = _settings(bucket, resources, _REQUEST)
    ways += [inherent(True, request.source("access_type"), _OPEN) for request in found.named]
    ways += [Unknown(_PERHAPS, request.source("bucket")) for request in found.possible]
    return any_true(ways)


def _recoverable(
    bucket: Resource, versioned: Value[bool], resources: Resources
) -> Value[int | None]:
    """Return for how many days deleted objects can be restored: as long as their versions stay."""
    if isinstance(versioned, Unknown):
        return Unknown(versioned.reason, versioned.source)
    if not versioned.value:
        return inherent(0, versioned.source, _FINAL)
    found = _deleted_after(bucket, resources, "previous-object-versions")
    never: Value[int | None] = inherent(None, versioned.source, _HIDDEN)
    return never if isinstance(found, Known) and found.value is None else found


def _purgeable(versioned: Value[bool], lock: Value[Lock | None]) -> Value[bool]:
    """Tell whether whoever may can delete versions for good: once a lock that ends has ended."""
    for value in (versioned, lock):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
    held = lock.value if isinstance(lock, Known) else None
    if held is not None and held.mode == "compliance" and held.days is None:
        return inherent(False, lock.source, _RETAINED)
    return versioned.map(lambda found: found)


def _lock(bucket: Resource) -> Value[Lock | None]:
    """Return the strongest retention rule: a locked one, then the longest."""
    rules = bucket.blocks("retention_rules")
    if isinstance(rules, Unknown):
        return Unknown(rules.reason, rules.source)
    found = [_rule(rule) for rule in rules.value]
    if unknown := next((lock for lock in found if isinstance(lock, Unknown)), None):
        return unknown
    locks = [lock for lock in found if isinstance(lock, Known)]
    nothing: Value[Lock | None] = inherent(None, bucket.source("retention_rules"), _UNLOCKED)
    if not locks:
        return nothing
    strongest = max(locks, key=lambda lock: _strength(lock.value))
    # Of several the one that is locked first counts: the others may hold no longer than it does.
    days = [lock.value.settles for lock in locks if lock.value and lock.value.mode == "compliance"]
    first = min(day for day in days if day) if days and all(days) else None
    return strongest.map(lambda lock: lock and replace(lock, settles=first))


def _strength(lock: Lock | None) -> tuple[bool, bool, int]:
    if lock is None:
        return False, False, 0
    return lock.mode == "compliance", lock.days is None, lock.days or 0


def _rule(rule: Resource) -> Value[Lock | None]:
    """Return what one rule forbids: a locked one cannot be lifted (after 14 days)."""
    locked = settled(rule.get("time_rule_locked", None, "not written: the rule is not locked"))
    if isinstance(locked, Unknown):
        return Unknown(locked.reason, locked.source)
    mode = "compliance" if locked.value else "governance"
    amount = settled(rule.get("duration.time_amount", None, _INDEFINITE))
    unit = settled(rule.get("duration.time_unit", None, _INDEFINITE))
    for value in (amount, unit):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
    days = _days(amount, unit)
    settles = _day(locked.value) if locked.value else None
    lock = Lock(mode, days, settles=settles)
    return Known(lock, locked.source if locked.value else rule.source())


def _day(text: object) -> date | None:
    """Return the day from which a rule is locked: it is at least a fortnight off when it is set."""
    try:
        return datetime.fromisoformat(str(text)).date()
    except ValueError:
        return None


def _days(amount: Value[Any], unit: Value[Any]) -> int | None:
    if isinstance(amount, Known) and isinstance(unit, Known) and unit.value in _DAYS:
        return int(amount.value) * _DAYS[unit.value]
    return None


def _retention(bucket: Resource, resources: Resources) -> Value[int | None]:
    """Return after how many days the lifecycle deletes objects: the soonest enabled rule counts."""
    return _deleted_after(bucket, resources, "objects")


def _deleted_after(bucket: Resource, resources: Resources, target: str) -> Value[int | None]:
    view = _settings(bucket, resources, _LIFECYCLE).one()
    rules = view.blocks("rules")
    if isinstance(rules, Unknown):
        return Unknown(rules.reason, rules.source)
    never = inherent(None, view.source("rules"), _NEVER)
    return least((_expires(rule, target) for rule in rules.value), never)


def _settings(bucket: Resource, resources: Resources, type_: str) -> Companions:
    """Return what is set for a bucket; any may be for a bucket whose name is not known."""
    found = resources.about(bucket, type_, "bucket", _NAMES)
    if not found.named and isinstance(bucket.get("name"), Unknown):
        return Companions(bucket, type_, (), tuple(resources.of(type_)))
    return found


def _expires(rule: Resource, target: str) -> Value[int | None]:
    facts = [
        settled(rule.get("action")),
        settled(rule.get("target", "objects", _OBJECTS)),
        settled(rule.get("is_enabled")),
        settled(rule.get("time_amount")),
        settled(rule.get("time_unit")),
    ]
    # What decides comes first: a rule that only archives deletes nothing, however long it takes.
    for value, decides in zip(facts, ("DELETE", target, True), strict=False):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
        if value.value != decides:
            return Known(None, value.source)
    _, _, _, amount, unit = facts
    for value in (amount, unit):
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
    try:
        days = _days(amount, unit)
    except (TypeError, ValueError):
        days = None
    if days is None:
        return Unknown("not a number that is known", amount.source)
    filtered = rule.blocks("object_name_filter")
    partly = not (isinstance(filtered, Known) and not filtered.value)
    return Known(days, replace(amount.source, note=_PARTLY) if partly else amount.source)


def _copy(policy: Resource, of: str, oci: Oci) -> Copy:
    common = common_fields(policy, oci)
    region = policy.get("destination_region_name")
    where = oci.place_of(region, common["location"])
    return Copy(**{**common, "names": (), "location": where, "origin": region.source}, of=of)


def _objects(resources: Resources, oci: Oci) -> Iterator[Asset]:
    for resource in resources.of(_OBJECT):
        bucket = _bucket(resource.get("bucket"), resources)
        yield _object(resource, _store(bucket, resources, oci) if bucket else None, oci)


def _bucket(name: Value[Any], resources: Resources) -> Resource | None:
    if isinstance(name, Unknown):
        return None
    if isinstance(name.value, Reference):
        found = resources.by_address.get(name.value.address)
        return found if found is not None and found.type == BUCKET else None
    return next(
        (
            bucket
            for bucket in resources.of(BUCKET)
            if isinstance(own := bucket.get("name"), Known) and own.value == name.value
        ),
        None,
    )


def _object(resource: Resource, kept: ObjectStore | None, oci: Oci) -> Store:
    source = resource.source()
    unknown = Unknown(_ELSEWHERE, source)
    common = common_fields(resource, oci)
    if kept is not None:
        common["location"] = kept.location
    key = oci.key_use(resource.get("opc_sse_kms_key_id", None, _BUCKETS_KEY))
    if isinstance(key, Known) and key.value is None:
        key = kept.key if kept else unknown
    return Store(
        **common,
        encrypted=inherent(True, source, ENCRYPTED),
        algorithm=inherent("AES-256", source, ENCRYPTED),
        key=key,
        retention_days=kept.retention_days if kept else unknown,
        lock=kept.lock if kept else unknown,
        public=kept.public if kept else unknown,
        deletion_protected=inherent(False, source, _UNPROTECTED),
        recoverable_days=kept.recoverable_days if kept else unknown,
        purgeable=kept.purgeable if kept else unknown,
    )


ADAPTERS: Final[tuple[Adapter[Oci], ...]] = (
    Adapter((BUCKET,), (_LIFECYCLE, _REPLICATION), _buckets),
    Adapter((_OBJECT,), (), _objects),
)
