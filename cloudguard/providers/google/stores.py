"""Stores whose row says a part: durations in words, several places, what another resource says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

from cloudguard.assets import Asset, Place, Placed
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.storage import Lock, Store
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.cells import is_set
from cloudguard.providers.google.joined import completed, copied, nearest
from cloudguard.providers.google.location import reachable, restricting
from cloudguard.providers.google.places import together
from cloudguard.providers.google.provider import NOT_WRITTEN, Google, counted, fact, lasting
from cloudguard.providers.google.rows import JOINED, TABLE
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown, Value, inherent, least

NEAREST: Final = (
    "Compute Engine docs, Set default storage locations for globally scoped snapshots: without a "
    "location the nearest multi-region, unless the project's snapshot settings name another"
)
_BINS: Final = (
    "google_compute_snapshot_recycle_bin_policy",
    "google_compute_organization_snapshot_recycle_bin_policy",
)
_PERHAPS_KEPT: Final = (
    "a recycle bin of this input may keep deleted snapshots: for which its rules hold is not judged"
)
_VAULT: Final = "terraform-provider-google docs, google_backup_dr_backup_vault"
_GKE: Final = "terraform-provider-google docs, google_gke_backup_backup_plan"


def _snapshot_place(resource: Resource, google: Google, near: Value[Place]) -> Value[Place]:
    """Return where a snapshot or an image lies."""
    written = resource.get("storage_locations", None, NOT_WRITTEN)
    if isinstance(written, Unknown) or is_set(written.value):
        return google.placed(written, resource)
    return _by_default(google, near, resource.source("storage_locations"))


def _by_default(google: Google, near: Value[Place], source: Source) -> Value[Place]:
    """Return where snapshots lie that name no place: as the project's settings say."""
    for settings in google.resources.of("google_compute_snapshot_settings"):
        policy = fact(settings, "storage_location.policy")
        if isinstance(policy, Unknown):
            return Unknown(policy.reason, policy.source)
        if policy.value == "LOCAL_REGION":
            return near
        if policy.value == "SPECIFIC_LOCATIONS":
            return google.placed(settings.get("storage_location.locations.location"), settings)
    return nearest(near, source, NEAREST)


def _snapshot(resource: Resource, google: Google, asset: Store) -> Iterator[Asset]:
    near = _near(resource, google, "source_disk", "source_instant_snapshot")
    if isinstance(near, Unknown):
        near = google.place(resource, None)
    key = _handed_on(asset, resource, google, "source_disk", "source_instant_snapshot")
    yield replace(
        asset,
        location=_snapshot_place(resource, google, near),
        key=key,
        recoverable_days=_recycled(google, asset),
    )


def _recycled(google: Google, asset: Store) -> Value[int | None]:
    """Return how long a deleted snapshot can be restored.

    Compute Engine docs, "Recycle bin for snapshots": its rules name the snapshots they hold for.
    """
    for type_ in _BINS:
        for bin_ in google.resources.of(type_):
            return Unknown(_PERHAPS_KEPT, bin_.source("rules"))
    return asset.recoverable_days


def _image(resource: Resource, google: Google, asset: Store) -> Iterator[Asset]:
    near = _near(resource, google, "source_disk", "source_snapshot")
    key = _handed_on(asset, resource, google, "source_disk", "source_snapshot")
    yield replace(asset, location=_snapshot_place(resource, google, near), key=key)


def _handed_on(
    asset: Store, resource: Resource, google: Google, *paths: str
) -> Value[KeyUse | None]:
    """Return the key of a copy that names none.

    Whether a copy takes the key of what it is made of stands in no document at hand: only what is
    made of something without a key of one's own surely has none.
    """
    if not (isinstance(asset.key, Known) and asset.key.value is None):
        return asset.key
    for path in paths:
        found = resource.get(path, None, NOT_WRITTEN)
        if isinstance(found, Unknown) or is_set(found.value):
            source = _key_of(found, resource, google)
            if isinstance(source, Known) and source.value is None:
                return asset.key
            return Unknown("it may take the key of what it is made of", found.source)
    return asset.key


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
        yield copied(asset, _by_default(google, asset.location, written.source))


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
        yield copied(asset, unread)
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
        yield copied(asset, place)


def weakest(keys: list[Value[KeyUse | None]]) -> Value[KeyUse | None]:
    """Return the key that protects the least: none at all, one that is not known, any."""
    none = [key for key in keys if isinstance(key, Known) and key.value is None]
    unknown = [key for key in keys if isinstance(key, Unknown)]
    return (none or unknown or keys)[0]


def _lasting(resource: Resource, _google: Google, asset: Store) -> Iterator[Asset]:
    """Read what keeps data for a duration in words."""
    yield replace(asset, retention_days=lasting(asset.retention_days))


