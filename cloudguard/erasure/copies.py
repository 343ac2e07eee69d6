"""Where copies of data lie: a graph derived from what tells of copies in one estate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from cloudguard.assets import Asset
from cloudguard.assets.keys import Key
from cloudguard.assets.logs import LogDelivery
from cloudguard.assets.storage import Copy, Duplicate, Hold, Leftover, Store
from cloudguard.config import Contract
from cloudguard.values import Known, Reference, Source, Unknown, Value

if TYPE_CHECKING:
    from networkx import DiGraph

A = TypeVar("A", bound=Asset)
T = TypeVar("T")
UNTOLD: Final = "?"
"""Stands for a place that is not known."""
MANY: Final = 200
"""So many copies are told for each asset; more of them are reckoned together."""
_OPEN: Final = ""


class Assets(Protocol):
    """What an estate is asked here; `cloudguard.estate.Estate` is one."""

    @property
    def as_of(self) -> date:
        """Return the day that is judged by."""
        ...

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """Return the contracts that are declared."""
        ...

    def of(self, kind: type[A]) -> Sequence[A]:
        """Return the assets of one kind."""
        ...

    def find(self, kind: type[A], name: str | Reference) -> Sequence[A]:
        """Return the assets of one kind that a name refers to."""
        ...

    def contract(self, asset: Asset) -> Contract | Unknown | None:
        """Return the contract that covers an asset, None where none does."""
        ...

    def tenant(self, asset: Asset) -> str | Unknown | None:
        """Return whose data an asset holds, None where nothing says."""
        ...

    def derived(self, make: Callable[[Assets], T]) -> T:
        """Return what `make` derives from all assets, made once."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """One copy of data: `what` it is, what it is `of`, and where it is held.

    `store` is the store of this input that holds it; without one, `named` tells where it lies
    (empty: the provider keeps it beside what it is of). It goes by itself after `days`. `stays`
    is true where deleting what it is of leaves it. `elsewhere` names another account or region.
    `certain` is false of what may be a copy of something else.
    """

    what: str
    of: str
    store: Store | None
    named: str
    days: Value[int | None]
    stays: Value[bool]
    elsewhere: Value[str | None]
    origin: Source
    certain: bool = True


class Copies:
    """The copies of every store of an estate, by what they are copies of."""

    def __init__(self, estate: Assets) -> None:
        """Read the sides of an estate that tell of copies."""
        self._estate = estate
        self._of: dict[str, list[Held]] = defaultdict(list)
        self._possible: dict[str, list[Held]] = defaultdict(list)
        self._logs: dict[str, list[Held]] = defaultdict(list)
        self.open: dict[str, list[Held]] = defaultdict(list)
        """By provider the copies of which it is not known what they are copies of."""
        self.holds: dict[str, list[Hold]] = defaultdict(list)
        self.open_holds: dict[str, list[Hold]] = defaultdict(list)
        """By provider the holds of which it is not known what they hold."""
        self.leftovers: dict[str, list[Leftover]] = defaultdict(list)
        self.replicas: dict[str, list[Copy]] = defaultdict(list)
        """By key its replicas elsewhere."""
        self.primaries: dict[str, list[Key]] = defaultdict(list)
        """By replica the keys that it is of: each decrypts what the others encrypt."""
        self.stray_replicas: dict[str, list[Copy]] = defaultdict(list)
        """By provider the replicas of a key of which it is not known which."""
        self._whole: dict[str, tuple[Held, ...]] = {}
        self._crowded: set[str] | None = None
        # Assets are kept by the estate, so that no id is given twice.
        self._read: dict[int, tuple[tuple[Held, ...], tuple[str, ...]]] = {}
        for duplicate in estate.of(Duplicate):
            self._duplicate(duplicate)
        for hold in estate.of(Hold):
            for id_ in self._sources(hold.of):
                if id_ == _OPEN:
                    doubt = Unknown("what it holds is not known", hold.of.source)
                    self.open_holds[hold.provider].append(replace(hold, holds=doubt))
                else:
                    self.holds[id_].append(hold)
        for leftover in estate.of(Leftover):
            self.leftovers[leftover.of].append(leftover)
        for copy in estate.of(Copy):
            self._replica(copy)
        self._placed(estate.of(Copy))
        for delivery in estate.of(LogDelivery):
            for value in delivery.destinations:
                self._logs[delivery.id].extend(self._delivered(delivery, value))

    def of(self, asset: Asset) -> tuple[Held, ...]:
        """Return every copy of an asset, and the copies of its copies."""
        if not (first := self._of.get(asset.id)):
            return ()
        if (whole := self._whole.get(asset.id)) is None:
            whole = self._whole[asset.id] = tuple(self._all(asset.id, first))
        return whole

    def few(self, asset: Asset) -> tuple[Held, ...] | None:
        """Return what `of` does, None where that is too many to be told for each asset."""
        if not (first := self._of.get(asset.id)):
            return ()
        if (whole := self._whole.get(asset.id)) is not None:
            return whole
        if self._crowded is not None and asset.id in self._crowded:
            return None
        whole = tuple(islice(self._all(asset.id, first), MANY + 1))
        if len(whole) > MANY:
            if self._crowded is None:
                self._crowded = set(self._crowds())
            return None
        self._whole[asset.id] = whole
        return whole

    def _crowds(self) -> Iterator[str]:
        """Yield the stores that surely have too many copies: what reaches one is one itself."""
        found: set[str] = set()
        for circle, copies in self.circles():
            reached = {held.store.id for held in copies if held.store is not None}
            if len(copies) > MANY + 1 or not found.isdisjoint(reached):
                found.update(circle)
        yield from found

    def told_of(self, asset: Asset) -> tuple[Held, ...]:
        """Return the copies to tell of an asset: of too many only its own, theirs being told too.

        Where stores are copies of each other in a large circle, every one has all the others.
        """
        few = self.few(asset)
        return tuple(self._of[asset.id]) if few is None else few

    def behind(self, starts: Iterable[Held]) -> Iterator[Held]:
        """Yield copies, and the copies of each store that holds one, once."""
        seen: set[str] = set()
        for held in starts:
            yield held
            if held.store is not None and held.store.id not in seen:
                seen.add(held.store.id)
                yield from self._all(held.store.id, self._of.get(held.store.id, ()), seen)

    def circles(self) -> Iterator[tuple[tuple[str, ...], tuple[Held, ...]]]:
        """Yield stores that are copies of each other with all their copies; copies come first."""
        import networkx as nx  # only where copies have very many copies

        graph: DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(self._of)
        for id_, copies in self._of.items():
            graph.add_edges_from((id_, h.store.id) for h in copies if h.store is not None)
        # A component comes after all that can be reached from it.
        for circle in nx.strongly_connected_components(graph):
            yield tuple(circle), tuple(held for id_ in circle for held in self._of.get(id_, ()))

    def possible(self, asset: Asset) -> tuple[Held, ...]:
        """Return the copies that may exist and that an input cannot show."""
        return tuple(self._possible.get(asset.id, ()))

    def logs(self, asset: Asset) -> tuple[Held, ...]:
        """Return the logs that an asset delivers, and where: they tell of its data."""
        return tuple(self._logs.get(asset.id, ()))

    def told(self, duplicate: Duplicate) -> tuple[tuple[Held, ...], tuple[Asset, ...], bool]:
        """Return what holds a copy, what of this input it may be of, and whether it may be more."""
        held, sources = self._read[id(duplicate)]
        found = (self._estate.find(Asset, id_) for id_ in sources if id_ != _OPEN)
        return held, tuple(assets[0] for assets in found), _OPEN in sources

    def _all(
        self, start: str, first: Sequence[Held], seen: set[str] | None = None
    ) -> Iterator[Held]:
        seen = {start} if seen is None else seen
        waiting = list(reversed(first))
        while waiting:
            held = waiting.pop()
            yield held
            store = held.store
            if store is not None and store.id not in seen:
                seen.add(store.id)
                more = (each for each in self._of.get(store.id, ()) if _other(each, seen))
                waiting.extend(reversed([*more]))

    def _duplicate(self, duplicate: Duplicate) -> None:
        into = self._possible if duplicate.possible else self._of
        sources = tuple(self._sources(duplicate.of))
        whole = tuple(self._held(duplicate))
        self._read[id(duplicate)] = whole, sources
        for held in whole:
            for source in sources:
                if source == _OPEN:
                    if not duplicate.possible:
                        self.open[duplicate.provider].append(held)
                elif held.store is None or held.store.id != source:
                    into[source].append(held)

    def _sources(self, of: Value[str | Reference | None]) -> Iterator[str]:
        """Yield the ids of the stores and keys that a name refers to; `_OPEN` of what may be any.

        What a name that nothing here bears refers to may be an asset whose name is not known.
        """
        values = [of] if isinstance(of, Known) else list(of.among)
        if not values:
            yield _OPEN
        for value in values:
            if (name := value.value) is None:
                continue
            found = self._estate.find(Asset, name)
            yield from dict.fromkeys(asset.id for asset in found) or (_OPEN,)

    def _held(self, duplicate: Duplicate) -> Iterator[Held]:
        """Yield what holds a copy: a store of this input, what is named, or what is not known."""
        value = duplicate.held_in
        known = [value] if isinstance(value, Known) else list(value.among)
        if not known:
            yield _made(duplicate, None, UNTOLD)
        for each in known:
            name = each.value
            stores = [] if name is None else list(self._estate.find(Store, name))
            for store in stores:
                yield _made(duplicate, store, store.id, certain=len(known) == len(stores) == 1)
            if not stores:
                named = "" if name is None else str(name)
                yield _made(duplicate, None, named, certain=len(known) == 1)

    def _replica(self, copy: Copy) -> None:
        """Read the replica of a key: of what is not known, it may be of any."""
        keys = [key for key in self._estate.find(Key, copy.of) if key.id != copy.id]
        for key in keys:
            self.replicas[key.id].append(copy)
            self.primaries[copy.id].append(key)
        if not keys and self._estate.find(Key, copy.id):
            self.stray_replicas[copy.provider].append(copy)

    def _placed(self, copies: Sequence[Copy]) -> None:
        """Read what tells no more of copies than where they lie, unless duplicates tell more."""
        by_store: dict[str, list[Copy]] = defaultdict(list)
        for copy in copies:
            stores = self._estate.find(Store, copy.of)
            # A name that a machine and a database share is meant for one of the copy's own type.
            alike = [store for store in stores if store.type == copy.type]
            for store in alike or stores:
                by_store[store.id].append(copy)
        for id_, found in by_store.items():
            if len(found) > sum(map(_apart, self._of.get(id_, ()))):
                self._of[id_].extend(map(_untold, found))

    def _delivered(
        self, delivery: LogDelivery, value: Value[str | Reference | None]
    ) -> Iterator[Held]:
        unsaid = Unknown("its store decides", delivery.origin)
        stays = Known(True, delivery.origin)
        here: Known[str | None] = Known(None, delivery.origin)
        names: Sequence[Known[str | Reference | None]] = (
            [value] if isinstance(value, Known) else value.among
        )
        for known in names:
            if known.value is None:
                continue
            stores: Sequence[Store | None] = [*self._estate.find(Store, known.value)] or [None]
            for store in stores:
                named = store.id if store is not None else str(known.value)
                yield Held("log", delivery.id, store, named, unsaid, stays, here, delivery.origin)


def _made(duplicate: Duplicate, store: Store | None, named: str, *, certain: bool = True) -> Held:
    return Held(
        duplicate.what,
        duplicate.id,
        store,
        named,
        duplicate.days,
        duplicate.stays,
        duplicate.elsewhere,
        duplicate.origin,
        certain,
    )


def _untold(copy: Copy) -> Held:
    """Return a copy of which only the place is told."""
    doubt = Unknown("nothing tells when it goes", copy.origin)
    here: Known[str | None] = Known(None, copy.origin)
    named = str(copy.location.value) if isinstance(copy.location, Known) else UNTOLD
    return Held("replica", copy.id, None, named, doubt, doubt, here, copy.origin)


def _apart(held: Held) -> bool:
    elsewhere = held.elsewhere
    return bool(held.named) or isinstance(elsewhere, Unknown) or elsewhere.value is not None


def _other(held: Held, seen: set[str]) -> bool:
    return held.store is None or held.store.id not in seen
