"""The ways in which data can be gone for good: deletion, or the destruction of its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cloudguard.assets.keys import Key
from cloudguard.assets.storage import Store
from cloudguard.erasure.copies import Assets, Held
from cloudguard.erasure.days import Day
from cloudguard.erasure.terms import Terms
from cloudguard.values import Source


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


@dataclass(frozen=True, slots=True)
class Route:
    """One way (`delete`, `key`) and the day on which data is gone by it.

    For a key, `schedule` is the last day to schedule its destruction so that it is gone by the
    deadline, `stop` the day by which its service must have stopped: a key is unusable from the
    day it is scheduled. Both are None where no such day is known.
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
    """What hangs on a store beside its own data: its copies, and who else uses its keys."""

    copies: tuple[Held, ...]


def by_deletion(store: Store, terms: Terms) -> Route:
    """Return the deletion of what a store itself holds."""
    raise NotImplementedError(store.id, terms)


def by_key(store: Store, keys: Sequence[Key], held: Holdings, terms: Terms) -> Route:
    """Return the destruction of the keys that a store may be encrypted with."""
    raise NotImplementedError(store.id, keys, held, terms)


def erasure(store: Store, estate: Assets, terms: Terms | None = None) -> Erasure:
    """Return when a store and all its copies can be gone by the routes that terms accept.

    Without `terms` they are those of the store's contract, with deletion and key accepted.
    """
    raise NotImplementedError(store.id, estate, terms)
