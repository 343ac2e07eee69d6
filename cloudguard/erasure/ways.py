"""The ways in which data can be gone for good: deletion, or the destruction of its key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import Any

from cloudguard.assets.keys import NOBODYS, Key, KeyUse
from cloudguard.assets.storage import Hold, Leftover, Store
from cloudguard.erasure.copies import Held
from cloudguard.erasure.days import Day, Reason, either, later, never
from cloudguard.erasure.keyed import KeyEnd
from cloudguard.erasure.obstacles import (
    Obstacle,
    barred,
    doubted,
    holds,
    locks,
    protection,
    recovery,
    step,
    until,
)
from cloudguard.erasure.sharing import Sharer
from cloudguard.erasure.terms import DELETE, KEY, Terms
from cloudguard.values import Known, Source, Unknown, Value


@dataclass(frozen=True, slots=True)
class Route:
    """One way (`delete`, `key`) and the day on which data is gone by it.

    For a key, `schedule` is the last day to schedule its destruction so that it is gone by the
    deadline, `stop` the day by which its service must have stopped: a key is unusable from the
    day it is scheduled, though data on an attached volume stays readable until it is detached.
    Both are None where no such day is known.
    """

    way: str
    day: Day
    obstacles: tuple[Obstacle, ...]
    schedule: date | None = None
    stop: date | None = None


@dataclass(frozen=True, slots=True)
class Erasure:
    """The routes by which a store and all its copies can be gone, and the earliest day of all."""

    routes: tuple[Route, ...]
    day: Day


@dataclass(frozen=True, slots=True)
class Holdings:
    """What hangs on a store: its copies, and the end of each key that it may be under.

    `ends` has by name of a key those of this input that bear it. `copies` has each copy with the
    day on which it can be deleted and whether it is under the same key: None where that is not
    known.
    """

    ends: Mapping[str, Sequence[KeyEnd]]
    copies: Sequence[tuple[Held, Day, bool | None]] = ()


def by_deletion(
    store: Store, terms: Terms, held: Sequence[Hold] = (), left: Sequence[Leftover] = ()
) -> Route:
    """Return the deletion of what a store itself holds; its copies are not counted."""
    start = Day.on(terms.deletable_from)
    if not held and not left and _free(store):
        return Route(DELETE, start, ())
    found = [*locks(store.lock, terms), *holds(held, terms), *protection(store.deletion_protected)]
    deleted = until(start, found)
    gone, kept = recovery(store.recoverable_days, store.purgeable, deleted)
    found += kept
    found += [_left(leftover) for leftover in left]
    return Route(DELETE, gone, tuple(found))


def _free(store: Store) -> bool:
    """Tell a store that nothing keeps from deletion: most are."""
    protected = store.deletion_protected
    return (
        isinstance(store.lock, Known)
        and store.lock.value is None
        and isinstance(store.recoverable_days, Known)
        and store.recoverable_days.value == 0
        and not (isinstance(protected, Known) and protected.value is True)
    )


def _left(leftover: Leftover) -> Obstacle:
    """Return what its deletion leaves behind: somebody must delete that too."""
    surely = isinstance(leftover.stays, Known)
    text = f"its deletion {'leaves' if surely else 'may leave'} behind: {leftover.what}"
    return step("left-behind", text, leftover.stays.source)


def with_copies(route: Route, copies: Sequence[tuple[Held, Day]]) -> Route:
    """Return the deletion of a store and of all its copies."""
    day, found = route.day, list(route.obstacles)
    for held, gone in copies:
        if (gone.earliest, gone.latest) == (day.earliest, day.latest):
            continue
        joined = later(day, gone)
        if (joined.earliest, joined.latest) != (day.earliest, day.latest):
            found.append(_late(held, gone))
        day = joined
    return Route(route.way, day, tuple(found))


def with_keys(route: Route, needed: Iterable[tuple[Key, Sharer]], start: Day) -> Route:
    """Return the deletion of a vault, in which keys lie that others need, or may."""
    day, found = route.day, list(route.obstacles)
    for key, sharer in needed:
        if sharer.certain:
            text = f"it holds the key {key.id}, which {sharer.owner} needs: {sharer.asset.id}"
            obstacle = barred("hold", text, sharer.source)
        else:
            who = sharer.who or sharer.asset.id
            text = f"it holds the key {key.id}, which another may need: {who}"
            obstacle = doubted("hold", text, start, sharer.source)
        found.append(obstacle)
        day = day if obstacle.day is None else later(day, obstacle.day)
    return replace(route, day=day, obstacles=tuple(found))


def _late(held: Held, gone: Day) -> Obstacle:
    """Return the copy that keeps data longer than its store does."""
    return Obstacle("left-behind", named(held), gone, held.origin, lifts=False)


def named(held: Held) -> str:
    """Return a copy in words: what it is, and where it lies."""
    may = "" if held.certain else "may be "
    if held.store is not None:
        return f"{may}a copy ({held.what}) in {held.store.id}"
    elsewhere = held.elsewhere
    there = f" in {elsewhere.value}" if isinstance(elsewhere, Known) and elsewhere.value else ""
    if not held.named:
        return f"{may}a copy ({held.what}) that the provider keeps{there}"
    where = "a place that is not known" if held.named == "?" else held.named
    return f"{may}a copy ({held.what}) outside of this input: {where}{there}"


def by_key(store: Store, held: Holdings, terms: Terms) -> Route:
    """Return the destruction of the key that a store is encrypted with.

    A copy that is not under the same key must be deleted for itself: the route waits for it.
    """
    start = Day.on(terms.key_free_from)
    found = list(_unencrypted(store, start))
    protected, barriers, schedule = _protected(store, held.ends, start)
    found += barriers
    day = later(until(start, found), protected)
    for copy, gone, same in held.copies:
        obstacle = _under_another(copy, gone, day, terms, same=same)
        if obstacle is not None and obstacle.day is not None:
            found.append(obstacle)
            day = later(day, obstacle.day)
    if day.earliest == date.max:
        schedule = None
    return Route(KEY, day, tuple(found), schedule, schedule)


def _under_another(
    copy: Held, gone: Day, day: Day, terms: Terms, *, same: bool | None
) -> Obstacle | None:
    if same is True:
        return None
    text = f"{named(copy)} is not under the same key"
    if DELETE not in terms.accepts:
        gone = never()
    if same is None:
        text = f"{named(copy)} may not be under the same key"
        if not copy.certain:
            plain = named(replace(copy, certain=True))
            text = f"{plain} may be of this data, and may not be under the same key"
        gone = either(day, gone)
    if (later(day, gone).earliest, later(day, gone).latest) == (day.earliest, day.latest):
        return None
    because = Reason(text, copy.origin)
    ends = Day(gone.earliest, gone.latest, (because, *gone.because))
    return Obstacle("copy-under-another-key", text, ends, copy.origin, lifts=False)


def _unencrypted(store: Store, start: Day) -> Iterator[Obstacle]:
    value = store.encrypted
    if isinstance(value, Known) and value.value is False:
        yield barred("not-encrypted", "it is not encrypted", value.source)
    elif isinstance(value, Unknown) or value.value is not True:
        why = value.reason if isinstance(value, Unknown) else "known only after apply"
        text = f"whether it is encrypted is not known: {why}"
        yield doubted("not-encrypted", text, start, value.source)


def _protected(
    store: Store, ends: Mapping[str, Sequence[KeyEnd]], start: Day
) -> tuple[Day, list[Obstacle], date | None]:
    """Return the day on which the key of a store is gone, whichever of those it may have it is."""
    value = store.key
    source = value.source
    uses: list[Any] = [value.value] if isinstance(value, Known) else [k.value for k in value.among]
    if not uses:
        why = value.reason if isinstance(value, Unknown) else "known only after apply"
        obstacle = doubted("unknown", f"its key is not known: {why}", start, source)
        return _day(obstacle, start), [obstacle], None
    days: list[Day] = []
    found: list[Obstacle] = []
    schedules: list[date | None] = []
    for use in uses:
        known = ends.get(str(use.name), ()) if isinstance(use, KeyUse) else ()
        if not known:
            obstacle = _not_ours(use, start, source)
            found.append(obstacle)
            days.append(_day(obstacle, start))
        for end in known:
            found += end.obstacles
            days.append(end.day)
            schedules.append(end.schedule)
    one = schedules[0] if len(schedules) == len(days) == 1 else None
    if len(days) > 1:  # only together do they tell a day: alone none of them decides
        found = [replace(each, day=None) if each.day is not None else each for each in found]
        text = f"it is not known which key it is under: {_why(value)}"
        day = reduce(either, days)
        found.append(Obstacle("unknown", text, day, source, lifts=False))
        return day, found, None
    return days[0], found, one


def _not_ours(use: Any, start: Day, source: Source) -> Obstacle:
    """Return why a key cannot be destroyed here."""
    if use is None or (isinstance(use, KeyUse) and use.holder == "provider"):
        text = "only a key of the provider protects it, which the customer cannot destroy"
        return barred("provider-key", text, source)
    if isinstance(use, KeyUse) and use.holder == NOBODYS:
        return doubted("unknown", "no key that can be chosen protects it", start, source)
    name = use.name if isinstance(use, KeyUse) else use
    return doubted("unknown", f"its key {name} is not in this input", start, source)


def _why(value: Value[Any]) -> str:
    return value.reason if isinstance(value, Unknown) else "several have its name"


def _day(obstacle: Obstacle, start: Day) -> Day:
    return start if obstacle.day is None else obstacle.day
