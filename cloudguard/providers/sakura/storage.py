"""Buckets of the object storage, joined with what configures them, and their objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.storage import Copy, ObjectStore, Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.cells import compiled
from cloudguard.providers.sakura.provider import Sakura, place_named
from cloudguard.providers.sakura.sites import published
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Companions, Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, any_true, inherent, settled

BUCKET: Final = "sakura_object_storage_bucket"
_ENCRYPTION: Final = f"{BUCKET}_encryption_config"
_VERSIONING: Final = f"{BUCKET}_versioning"
_REPLICATION: Final = f"{BUCKET}_replication_config"
_CORS: Final = f"{BUCKET}_cors"
_OBJECT: Final = "sakura_object_storage_object"
_NAMES: Final = ("id", "name")

_MANUAL: Final = "SAKURA Cloud manual, オブジェクト暗号化 (2025-12-18)"
_OFF: Final = f"{_MANUAL}: set for each bucket, off unless set"
_ON: Final = f"{_MANUAL}: objects are encrypted by SSE-KMS with the key that is named"
_NO_CIPHER: Final = "neither the provider nor the manual names the cipher of SSE-KMS"
_NEVER: Final = "sakura 3.12.7 schema: no attribute of the object storage deletes objects by itself"
_UNLOCKED: Final = "sakura 3.12.7 schema: no attribute of the object storage locks objects"
_UNVERSIONED: Final = "default, unconfirmed: a bucket is unversioned until versioning is enabled"
_UNPROTECTED: Final = "sakura 3.12.7 schema: no attribute prevents the deletion of a bucket"
_FINAL: Final = (
    "default, unconfirmed: no attribute and no page of the manual at hand tells of a way back "
    "after deletion: sakura 3.12.7 schema"
)
_HIDDEN: Final = (
    "default, unconfirmed: as S3, whose interface it has: a version stays until it is deleted, "
    "which who may, can at any time"
)
_PRIVATE: Final = (
    "SAKURA Cloud manual, オブジェクトストレージ 基本操作 (2025-10-21): buckets and objects are "
    "private by default"
)
_NOT_WRITTEN: Final = "not written: the bucket decides"
_ELSEWHERE: Final = "the bucket decides, and it is not in this input"
_SITE: Final = compiled("site_id")


def _buckets(resources: Resources, sakura: Sakura) -> Iterator[Asset]:
    told: set[str] = set()
    for bucket in resources.of(BUCKET):
        yield _store(bucket, resources, sakura)
        found = resources.about(bucket, _REPLICATION, "bucket", _NAMES)
        told |= {replication.address for replication in found.named}
        for replication in found.named:
            yield _copy(replication, bucket.address, resources, sakura)
    for replication in resources.of(_REPLICATION):
        if replication.address not in told:
            yield _copy(replication, replication.address, resources, sakura)


def _store(bucket: Resource, resources: Resources, sakura: Sakura) -> ObjectStore:
    source = bucket.source()
    encryption = _settings(bucket, _ENCRYPTION, resources)
    key = sakura.key_use(encryption.one().get("kms_key_id", None, _OFF))
    versioning = _settings(bucket, _VERSIONING, resources).one()
    status = settled(versioning.get("versioning_configuration.status", "", _UNVERSIONED))
    versioned = status.map(lambda found: found == "Enabled")
    return ObjectStore(
        **common_fields(bucket, sakura, _SITE),
        encrypted=_encrypted(encryption.one(), sure=bool(encryption)),
        algorithm=Unknown(_NO_CIPHER, source),
        key=key,
        retention_days=inherent(None, source, _NEVER),
        lock=inherent(None, source, _UNLOCKED),
        versioned=versioned,
        public=_public(bucket, resources),
        deletion_protected=inherent(False, source, _UNPROTECTED),
        **_ends(versioned),
    )


def _public(bucket: Resource, resources: Resources) -> Value[bool]:
    """Return whether a site of the Web Accelerator publishes a bucket, which is private else."""
    closed: Value[bool] = inherent(False, bucket.source(), _PRIVATE)
    return any_true([closed, *published(bucket, resources, _NAMES)])


def _ends(versioned: Value[bool]) -> dict[str, Any]:
    """Return how objects end: at once and for good, or when somebody deletes their versions."""
    if isinstance(versioned, Unknown):
        unseen = Unknown(versioned.reason, versioned.source)
        return {"recoverable_days": unseen, "purgeable": unseen}
    source = versioned.source
    if not versioned.value:
        return {
            "recoverable_days": inherent(0, source, _FINAL),
            "purgeable": inherent(False, source, _FINAL),
        }
    return {
        "recoverable_days": inherent(None, source, _HIDDEN),
        "purgeable": inherent(True, source, _HIDDEN),
    }


def _settings(bucket: Resource, type_: str, resources: Resources) -> Companions:
    """Return what configures a bucket; any may be that of a bucket whose name is not known."""
    found = resources.about(bucket, type_, "bucket", _NAMES)
    if not found.named and isinstance(bucket.get("name"), Unknown):
        return Companions(bucket, type_, (), tuple(resources.of(type_)))
    return found


def _encrypted(view: Resource, *, sure: bool) -> Value[bool]:
    if sure:
        return inherent(True, view.source("kms_key_id"), _ON)
    key = view.get("kms_key_id", None, _OFF)
    return Unknown(key.reason, key.source) if isinstance(key, Unknown) else Known(False, key.source)


def _copy(replication: Resource, of: str, resources: Resources, sakura: Sakura) -> Copy:
    common = common_fields(replication, sakura, _SITE)
    name = replication.get("destination_bucket")
    target = _bucket(name, resources)
    where = (
        sakura.place(target, _SITE)
        if target is not None
        else Unknown("the bucket that is replicated to is not in this input", name.source)
    )
    return Copy(**{**common, "names": (), "location": where, "origin": name.source}, of=of)


def _bucket(name: Value[Any], resources: Resources) -> Resource | None:
    if isinstance(name, Unknown):
        return None
    if isinstance(name.value, Reference):
        found = resources.by_address.get(name.value.address)
        return found if found is not None and found.type == BUCKET else None
    return next((b for b in resources.of(BUCKET) if _named(b) == name.value), None)


def _named(bucket: Resource) -> str | None:
    name = bucket.get("name")
    return name.value if isinstance(name, Known) and isinstance(name.value, str) else None


def _objects(resources: Resources, sakura: Sakura) -> Iterator[Asset]:
    for resource in resources.of(_OBJECT):
        bucket = _bucket(resource.get("bucket"), resources)
        kept = None
        if bucket is not None and bucket.mode == "managed":
            kept = _store(bucket, resources, sakura)
        yield _object(resource, kept, sakura)


def _object(resource: Resource, kept: ObjectStore | None, sakura: Sakura) -> Store:
    source = resource.source()
    own = settled(resource.get("server_side_encryption", "", _NOT_WRITTEN))
    common = common_fields(resource, sakura)
    common["location"] = kept.location if kept else _endpoint(resource)
    unknown = Unknown(_ELSEWHERE, source)
    encrypted: Value[bool] = own.map(bool)
    algorithm: Value[str | None] = own.map(lambda _: "AES-256")
    key: Value[KeyUse | None] = own.map(lambda _: None)
    if isinstance(own, Known) and not own.value:
        encrypted = kept.encrypted if kept else unknown
        algorithm = kept.algorithm if kept else unknown
        key = kept.key if kept else unknown
    return Store(
        **common,
        encrypted=encrypted,
        algorithm=algorithm,
        key=key,
        retention_days=inherent(None, source, _NEVER),
        lock=inherent(None, source, _UNLOCKED),
        public=any_true([_listed(resource), kept.public if kept else unknown]),
        deletion_protected=inherent(False, source, _UNPROTECTED),
        recoverable_days=kept.recoverable_days if kept else unknown,
        purgeable=kept.purgeable if kept else unknown,
    )


def _listed(resource: Resource) -> Value[bool]:
    """Return whether an object's own list of rights lets everyone in."""
    own = settled(resource.get("acl", "private", _PRIVATE))
    return own.map(lambda found: str(found).startswith("public-"))


def _endpoint(resource: Resource) -> Value[Any]:
    """Return where an object lies whose bucket is not in this input: its endpoint's site."""
    for name in ("endpoint", "region"):
        value = settled(resource.get(name, None, _NOT_WRITTEN))
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.source)
        if value.value:
            return value.map(place_named)
    return Unknown(_ELSEWHERE, resource.source("endpoint"))


ADAPTERS: Final[tuple[Adapter[Sakura], ...]] = (
    Adapter((BUCKET,), (_ENCRYPTION, _VERSIONING, _REPLICATION, _CORS), _buckets),
    Adapter((_OBJECT,), (), _objects),
)
