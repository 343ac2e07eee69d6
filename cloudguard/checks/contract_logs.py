"""The end of a contract and its logs: what must be kept is not erased."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from cloudguard.assets.keys import Key, KeyUse
from cloudguard.assets.logs import LogDelivery
from cloudguard.assets.storage import LogStore, ObjectStore, Store
from cloudguard.check import check
from cloudguard.config import Contract
from cloudguard.erasure.routes import Ledger
from cloudguard.erasure.words import contract_unknown
from cloudguard.estate import Estate
from cloudguard.values import Known, Unknown
from cloudguard.verdicts import Evidence, Outcome, Verdict, every

TOPIC: Final = "contract_end_deletion"
_ANY_KEY: Final = "its key is not known, and may end with a contract"
_LOGS_TOO: Final = "logs may be delivered to it: where one goes is not known"


@check("contracts.retention-not-in-conflict", topic=TOPIC, on=Store)
def retention_not_in_conflict(
    store: Store, estate: Estate, *, log_retention_days: int = 365
) -> Verdict | None:
    """Logs that must be kept past the end of a contract are not erased with it.

    Two duties meet there: to keep the logs, and to keep nothing of the contract. A copy of the
    logs in a store, and under a key, that outlives the contract keeps both.
    """
    logs = estate.derived(_Logs)
    surely = isinstance(store, LogStore) or store.id in logs.reaching
    if not surely and not (isinstance(store, ObjectStore) and store.provider in logs.open):
        return None
    found = []
    for key, contract in _ends(store, estate):
        if isinstance(contract, Unknown):
            found.append(contract_unknown(contract))
        else:
            found.append(_conflict(store, key, contract, estate, log_retention_days))
    if not found:
        return None
    verdict = every(found)
    if surely or verdict.outcome is not Outcome.FAIL:
        return verdict
    doubt = Evidence("a store of logs", Unknown(_LOGS_TOO, store.origin))
    return Verdict(Outcome.UNKNOWN, (doubt, *verdict.evidence))


def _ends(store: Store, estate: Estate) -> Iterator[tuple[str, Contract | Unknown]]:
    """Yield the contracts with which a store ends: its own, and those of its key."""
    own = estate.contract(store)
    if own is not None:
        yield "", own
    value = store.key
    uses = [value] if isinstance(value, Known) else list(value.among)
    for use in uses:
        if use.value is None or (isinstance(use.value, KeyUse) and use.value.holder == "provider"):
            continue
        keys = estate.find(Key, use.value.name) if isinstance(use.value, KeyUse) else ()
        others = [(key.id, c) for key in keys if (c := estate.contract(key)) not in (None, own)]
        if len(uses) == 1 and len(keys) == 1:
            yield from others
        elif others or (not keys and _keys_end(store, estate, own)):
            yield "", Unknown(_ANY_KEY, value.source)
    if not uses and _keys_end(store, estate, own):
        yield "", Unknown(_ANY_KEY, value.source)


def _keys_end(store: Store, estate: Estate, own: Contract | Unknown | None) -> bool:
    """Tell whether there is a key that ends with another contract than a store does."""
    ends = estate.derived(_key_ends).get(store.provider, {})
    return any(contract != own for contract in ends.values())


def _key_ends(estate: Estate) -> dict[str, dict[str, Contract | Unknown]]:
    """Return by provider the contracts of its keys, each once."""
    found: dict[str, dict[str, Contract | Unknown]] = {}
    for key in estate.of(Key):
        contract = estate.contract(key)
        if contract is not None:
            name = contract.id if isinstance(contract, Contract) else ""
            found.setdefault(key.provider, {})[name] = contract
    return found


def _conflict(store: Store, key: str, contract: Contract, estate: Estate, days: int) -> Verdict:
    last = contract.last_write or contract.end
    until = _after(last, days)
    expected = f"logs kept until {until} ({days} days), though the contract ends them"
    kept = Known(f"must be kept until {until}: {days} days from the last write", store.origin)
    if until <= contract.deadline:
        return Verdict(Outcome.PASS, (Evidence(expected, kept, 0),))
    what = f"its key {key} is destroyed" if key else "everything must be gone"
    ends = Known(f"{what} by {contract.deadline}: contract {contract.id}", contract.origin)
    name, outlives = _others(store, estate, until)
    sure = Evidence(expected, kept, 0), Evidence(expected, ends, 1)
    if outlives is False:
        ways = Known("deliver the logs to a store and under a key that outlive it", store.origin)
        return Verdict(Outcome.FAIL, (*sure, Evidence(expected, ways, 2)))
    if outlives:
        other = Known(f"a copy outlives the contract in {name}", store.origin)
        return Verdict(Outcome.PASS, (*sure, Evidence(expected, other, 2)))
    doubt = Unknown(f"whether a copy outlives the contract in {name} is not known", store.origin)
    return Verdict(Outcome.UNKNOWN, (Evidence(expected, doubt), *sure))


def _others(store: Store, estate: Estate, until: date) -> tuple[str, bool | None]:
    """Tell whether the logs of a store are kept long enough elsewhere, and where.

    Each of the logs must be: one that is delivered here alone is lost.
    """
    ledger = estate.derived(Ledger)
    copies = [(held.store, held.certain) for held in ledger.copies.of(store)]
    best = _best(copies, estate, until)
    if best[1] is True:
        return best
    if ledger.copies.open.get(store.provider):
        best = (best[0] or "another store", None)  # what is copied there is not known
    logs = estate.derived(_Logs)
    ways = logs.reaching.get(store.id, ())
    if not ways and store.provider in logs.open:
        best = (best[0] or "another store", None)  # a log may go here, and elsewhere as well
    each = [_best([(s, True) for s in way.stores if s is not store], estate, until) for way in ways]
    each = [
        (name or "another store", None) if found is False and way.open else (name, found)
        for (name, found), way in zip(each, ways, strict=True)
    ]
    if not each or any(found is False for _, found in each):
        return best
    return next((one for one in each if one[1] is None), each[0])


def _best(
    stores: list[tuple[Store | None, bool]], estate: Estate, until: date
) -> tuple[str, bool | None]:
    """Return the store that outlives a day most surely."""
    best: tuple[str, bool | None] = "", False
    for store, certain in stores:
        outlives = None if store is None else _outlives(store, estate, until)
        name = "a place that is not in this input" if store is None else store.id
        if outlives and certain:
            return name, True
        if outlives is not False:
            best = name, None
    return best


def _outlives(store: Store, estate: Estate, until: date) -> bool | None:
    """Tell whether a store and its key outlive a day, as far as contracts go."""
    ends = [contract for _, contract in _ends(store, estate)]
    if any(isinstance(c, Contract) and c.deadline < until for c in ends):
        return False
    return None if any(isinstance(c, Unknown) for c in ends) else True


@dataclass(frozen=True, slots=True)
class _Way:
    """The delivery of one log: the stores that it reaches; `open` where it may reach more."""

    stores: tuple[Store, ...]
    open: bool


@dataclass(slots=True)
class _Logs:
    """By store the deliveries that reach it; `open` has the providers of which one goes anywhere.

    A store that is only named, by a name that nothing here bears, is taken for one of another
    input, as central stores of logs are, unless something here has a name that is not known.
    """

    reaching: dict[str, list[_Way]] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)

    def __init__(self, estate: Estate) -> None:
        self.reaching, self.open = {}, set()
        nameless = {store.provider for store in estate.of(ObjectStore) if not store.names}
        for delivery in estate.of(LogDelivery):
            stores: dict[str, Store] = {}
            more = False
            for value in delivery.destinations:
                names = [value] if isinstance(value, Known) else list(value.among)
                found = [estate.find(Store, k.value) for k in names if k.value is not None]
                stores |= {store.id: store for each in found for store in each}
                more = more or isinstance(value, Unknown) or not all(found)
                if not names or (delivery.provider in nameless and not all(found)):
                    self.open.add(delivery.provider)
            way = _Way(tuple(stores.values()), more)
            for id_ in stores:
                self.reaching.setdefault(id_, []).append(way)


def _after(day: date, days: int) -> date:
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max
