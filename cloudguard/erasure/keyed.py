"""The destruction of a key: when it is gone, and what else hangs on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cloudguard.assets.keys import Key
from cloudguard.assets.storage import Copy, Hold
from cloudguard.config.days import counted
from cloudguard.erasure.days import Day, Reason
from cloudguard.erasure.obstacles import (
    Obstacle,
    barred,
    doubted,
    holds,
    protection,
    until,
    window,
)
from cloudguard.erasure.sharing import Sharer
from cloudguard.erasure.terms import Terms
from cloudguard.values import Known, Unknown


@dataclass(frozen=True, slots=True)
class KeyEnd:
    """When a key is gone for good, what stands in the way, and when it must be scheduled."""

    key: Key
    day: Day
    obstacles: tuple[Obstacle, ...]
    schedule: date | None


@dataclass(frozen=True, slots=True)
class Hanging:
    """What hangs on a key: other owners' data, its replicas, holds on its deletion.

    `replicas` are keys of this input, `elsewhere` tells of those that are not; `strays` may be
    replicas of this key or of another. `primaries` are the ends of the keys that this one is a
    replica of; it is `orphaned` where they are not in this input.
    """

    sharers: Sequence[Sharer] = ()
    replicas: Sequence[Key] = ()
    elsewhere: Sequence[Copy] = ()
    strays: Sequence[Copy] = ()
    holds: Sequence[Hold] = ()
    primaries: Sequence[KeyEnd] = ()
    orphaned: bool = False


def destruction(key: Key, hanging: Hanging, terms: Terms) -> KeyEnd:
    """Return when a key can be gone for good under some terms."""
    start = Day.on(terms.key_free_from)
    found = [*protection(key.deletion_protected), *holds(hanging.holds, terms)]
    found += _window(key, start)
    found += _replicas(key, hanging, start)
    found += _primaries(key, hanging, start)
    found += _imported(key, start)
    found += [_shared(key, sharer, start) for sharer in hanging.sharers]
    day = until(start, found)
    return KeyEnd(key, day, tuple(found), _schedule(key, hanging, terms))


def _window(key: Key, start: Day) -> list[Obstacle]:
    """Return the window in which destruction can be undone, and nothing can use the key."""
    low, high = window(key.recoverable_days, key.purgeable)
    if (low, high) == (0, 0):
        return []
    source = key.recoverable_days.source
    least: Known[int | None] = Known(low, source)
    most: Known[int | None] = Known(high, source)
    if isinstance(key.recoverable_days, Unknown):
        why = key.recoverable_days.reason
        text = f"for how long the key {key.id} can be restored is not known: {why}"
    elif high is None:
        text = f"the key {key.id} can be restored for ever"
    else:
        text = f"the key {key.id} is gone {high} days after it is scheduled, and unusable at once"
    day = Day(start.after(least).earliest, start.after(most).latest, (Reason(text, source),))
    return [Obstacle("key-window", text, day, source, lifts=False)]


def _schedule(key: Key, hanging: Hanging, terms: Terms) -> date | None:
    """Return the last day to schedule a key so that it is gone by the deadline."""
    _, days = window(key.recoverable_days, key.purgeable)
    if days is None:
        return None
    for replica in hanging.replicas:  # a primary key begins to wait when its replicas are gone
        _, more = window(replica.recoverable_days, replica.purgeable)
        if more is None:
            return None
        days += more
    return counted(terms.deadline, -days)


def _replicas(key: Key, hanging: Hanging, start: Day) -> Iterator[Obstacle]:
    for replica in hanging.replicas:
        own, others = (
            window(key.recoverable_days, key.purgeable),
            window(replica.recoverable_days, replica.purgeable),
        )
        # The window of a primary key begins when the last of its replicas is gone: AWS KMS API
        # Reference, ScheduleKeyDeletion.
        most = None if own[1] is None or others[1] is None else own[1] + others[1]
        source = replica.origin
        text = f"its replica {replica.id} must be gone first"
        early = start.after(Known(own[0] + others[0], source))
        late = start.after(Known(most, source))
        day = Day(early.earliest, late.latest, (Reason(text, source),))
        yield Obstacle("key-elsewhere", text, day, source, lifts=False)
    for copy in hanging.elsewhere:
        where = told_place(copy)
        yield barred("key-elsewhere", f"a replica of the key {key.id} lies in {where}", copy.origin)
    for copy in hanging.strays:
        text = f"{copy.id} may be a replica of the key {key.id}"
        yield doubted("key-elsewhere", text, start, copy.origin)


def _primaries(key: Key, hanging: Hanging, start: Day) -> Iterator[Obstacle]:
    """Yield the keys that decrypt what a replica encrypts: AWS KMS, Deleting multi-Region keys."""
    for end in hanging.primaries:
        text = f"{end.key.id}, of which the key {key.id} is a replica, decrypts the same"
        day = Day(end.day.earliest, end.day.latest, (Reason(text, end.key.origin),))
        yield Obstacle("key-elsewhere", text, day, end.key.origin, lifts=False)
    if hanging.orphaned:
        text = f"the key {key.id} is a replica of a key outside of this input"
        yield doubted("key-elsewhere", text, start, key.origin)


def told_place(copy: Copy) -> str:
    """Return where a copy lies, in words."""
    place = copy.location
    return str(place.value) if isinstance(place, Known) else "a place that is not known"


def _imported(key: Key, start: Day) -> list[Obstacle]:
    value = key.imported
    if isinstance(value, Known) and value.value is False:
        return []
    if isinstance(value, Known) and value.value is True:
        text = f"the material of the key {key.id} was imported, and may still exist outside"
    else:
        why = value.reason if isinstance(value, Unknown) else "it is damaged"
        text = f"whether the material of the key {key.id} was imported is not known: {why}"
    return [doubted("key-imported", text, start, value.source)]


def _shared(key: Key, sharer: Sharer, start: Day) -> Obstacle:
    if sharer.certain:
        text = f"the key {key.id} is shared with {sharer.owner}: {sharer.asset.id}"
        return barred("key-shared", text, sharer.source)
    if sharer.who:
        text = f"{sharer.who} may use the key {key.id}, and have data of its own under it"
        return doubted("key-shared", text, start, sharer.source)
    text = f"it is not known whether another's data hangs on the key {key.id}: {sharer.asset.id}"
    return doubted("key-shared", text, start, sharer.source)
