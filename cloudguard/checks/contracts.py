"""The end of a contract: can its data be gone for good by the day, with every copy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, TypeAlias

from cloudguard.assets import Asset
from cloudguard.assets.storage import Duplicate, Leftover, Remains, Store
from cloudguard.check import check
from cloudguard.config import Contract
from cloudguard.erasure.copies import UNTOLD, Held
from cloudguard.erasure.days import Day, either, later, perhaps_never
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
_ACCOUNT: Final = re.compile(r"(?<!\d)\d{12}(?!\d)")
"""The number of an account: of the five providers only AWS tells one where a copy lies."""
_DISPOSAL: Final = (
    "too late for deletion and key: attest that the provider disposes of the media as documented"
)


@check("contracts.erasable-by-end", topic=TOPIC, on=Store)
def erasable_by_end(
    store: Store, estate: Estate, *, erasure_routes: tuple[str, ...] = ROUTES
) -> Verdict | None:
    """Data and all its copies can be gone for good by the end of the contract.

    What is locked, recoverable or copied beyond that day stays in hands that have no business
    with it any more.
    """
    if not estate.contracts:
        return None  # what nobody declares ends on no day; the clause says that it is missing
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
    if not estate.contracts:
        return None
    if isinstance(remains, Leftover):
        return _left(remains, estate, erasure_routes)
    if not isinstance(remains, Duplicate) or remains.possible:
        return None  # what only may exist is listed in the plan of a contract's end
    copies, sources, open_ = estate.derived(Ledger).copies.told(remains)
    if len(copies) == len(sources) == 1 and not open_:  # most are one copy of one store
        contract = estate.contract(sources[0])
        return _copied(copies[0], remains, contract, estate, erasure_routes)
    found = _by_contract(sources or (remains,), estate)
    if open_ or len(sources) > 1:  # whose data it is decides, and is not known
        found |= estate.derived(_contracts_of_data) if open_ else {}
        return _either(
            every(_copied(each, remains, contract, estate, erasure_routes) for each in copies)
            for contract in found.values()
        )
    return every(
        _copied(each, remains, contract, estate, erasure_routes)
        for contract in found.values()
        for each in copies
    )


_Agreed: TypeAlias = Contract | Unknown | None


def _by_contract(assets: Iterable[Asset], estate: Estate) -> dict[str, _Agreed]:
    """Return the contracts of assets, each once."""
    each = map(estate.contract, assets)
    return {c.id if isinstance(c, Contract) else f"{type(c).__name__}": c for c in each}


def _contracts_of_data(estate: Estate) -> dict[str, _Agreed]:
    return _by_contract(estate.of(Store), estate)


def _either(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict of one of several cases, of which nobody knows which it is."""
    found = list(verdicts)
    if len({verdict.outcome for verdict in found}) == 1:
        return found[0]
    evidence = (e for v in found if v.outcome is not Outcome.PASS for e in v.evidence)
    doubts = (
        replace(e, value=e.value if isinstance(e.value, Unknown) else _doubted(e.value))
        for e in evidence
    )
    return Verdict(Outcome.UNKNOWN, tuple(dict.fromkeys(doubts)))


def _doubted(value: Known[object]) -> Unknown:
    return Unknown(str(value.value), value.source)


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
    if held.store is not None:
        gone = _with_its_store(held, held.store, contract, terms, estate)
    elif not held.named and isinstance(held.stays, Known) and held.stays.value is False:
        gone = start  # with what it is of, which is judged itself
    elif held.named == UNTOLD or (held.named and not _abroad(held)):
        gone = perhaps_never(start)  # what holds it may end in time, and may be locked
    elif isinstance(held.stays, Known) and held.stays.value is True:
        gone = _by_itself(held, terms)
    else:
        gone = either(start, _by_itself(held, terms))
    if not held.certain:
        gone = either(start, gone)
    said = f"{named(held)}, gone {spoken(gone)}"
    return _judged(gone, said, remains, contract, terms)


def _abroad(held: Held) -> bool:
    """Tell a copy that surely lies in another account; a region alone names none."""
    elsewhere = held.elsewhere
    return isinstance(elsewhere, Known) and bool(_ACCOUNT.search(str(elsewhere.value)))


def _by_itself(held: Held, terms: Terms) -> Day:
    """Return when a copy is gone that nobody deletes."""
    return later(Day.on(terms.deletable_from), Day.on(terms.last_write).after(held.days))


def _with_its_store(
    held: Held, store: Store, contract: Contract | None, terms: Terms, estate: Estate
) -> Day:
    """Return when a copy goes with the store that holds it, if that ends with the contract."""
    ledger, ours = estate.derived(Ledger), terms
    theirs = estate.contract(store)
    ends = isinstance(theirs, Contract) and theirs.deadline <= terms.deadline
    if ends and isinstance(theirs, Contract) and theirs is not contract:
        terms = ledger.terms(theirs, tuple(terms.accepts))  # nothing is written to it after that
    gone = ledger.deletion(store, terms).day
    if DELETE not in terms.accepts or gone.by(terms.deadline) is not Outcome.PASS:
        gone = ledger.erasure(store, terms).day
    if theirs is contract or ends:
        return gone
    if isinstance(theirs, Unknown):
        return perhaps_never(Day.on(terms.deletable_from))
    both = later(gone, _by_itself(held, ours))  # nothing deletes it with this contract's end
    return both if theirs is not None else either(gone, both)


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