def _topic(resource: Resource, google: Google, asset: Store) -> Iterator[Asset]:
    where = _allowed(resource, google, asset.location)
    kept = lasting(asset.retention_days)
    # Without a duration a topic keeps nothing itself: its subscriptions keep what waits for them.
    yield replace(asset, location=where, retention_days=kept.map(lambda found: found or 0))


def _subscription(resource: Resource, google: Google, asset: Placed) -> Iterator[Asset]:
    """Read a subscription: what waits for it lies where its topic keeps messages."""
    named = resource.get("topic")
    topic = google.named(named.value, resource) if isinstance(named, Known) else None
    if topic is not None:
        asset = replace(asset, location=_allowed(topic, google, asset.location))
    yield asset


def _allowed(topic: Resource, google: Google, otherwise: Value[Place]) -> Value[Place]:
    """Return where the messages of a topic may be kept that has no policy of its own.

    Pub/Sub docs, "Configure message storage policies": the organisation policy on locations that is
    in effect when the topic is made decides; without one all regions are allowed.
    """
    written = topic.get("message_storage_policy.allowed_persistence_regions", None, NOT_WRITTEN)
    if isinstance(written, Unknown) or is_set(written.value):
        return otherwise
    for policy in restricting(google):
        places = reachable(policy)
        if isinstance(places, Unknown):
            return Unknown(places.reason, places.source)
        name, account = policy.get("name"), google.account(topic)
        text = str(name.value) if isinstance(name, Known) else ""
        if of_project := text.startswith("projects/"):
            if isinstance(account, Unknown):
                return Unknown(account.reason, account.source)
            if not text.startswith(f"projects/{account.value}/"):
                continue
        # Whether the project lies below the folder or the organisation is not shown.
        below = replace(places.source, assumed=not of_project)
        return together([Known(place, below) for place in places.value], below)
    return otherwise


def _agent(resource: Resource, google: Google, asset: Store) -> Iterator[Asset]:
    """Read an agent of Dialogflow CX: one setting names the key of all that lies in a location."""
    own = fact(resource, "location")
    for spec in google.resources.of("google_dialogflow_encryption_spec"):
        where = fact(spec, "location")
        if isinstance(own, Known) and isinstance(where, Known) and own.value == where.value:
            asset = replace(asset, key=google.key_use(spec.get("encryption_spec.kms_key")))
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
    lock_days = counted(resource.get(path, 0, f"{_GKE}: no delete lock by default"))
    locked = fact(resource, "retention_policy.locked", False, f"{_GKE}: not locked by default")
    if isinstance(lock_days, Unknown) or isinstance(locked, Unknown):
        first = lock_days if isinstance(lock_days, Unknown) else locked
        yield replace(asset, lock=Unknown(getattr(first, "reason", ""), first.source))
        return
    if not lock_days.value:
        yield replace(asset, lock=inherent(None, lock_days.source, f"{_GKE}: no delete lock"))
        return
    lock = Lock("compliance" if locked.value is True else "governance", lock_days.value)
    yield replace(asset, lock=Known(lock, lock_days.source))


def _netapp_vault(resource: Resource, _google: Google, asset: Store) -> Iterator[Asset]:
    path = "backup_retention_policy.backup_minimum_enforced_retention_days"
    because = "terraform-provider-google docs, google_netapp_backup_vault: else not enforced"
    found = counted(resource.get(path, None, because))
    lock = found.map(lambda days: Lock("governance", days) if days else None)
    yield replace(asset, lock=lock)


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
    yield replace(asset, retention_days=least(found, asset.retention_days))


ADAPTERS: Final[tuple[Adapter[Google], ...]] = (
    completed("google_compute_snapshot", _snapshot),
    completed("google_compute_image", _image),
    completed("google_compute_resource_policy", _schedule),
    completed("google_compute_instant_snapshot", partial(_inherits, path="source_disk")),
    completed("google_compute_region_instant_snapshot", partial(_inherits, path="source_disk")),
    completed("google_filestore_backup", partial(_inherits, path="source_instance")),
    completed("google_netapp_volume", partial(_inherits, path="storage_pool")),
    completed("google_secret_manager_secret", _secret),
    completed("google_secret_manager_regional_secret", _secret),
    completed("google_pubsub_topic", _topic),
    completed("google_pubsub_subscription", _subscription),
    completed("google_pubsub_lite_topic", _lasting),
    completed("google_dialogflow_cx_agent", _agent),
    completed("google_backup_dr_backup_vault", _vault),
    completed("google_gke_backup_backup_plan", _plan),
    completed("google_netapp_backup_vault", _netapp_vault),
    completed("google_artifact_registry_repository", _repository),
)
