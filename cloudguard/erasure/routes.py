"""When a store and all its copies can be gone, reckoned for one estate."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import reduce
from typing import Any, Final, TypeAlias

from cloudguard.assets.keys import Key, KeyUse
from cloudguard.assets.storage import Hold, Store
from cloudguard.config import Contract
from cloudguard.erasure.copies import Assets, Copies, Held
from cloudguard.erasure.days import NEVER, Day, Reason, earlier, either
from cloudguard.erasure.keyed import Hanging, KeyEnd, destruction
from cloudguard.erasure.obstacles import Obstacle
from cloudguard.erasure.sharing import Owner, Sharer, Users
from cloudguard.erasure.terms import DELETE, KEY, Terms
from cloudguard.erasure.ways import (
    Erasure,
    Holdings,
    Route,
    by_deletion,
    by_key,
    with_copies,
    with_keys,
)
from cloudguard.values import Known, Unknown, Value

__all__ = [
    "Erasure",
    "Holdings",
    "KeyEnd",
    "Ledger",
    "Obstacle",
    "Route",
    "by_deletion",
    "by_key",
    "erasure",
    "terms_of",
]
_TWO: Final = 2
_THREE: Final = 3
_Alike: TypeAlias = dict[Hashable, dict[str | None, tuple[Held, Day]]]


def erasure(store: Store, estate: Assets, terms: Terms | None = None) -> Erasure:
    """Return when a store and all its copies can be gone by the routes that terms accept.

    Without `terms` they are those of the store's contract, with deletion and key accepted.
    """
    return estate.derived(Ledger).erasure(store, terms or terms_of(store, estate))


def terms_of(
    asset: Store | Key, estate: Assets, accepts: frozenset[str] = frozenset({DELETE, KEY})
) -> Terms:
    """Return the terms of an asset's contract; without one, that it be gone this very day."""
    contract = estate.contract(asset)
    if isinstance(contract, Contract):
        return Terms.of(contract, estate.as_of, accepts)
    return Terms.at_once(estate.as_of, accepts)


class Ledger:
    """What one estate says of the end of its data, read once and reckoned by terms."""

    def __init__(self, estate: Assets) -> None:
        """Prepare for an estate; read it as `estate.derived(Ledger)`."""
        self.estate = estate
        self.copies = estate.derived(Copies)
        self.users = estate.derived(Users)
        self._terms: dict[tuple[str | None, tuple[str, ...]], Terms] = {}
        self._reckonings: dict[Terms, _Reckoning] = {}
        self._last: _Reckoning | None = None

    def terms(self, contract: Contract | None, accepts: tuple[str, ...]) -> Terms:
        """Return the terms of a contract; without one, that data be gone this very day."""
        key = (None if contract is None else contract.id, accepts)
        if (found := self._terms.get(key)) is None:
            made = frozenset(accepts)
            as_of = self.estate.as_of
            terms = Terms.at_once(as_of, made)
            if contract is not None:
                terms = Terms.of(contract, as_of, made)
            found = self._terms[key] = terms
        return found

    def erasure(self, store: Store, terms: Terms) -> Erasure:
        """Return when a store and all its copies can be gone."""
        return self._under(terms).erasure(store)

    def deletion(self, store: Store, terms: Terms) -> Route:
        """Return the deletion of a store and all its copies: most ask for nothing else."""
        return self._under(terms).all_deleted(store)

    def alone(self, store: Store, terms: Terms) -> Route:
        """Return the deletion of a store without its copies."""
        return self._under(terms).deleted(store)

    def held(self, held: Held, terms: Terms) -> Day:
        """Return when one copy can be gone by deletion."""
        return self._under(terms).gone(held, Day.on(terms.deletable_from))

    def key(self, key: Key, terms: Terms) -> KeyEnd:
        """Return when a key can be gone, as its own owner sees it."""
        return self._under(terms).ended(key, self.users.owner_of(key))

    def _under(self, terms: Terms) -> _Reckoning:
        if self._last is not None and self._last.terms is terms:
            return self._last
        if (found := self._reckonings.get(terms)) is None:
            found = self._reckonings[terms] = _Reckoning(self, terms)
        self._last = found
        return found


