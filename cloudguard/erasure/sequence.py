"""The steps that erase what a contract covers, and which of them comes before which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from cloudguard.assets import Configuration, Placed
from cloudguard.assets.keys import Key
from cloudguard.assets.logs import AuditTrail, LogDelivery
from cloudguard.assets.storage import Store
from cloudguard.config.days import counted
from cloudguard.erasure.days import Day, span
from cloudguard.erasure.deleting import delete, delete_copies, last_day
from cloudguard.erasure.laying import OURSELVES, THE_PROVIDER, Laid, Site
from cloudguard.erasure.order import Step, Steps
from cloudguard.erasure.rows import Asked, Row
from cloudguard.erasure.terms import KEY
from cloudguard.values import Known, Unknown
from cloudguard.verdicts import Outcome

ACTIONS: Final = (
    "stop-service", "stop", "stop-copies", "unprotect", "unlock", "leave-nothing", "empty",
    "delete-copies", "delete", "purge", "wait", "schedule-key", "stop-logs", "confirm", "close",
)  # fmt: skip
"""What a step may be."""


def lay(
    steps: Steps,
    rows: Sequence[Row],
    users: Mapping[str, Sequence[Store]],
    logs: frozenset[str],
    asked: Asked,
) -> Laid:
    """Add every step of a plan; `users` are the stores that hang on each key, `logs` keep logs."""
    site = Site(steps, rows, users, logs, asked)
    _find_keys(site)
    _stop(site)
    enders = _enders(site)
    for row in rows:
        delete(site, row, enders)
    for row in rows:
        delete_copies(site, row)
    _end_logs(site)
    for key in site.laid.keys:
        _destroy(site, key)
    for key in site.laid.keys:  # a key is not deleted before its replicas are
        for replica in asked.replicas(key):
            site.follow(f"schedule-key {replica.id}", f"schedule-key {key.id}")
    _empty_vaults(site)
    _end(site)
    return site.laid


def _empty_vaults(site: Site) -> None:
    """Delete a vault after its keys: with it goes whatever they protect."""
    for id_, keys in site.asked.vaults.items():
        if (deleted := site.deleted.get(id_)) is None:
            continue
        under = (store for key in keys for store in site.users.get(key.id, ()) if store.id != id_)
        users = [site.deleted[store.id] for store in under if store.id in site.deleted]
        scheduled = (site.steps.steps.get(f"schedule-key {key.id}") for key in keys)
        before = [*(step for step in scheduled if step is not None), *users]
        for step in before:
            if not step.tidying:
                site.steps.follow(step.id, deleted.id, soft=True)


def _stop(site: Site) -> None:
    """Add the day on which the service stops: earlier where what is deleted has to wait so long."""
    asked = site.asked
    planned = asked.terms.key_free_from
    days = (last_day(row) for row in site.rows.values())
    hurried = min((day for day in days if day is not None), default=planned)
    if asked.terms.as_of <= hurried < planned:
        site.laid.hurry(hurried)
    start = Day.on(max(asked.terms.as_of, min(planned, hurried)))
    site.add("stop-service", None, asked.contractor, start, due=site.laid.stop_by)


def _enders(site: Site) -> list[Step]:
    """Add the steps that end backups, of whatever the contract covers."""
    asked = site.asked
    return [
        site.add("stop-copies", asset, asked.party(asset), site.start, site.service)
        for asset in asked.estate.of(Placed)
        if asked.book.stops(asset) == "copies" and asked.covers(asset)
    ]


def _end_logs(site: Site) -> None:
    """Stop what delivers logs before its store goes: last, so that the work is recorded."""
    others = [each for id_, each in site.deleted.items() if id_ not in site.logs]
    rest = site.join("rest", filter(site.in_time, others))
    trails = {trail.id for trail in site.asked.estate.of(AuditTrail)}
    for delivery in site.asked.estate.of(LogDelivery):
        address = delivery.origin.address or delivery.id
        for kept in _kept(site, delivery):
            if address in site.deleted:
                site.steps.follow(site.deleted[address].id, kept.id, soft=True)
                continue
            party = site.asked.party(delivery)
            step = site.add("stop-logs", delivery, party, site.start, site.service)
            site.steps.follow(step.id, kept.id)
            if delivery.id in trails and not kept.tidying:
                site.steps.follow(rest.id, step.id)


def _kept(site: Site, delivery: LogDelivery) -> list[Step]:
    """Return the deletions of the stores that logs are delivered to."""
    values = (value for value in delivery.destinations if isinstance(value, Known))
    stores = (store for value in values for store in site.asked.stores(value.value))
    return [site.deleted[store.id] for store in stores if store.id in site.deleted]


def _find_keys(site: Site) -> None:
    """Find the keys to destroy: those that erase data, and those that the contract covers."""
    found: dict[str, Key] = {}
    laid, asked = site.laid, site.asked
    for row in site.rows.values():
        if row.chosen is None or row.chosen.way != KEY:
            continue
        for key in row.keys:
            found[key.id] = key
            laid.needed.add(key.id)
            _schedule(laid, key.id, row.chosen.schedule)
        stop = row.chosen.stop
        if stop is not None and stop >= asked.terms.as_of:  # a day that is past hurries nobody
            laid.hurry(stop)
    for key in asked.estate.of(Key):
        if asked.covers(key):
            found.setdefault(key.id, key)
            _schedule(laid, key.id, _before(asked.terms.deadline, key))
    laid.keys = list(found.values())


def _schedule(laid: Laid, id_: str, day: date | None) -> None:
    known = [each for each in (day, laid.schedules.get(id_)) if each is not None]
    laid.schedules[id_] = min(known, default=None)


def _before(day: date, key: Key) -> date | None:
    """Return the last day to schedule a key so that it is gone on a day."""
    _, most = span(key.recoverable_days)
    if most is None or isinstance(key.recoverable_days, Unknown):
        return None
    return counted(day, -most)


def _destroy(site: Site, key: Key) -> None:
    """Schedule a key after all that it protects is deleted, unless it is what erases that."""
    asked = site.asked
    if asked.shared(key):
        return  # data of others hangs on it, or may
    needed = key.id in site.laid.needed
    day = site.laid.schedules.get(key.id)
    step = site.add(
        "schedule-key",
        key,
        asked.party(key),
        site.service.start,
        site.service,
        day=day if day is not None and needed else date.min,
    )
    due = asked.terms.deadline if needed else None
    takes = key.recoverable_days
    site.add("wait", key, THE_PROVIDER, step.start, step, takes=takes, due=due)
    users = site.users.get(key.id, ())
    logs = (site.deleted[s.id] for s in users if s.id in site.logs and s.id in site.deleted)
    if not any(map(site.in_time, logs)):
        site.follow(step.id, "(rest)")  # so that it is recorded
    for store in users:
        if (stop := site.steps.steps.get(f"stop {store.id}")) is not None:
            site.steps.follow(stop.id, step.id)
        if (deleted := site.deleted.get(store.id)) is None:
            continue
        if deleted.tidying:
            for action in ("empty", "delete"):
                if (tidied := f"{action} {store.id}") in site.steps.steps:
                    site.steps.follow(step.id, tidied)
        elif not needed:  # a key that erases need not wait for what goes without it
            site.steps.follow(deleted.id, step.id)


def _end(site: Site) -> None:
    """Confirm that everything is gone, then close the users, the accounts last of all."""
    asked, steps = site.asked, site.steps
    everything = [step for step in steps.steps.values() if not step.hidden]
    missed = (s.id for s in everything if s.done.by(asked.terms.deadline) is Outcome.FAIL)
    late = steps.behind(missed)
    # A key under which nothing is left may still wait.
    waiting = {step.id for step in everything if step.action == "wait" and step.due is None}
    late |= steps.behind(step.id for step in site.last)
    before = [s for s in everything if not s.tidying and s.id not in late and s.id not in waiting]
    confirm = site.add("confirm", None, OURSELVES, site.start, *before)
    closing = [
        asset
        for asset in asked.estate.of(Configuration)
        if asked.book.knows(asset, "close") and asked.covers(asset)
    ]
    # What holds everything goes when nothing else is left, but for what waits for that itself.
    held = steps.behind(step.id for step in site.last)
    gone = site.join("gone", (s for s in (*everything, confirm) if s.id not in held))
    for step in site.last:
        steps.follow(gone.id, step.id)
    for asset in closing:
        last = asked.book.holds_all(asset)
        step = site.add("close", asset, asked.party(asset), site.start, gone if last else confirm)
        if not last:
            steps.follow(step.id, gone.id)
