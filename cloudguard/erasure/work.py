"""The work that ends a contract: what is erased when, by which route, and what cannot be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from cloudguard.assets import Asset
from cloudguard.assets.keys import Key
from cloudguard.assets.logs import LogDelivery
from cloudguard.assets.storage import LogStore, Store
from cloudguard.config.days import counted
from cloudguard.erasure.days import Reason
from cloudguard.erasure.laying import Laid
from cloudguard.erasure.order import Step, Steps
from cloudguard.erasure.rows import Asked, Conflict, KeyRow, Row, Work
from cloudguard.erasure.sequence import lay
from cloudguard.erasure.terms import DELETE, KEY, MEDIA, Terms
from cloudguard.erasure.ways import Route
from cloudguard.values import Known, Unknown
from cloudguard.verdicts import Outcome


def work(asked: Asked) -> Work:
    """Return the work that ends a contract."""
    rows = tuple(_row(store, asked) for store in asked.estate.of(Store) if asked.covers(store))
    users = _users(asked)
    logs = _logs(asked)
    steps = Steps()
    laid = lay(steps, rows, users, logs, asked)
    never = {id_ for id_, step in steps.steps.items() if step.start.earliest == date.max}
    ordered = steps.ordered()
    by_id = {step.id: step for step in ordered}
    return Work(
        contract=asked.contract,
        terms=asked.terms,
        rows=rows,
        keys=tuple(_key_row(key, laid, by_id, users, asked) for key in _keys(rows, laid)),
        steps=tuple(_shown(ordered, never)) if rows or laid.keys else (),
        conflicts=tuple(_conflicts(rows, by_id, asked)),
        doubtful=tuple(_doubtful(asked)),
        stop_by=laid.stop_by,
    )


def chosen(routes: Sequence[Route], deadline: date) -> Route | None:
    """Return the route that a plan takes: one that surely keeps the deadline, deletion rather.

    Else one that may keep it, else the one that is done first.
    """
    if not routes:
        return None

    def rank(route: Route) -> tuple[int, date, bool]:
        outcome = route.day.by(deadline)
        late = route.day.earliest if outcome is Outcome.FAIL else date.min
        return (-outcome.value, late, route.way != DELETE)

    return min(routes, key=rank)


def _row(store: Store, asked: Asked) -> Row:
    terms = asked.terms_of(store)
    found = asked.erased(store, terms)
    outcome = found.day.by(terms.deadline)
    media = outcome is Outcome.FAIL and MEDIA in terms.accepts
    keep = asked.keep(store)
    until = _kept_until(terms, keep.days) if keep is not None else None
    routes = [r for r in found.routes if r.way in terms.accepts and not _destroys(r, until)]
    return Row(
        store=store,
        terms=terms,
        erasure=found,
        chosen=chosen(routes, terms.deadline),
        copies=asked.copies(store),
        possible=asked.possible(store),
        keys=asked.keys_of(store),
        outcome=Outcome.UNKNOWN if media else outcome,
        media=media,
        kept_until=until,
        exception=asked.excepted(store) if outcome is Outcome.FAIL and not media else "",
    )


def _keys(rows: Sequence[Row], laid: Laid) -> list[Key]:
    """Return the keys of a plan, and those that protect its data and stay."""
    found = {key.id: key for key in laid.keys}
    for row in rows:
        for key in row.keys:
            found.setdefault(key.id, key)
    return list(found.values())


def _users(asked: Asked) -> dict[str, list[Store]]:
    """Return the stores that each key protects, by the id of the key."""
    found: dict[str, list[Store]] = {}
    for store in asked.estate.of(Store):
        for key in asked.keys_of(store):
            found.setdefault(key.id, []).append(store)
    return found


def _logs(asked: Asked) -> frozenset[str]:
    """Return the ids of the stores that keep logs."""
    found = {store.id for store in asked.estate.of(LogStore)}
    for delivery in asked.estate.of(LogDelivery):
        for value in delivery.destinations:
            if isinstance(value, Known):
                found |= {store.id for store in asked.stores(value.value)}
    return frozenset(found)


def _shown(ordered: Sequence[Step], never: Collection[str]) -> Iterator[Step]:
    """Yield the steps that somebody does; those that only join others go, and what never can be."""
    hidden = {step.id for step in ordered if step.hidden or step.id in never}
    for step in ordered:
        if step.id in hidden:
            continue
        kept = tuple(id_ for id_ in step.after if id_ not in hidden)
        yield step if len(kept) == len(step.after) else replace(step, after=kept)


def _key_row(
    key: Key,
    laid: Laid,
    by_id: Mapping[str, Step],
    users: Mapping[str, Sequence[Store]],
    asked: Asked,
) -> KeyRow:
    step, end = by_id.get(f"schedule-key {key.id}"), by_id.get(f"wait {key.id}")
    return KeyRow(
        key=key,
        users=tuple(store for store in users.get(key.id, ()) if asked.covers(store)),
        others=tuple(asked.shared(key)),
        needed=key.id in laid.needed,
        schedule=laid.schedules.get(key.id),
        day=step.day if step else None,
        gone=end.done if end else None,
    )


def _conflicts(rows: Sequence[Row], by_id: Mapping[str, Step], asked: Asked) -> Iterator[Conflict]:
    """Yield where logs must be kept past the day on which they, or their key, must be gone."""
    for row in rows:
        keep = asked.keep(row.store)
        if keep is None:
            continue
        locked = _locked_until(row)
        if locked is not None and locked > max(row.terms.deadline, row.kept_until or date.min):
            yield Conflict(
                kind="locked",
                store=row.store,
                until=locked,
                deadline=row.terms.deadline,
                keep=keep.clauses,
                erase=keep.against,
                key=None,
                ways=("shorten", "grace", "exception"),
            )
        if row.kept_until is None or row.kept_until <= row.terms.deadline:
            continue
        key = next((k for k in row.keys if f"schedule-key {k.id}" in by_id), None)
        yield Conflict(
            kind="kept" if key is None else "key",
            store=row.store,
            until=row.kept_until,
            deadline=row.terms.deadline,
            keep=keep.clauses,
            erase=keep.against,
            key=key,
            ways=("hand-over", *(("rekey",) if key else ()), "grace", "exception"),
        )


def _locked_until(row: Row) -> date | None:
    """Return until when a lock surely keeps logs that no other route erases in time."""
    if row.outcome is Outcome.PASS or row.exception:
        return None
    deletion = (route for route in row.erasure.routes if route.way == DELETE)
    locks = (each for route in deletion for each in route.obstacles if each.kind == "lock")
    days = [each.day.earliest for each in locks if each.day is not None and not each.lifts]
    return max(days, default=None)


def _kept_until(terms: Terms, days: int | None) -> date | None:
    """Return until when logs must be kept, None where nothing says."""
    if days is None:
        return None
    return counted(max(terms.last_write, terms.as_of), days) or date.max


def _destroys(route: Route, until: date | None) -> bool:
    """Tell a key that would be destroyed under logs that must be kept until a day."""
    scheduled = route.schedule or date.min
    return route.way == KEY and until is not None and scheduled < until


def _doubtful(asked: Asked) -> Iterator[tuple[Asset, Reason]]:
    """Yield the stores that may belong to the contract."""
    for store in asked.estate.of(Store):
        found = asked.estate.contract(store)
        if isinstance(found, Unknown):
            yield store, Reason(found.reason, found.source)
