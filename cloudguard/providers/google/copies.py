"""Copies that several Google Cloud resources tell of together: snapshot schedules, backup plans."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.assets.storage import Duplicate, Hold
from cloudguard.providers.copies import Copies
from cloudguard.providers.duplicates import Names, made
from cloudguard.providers.google.provider import Google, fact
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value, inherent

COPIES: Final = Copies(Path(__file__).parent)
_NOT_WRITTEN: Final = "not written"
_KEPT: Final = "the provider keeps it: no resource stands for it"
_SCHEDULE: Final = "the snapshot schedule decides, and it is not in this input"
_PLAN: Final = "the backup plan decides, and it is not in this input"
_STAYS: Final = "Backup and DR docs, Delete backups: backups stay when what they are of is deleted"
# Compute Engine docs, "About snapshot schedules for disks": what was made stays for good when its
# disk is deleted, unless the schedule says that its retention goes on.
_STAY: Final = (
    "Compute Engine docs, About snapshot schedules for disks: snapshots stay when their disk is "
    "deleted unless the retention policy is applied then too"
)
_APPLIED: Final = "APPLY_RETENTION_POLICY"
_POLICY: Final = "snapshot_schedule_policy"
_POLICIES: Final = ("google_compute_resource_policy.name",)
_ATTACHED: Final = {
    "google_compute_disk_resource_policy_attachment": ("google_compute_disk.name",),
    "google_compute_region_disk_resource_policy_attachment": ("google_compute_region_disk.name",),
}
_DISKS: Final = ("google_compute_disk",)
# Cloud Storage docs, "Object holds" and "Object Retention Lock".
_EVENT: Final = "Cloud Storage docs, Object holds: until it is released"
_NO_EVENT: Final = "Cloud Storage docs, Object holds: no default event-based hold unless enabled"
_OFF: Final = "Cloud Storage docs, Object Retention Lock: off unless it is enabled"
_SINGLE: Final = (
    "object retention is on: single objects may be kept until a time of their own, which no plan "
    "shows"
)


def read(resources: Resources, google: Google) -> Iterator[Asset]:
    """Yield which data of an input is a copy of which, and what keeps data from being deleted."""
    yield from COPIES.read(resources, google)
    yield from _scheduled(resources, google)
    yield from _planned(resources, google)
    yield from _holds(resources, google)


def _scheduled(resources: Resources, google: Google) -> Iterator[Duplicate]:
    """Read the snapshots that schedules make of the disks that they are attached to."""
    names = Names(resources)
    for type_ in _DISKS:
        for disk in resources.of(type_):
            policies = disk.items("resource_policies")
            of: Value[Any] = Known(Reference(disk.address), disk.source("resource_policies"))
            if isinstance(policies, Unknown):  # of what the provider computes nothing is known
                continue
            for policy in policies.value:
                yield from _snapshots(disk, of, names.found(policy, _POLICIES), google)
    for type_, by in _ATTACHED.items():
        for attached in resources.of(type_):
            of = names.found(attached.get("disk"), by)
            yield from _snapshots(
                attached, of, names.found(attached.get("name"), _POLICIES), google
            )


def _snapshots(
    resource: Resource, of: Value[Any], named: Value[Any], google: Google
) -> Iterator[Duplicate]:
    policy = _target(named, google.resources)
    kept: Value[Any] = inherent(None, named.source, _KEPT)
    if policy is None:
        unseen = Unknown(_SCHEDULE, named.source)
        yield made(resource, google, "snapshot", of, held_in=kept, days=unseen, stays=unseen)
        return
    schedules = policy.blocks(_POLICY)
    if isinstance(schedules, Known) and not schedules.value:
        return  # a policy of placement, or of when machines run
    yield made(resource, google, "snapshot", of, held_in=kept, days=_lifetime(policy))


def _lifetime(policy: Resource) -> Value[int | None]:
    path = f"{_POLICY}.retention_policy"
    after = fact(policy, f"{path}.on_source_disk_delete", "", _STAY)
    if isinstance(after, Unknown):
        return Unknown(after.reason, after.source)
    if after.value != _APPLIED:
        return inherent(None, after.source, _STAY)
    return fact(policy, f"{path}.max_retention_days", None, _NOT_WRITTEN)


def _planned(resources: Resources, google: Google) -> Iterator[Duplicate]:
    """Read what backup plans copy into their vaults."""
    for association in resources.of("google_backup_dr_backup_plan_association"):
        named = association.get("backup_plan")
        plan = _target(named, resources)
        of = association.get("resource")
        stays: Value[bool] = inherent(True, association.source("resource"), _STAYS)
        if plan is None:
            unseen = Unknown(_PLAN, named.source)
            yield made(association, google, "backup", of, held_in=unseen, days=unseen, stays=stays)
            continue
        vault = plan.get("backup_vault")
        yield made(
            association, google, "backup", of, held_in=vault, days=_longest(plan), stays=stays
        )


def _longest(plan: Resource) -> Value[int | None]:
    """Return for how long the rules of a plan keep backups: the longest."""
    rules = plan.blocks("backup_rules")
    if isinstance(rules, Unknown):
        return Unknown(rules.reason, rules.source)
    found = [fact(rule, "backup_retention_days") for rule in rules.value]
    known = [days for days in found if isinstance(days, Known) and isinstance(days.value, int)]
    if not known or len(known) < len(found):
        return Unknown("not a number that is known", plan.source("backup_rules"))
    return max(known, key=lambda days: days.value)


def _target(named: Value[Any], resources: Resources) -> Resource | None:
    reference = named.value if isinstance(named, Known) else None
    found = (
        resources.by_address.get(reference.address) if isinstance(reference, Reference) else None
    )
    return found if found is not None and found.mode == "managed" else None


def _holds(resources: Resources, google: Google) -> Iterator[Hold]:
    """Yield the holds that new objects get, and the locks of single objects that may be."""
    for bucket in resources.of("google_storage_bucket"):
        event = fact(bucket, "default_event_based_hold", False, _NO_EVENT)
        policy = bucket.blocks("retention_policy")
        beside = isinstance(policy, Unknown) or bool(policy.value)  # else it is the lock itself
        if beside and (isinstance(event, Unknown) or event.value is True):
            days: Value[int | None] = inherent(None, event.source, _EVENT)
            yield _hold(bucket, google, "legal-hold", event, days, lifts=True)
        single = fact(bucket, "enable_object_retention", False, _OFF)
        if isinstance(single, Unknown) or single.value is True:
            unseen = Unknown(
                single.reason if isinstance(single, Unknown) else _SINGLE, single.source
            )
            yield _hold(bucket, google, "object-lock", unseen, unseen, lifts=False)


def _hold(
    resource: Resource,
    google: Google,
    what: str,
    holds: Value[bool],
    days: Value[int | None],
    *,
    lifts: bool,
) -> Hold:
    of: Value[Any] = Known(Reference(resource.address), holds.source)
    common = {**common_fields(resource, google), "names": ()}
    return Hold(**common, of=of, what=what, holds=holds, days=days, lifts=lifts)
