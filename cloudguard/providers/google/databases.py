"""Databases: replicas, clusters and backups are copies; tables have their dataset's key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets import Asset, Place, Placed
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.storage import Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.cells import is_set
from cloudguard.providers.google.exposure import EVERYONE, decided, names, opened, ruled
from cloudguard.providers.google.joined import completed, copied, nearest
from cloudguard.providers.google.places import together
from cloudguard.providers.google.provider import Google, fact
from cloudguard.providers.google.rows import JOINED
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value

_SQL: Final = "terraform-provider-google docs, google_sql_database_instance"
_SQL_NEAREST: Final = (
    "gcloud reference, gcloud sql backups create: stored in the closest multi-region by default"
)
# BigQuery docs, "Data retention with time travel and fail-safe": seven days after time travel.
_FAIL_SAFE: Final = 7
_MAY_BE_IT: Final = "it lets everyone in, and may name this: what it names is not known"


def _database(resource: Resource, google: Google, asset: Store) -> Iterator[Asset]:
    """Read a Cloud SQL instance: a replica is a copy of its primary, backups are copies too."""
    master = resource.get("master_instance_name", None, f"{_SQL}: else no replica")
    replica = not (isinstance(master, Known) and not is_set(master.value))
    if replica and isinstance(asset.key, Known) and asset.key.value is None:
        asset = replace(asset, key=_key_of_primary(master, resource, google, asset))
    yield asset
    if replica:
        name = master.value if isinstance(master, Known) else ""
        of = name.address if isinstance(name, Reference) else str(name)
        yield copied(asset, replace(asset.location, source=master.source), of)
    yield from _backups(resource, google, asset)


def _key_of_primary(
    master: Value[Any], resource: Resource, google: Google, replica: Store
) -> Value[KeyUse | None]:
    """Return the key of a replica that names none.

    Cloud SQL docs, "About customer-managed encryption keys": a replica in the region of its primary
    uses its key; one elsewhere must name its own.
    """
    if isinstance(master, Unknown):
        return Unknown(master.reason, master.source)
    primary = google.named(master.value, resource)
    if primary is None:
        return Unknown("the key of its primary decides, which is not in this input", master.source)
    where = google.where(primary)
    if isinstance(where, Known) and isinstance(replica.location, Known):
        if where.value.name == replica.location.value.name:
            path = "encryption_key_name"
            return google.key_use(primary.get(path, None, f"{_SQL}: else Google's keys"))
        return replica.key
    return Unknown("the key of its primary decides, if it lies in the same region", master.source)


def _backups(resource: Resource, google: Google, asset: Store) -> Iterator[Asset]:
    base = "settings.backup_configuration"
    enabled = fact(resource, f"{base}.enabled", False, f"{_SQL}: no backups unless enabled")
    if isinstance(enabled, Known) and enabled.value is not True:
        return
    where = resource.get(f"{base}.location", None, _SQL_NEAREST)
    if isinstance(where, Known) and not is_set(where.value):
        yield copied(asset, nearest(asset.location, where.source, _SQL_NEAREST))
    else:
        yield copied(asset, google.placed(where, resource))


def _clusters(resource: Resource, google: Google, asset: Store) -> Iterator[Asset]:
    """Read a Bigtable instance: every cluster holds all of it."""
    blocks = resource.blocks("cluster")
    if isinstance(blocks, Unknown):  # there may be copies, and none is known
        unread = Unknown(blocks.reason, blocks.source)
        yield replace(asset, location=unread)
        yield copied(asset, unread)
        return
    places = [_zone_of(block, google) for block in blocks.value]
    yield replace(asset, location=together(places, resource.source("cluster.zone")))
    for place in places[1:]:
        yield copied(asset, place)


def _zone_of(block: Resource, google: Google) -> Value[Place]:
    zone = block.get("zone", None, "not written: the provider block decides")
    if isinstance(zone, Known) and not is_set(zone.value):
        return google.default(block.provider_key)
    return google.placed(zone, block)


def _bigtable(resource: Resource, google: Google, asset: Placed) -> Iterator[Asset]:
    """Read a Bigtable table: automated backups lie where its clusters do, or in zones it names."""
    yield asset
    found = resource.get(
        "automated_backup_policy.locations", None, "not written: with the clusters"
    )
    if isinstance(found, Unknown) or is_set(found.value):
        yield copied(asset, google.placed(found, resource))


def _replicas(resource: Resource, google: Google, asset: Placed) -> Iterator[Asset]:
    """Read a configuration of Spanner: every replica holds the data, or votes on it."""
    blocks = resource.blocks("replicas")
    if isinstance(blocks, Unknown):  # there may be copies, and none is known
        unread = Unknown(blocks.reason, blocks.source)
        yield replace(asset, location=unread)
        yield copied(asset, unread)
        return
    places = [google.placed(block.get("location"), block) for block in blocks.value]
    yield replace(asset, location=together(places, resource.source("replicas.location")))
    for place in places[1:]:
        yield copied(asset, place)


def _milliseconds(resource: Resource, _google: Google, asset: Store) -> Iterator[Asset]:
    kept: Value[Any] = asset.retention_days
    try:
        yield replace(
            asset, retention_days=kept.map(lambda ms: None if ms is None else int(ms) // 86400000)
        )
    except (TypeError, ValueError):
        yield replace(asset, retention_days=Unknown("not a number that is known", kept.source))


def _dataset(resource: Resource, google: Google, asset: Store) -> Iterator[Asset]:
    """Read a dataset of BigQuery: time travel and fail-safe keep what is deleted."""
    for each in _milliseconds(resource, google, asset):
        if isinstance(each, Store):
            yield replace(
                each,
                recoverable_days=each.recoverable_days.map(_with_fail_safe),
                public=decided(_accessible(resource, google), each.public),
            )


def _with_fail_safe(days: int | None) -> int | None:
    return None if days is None else days + _FAIL_SAFE


def _accessible(dataset: Resource, google: Google) -> Iterator[Value[bool]]:
    """Yield what the lists of a dataset say of everyone."""
    listed = dataset.blocks("access")
    if isinstance(listed, Unknown):
        yield Unknown(listed.reason, listed.source)
    else:
        for block in listed.value:
            yield from _accesses(block)
    for entry in google.resources.of("google_bigquery_dataset_access"):
        found = [v for v in _accesses(entry) if isinstance(v, Unknown) or v.value]
        named = names(entry.get("dataset_id"), dataset, google) if found else False
        if named is True:
            yield from found
        elif named is None:
            yield Unknown(_MAY_BE_IT, entry.source("dataset_id"))


def _accesses(block: Resource) -> Iterator[Value[bool]]:
    for path in ("special_group", "iam_member"):
        yield fact(block, path, "").map(lambda name: str(name).lower() in EVERYONE)


def _table(resource: Resource, google: Google, asset: Store) -> Iterator[Asset]:
    """Read a table of BigQuery: without a key of its own it has its dataset's.

    BigQuery docs, "Customer-managed Cloud KMS keys": the default key of a dataset is that of its
    new tables.
    """
    (asset,) = (a for a in _milliseconds(resource, google, asset) if isinstance(a, Store))
    if isinstance(asset.key, Known) and asset.key.value is None:
        named = resource.get("dataset_id")
        dataset = google.named(named.value, resource) if isinstance(named, Known) else None
        reason = "the key of its dataset decides, which is not in this input"
        key: Value[KeyUse | None] = Unknown(reason, named.source)
        if dataset is not None:
            path = "default_encryption_configuration.kms_key_name"
            key = google.key_use(dataset.get(path, None, "not written: Google's keys"))
        asset = replace(asset, key=key)
    yield replace(asset, **_of_dataset(resource, google))


def _of_dataset(resource: Resource, google: Google) -> dict[str, Any]:
    """Return what the dataset of a table decides for it: how it ends, and who is let in."""
    named = resource.get("dataset_id")
    dataset = google.named(named.value, resource) if isinstance(named, Known) else None
    if dataset is None:
        elsewhere = "the grants of its dataset decide, which is not in this input"
        return {"public": Unknown(elsewhere, named.source)}
    for each in JOINED.assets(dataset, google):
        if isinstance(each, Store):
            (whole,) = (a for a in _dataset(dataset, google, each) if isinstance(a, Store))
            public = opened(whole.public, dataset, google)
            return {"recoverable_days": whole.recoverable_days, "public": public}
    return {}


def _documents(resource: Resource, google: Google, asset: Store) -> Iterator[Asset]:
    """Read a database of Firestore: security rules may let everyone in, without a permission."""
    rules = ruled(resource, google, release="cloud.firestore")
    yield replace(asset, public=decided(rules, asset.public))


ADAPTERS: Final[tuple[Adapter[Google], ...]] = (
    completed("google_sql_database_instance", _database),
    completed("google_bigtable_instance", _clusters),
    completed("google_bigtable_table", _bigtable),
    completed("google_spanner_instance_config", _replicas),
    completed("google_bigquery_dataset", _dataset),
    completed("google_bigquery_table", _table),
    completed("google_firestore_database", _documents),
)