class _Reckoning:
    """The days of one estate under one contract's terms."""

    def __init__(self, ledger: Ledger, terms: Terms) -> None:
        self.estate, self.copies, self.users = ledger.estate, ledger.copies, ledger.users
        self.terms = terms
        self.start = Day.on(terms.deletable_from)
        self._deleted: dict[str, Route] = {}
        self._erasures: dict[str, Erasure] = {}
        self._ended: dict[tuple[str, Owner], KeyEnd] = {}
        self._names: dict[str, Sequence[Key]] = {}
        self._strays: dict[str, Sequence[tuple[Held, Day]]] = {}
        self._crowds: dict[str, Sequence[tuple[Held, Day]]] | None = None

    def erasure(self, store: Store) -> Erasure:
        if (found := self._erasures.get(store.id)) is None:
            found = self._erasures[store.id] = self._erasure(store)
        return found

    def _erasure(self, store: Store) -> Erasure:
        ours = self._key_ids(store.key)
        copies = [(each, gone, self._same(each, ours)) for each, gone in self._copied(store)]
        keyed = by_key(store, Holdings(self._ends(store), copies), self.terms)
        routes = (self.all_deleted(store), keyed)
        accepted = [route.day for route in routes if route.way in self.terms.accepts]
        return Erasure(routes, reduce(earlier, accepted, NEVER))

    def all_deleted(self, store: Store) -> Route:
        copies = self._copied(store)
        return with_copies(self.deleted(store), copies) if copies else self.deleted(store)

    def _copied(self, store: Store) -> Sequence[tuple[Held, Day]]:
        """Return the copies of a store, and others that may be, with the day of each."""
        strays = self._stray(store)
        if (held := self.copies.few(store)) is None:
            return [*(each for each in self._many(store) if _not_in(each[0], store)), *strays]
        if not held:
            return strays
        own = self.deleted(store).day
        return [*((each, self.gone(each, own)) for each in held), *strays]

    def _many(self, store: Store) -> Sequence[tuple[Held, Day]]:
        """Return of very many copies those that tell all there is: alike ones stand together."""
        if self._crowds is None:
            found = self._crowds = {}
            for circle, copies in self.copies.circles():
                alike: _Alike = {}
                for held in copies:
                    self._stand(alike, held, self.gone(held, self.start))
                    for each in found.get(_place(held) or "", ()):
                        self._stand(alike, *each)
                crowd = tuple(each for places in alike.values() for each in places.values())
                found |= dict.fromkeys(circle, crowd)
        return self._crowds.get(store.id, ())

    def _stand(self, alike: _Alike, held: Held, gone: Day) -> None:
        """Add a copy to those like it, unless enough of them are there."""
        under = (
            self._same(held, frozenset()) if held.store is None else self._key_ids(held.store.key)
        )
        places = alike.setdefault((gone.earliest, gone.latest, under, held.certain), {})
        if len(places) < _TWO:
            places.setdefault(_place(held), (held, gone))

    def deleted(self, store: Store) -> Route:
        if (route := self._deleted.get(store.id)) is None:
            copies = self.copies
            held: Sequence[Hold] = copies.holds.get(store.id, ())
            held = (*held, *copies.open_holds.get(store.provider, ()))
            left = copies.leftovers.get(store.id, ())
            route = by_deletion(store, self.terms, held, left)
            keys = self.users.inside.get(store.id, ())
            strays = self.users.adrift.get(store.type, ())
            if keys or strays:
                needed = self._needed(store, keys)
                perhaps = ((k, replace(s, certain=False)) for k, s in self._needed(store, strays))
                route = with_keys(route, (*needed, *perhaps), self.start)
            self._deleted[store.id] = route
        return route

    def _needed(self, store: Store, keys: Sequence[Key]) -> Iterator[tuple[Key, Sharer]]:
        """Yield the keys in a vault that others need, or may."""
        owner = self.users.owner(store)
        return ((key, sharer) for key in keys for sharer in self.users.sharers(key, owner))

    def gone(self, held: Held, source: Day) -> Day:
        """Return the day on which a copy can be gone by deletion; `source` of what it is of."""
        day = self._gone(held, source)
        return day if held.certain else either(self.start, day)

    def _gone(self, held: Held, source: Day) -> Day:
        if held.store is not None:
            return self.deleted(held.store).day
        if not held.named and isinstance(held.stays, Known) and held.stays.value is False:
            return source  # the provider deletes it with what it is of
        # Nothing tells whether it can be deleted: it may be, and goes by itself if anything. What
        # holds it may be locked, where it is not known.
        if held.named:
            why = Reason("what holds it is not in this input, or not known", held.origin)
            return Day(self.start.earliest, None, (why,))
        late = Day.on(self.terms.last_write).after(held.days)
        why = Reason("nothing in this input tells when it can be deleted", held.origin)
        latest = None if late.latest is None else max(late.latest, self.start.earliest)
        return Day(self.start.earliest, latest, (why, *late.because))

    def ended(self, key: Key, owner: Owner) -> KeyEnd:
        if (end := self._ended.get((key.id, owner))) is None:
            end = destruction(key, self._hanging(key, owner), self.terms)
            self._ended[key.id, owner] = end
        return end

    def _hanging(self, key: Key, owner: Owner) -> Hanging:
        copies = self.copies
        replicas: list[Key] = []
        elsewhere = []
        for copy in copies.replicas.get(key.id, ()):
            found = [k for k in self.estate.find(Key, copy.id) if k.id != key.id]
            replicas += found
            elsewhere += [] if found else [copy]
        open_ = copies.stray_replicas.get(key.provider, ())
        strays = [copy for copy in open_ if copy.id != key.id]
        return Hanging(
            [*self.users.sharers(key, owner)],
            replicas,
            elsewhere,
            strays,
            (*copies.holds.get(key.id, ()), *copies.open_holds.get(key.provider, ())),
            [self.ended(primary, owner) for primary in copies.primaries.get(key.id, ())],
            orphaned=len(strays) < len(open_),
        )

    def _stray(self, store: Store) -> Sequence[tuple[Held, Day]]:
        """Return the copies of unknown data that may be this store's, where they would be late.

        Most are stores of their own that can be deleted in time: these change nothing.
        """
        provider = store.provider
        if (found := self._strays.get(provider)) is None:
            # Of those that are late alike, few are enough: not the store itself, nor its own key.
            late: dict[date | None, dict[Any, dict[str | None, tuple[Held, Day]]]] = {}
            for held in self._open(provider):
                day = self.gone(held, self.start)
                doubt = Day(self.start.earliest, day.latest, day.because)
                under = (
                    self._same(held, frozenset())
                    if held.store is None
                    else self._key_ids(held.store.key)
                )
                keys = late.setdefault(doubt.latest, {})
                places = keys.get(under) if len(keys) == _THREE else keys.setdefault(under, {})
                if places is not None and len(places) < _TWO:
                    places.setdefault(_place(held), (replace(held, certain=False), doubt))
            found = self._strays[provider] = tuple(
                each
                for keys in late.values()
                for places in keys.values()
                for each in places.values()
            )
        return [each for each in found if _not_in(each[0], store)] if found else ()

    def _open(self, provider: str) -> Iterator[Held]:
        """Yield the copies of unknown data, and the copies of these."""
        yield from self.copies.behind(self.copies.open.get(provider, ()))

    def _ends(self, store: Store) -> dict[str, Sequence[KeyEnd]]:
        owner = self.users.owner(store)
        return {
            name: [self.ended(key, owner) for key in keys]
            for name, keys in self._keys(store.key).items()
        }

    def _keys(self, value: Value[KeyUse | None]) -> dict[str, Sequence[Key]]:
        """Return the keys of this input that a store may be under, by name."""
        uses: list[Any] = (
            [value.value] if isinstance(value, Known) else [k.value for k in value.among]
        )
        found: dict[str, Sequence[Key]] = {}
        for use in uses:
            if isinstance(use, KeyUse) and use.holder != "provider":
                name = str(use.name)
                if (keys := self._names.get(name)) is None:
                    keys = self._names[name] = self.estate.find(Key, use.name)
                found[name] = keys
        return found

    def _key_ids(self, value: Value[KeyUse | None]) -> frozenset[str] | None:
        """Return the one key that a store is surely under; None where that is not known."""
        if isinstance(value, Unknown):
            return None
        if not isinstance(value.value, KeyUse) or value.value.holder == "provider":
            return frozenset()
        keys = self._keys(value)[str(value.value.name)]
        return frozenset({keys[0].id}) if len(keys) == 1 else None

    def _same(self, held: Held, ours: frozenset[str] | None) -> bool | None:
        """Tell whether a copy is under the same key; None where that is not known."""
        if ours is None:
            return None
        if held.store is None:
            here = isinstance(held.elsewhere, Known) and held.elsewhere.value is None
            # What a service keeps beside its data it encrypts as it encrypts the data.
            return True if here and not held.named else None
        theirs = self._key_ids(held.store.key)
        if theirs is not None and ours and theirs == ours:
            return True  # then it does not matter whether it is a copy of this
        return None if theirs is None or not held.certain else False


def _place(held: Held) -> str | None:
    return None if held.store is None else held.store.id


def _not_in(held: Held, store: Store) -> bool:
    return held.store is None or held.store.id != store.id
