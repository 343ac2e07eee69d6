"""What a plan for the end of a contract is made from, and what it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cloudguard.assets import Asset
from cloudguard.assets.keys import Key
from cloudguard.assets.storage import Store
from cloudguard.config import Contract
from cloudguard.erasure.commands import Book
from cloudguard.erasure.copies import Assets, Held
from cloudguard.erasure.days import Day, Reason
from cloudguard.erasure.order import CONTRACT, NAMED, OURS, Party, Step
from cloudguard.erasure.sharing import Sharer
from cloudguard.erasure.terms import Terms
from cloudguard.erasure.ways import Erasure, Route
from cloudguard.values import Reference, Unknown
from cloudguard.verdicts import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A store of the contract: its routes, the one that the plan takes, its copies.

    `outcome` tells whether it can be gone in time; a late one that the disposal of the media may
    answer (`media`) is not known until the provider's documented disposal is attested. Logs that a
    clause wants past the deadline are kept until a day (`kept_until`). What is late by an
    `exception` that is approved stays late, and does not make the whole plan fail.
    """

    store: Store
    terms: Terms
    erasure: Erasure
    chosen: Route | None
    copies: tuple[Held, ...]
    possible: tuple[Held, ...]
    keys: tuple[Key, ...]
    outcome: Outcome
    media: bool = False
    kept_until: date | None = None
    exception: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """A key that is destroyed, or that cannot be: who else's data hangs on it.

    `schedule` is the last day to schedule its destruction, `gone` when it is gone if it is
    scheduled on `day`. A key that data is erased by is `needed`; others go when all is deleted.
    """

    key: Key
    users: tuple[Store, ...]
    others: tuple[Sharer, ...]
    needed: bool
    schedule: date | None
    day: date | None
    gone: Day | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """For how long logs must be kept, by which clauses; by which others they must be gone."""

    days: int | None
    clauses: tuple[str, ...]
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two demands on one store of logs that cannot both be met, their days and clauses.

    `kind` is `kept` (logs must be kept past the day on which they must be gone), `key` (and the
    key that they are encrypted with is to be destroyed before) or `locked` (they cannot be gone).
    `ways` are words for the ways out.
    """

    kind: str
    store: Store
    until: date
    deadline: date
    keep: tuple[str, ...]
    erase: tuple[str, ...]
    key: Key | None
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """All that there is to do and to know at the end of a contract."""

    contract: Contract
    terms: Terms
    rows: tuple[Row, ...]
    keys: tuple[KeyRow, ...]
    steps: tuple[Step, ...]
    conflicts: tuple[Conflict, ...]
    doubtful: tuple[tuple[Asset, Reason], ...]
    stop_by: date | None

    def count(self, outcome: Outcome) -> int:
        """Return how many stores can be gone in time, cannot, or may not."""
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def outcome(self) -> Outcome:
        """Tell whether everything can be gone in time."""
        late = (row for row in self.rows if row.outcome is Outcome.FAIL)
        if self.conflicts or any(not row.exception for row in late):
            return Outcome.FAIL
        unknown = self.doubtful or self.count(Outcome.UNKNOWN)
        return Outcome.UNKNOWN if unknown else Outcome.PASS


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a plan is made from: the estate, and what is derived from it."""

    estate: Assets
    contract: Contract
    terms: Terms
    terms_of: Callable[[Store], Terms]
    erased: Callable[[Store, Terms], Erasure]
    copies: Callable[[Store], tuple[Held, ...]]
    possible: Callable[[Store], tuple[Held, ...]]
    shared: Callable[[Key], Sequence[Sharer]]
    replicas: Callable[[Key], Sequence[Key]]
    named: Callable[[Asset], str | Unknown | None]
    book: Book
    keep: Callable[[Store], Keep | None]
    excepted: Callable[[Store], str] = lambda _: ""
    vaults: Mapping[str, Sequence[Key]] = field(default_factory=dict)

    @property
    def contractor(self) -> Party:
        """Return the party of the contract, ourselves where the contract names none."""
        return Party(CONTRACT, self.contract.party) if self.contract.party else Party(OURS)

    def party(self, asset: Asset) -> Party:
        """Return who acts on an asset: whom the rules name, else the party of the contract."""
        name = self.named(asset)
        if isinstance(name, str) and name != self.contract.party:
            return Party(NAMED, name)
        return self.contractor

    def covers(self, asset: Asset) -> bool:
        """Tell whether the contract surely covers an asset."""
        found = self.estate.contract(asset)
        return isinstance(found, Contract) and found.id == self.contract.id

    def keys_of(self, store: Store) -> tuple[Key, ...]:
        """Return the keys of this input that a store may be encrypted with."""
        use = store.key
        each = [use] if not isinstance(use, Unknown) else list(use.among)
        names = [known.value.name for known in each if known.value is not None]
        found = (key for name in names for key in self.estate.find(Key, name))
        return tuple({key.id: key for key in found}.values())

    def stores(self, name: object) -> Sequence[Store]:
        """Return the stores of this input that something names."""
        return self.estate.find(Store, name) if isinstance(name, str | Reference) else ()
