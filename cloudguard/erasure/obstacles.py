"""What stands in the way of erasure, and until when: locks, holds, windows, what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any, Final

from cloudguard.assets.storage import Hold, Lock
from cloudguard.erasure.days import Day, Reason, either, later, never, perhaps_never, span
from cloudguard.erasure.terms import Terms
from cloudguard.values import Known, Source, Unknown, Value

GOVERNANCE: Final = "governance"
COMPLIANCE: Final = "compliance"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of a route.

    `kind` is one of lock, hold, retention, deletion-protection, prevent-destroy, soft-delete,
    purge-protection, key-window, key-shared, key-elsewhere, key-imported,
    copy-under-another-key, not-encrypted, provider-key, left-behind, unknown. It stands until
    `day`, None where it costs no time; who has the permission can take away one that `lifts`.
    """

    kind: str
    text: str
    day: Day | None
    source: Source
    lifts: bool


def told(day: date | None) -> str:
    """Return a day as a text has it."""
    return "never" if day in (None, date.max) else str(day)


def step(kind: str, text: str, source: Source) -> Obstacle:
    """Return what must be taken away first and costs no time."""
    return Obstacle(kind, text, None, source, lifts=True)


def barred(kind: str, text: str, source: Source) -> Obstacle:
    """Return what stands for ever."""
    return Obstacle(kind, text, never(Reason(text, source)), source, lifts=False)


def doubted(kind: str, text: str, start: Day, source: Source) -> Obstacle:
    """Return what may not stand at all, and may stand for ever."""
    return Obstacle(kind, text, perhaps_never(start, Reason(text, source)), source, lifts=False)


def until(start: Day, obstacles: Iterable[Obstacle]) -> Day:
    """Return the day on which the last of the obstacles is gone."""
    return reduce(later, (each.day for each in obstacles if each.day is not None), start)


def locks(value: Value[Lock | None], terms: Terms) -> list[Obstacle]:
    """Return what a store's lock keeps from deletion."""
    if isinstance(value, Known):
        return _locked(value.value, terms, value.source)
    start = Day.on(terms.deletable_from)
    text = f"whether it is locked is not known: {value.reason}"
    if not value.among:
        return [doubted("unknown", text, start, value.source)]
    found = [_locked(known.value, terms, value.source) for known in value.among]
    days = [until(start, each) for each in found]
    day = reduce(either, days)
    if day == start:
        return found[0] if all(each == found[0] for each in found) else []
    return [Obstacle("lock", text, day, value.source, lifts=False)]


def _locked(lock: Any, terms: Terms, source: Source) -> list[Obstacle]:
    start = Day.on(terms.deletable_from)
    if lock is None:
        return []
    if not isinstance(lock, Lock):
        return [doubted("unknown", "whether it is locked is not known", start, source)]
    if lock.settles is not None and lock.settles > terms.deletable_from:
        text = f"a lock ({lock}): it can be taken away until {lock.settles}"
        return [step("lock", text, source)]
    if lock.mode == GOVERNANCE:
        text = f"a lock ({lock}): who has the permission can lift it"
        return [step("lock", text, source)]
    days: Known[int | None] = Known(lock.days, source)
    end = later(start, Day.on(terms.last_write).after(days))
    if lock.days is None:
        text = f"a lock without end of its own ({lock}): what it holds is never deleted"
    else:
        text = f"a lock ({lock} from the last write) until {told(end.latest)}"
    end = Day(end.earliest, end.latest, (Reason(text, source),))
    if end.latest == start.latest:
        return []
    if lock.settles is not None and lock.settles > terms.as_of:
        text = f"{text}; it can be taken away until {lock.settles}"
        end = Day(end.earliest, end.latest, (Reason(text, source),))
    if lock.grace_days is not None and _graced(lock.grace_days, terms):
        text = f"{text}; it can be taken away for {lock.grace_days} days after it was set"
        end = either(start, Day(end.earliest, end.latest, (Reason(text, source),)))
    elif lock.mode != COMPLIANCE:  # a word that this program does not know
        end = either(start, end)
    return [Obstacle("lock", text, end, source, lifts=False)]


