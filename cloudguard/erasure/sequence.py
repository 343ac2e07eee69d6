"""The steps that erase what a contract covers, and which of them comes before which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from cloudguard.assets import Asset, Configuration, Placed
from cloudguard.assets.keys import Key
from cloudguard.assets.logs import AuditTrail, LogDelivery
from cloudguard.assets.storage import Store
from cloudguard.erasure.copies import Held
from cloudguard.erasure.days import Day, Reason, later, span
from cloudguard.erasure.obstacles import Obstacle
from cloudguard.erasure.order import AT_ONCE, OURS, PROVIDER, Party, Step, Steps
from cloudguard.erasure.rows import Asked, Row
from cloudguard.erasure.terms import DELETE, KEY
from cloudguard.values import Known, Unknown, Value
from cloudguard.verdicts import Outcome

ACTIONS: Final = (
    "stop-service", "stop", "stop-copies", "unprotect", "unlock", "leave-nothing", "empty",
    "delete-copies", "delete", "purge", "wait", "schedule-key", "stop-logs", "confirm", "close",
)  # fmt: skip
"""What a step may be."""
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
_PROVIDER: Final = Party(PROVIDER)
_OURS: Final = Party(OURS)


@dataclass(slots=True)
class Laid:
    """What was found out while the steps were laid: the keys to destroy, when service stops."""

    keys: list[Key] = field(default_factory=list)
    needed: set[str] = field(default_factory=set)
    schedules: dict[str, date | None] = field(default_factory=dict)
    stop_by: date | None = None


def lay(
    steps: Steps,
    rows: Sequence[Row],
    users: Mapping[str, Sequence[Store]],
    logs: frozenset[str],
    asked: Asked,
) -> Laid:
    """Add every step of a plan; `users` are the stores that hang on each key, `logs` keep logs."""
    return _Laying(steps, rows, users, logs, asked).done()


class _Laying:
    def __init__(
        self,
        steps: Steps,
        rows: Sequence[Row],
        users: Mapping[str, Sequence[Store]],
        logs: frozenset[str],
        asked: Asked,
    ) -> None:
        self.steps = steps
        self.rows = {row.store.id: row for row in rows}
        self.users = users
        self.logs = logs
        self.asked = asked
        self.laid = Laid()
        self.deleted: dict[str, Step] = {}
        self._keys()
        terms = asked.terms
        self.start = Day.on(terms.deletable_from)
        self.service = self._add(
            "stop-service",
            None,
            asked.contractor,
            Day.on(terms.key_free_from),
            due=self.laid.stop_by,
        )

    def done(self) -> Laid:
        """Add the steps of every store, then what comes after them all."""
        enders = self._stoppers("copies", "stop-copies")
        for row in self.rows.values():
            self._store(row, enders)
        for row in self.rows.values():
            self._copies(row)
        rest = self._barrier("rest", (id_ for id_ in self.deleted if id_ not in self.logs))
        self._deliveries(rest)
        for key in self.laid.keys:
            self._key(key)
        for key in self.laid.keys:  # a key is not deleted before its replicas are
            for replica in self.asked.replicas(key):
                self._follow(f"schedule-key {replica.id}", f"schedule-key {key.id}")
        self._ends()
        return self.laid

    def _add(  # a step has many sides
        self,
        action: str,
        asset: Asset | None,
        party: Party,
        start: Day,
        *after: Step | None,
        suffix: str = "",
        **rest: object,
    ) -> Step:
        named = f"{action} {asset.id}" if asset is not None else action
        step = Step(
            id=f"{named}{suffix}",
            waits=action == "wait",
            action=action,
            asset=asset,
            party=party,
            start=start,
            **rest,  # type: ignore[arg-type]
        )
        return self.steps.add(step, *after)

    def _barrier(self, name: str, after: Iterator[str]) -> Step:
        step = self.steps.add(
            Step(
                id=f"({name})",
                action="join",
                asset=None,
                party=_OURS,
                start=self.start,
                hidden=True,
            )
        )
        for id_ in after:
            deleted = self.deleted[id_]
            late = deleted.start.by(self.asked.terms.deadline) is Outcome.FAIL
            if not late and not deleted.tidying:
                self.steps.follow(deleted.id, step.id)
        return step

    def _follow(self, before: str, after: str) -> None:
        """Put one step after another, softly, where there are both."""
        if before in self.steps.steps and after in self.steps.steps:
            self.steps.follow(before, after, soft=True)

    # Stores

    def _store(self, row: Row, enders: Sequence[Step]) -> None:
        store, route = row.store, row.chosen
        party, book = self.asked.party(store), self.asked.book
        by_key = route is not None and route.way == KEY
        obstacles = self._deletion(row)
        start = self._begins(row, obstacles)
        begun: list[Step] = []
        if book.knows(store, "stop"):
            begun.append(self._add("stop", store, party, self.service.start, self.service))
        if row.copies and book.knows(store, "stop-copies"):
            begun.append(self._add("stop-copies", store, party, self.start))
        begun += self._prepared(row, obstacles, party)
        if book.knows(store, "empty"):
            step = self._add("empty", store, party, start, *begun, tidying=by_key)
            for ender in enders:
                self.steps.follow(ender.id, step.id)
            begun.append(step)
        waits = [o for o in obstacles if o.kind in {"soft-delete", "purge-protection"}]
        due = None if by_key else row.terms.deadline
        lifts = any(o.lifts for o in waits)
        # Emptied with all its versions, nothing of it is left to purge.
        purge = lifts and (book.knows(store, "purge") or not book.knows(store, "empty"))
        takes = store.recoverable_days if waits and not lifts else None
        step = self._add(
            "delete",
            store,
            party,
            start,
            *begun,
            due=None if purge or takes is not None else due,
            tidying=by_key,
            reasons=tuple(Reason(o.text, o.source) for o in obstacles if o.kind in _BEFORE),
        )
        self.deleted[store.id] = step
        if purge:
            self._add("purge", store, party, start, step, due=due, tidying=by_key)
        elif takes is not None:
            self._add(
                "wait", store, _PROVIDER, start, step, due=due, takes=takes, tidying=by_key,
                reasons=tuple(Reason(o.text, o.source) for o in waits),
            )  # fmt: skip

    def _deletion(self, row: Row) -> tuple[Obstacle, ...]:
        """Return what stands in the way of deleting a store, whichever route the plan takes."""
        for route in row.erasure.routes:
            if route.way == DELETE:
                return route.obstacles
        return ()

    def _begins(self, row: Row, obstacles: Sequence[Obstacle]) -> Day:
        """Return the first day on which a store can be deleted."""
        start = Day.on(row.terms.deletable_from)
        if row.kept_until is not None:
            start = later(start, Day.on(row.kept_until))
        for obstacle in obstacles:
            waits = obstacle.kind == "unknown" or (obstacle.kind in _BEFORE and not obstacle.lifts)
            if waits and obstacle.day is not None:
                start = later(start, obstacle.day)
        return start

    def _prepared(self, row: Row, obstacles: Sequence[Obstacle], party: Party) -> Iterator[Step]:
        """Yield the steps that lift what forbids a deletion, or what would be left behind by it."""
        start = Day.on(row.terms.deletable_from)
        for obstacle in obstacles:
            action = _PREPARES.get(obstacle.kind)
            if action is None or not obstacle.lifts:
                continue
            yield self._add(
                action,
                row.store,
                party,
                start,
                suffix=f" {obstacle.source.path}".rstrip(),
                change=obstacle.source.path,
                reasons=(Reason(obstacle.text, obstacle.source),),
            )

    # Copies

    def _copies(self, row: Row) -> None:
        deleted = self.deleted[row.store.id]
        for held in row.copies:
            if held.store is not None and held.store.id in self.deleted:
                self._held_here(row, held.store)
            elif not (isinstance(held.stays, Known) and held.stays.value is False):
                self._held_elsewhere(row, held, deleted)

    def _held_here(self, row: Row, store: Store) -> None:
        """Put the deletion of a copy before that of its original, where it can be in time."""
        if store.id == row.store.id:
            return
        copy, original = self.deleted[store.id], self.deleted[row.store.id]
        if copy.tidying or copy.start.by(row.terms.deadline) is not Outcome.PASS:
            return  # a copy that cannot be deleted in time must not keep the original
        self.steps.follow(copy.id, original.id, soft=True)
        self._follow(f"stop-copies {row.store.id}", copy.id)

    def _held_elsewhere(self, row: Row, held: Held, deleted: Step) -> None:
        """Add what becomes of a copy that no store of the contract holds."""
        by_itself = isinstance(held.days, Known) and held.days.value is not None
        if by_itself and not held.days.value:  # type: ignore[union-attr]  # known a line above
            return
        where = held.store.id if held.store is not None else held.named
        step = self._add(
            "wait" if by_itself else "delete-copies",
            row.store,
            _PROVIDER if by_itself else self.asked.party(row.store),
            deleted.start,
            deleted,
            suffix=f" {held.what} {where}".rstrip(),
            of=held.what,
            held_in=where,
            takes=_at_most(held.days) if by_itself else AT_ONCE,
            due=row.terms.deadline,
        )
        self._follow(f"stop-copies {row.store.id}", step.id)

    # Logs

    def _stoppers(self, what: str, action: str) -> list[Step]:
        """Add the steps that end backups, of whatever the contract covers."""
        return [
            self._add(action, asset, self.asked.party(asset), self.start)
            for asset in self.asked.estate.of(Placed)
            if self.asked.book.stops(asset) == what and self.asked.covers(asset)
        ]

    def _deliveries(self, rest: Step) -> None:
        """Stop what delivers logs before its store goes: last, so that the work is recorded."""
        trails = {trail.id for trail in self.asked.estate.of(AuditTrail)}
        for delivery in self.asked.estate.of(LogDelivery):
            stores = [
                store
                for value in delivery.destinations
                if isinstance(value, Known)
                for store in self.asked.stores(value.value)
                if store.id in self.deleted
            ]
            address = delivery.origin.address or delivery.id
            for store in stores:
                kept = self.deleted[store.id]
                if address in self.deleted:
                    self.steps.follow(self.deleted[address].id, kept.id, soft=True)
                    continue
                step = self._add("stop-logs", delivery, self.asked.party(delivery), self.start)
                self.steps.follow(step.id, kept.id)
                if delivery.id in trails and not kept.tidying:
                    self.steps.follow(rest.id, step.id)

    # Keys

    def _keys(self) -> None:
        """Find the keys to destroy: those that erase data, and those that the contract covers."""
        found: dict[str, Key] = {}
        for row in self.rows.values():
            if row.chosen is not None and row.chosen.way == KEY:
                for key in row.keys:
                    found[key.id] = key
                    self.laid.needed.add(key.id)
                    self._scheduled(key.id, row.chosen.schedule)
                if row.chosen.stop is not None:
                    self.laid.stop_by = min(self.laid.stop_by or date.max, row.chosen.stop)
        for key in self.asked.estate.of(Key):
            if self.asked.covers(key):
                found.setdefault(key.id, key)
                self._scheduled(key.id, _before(self.asked.terms.deadline, key))
        self.laid.keys = list(found.values())

    def _scheduled(self, id_: str, day: date | None) -> None:
        known = self.laid.schedules.get(id_)
        self.laid.schedules[id_] = (
            day if known is None else known if day is None else min(day, known)
        )

    def _key(self, key: Key) -> None:
        """Schedule a key after all that it protects is deleted, unless it is what erases that."""
        if self.asked.shared(key):
            return  # data of others hangs on it, or may
        hanging = self.users.get(key.id, ())
        needed = key.id in self.laid.needed
        terms = self.asked.terms
        day = self.laid.schedules.get(key.id)
        party, due = self.asked.party(key), terms.deadline if needed else None
        step = self._add(
            "schedule-key",
            key,
            party,
            self.service.start,
            self.service,
            day=day if day is not None and needed else date.min,
        )
        takes = key.recoverable_days
        self._add("wait", key, _PROVIDER, self.service.start, step, takes=takes, due=due)
        for store in hanging:
            deleted = self.deleted.get(store.id)
            if (stop := self.steps.steps.get(f"stop {store.id}")) is not None:
                self.steps.follow(stop.id, step.id)
            if deleted is None or (needed and not deleted.tidying):
                continue  # the key need not wait for what goes without it
            if deleted.tidying:
                self.steps.follow(step.id, deleted.id)
            else:
                self.steps.follow(deleted.id, step.id)

    # The end

    def _ends(self) -> None:
        """Confirm that everything is gone, then close the users, the accounts last of all."""
        terms = self.asked.terms
        confirm = self._add("confirm", None, _OURS, self.start, due=None)
        everything = [step for step in self.steps.steps.values() if not step.hidden]
        late = {s.id for s in everything if s.done.by(terms.deadline) is Outcome.FAIL}
        late = self.steps.behind(late)
        for step in everything:
            # A key under which nothing is left may still wait.
            waits = step.action == "wait" and step.due is None
            if not step.tidying and not waits and step.id not in late:
                self.steps.follow(step.id, confirm.id)
        closing = [
            asset
            for asset in self.asked.estate.of(Configuration)
            if self.asked.book.knows(asset, "close") and self.asked.covers(asset)
        ]
        if not closing:
            return
        gone = self._barrier("gone", iter(()))
        for step in (*everything, confirm):
            self.steps.follow(step.id, gone.id)
        users = self._barrier("users", iter(()))
        self.steps.follow(confirm.id, users.id)
        for asset in closing:
            last = self.asked.book.holds_all(asset)
            step = self._add("close", asset, self.asked.party(asset), self.start)
            self.steps.follow((gone if last else users).id, step.id)
            if not last:
                self.steps.follow(step.id, gone.id)


def _at_most(days: Value[int | None]) -> Value[int | None]:
    """Return the days after which a copy goes by itself, which may be deleted sooner by hand."""
    if isinstance(days, Unknown):
        return days
    none: Known[int | None] = Known(0, days.source)
    return Unknown("it may be deleted sooner by hand", days.source, (none, days))


def _before(day: date, key: Key) -> date | None:
    """Return the last day to schedule a key so that it is gone on a day."""
    _, most = span(key.recoverable_days)
    if most is None or isinstance(key.recoverable_days, Unknown):
        return None
    try:
        return day - timedelta(most)
    except OverflowError:
        return None
