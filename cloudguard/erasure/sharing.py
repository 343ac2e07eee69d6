"""Whose data hangs on which key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.assets.grants import Grant, Grantee
from cloudguard.assets.keys import NOBODYS, Key, KeyUse
from cloudguard.assets.storage import Store
from cloudguard.config import Contract
from cloudguard.erasure.copies import Assets
from cloudguard.values import Known, Source, Unknown, Value


@dataclass(frozen=True, slots=True)
class Owner:
    """Under which contract data is kept, and whose it is; `told` is false where that is unknown."""

    contract: str | None
    tenant: str | None
    told: bool = True

    def __str__(self) -> str:
        """Return the owner in words."""
        named = [name for name in (self.contract, self.tenant) if name is not None]
        return ", ".join(named) if named else "no contract"


_NOBODY_KNOWS: Final = Owner(None, None, told=False)
UNTOLD_ACCOUNT: Final = "an account that is not known"


@dataclass(frozen=True, slots=True)
class Sharer:
    """What hangs on a key, or may, and is another's: a store, or the key itself.

    `who` is whoever else may use the key, under which data of theirs may lie that is not seen.
    """

    asset: Asset
    owner: Owner
    certain: bool
    who: str = ""

    @property
    def source(self) -> Source:
        """Return what says that it hangs on the key."""
        return self.asset.key.source if isinstance(self.asset, Store) else self.asset.origin


class Users:
    """The stores of an estate by the keys that protect them."""

    def __init__(self, estate: Assets) -> None:
        """Find the keys of every store."""
        self._estate = estate
        self._declared = bool(estate.contracts)
        self._owners: dict[str, Owner] = {}
        self.surely: dict[str, list[Store]] = defaultdict(list)
        """By key the stores that it surely protects."""
        # One store of each owner is enough to tell that a key is shared, and with whom.
        self._perhaps: dict[str, dict[Owner, Store]] = defaultdict(dict)
        self._blind: dict[str, dict[Owner, Store]] = defaultdict(dict)
        self._sure: dict[str, dict[Owner, Store]] = defaultdict(dict)
        for store in estate.of(Store):
            self._add(store)
        self._let_in: dict[str, dict[str, Grant]] = defaultdict(dict)
        """By key who else may use it, with what says so."""
        self._seen: frozenset[str] | None = None
        for grant in estate.of(Grant):
            self._grant(grant)

    @cached_property
    def inside(self) -> dict[str, list[Key]]:
        """Return by vault the keys that are deleted with it."""
        found: dict[str, list[Key]] = defaultdict(list)
        for key in self._estate.of(Key):
            value = key.lies_in
            for known in [value] if isinstance(value, Known) else value.among:
                for store in self._estate.find(Store, known.value) if known.value else ():
                    found[store.id].append(key)
        return found

    @cached_property
    def adrift(self) -> dict[str, list[Key]]:
        """Return by type of vault the keys of which it is not known in which they lie."""
        found: dict[str, list[Key]] = defaultdict(list)
        for key in self._estate.of(Key):
            if isinstance(key.lies_in, Unknown) and not key.lies_in.among:
                found[key.vault_type].append(key)
        return found

    @cached_property
    def tenants(self) -> bool:
        """Tell whether anything says, or may say, whose a store is."""
        return any(owner.tenant or not owner.told for owner in self._owners.values())

    def owner(self, asset: Asset) -> Owner:
        """Return under which contract an asset is kept, and whose it is."""
        if (owner := self._owners.get(asset.id)) is None:
            contract, tenant = self._estate.contract(asset), self._estate.tenant(asset)
            told = not isinstance(contract, Unknown) and not isinstance(tenant, Unknown)
            owner = self._owners[asset.id] = Owner(
                contract.id if isinstance(contract, Contract) else None,
                tenant if isinstance(tenant, str) else None,
                told,
            )
        return owner

    def owners(self, key: Key) -> dict[Owner, Store]:
        """Return whose data surely hangs on a key, with one store of each."""
        return self._sure.get(key.id, {})

    def doubtful(self, key: Key) -> Iterator[tuple[Owner, Store]]:
        """Yield whose data may hang on a key, with one store of each."""
        yield from self._perhaps.get(key.id, {}).items()
        yield from self._blind.get(key.provider, {}).items()

    def owner_of(self, key: Key) -> Owner:
        """Return the owner of a key: its own, else that of the data under it."""
        own = self.owner(key)
        if own != Owner(None, None):
            return own
        return next(iter(self.owners(key)), own)

    def sharers(self, key: Key, owner: Owner) -> Iterator[Sharer]:
        """Yield one store of everyone else whose data hangs on a key, or may; the key as well."""
        own = self.owner(key)
        if own != Owner(None, None) and (apart := self._apart(owner, own)) is not False:
            yield Sharer(key, own, certain=apart is True)
        for other, store in self._sure.get(key.id, {}).items():
            apart = self._apart(owner, other)
            if apart is not False:
                yield Sharer(store, other, certain=apart is True)
        for other, store in self.doubtful(key):
            if self._apart(owner, other) is not False:
                yield Sharer(store, other, certain=False)
        for who, grant in self._let_in.get(key.id, {}).items():
            yield Sharer(grant, _NOBODY_KNOWS, certain=False, who=who)

    def several(self, owners: Iterable[Owner]) -> bool:
        """Tell whether owners are surely more than one: by their contracts, or by who they are."""
        found = list(owners)
        contracts = {owner.contract for owner in found if self._declared} - {None}
        return len(contracts) > 1 or len({owner.tenant for owner in found} - {None}) > 1

    def _apart(self, one: Owner, other: Owner) -> bool | None:
        """Tell whether two owners are two; None where that is not known.

        What is under one contract and is nobody's own belongs to all of the contract.
        """
        if self.several((one, other)):
            return True
        if not one.told or not other.told:
            return None
        return None if self._declared and one.contract != other.contract else False

    def _add(self, store: Store) -> None:
        owner = self.owner(store)
        for key, certain in self._keys(store.key):
            if key is None:
                self._blind[store.provider].setdefault(owner, store)
            elif certain:
                self.surely[key.id].append(store)
                self._sure[key.id].setdefault(owner, store)
            else:
                self._perhaps[key.id].setdefault(owner, store)

    def _grant(self, grant: Grant) -> None:
        """Note who may use a key from outside: what is encrypted there is not in this input."""
        others = {who: None for each in grant.to if (who := self._stranger(each)) is not None}
        if not others:
            return
        names = [grant.of] if isinstance(grant.of, Known) else grant.of.among
        for name in names:
            for key in self._estate.find(Key, name.value):
                for who in others:
                    self._let_in[key.id].setdefault(who, grant)

    def _stranger(self, value: Value[Any]) -> str | None:
        """Return who is let in; None of the account itself, and of those that are seen here."""
        if isinstance(value, Unknown):
            return UNTOLD_ACCOUNT
        who = value.value
        if not isinstance(who, Grantee) or who.own or who.kind not in ("account", "everyone"):
            return None
        if self._seen is None:
            accounts = (store.account for store in self._estate.of(Store))
            self._seen = frozenset(str(a.value) for a in accounts if isinstance(a, Known))
        return None if who.kind == "account" and str(who.name) in self._seen else str(who)

    def _keys(self, value: Value[KeyUse | None]) -> Iterator[tuple[Key | None, bool]]:
        """Yield the keys that a store may have, and whether it surely has; None for any."""
        uses: list[Any] = (
            [value.value] if isinstance(value, Known) else [k.value for k in value.among]
        )
        if not uses:
            yield None, False
        for use in uses:
            if use is None:
                continue
            if not isinstance(use, KeyUse):
                yield None, False
                continue
            if use.holder in ("provider", NOBODYS):
                continue
            found = self._estate.find(Key, use.name)
            for key in found:
                yield key, len(found) == len(uses) == 1
            if not found:
                yield None, False