def _graced(days: int, terms: Terms) -> bool:
    """Tell whether a lock that is set today can still be taken away when data can be deleted."""
    return (terms.deletable_from - terms.as_of).days <= days


_HELD: Final = {
    "prevent-destroy": ("prevent-destroy", "prevent_destroy is set in the source"),
    "legal-hold": ("hold", "a legal hold"),
    "object-lock": ("hold", "single objects may be locked, or held for a court"),
    "retention": ("retention", "a retention rule"),
}


def holds(found: Sequence[Hold], terms: Terms) -> list[Obstacle]:
    """Return what holds data beside the lock of its store."""
    return [obstacle for hold in found for obstacle in _held(hold, terms)]


def _held(hold: Hold, terms: Terms) -> list[Obstacle]:
    kind, text = _HELD.get(hold.what, ("hold", hold.what))
    value, source = hold.holds, hold.holds.source
    if isinstance(value, Known) and value.value is False:
        return []
    if hold.lifts:
        return [step(kind, text, source)]
    start = Day.on(terms.deletable_from)
    end = later(start, Day.on(terms.last_write).after(hold.days))
    if isinstance(value, Unknown) or value.value is not True:
        why = f": {value.reason}" if isinstance(value, Unknown) else ""
        end = either(start, end)
        text, kind = f"{text}, which is not known{why}", "unknown"
    else:
        text = f"{text} until {told(end.latest)}" if end.known else text
    if end.latest == start.latest and end.known:
        return []
    because = (Reason(text, source), *end.because)
    return [Obstacle(kind, text, Day(end.earliest, end.latest, because), source, lifts=False)]


def protection(value: Value[bool]) -> list[Obstacle]:
    """Return the step that a protection from deletion asks for; it costs no time."""
    if isinstance(value, Known) and value.value is True:
        text = "protected from deletion: the protection must be switched off first"
        return [step("deletion-protection", text, value.source)]
    return []


def window(recoverable: Value[int | None], purgeable: Value[bool]) -> tuple[int, int | None]:
    """Return for how many days what is deleted can be restored, the fewest and the most.

    None of them is for ever. What can be purged, or may be, can be gone at once.
    """
    low, high = span(recoverable)
    if isinstance(purgeable, Known) and purgeable.value is True:
        return 0, 0
    if isinstance(purgeable, Unknown) or purgeable.value is not False:
        low = 0  # whether it can be purged is not known
    return (date.max - date.min).days if low is None else low, high


def recovery(
    recoverable: Value[int | None], purgeable: Value[bool], deleted: Day
) -> tuple[Day, list[Obstacle]]:
    """Return the day on which what is deleted on a day cannot be restored any more."""
    low, high = window(recoverable, purgeable)
    if (low, high) == (0, 0):
        kept = span(recoverable) != (0, 0)
        text = "deleted data can be restored until it is purged"
        return deleted, [step("soft-delete", text, purgeable.source)] if kept else []
    source = recoverable.source
    sure = isinstance(purgeable, Known) and isinstance(recoverable, Known)
    if isinstance(recoverable, Unknown):
        text = f"for how long deleted data can be restored is not known: {recoverable.reason}"
    elif isinstance(purgeable, Unknown):
        text = f"whether deleted data can be purged is not known: {purgeable.reason}"
        source = purgeable.source
    elif high is None:
        text = "deleted data can be restored for ever, and nobody can purge it"
    else:
        text = f"deleted data can be restored for {high} days, and nobody can purge it sooner"
    days: Value[int | None] = Known(low, source)
    least = deleted.after(days)
    most = deleted.after(Known(high, source))
    day = Day(least.earliest, most.latest, (*deleted.because, Reason(text, source)))
    kind = "purge-protection" if sure else "unknown" if high is None else "soft-delete"
    return day, [Obstacle(kind, text, day, source, lifts=False)]
