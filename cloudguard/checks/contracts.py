"""The end of a contract: can its data be gone for good by the day, with every copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from cloudguard.assets.keys import Key, KeyUse
from cloudguard.assets.logs import LogDelivery
from cloudguard.assets.storage import Duplicate, Leftover, LogStore, Remains, Store
from cloudguard.check import check
from cloudguard.config import Contract
from cloudguard.erasure.copies import Held
from cloudguard.erasure.days import Day, either, later
from cloudguard.erasure.routes import Ledger
from cloudguard.erasure.terms import DELETE, KEY, MEDIA, Terms
from cloudguard.erasure.ways import named
from cloudguard.erasure.words import (
    NO_CONTRACT,
    contract_unknown,
    expected_by,
    in_time,
    spoken,
    too_late,
)
from cloudguard.estate import Estate
from cloudguard.values import Known, Unknown
from cloudguard.verdicts import Evidence, Outcome, Verdict, every

TOPIC: Final = "contract_end_deletion"
ROUTES: Final = (DELETE, KEY)
_DISPOSAL: Final = (
    "too late for deletion and key: attest that the provider disposes of the media as documented"
)


@check("contracts.erasable-by-end", topic=TOPIC, on=Store)
def erasable_by_end(
    store: Store, estate: Estate, *, erasure_routes: tuple[str, ...] = ROUTES
) -> Verdict:
    """Data and all its copies can be gone for good by the end of the contract.

    What is locked, recoverable or copied beyond that day stays in hands that have no business
    with it any more.
    """
    contract = estate.contract(store)
    if isinstance(contract, Unknown):
        return contract_unknown(contract)
    ledger = estate.derived(Ledger)
    terms = ledger.terms(contract, erasure_routes)
    expected = expected_by(contract, terms)
    if DELETE in terms.accepts:  # the key is asked for where deletion alone is too late
        deletion = ledger.deletion(store, terms)
        if deletion.day.by(terms.deadline) is Outcome.PASS:
            rests = (store.lock, store.recoverable_days, store.purgeable)
            return in_time(deletion, store, expected, rests)
    found = ledger.erasure(store, terms)
    outcome = found.day.by(terms.deadline)
    routes = [route for route in found.routes if route.way in terms.accepts]
    if outcome is Outcome.PASS:
        route = next(r for r in routes if r.day.by(terms.deadline) is Outcome.PASS)
        return in_time(route, store, expected, (store.key, store.encrypted))
    evidence = []
    if contract is None:
        evidence = [Evidence("a contract", Unknown(NO_CONTRACT, store.origin))]
        outcome = Outcome.UNKNOWN
    elif outcome is Outcome.FAIL and MEDIA in erasure_routes:
        evidence = [Evidence(expected, Unknown(_DISPOSAL, store.origin))]
        outcome = Outcome.UNKNOWN
    for route in routes:
        evidence += too_late(route, store, terms, expected, outcome)
    return Verdict(outcome, tuple(evidence))


@check("contracts.nothing-left-at-end", topic=TOPIC, on=Remains)
def nothing_left_at_end(
    remains: Remains, estate: Estate, *, erasure_routes: tuple[str, ...] = ROUTES
) -> Verdict | None:
    """Nothing stays past the end of the contract when its stores are deleted.

    A last snapshot, a retained backup or a copy in another account is forgotten soonest, and
    holds the same data.
    """
    if isinstance(remains, Leftover):
        return _left(remains, estate, erasure_routes)
    if not isinstance(remains, Duplicate) or remains.possible:
        return None  # what only may exist is listed in the plan of a contract's end
    copies, stores = estate.derived(Ledger).copies.told(remains)
    found = {}  # by contract: many stores may have the same
    for store in stores or (None,):
        contract = estate.contract(remains if store is None else store)
        found[contract.id if isinstance(contract, Contract) else repr(contract)] = contract
    return every(
        _copied(each, remains, contract, estate, erasure_routes)
        for contract in found.values()
        for each in copies
    )


def _left(left: Leftover, estate: Estate, accepts: tuple[str, ...]) -> Verdict:
    """Judge what a resource leaves behind by its settings when it is deleted."""
    contract = estate.contract(left)
    if isinstance(contract, Unknown):
        return contract_unknown(contract)
    terms = estate.derived(Ledger).terms(contract, accepts)
    start = Day.on(terms.deletable_from)
    gone = start.after(left.days)
    if not (isinstance(left.stays, Known) and left.stays.value is True):
        gone = either(start, gone)
    said = f"its deletion leaves behind: {left.what}, gone by itself {spoken(gone)}"
    return _judged(gone, said, left, contract, terms)


def _copied(
    held: Held,
    remains: Duplicate,
    contract: Contract | Unknown | None,
    estate: Estate,
    accepts: tuple[str, ...],
) -> Verdict:
    """Judge a copy by where it lies, and by when it goes."""
    if isinstance(contract, Unknown):
        return contract_unknown(contract)
    terms = estate.derived(Ledger).terms(contract, accepts)
    start = Day.on(terms.deletable_from)
    itself = later(start, Day.on(terms.last_write).after(held.days))
    gone = itself
    if held.store is not None:
        gone = _with_its_store(held.store, itself, contract, terms, estate)
    elif not held.named and isinstance(held.stays, Known) and held.stays.value is False:
        gone = start  # with what it is of, which is judged itself
    elif not (isinstance(held.stays, Known) and held.stays.value is True) or not (
        isinstance(held.elsewhere, Known) and (held.elsewhere.value or not held.named)
    ):
        gone = either(start, itself)  # a store of another input may hold it, and end in time
    if not held.certain:
        gone = either(start, gone)
    said = f"{named(held)}, gone {spoken(gone)}"
    return _judged(gone, said, remains, contract, terms)


def _with_its_store(
    store: Store, itself: Day, contract: Contract | None, terms: Terms, estate: Estate
) -> Day:
    """Return when a copy goes with the store that holds it, if that ends with the contract."""
    theirs = estate.contract(store)
    ledger = estate.derived(Ledger)
    theirs = estate.contract(store)
    ends = isinstance(theirs, Contract) and theirs.deadline <= terms.deadline
    if ends and isinstance(theirs, Contract) and theirs is not contract:
        terms = ledger.terms(theirs, tuple(terms.accepts))  # nothing is written to it after that
    gone = ledger.deletion(store, terms).day
    if DELETE not in terms.accepts or gone.by(terms.deadline) is not Outcome.PASS:
        gone = ledger.erasure(store, terms).day
    if theirs is contract or ends:
        return gone
    if isinstance(theirs, Contract):
        return later(gone, itself)  # nothing deletes it with this contract's end
    return either(gone, itself)


def _judged(
    gone: Day, said: str, remains: Remains, contract: Contract | None, terms: Terms
) -> Verdict:
    outcome = gone.by(terms.deadline)
    expected = expected_by(contract, terms)
    if outcome is Outcome.PASS:
        return Verdict(outcome, (Evidence(expected, Known(said, remains.origin), 0),))
    if contract is None:
        told = Unknown(NO_CONTRACT, remains.origin)
        more = Evidence(expected, Unknown(said, remains.origin))
        return Verdict(Outcome.UNKNOWN, (Evidence("a contract", told), more))
    if outcome is Outcome.UNKNOWN:
        why = (
            Evidence(expected, Unknown(r.text, r.source or remains.origin)) for r in gone.because
        )
        return Verdict(outcome, (Evidence(expected, Unknown(said, remains.origin)), *why))
    return Verdict(outcome, (Evidence(expected, Known(said, remains.origin), 0),))


@check("contracts.retention-not-in-conflict", topic=TOPIC, on=Store)
def retention_not_in_conflict(
    store: Store, estate: Estate, *, log_retention_days: int = 365
) -> Verdict | None:
    """Logs that must be kept past the end of a contract are not erased with it.

    Two duties meet there: to keep the logs, and to keep nothing of the contract. A copy of the
    logs in a store, and under a key, that outlives the contract keeps both.
    """
    logs = estate.derived(_logs)
    if not isinstance(store, LogStore) and store.id not in logs:
        return None
    found = []
    for what, contract in _ends(store, estate):
        if isinstance(contract, Unknown):
            found.append(contract_unknown(contract))
        else:
            found.append(_conflict(store, what, contract, estate, log_retention_days))
    return every(found) if found else None


def _ends(store: Store, estate: Estate) -> Iterator[tuple[str, Contract | Unknown]]:
    """Yield the contracts with which a store ends: its own, and those of its key."""
    own = estate.contract(store)
    if own is not None:
        yield "", own
    uses = [store.key] if isinstance(store.key, Known) else list(store.key.among)
    for use in uses:
        if not isinstance(use.value, KeyUse):
            continue
        for key in estate.find(Key, use.value.name):
            theirs = estate.contract(key)
            if theirs is not None and theirs != own:
                yield key.id, theirs


def _conflict(store: Store, key: str, contract: Contract, estate: Estate, days: int) -> Verdict:
    last = contract.last_write or contract.end
    until = _after(last, days)
    expected = f"logs kept until {until} ({days} days), though the contract ends them"
    kept = Known(f"must be kept until {until}: {days} days from the last write", store.origin)
    if until <= contract.deadline:
        return Verdict(Outcome.PASS, (Evidence(expected, kept, 0),))
    what = f"its key {key} is destroyed" if key else "everything must be gone"
    ends = Known(f"{what} by {contract.deadline}: contract {contract.id}", contract.origin)
    others = _others(store, estate, until)
    sure = Evidence(expected, kept, 0), Evidence(expected, ends, 1)
    if others is None:
        ways = Known("deliver the logs to a store and under a key that outlive it", store.origin)
        return Verdict(Outcome.FAIL, (*sure, Evidence(expected, ways, 2)))
    name, certain = others
    if certain:
        outlives = Known(f"a copy outlives the contract in {name}", store.origin)
        return Verdict(Outcome.PASS, (*sure, Evidence(expected, outlives, 2)))
    doubt = Unknown(f"whether a copy outlives the contract in {name} is not known", store.origin)
    return Verdict(Outcome.UNKNOWN, (Evidence(expected, doubt), *sure))


def _others(store: Store, estate: Estate, until: date) -> tuple[str, bool] | None:
    """Return another place where the logs of a store are kept long enough, and whether surely."""
    best: tuple[str, bool] | None = None
    copies = [each.store for each in estate.derived(Ledger).copies.of(store) if each.store]
    stores = {each.id: each for each in copies}
    for group in estate.derived(_logs).get(store.id, ()):
        beside = {each.id: each for each in group if each.id != store.id}
        if not beside and not copies:
            return None  # this log has no second place
        stores |= beside
    for id_, other in stores.items():
        outlives = _outlives(other, estate, until)
        if outlives:
            return id_, True
        if outlives is None:
            best = id_, False
    return best


def _outlives(store: Store, estate: Estate, until: date) -> bool | None:
    """Tell whether a store and its key outlive a day, as far as contracts go."""
    ends = [contract for _, contract in _ends(store, estate)]
    if any(isinstance(c, Contract) and c.deadline < until for c in ends):
        return False
    return None if any(isinstance(c, Unknown) for c in ends) else True


def _logs(estate: Estate) -> dict[str, list[tuple[Store, ...]]]:
    """Return by store the deliveries that reach it, each with all stores that it reaches."""
    found: dict[str, list[tuple[Store, ...]]] = defaultdict(list)
    for delivery in estate.of(LogDelivery):
        stores = tuple(
            store
            for value in delivery.destinations
            for known in ([value] if isinstance(value, Known) else value.among)
            if known.value is not None
            for store in estate.find(Store, known.value)
        )
        for store in stores:
            found[store.id].append(stores)
    return found


def _after(day: date, days: int) -> date:
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max


@check("contracts.covered", topic=TOPIC, on=Store)
def covered(store: Store, estate: Estate) -> Verdict | None:
    """Every store belongs to a contract, so that its end is known.

    What nobody assigned to a contract is what stays when all contracts have ended.
    """
    if not estate.contracts:
        return None
    contract = estate.contract(store)
    if isinstance(contract, Unknown):
        return contract_unknown(contract)
    if contract is None:
        return Verdict(Outcome.FAIL, (Evidence("a contract", Known(None, store.origin)),))
    return Verdict(Outcome.PASS, (Evidence("a contract", Known(contract.id, store.origin)),))
