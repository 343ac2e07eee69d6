"""Stores whose row says a part: durations in words, several places, what another resource says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeAlias

from cloudguard.assets import Asset, Place, Placed
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.storage import Copy, Lock, Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.cells import is_set
from cloudguard.providers.google.places import place_named, together
from cloudguard.providers.google.provider import NOT_WRITTEN, Google, fact, lasting
from cloudguard.providers.google.rows import JOINED, TABLE
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Source, Unknown, Value, inherent

Complete: TypeAlias = Callable[[Resource, Google, Any], Iterator[Asset]]

NEAREST: Final = (
    "Compute Engine docs, Set default storage locations for globally scoped snapshots: without a "
    "location the nearest multi-region, unless the project's snapshot settings name another"
)
_SQL: Final = "terraform-provider-google docs, google_sql_database_instance"
_SQL_NEAREST: Final = (
    "gcloud reference, gcloud sql backups create: stored in the closest multi-region by default"
)
_VAULT: Final = "terraform-provider-google docs, google_backup_dr_backup_vault"
_GKE: Final = "terraform-provider-google docs, google_gke_backup_backup_plan"
# Compute Engine docs, "Create disk snapshots": the multi-region that holds the source's region.
_MULTI_REGIONS: Final = {"asia": "asia", "europe": "eu", "us": "us", "northamerica": "us"}


def _completed(type_: str, complete: Complete) -> Adapter[Google]:
    """Return the adapter that completes what the row of a type says."""

    def read(resources: Resources, google: Google) -> Iterator[Asset]:
        for resource in resources.of(type_):
            for asset in JOINED.assets(resource, google):
                if isinstance(asset, Placed):
                    yield from complete(resource, google, asset)
                else:
                    yield asset

    return Adapter((type_,), (), read)


def _copy(asset: Asset, location: Value[Place], of: str = "") -> Copy:
    return Copy(
        id=asset.id,
        provider=asset.provider,
        type=asset.type,
        origin=location.source,
        location=location,
        tags=asset.tags,
        account=asset.account,
        names=(),
        of=of or asset.id,
    )


def nearest(place: Value[Place], source: Source, because: str) -> Value[Place]:
    """Return the multi-region that is nearest to a place."""
    where = replace(source, note=because)
    if isinstance(place, Known):
        area = _MULTI_REGIONS.get(place.value.name.partition("-")[0])
        if area is not None:
            return Known(place_named(area, "storage"), where)
    return Unknown("not written: a multi-region near to what is copied, which is not known", where)


def _snapshot_place(resource: Resource, google: Google, near: Value[Place]) -> Value[Place]:
    """Return where a snapshot or an image lies."""
    written = resource.get("storage_locations", None, NOT_WRITTEN)
    if isinstance(written, Unknown) or is_set(written.value):
        return google.placed(written, resource)
    for settings in google.resources.of("google_compute_snapshot_settings"):
        policy = fact(settings, "storage_location.policy")
        if isinstance(policy, Known) and policy.value == "LOCAL_REGION":
            return near
        if not isinstance(policy, Known) or policy.value == "SPECIFIC_LOCATIONS":
            found = settings.get("storage_location.locations.location", None, NOT_WRITTEN)
            return google.placed(found, settings)
    return nearest(near, resource.source("storage_locations"), NEAREST)


def _snapshot(resource: Resource, google: Google, asset: Store) -> Iterator[Asset]:
    near = _near(resource, google, "source_disk", "source_instant_snapshot")
    if isinstance(near, Unknown):
        near = google.place(resource, None)
    yield replace(asset, location=_snapshot_place(resource, google, near))


def _image(resource: Resource, google: Google, asset: Store) -> Iterator[Asset]:
    near = _near(resource, google, "source_disk", "source_snapshot")
    yield replace(asset, location=_snapshot_place(resource, google, near))


def _near(resource: Resource, google: Google, *paths: str) -> Value[Place]:
    for path in paths:
        found = resource.get(path, None, NOT_WRITTEN)
        if isinstance(found, Unknown) or is_set(found.value):
            return google.placed(found, resource)
    return Unknown("what it is made of is not known", resource.source())


def _schedule(resource: Resource, google: Google, asset: Placed) -> Iterator[Asset]:
    """Read a resource policy: a schedule makes snapshots, in a multi-region by default."""
    yield asset
    schedules = resource.blocks("snapshot_schedule_policy")
    path = "snapshot_schedule_policy.snapshot_properties.storage_locations"
    written = resource.get(path, None, NOT_WRITTEN)
    if isinstance(schedules, Known) and not schedules.value:
        return
    if isinstance(written, Known) and not is_set(written.value):
        yield _copy(asset, nearest(asset.location, written.source, NEAREST))


def _inherits(resource: Resource, google: Google, asset: Store, path: str) -> Iterator[Asset]:
    """Read what is encrypted as that is what it is made of."""
    yield replace(asset, key=_key_of(resource.get(path, None, NOT_WRITTEN), resource, google))


def _key_of(value: Value[Any], resource: Resource, google: Google) -> Value[KeyUse | None]:
    reason = "encrypted as what it is made of, which is not in this input"
    if isinstance(value, Unknown):
        return Unknown(value.reason, value.source)
    parent = google.named(value.value, resource)
    if parent is not None:
        for table in (TABLE, JOINED):
            if table.has(parent.type):
                found = [a for a in table.assets(parent, google) if isinstance(a, Store)]
                if found:
                    return found[0].key
    return Unknown(reason, value.source)


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
        yield _copy(asset, replace(asset.location, source=master.source), of)
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
        yield _copy(asset, nearest(asset.location, where.source, _SQL_NEAREST))
    else:
        yield _copy(asset, google.placed(where, resource))


def _clusters(resource: Resource, google: Google, asset: Store) -> Iterator[Asset]:
    """Read a Bigtable instance: every cluster holds all of it."""
    blocks = resource.blocks("cluster")
    if isinstance(blocks, Unknown):  # there may be copies, and none is known
        unread = Unknown(blocks.reason, blocks.source)
        yield replace(asset, location=unread)
        yield _copy(asset, unread)
        return
    places = [_zone_of(block, google) for block in blocks.value]
    yield replace(asset, location=together(places, resource.source("cluster.zone")))
    for place in places[1:]:
        yield _copy(asset, place)


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
        yield _copy(asset, google.placed(found, resource))


def _replicas(resource: Resource, google: Google, asset: Placed) -> Iterator[Asset]:
    """Read a configuration of Spanner: every replica holds the data, or votes on it."""
    blocks = resource.blocks("replicas")
    if isinstance(blocks, Unknown):  # there may be copies, and none is known
        unread = Unknown(blocks.reason, blocks.source)
        yield replace(asset, location=unread)
        yield _copy(asset, unread)
        return
    places = [google.placed(block.get("location"), block) for block in blocks.value]
    yield replace(asset, location=together(places, resource.source("replicas.location")))
    for place in places[1:]:
        yield _copy(asset, place)


def _secret(resource: Resource, google: Google, asset: Store) -> Iterator[Asset]:
    """Read a secret: each replica holds it."""
    kept = lasting(resource.get("ttl", None, "terraform-provider-google docs: kept unless a ttl"))
    if resource.type == "google_secret_manager_regional_secret":
        yield replace(asset, retention_days=kept)
        return
    replicas = resource.blocks("replication.user_managed.replicas")
    if isinstance(replicas, Unknown):
        unread: Any = Unknown(replicas.reason, replicas.source)
        yield replace(asset, location=unread, key=unread, retention_days=kept)
        yield _copy(asset, unread)
        return
    named = "customer_managed_encryption.kms_key_name"
    because = "terraform-provider-google docs, google_secret_manager_secret: else Google's keys"
    if not replicas.value:
        key = google.key_use(resource.get(f"replication.auto.{named}", None, because))
        yield replace(asset, key=key, retention_days=kept)
        return
    places = [google.placed(block.get("location"), block) for block in replicas.value]
    keys = [google.key_use(block.get(named, None, because)) for block in replicas.value]
    yield replace(
        asset,
        location=together(places, resource.source("replication.user_managed.replicas.location")),
        key=weakest(keys),
        retention_days=kept,
    )
    for place in places[1:]:
        yield _copy(asset, place)


def weakest(keys: list[Value[KeyUse | None]]) -> Value[KeyUse | None]:
    """Return the key that protects the least: none at all, one that is not known, any."""
    none = [key for key in keys if isinstance(key, Known) and key.value is None]
    unknown = [key for key in keys if isinstance(key, Unknown)]
    return (none or unknown or keys)[0]


def _lasting(resource: Resource, _google: Google, asset: Store) -> Iterator[Asset]:
    """Read what keeps data for a duration in words."""
    yield replace(asset, retention_days=lasting(asset.retention_days))


def _topic(resource: Resource, _google: Google, asset: Store) -> Iterator[Asset]:
    kept = lasting(asset.retention_days)
    # Without a duration a topic keeps nothing itself: its subscriptions keep what waits for them.
    yield replace(asset, retention_days=kept.map(lambda found: found or 0))


def _milliseconds(resource: Resource, _google: Google, asset: Store) -> Iterator[Asset]:
    kept: Value[Any] = asset.retention_days
    try:
        yield replace(
            asset, retention_days=kept.map(lambda ms: None if ms is None else int(ms) // 86400000)
        )
    except (TypeError, ValueError):
        yield replace(asset, retention_days=Unknown("not a number that is known", kept.source))


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
    yield asset


def _vault(resource: Resource, _google: Google, asset: Store) -> Iterator[Asset]:
    """Read a backup vault: backups cannot be deleted before the enforced retention is over.

    Backup and DR docs, "Backup vaults": from the effective time on it can only be lengthened.
    """
    least = lasting(resource.get("backup_minimum_enforced_retention_duration"))
    effective = fact(resource, "effective_time", None, f"{_VAULT}: the retention may be changed")
    if isinstance(least, Unknown) or isinstance(effective, Unknown):
        first = least if isinstance(least, Unknown) else effective
        yield replace(asset, lock=Unknown(getattr(first, "reason", ""), first.source))
        return
    lock = Lock("compliance" if effective.value else "governance", least.value)
    yield replace(asset, lock=Known(lock, least.source))


def _plan(resource: Resource, _google: Google, asset: Store) -> Iterator[Asset]:
    """Read a backup plan of GKE: backups cannot be deleted before the delete lock is over."""
    path = "retention_policy.backup_delete_lock_days"
    lock_days = fact(resource, path, 0, f"{_GKE}: no delete lock by default")
    locked = fact(resource, "retention_policy.locked", False, f"{_GKE}: not locked by default")
    if isinstance(lock_days, Unknown) or isinstance(locked, Unknown):
        first = lock_days if isinstance(lock_days, Unknown) else locked
        yield replace(asset, lock=Unknown(getattr(first, "reason", ""), first.source))
        return
    if not lock_days.value:
        yield replace(asset, lock=inherent(None, lock_days.source, f"{_GKE}: no delete lock"))
        return
    lock = Lock("compliance" if locked.value is True else "governance", int(lock_days.value))
    yield replace(asset, lock=Known(lock, lock_days.source))


def _netapp_vault(resource: Resource, _google: Google, asset: Store) -> Iterator[Asset]:
    path = "backup_retention_policy.backup_minimum_enforced_retention_days"
    because = "terraform-provider-google docs, google_netapp_backup_vault: else not enforced"
    found = fact(resource, path, None, because)
    yield replace(
        asset, lock=found.map(lambda kept: Lock("governance", int(kept)) if kept else None)
    )


def _repository(resource: Resource, _google: Google, asset: Store) -> Iterator[Asset]:
    """Read a repository of artifacts: cleanup policies delete what is older than they say."""
    policies = resource.blocks("cleanup_policies")
    if isinstance(policies, Unknown):
        yield replace(asset, retention_days=Unknown(policies.reason, policies.source))
        return
    found: list[Value[int | None]] = []
    for policy in policies.value:
        action = fact(policy, "action", "")
        if isinstance(action, Known) and action.value != "DELETE":
            continue
        found.append(lasting(policy.get("condition.older_than", None, NOT_WRITTEN)))
    if unknown := next((value for value in found if isinstance(value, Unknown)), None):
        yield replace(asset, retention_days=unknown)
        return
    known = [value for value in found if isinstance(value, Known) and value.value is not None]
    yield replace(asset, retention_days=min(known, key=lambda k: k.value or 0)) if known else asset


ADAPTERS: Final[tuple[Adapter[Google], ...]] = (
    _completed("google_compute_snapshot", _snapshot),
    _completed("google_compute_image", _image),
    _completed("google_compute_resource_policy", _schedule),
    _completed("google_compute_instant_snapshot", partial(_inherits, path="source_disk")),
    _completed("google_compute_region_instant_snapshot", partial(_inherits, path="source_disk")),
    _completed("google_filestore_backup", partial(_inherits, path="source_instance")),
    _completed("google_netapp_volume", partial(_inherits, path="storage_pool")),
    _completed("google_sql_database_instance", _database),
    _completed("google_bigtable_instance", _clusters),
    _completed("google_bigtable_table", _bigtable),
    _completed("google_spanner_instance_config", _replicas),
    _completed("google_secret_manager_secret", _secret),
    _completed("google_secret_manager_regional_secret", _secret),
    _completed("google_pubsub_topic", _topic),
    _completed("google_pubsub_lite_topic", _lasting),
    _completed("google_bigquery_dataset", _milliseconds),
    _completed("google_bigquery_table", _table),
    _completed("google_backup_dr_backup_vault", _vault),
    _completed("google_gke_backup_backup_plan", _plan),
    _completed("google_netapp_backup_vault", _netapp_vault),
    _completed("google_artifact_registry_repository", _repository),
)
