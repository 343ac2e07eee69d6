"""The deletion of stores and their copies, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from cloudguard.assets.storage import Store
from cloudguard.config.days import counted
from cloudguard.erasure.copies import Held
from cloudguard.erasure.days import NEVER, Day, Reason, later, span
from cloudguard.erasure.laying import THE_PROVIDER, Site
from cloudguard.erasure.obstacles import Obstacle
from cloudguard.erasure.order import AT_ONCE, Party, Step
from cloudguard.erasure.rows import Row
from cloudguard.erasure.terms import DELETE, KEY
from cloudguard.values import Known, Unknown, Value
from cloudguard.verdicts import Outcome

# What is lifted before a deletion, by the kind of the obstacle.
_PREPARES: Final = {
    "lock": "unlock",
    "hold": "unlock",
    "retention": "unlock",
    "deletion-protection": "unprotect",
    "prevent-destroy": "unprotect",
    "left-behind": "leave-nothing",
}
_BEFORE: Final = frozenset({"lock", "hold", "retention"})
"""Obstacles that a deletion has to wait for; the others come after it."""
_AFTER: Final = frozenset({"soft-delete", "purge-protection"})


def last_day(row: Row) -> date | None:
    """Return the last day to delete a store so that it is gone in time; None of a late one."""
    if row.chosen is None or row.chosen.way != DELETE or row.outcome is Outcome.FAIL:
        return None
    waits = [each for each in _obstacles(row) if each.kind in _AFTER]
    most = 0
    if waits and not any(each.lifts for each in waits):
        most = span(row.store.recoverable_days)[1] or 0
    return counted(row.terms.deadline, -most)


def delete(site: Site, row: Row, enders: Sequence[Step]) -> None:
    """Add the steps that delete a store; `enders` end what puts copies into it."""
    store, by_key = row.store, row.chosen is not None and row.chosen.way == KEY
    party, book = site.asked.party(store), site.asked.book
    obstacles = _obstacles(row)
    start = _begins(row, obstacles)
    if any(map(site.asked.shared, site.asked.vaults.get(store.id, ()))):
        start = NEVER  # keys that others need, or may, go with it
    begun = [site.service]
    if book.knows(store, "stop"):
        begun.append(site.add("stop", store, party, site.service.start, site.service))
    if row.copies and book.knows(store, "stop-copies"):
        begun.append(site.add("stop-copies", store, party, site.start, site.service))
    begun += _prepared(site, row, obstacles, party)
    if book.knows(store, "empty"):
        step = site.add("empty", store, party, start, *begun, *enders, tidying=by_key)
        begun.append(step)
    waits = [each for each in obstacles if each.kind in _AFTER]
    lifts = any(each.lifts for each in waits)
    # Emptied with all its versions, nothing of it is left to purge.
    purge = lifts and (book.knows(store, "purge") or not book.knows(store, "empty"))
    ends = bool(waits) and not lifts
    due = None if by_key else row.terms.deadline
    step = site.add(
        "delete",
        store,
        party,
        start,
        *begun,
        due=None if purge or ends else due,
        tidying=by_key,
        reasons=_reasons(each for each in obstacles if each.kind in _BEFORE),
    )
    site.deleted[store.id] = step
    if book.holds_all(store):
        site.last.append(step)
    if purge:
        site.add("purge", store, party, start, step, due=due, tidying=by_key)
    elif ends:
        site.add(
            "wait",
            store,
            THE_PROVIDER,
            start,
            step,
            due=due,
            takes=store.recoverable_days,
            tidying=by_key,
            reasons=_reasons(waits),
        )


def delete_copies(site: Site, row: Row) -> None:
    """Add what becomes of the copies of a store."""
    deleted = site.deleted[row.store.id]
    for held in row.copies:
        if held.store is not None and held.store.id in site.deleted:
            _held_here(site, row, held.store)
        elif not (isinstance(held.stays, Known) and held.stays.value is False):
            _held_elsewhere(site, row, held, deleted)


def _obstacles(row: Row) -> tuple[Obstacle, ...]:
    """Return what stands in the way of deleting a store, whichever route the plan takes."""
    for route in row.erasure.routes:
        if route.way == DELETE:
            return route.obstacles
    return ()


def _reasons(obstacles: Iterable[Obstacle]) -> tuple[Reason, ...]:
    return tuple(Reason(each.text, each.source) for each in obstacles)


def _begins(row: Row, obstacles: Sequence[Obstacle]) -> Day:
    """Return the first day on which a store can be deleted."""
    start = Day.on(row.terms.deletable_from)
    if row.kept_until is not None:
        start = later(start, Day.on(row.kept_until))
    for obstacle in obstacles:
        waits = obstacle.kind == "unknown" or (obstacle.kind in _BEFORE and not obstacle.lifts)
        if waits and obstacle.day is not None:
            start = later(start, obstacle.day)
    return start


def _prepared(site: Site, row: Row, obstacles: Sequence[Obstacle], party: Party) -> Iterator[Step]:
    """Yield the steps that lift what forbids a deletion, or what would be left behind by it."""
    start = Day.on(row.terms.deletable_from)
    for obstacle in obstacles:
        action = _PREPARES.get(obstacle.kind)
        if action is None or not obstacle.lifts:
            continue
        yield site.add(
            action,
            row.store,
            party,
            start,
            site.service,
            suffix=f" {obstacle.source.path}".rstrip(),
            change=obstacle.source.path,
            reasons=_reasons([obstacle]),
        )


def _held_here(site: Site, row: Row, store: Store) -> None:
    """Put the deletion of a copy before that of its original, where it can be in time."""
    if store.id == row.store.id:
        return
    copy, original = site.deleted[store.id], site.deleted[row.store.id]
    if not site.in_time(copy):
        return  # a copy that cannot be deleted in time must not keep the original
    site.steps.follow(copy.id, original.id, soft=True)
    site.follow(f"stop-copies {row.store.id}", copy.id)


def _held_elsewhere(site: Site, row: Row, held: Held, deleted: Step) -> None:
    """Add what becomes of a copy that no store of the contract holds."""
    days = held.days.value if isinstance(held.days, Known) else None
    by_itself = days is not None
    if by_itself and not days:
        return
    where = held.store.id if held.store is not None else held.named
    step = site.add(
        "wait" if by_itself else "delete-copies",
        row.store,
        THE_PROVIDER if by_itself else site.asked.party(row.store),
        deleted.start,
        deleted,
        suffix=f" {held.what} {where}".rstrip(),
        of=held.what,
        held_in=where,
        takes=_at_most(held.days) if by_itself else AT_ONCE,
        due=row.terms.deadline,
    )
    site.follow(f"stop-copies {row.store.id}", step.id)


def _at_most(days: Value[int | None]) -> Value[int | None]:
    """Return the days after which a copy goes by itself, which may be deleted sooner by hand."""
    if isinstance(days, Unknown):
        return days
    none: Known[int | None] = Known(0, days.source)
    return Unknown("it may be deleted sooner by hand", days.source, (none, days))
