"""Logs: recorded, kept long enough, kept from change."""

from cloudguard.assets.keys import Key, KeyUse
from cloudguard.assets.logs import AuditTrail, LogDelivery, LogSource, ServiceLog
from cloudguard.assets.storage import LogStore, ObjectStore, Store
from cloudguard.check import check
from cloudguard.estate import Estate
from cloudguard.values import Known, Reference, Unknown, Value
from cloudguard.verdicts import Outcome, Verdict, decides, every, holds, is_true, some, unknown

TOPIC = "log_retention"


@check("logs.recorded", topic=TOPIC, on=LogSource)
def recorded(source: LogSource) -> Verdict:
    """The log is switched on and delivered to a store.

    What is not recorded cannot be kept.
    """
    return is_true(source.enabled, "switched on") & is_true(source.delivered, "delivered")


@check("logs.service-recorded", topic=TOPIC, on=ServiceLog)
def service_recorded(log: ServiceLog) -> Verdict:
    """A service that can keep a log of itself keeps one and delivers it.

    Which of these logs are needed is the organisation's choice; one that was never switched on
    cannot be chosen afterwards.
    """
    return is_true(log.enabled, "switched on") & is_true(log.delivered, "delivered")


@check("logs.every-region-recorded", topic=TOPIC, on=AuditTrail)
def every_region_recorded(trail: AuditTrail) -> Verdict:
    """An audit trail records what happens in every region.

    Whoever wants to remain unseen works in a region that nobody uses.
    """
    return is_true(trail.every_region, "every region")


@check("logs.retained", topic=TOPIC, on=LogDelivery)
def retained(delivery: LogDelivery, estate: Estate, *, log_retention_days: int = 365) -> Verdict:
    """The store that a log is delivered to keeps it long enough, and so does its key.

    A log that is deleted, or whose key is gone, before somebody asks for it, proves nothing.
    """
    return some(
        _kept_at(destination, delivery, estate, log_retention_days)
        for destination in delivery.destinations
    )


@check("logs.store-retained", topic=TOPIC, on=LogStore)
def store_retained(
    store: LogStore, estate: Estate, *, log_retention_days: int = 365
) -> Verdict | None:
    """A store of logs keeps them long enough, and so does its key.

    Many services write to a store of logs without any setting that names it. A store that a
    source of this input delivers to is judged there.
    """
    if store.id in estate.derived(_delivered_to):
        return None
    return _kept(store, estate, log_retention_days)


@check("logs.protected", topic="log_protection", on=LogDelivery)
def protected(delivery: LogDelivery, estate: Estate) -> Verdict:
    """A log is kept from change and deletion: locked, or validated against its digests.

    Whoever breaks in begins by deleting the traces.
    """
    validated = is_true(delivery.validated, "validated against digests")
    kept = some(_protected_at(d, delivery, estate) for d in delivery.destinations)
    return validated | kept


def _delivered_to(estate: Estate) -> frozenset[str]:
    """Return the ids of the stores that the deliveries of an estate surely reach."""
    return frozenset(
        store.id
        for delivery in estate.of(LogDelivery)
        for destination in delivery.destinations
        if isinstance(found := _stores(destination, delivery, estate), list)
        for store in found
    )


def _stores(
    destination: Value[str | Reference | None], delivery: LogDelivery, estate: Estate
) -> list[Store] | Verdict:
    """Return the stores a destination names, or why they are not known."""
    if isinstance(destination, Unknown):
        found = [estate.find(Store, k.value) for k in destination.among if k.value is not None]
        if found and all(found):
            return [store for stores in found for store in stores]
        return unknown("a store of this input", destination.reason, destination.source)
    name = destination.value
    if name is None:
        return []
    if stores := list(estate.find(Store, name)):
        return stores
    reason = f"{name} is not in this input: what it keeps cannot be seen"
    return unknown("a store of this input", reason, destination.source)


def _kept_at(
    destination: Value[str | Reference | None], delivery: LogDelivery, estate: Estate, days: int
) -> Verdict:
    found = _stores(destination, delivery, estate)
    if isinstance(found, Verdict):
        return found
    return every(_kept(store, estate, days) for store in found)


def _kept(store: Store, estate: Estate, days: int) -> Verdict:
    long_enough = holds(
        store.retention_days,
        lambda kept: kept is None or kept >= days,
        f"kept {days} days or longer",
    )
    return long_enough & _key_outlives(store, estate)


def _key_outlives(store: Store, estate: Estate) -> Verdict:
    """Judge whether the key of a store stays usable, as far as this input can tell."""

    def usable(key: KeyUse | None) -> Outcome:
        if key is None or key.holder == "provider":
            return Outcome.PASS
        name = key.name
        if (name.address if isinstance(name, Reference) else name) in estate.gone:
            return Outcome.FAIL
        found = estate.find(Key, name)
        states = {_enabled(k) for k in found}
        # A key made and held elsewhere is another input's affair: its own check judges it there.
        return min(states, default=Outcome.PASS if key.holder == "customer" else Outcome.UNKNOWN)

    return decides(store.key, usable, "a key that stays usable")


def _enabled(key: Key) -> Outcome:
    if isinstance(key.enabled, Known):
        return Outcome.PASS if key.enabled.value else Outcome.FAIL
    return Outcome.UNKNOWN


def _protected_at(
    destination: Value[str | Reference | None], delivery: LogDelivery, estate: Estate
) -> Verdict:
    found = _stores(destination, delivery, estate)
    if isinstance(found, Verdict):
        return found
    return every(map(_protected, found))


def _protected(store: Store) -> Verdict:
    """Judge a store by its lock; else by what cannot be overwritten but may be deleted.

    A log group takes no changes, a versioned bucket keeps what was: there, who may delete
    decides, which is a question of permissions and not of the store.
    """
    locked = holds(store.lock, lambda lock: lock is not None, "locked")
    unchangeable = (
        is_true(store.versioned, "versioned")
        if isinstance(store, ObjectStore)
        else Verdict(Outcome.PASS if isinstance(store, LogStore) else Outcome.FAIL)
    )
    who = unknown("locked", "not locked: permissions decide who may delete it", store.origin)
    return locked | (unchangeable & who)
