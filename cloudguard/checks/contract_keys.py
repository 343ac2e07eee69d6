"""The end of a contract: keys that can be destroyed, and that nobody else needs."""

from __future__ import annotations

from typing import Final

from cloudguard.assets.keys import Key
from cloudguard.check import check
from cloudguard.config import Contract
from cloudguard.erasure.routes import Ledger, Route
from cloudguard.erasure.sharing import Sharer
from cloudguard.erasure.terms import DELETE, KEY
from cloudguard.erasure.words import (
    NO_CONTRACT,
    contract_unknown,
    expected_by,
    in_time,
    too_late,
)
from cloudguard.estate import Estate
from cloudguard.values import Known, Unknown
from cloudguard.verdicts import Evidence, Outcome, Verdict

TOPIC: Final = "contract_end_deletion"
ROUTES: Final = (DELETE, KEY)


@check("keys.destroyable", topic=TOPIC, on=Key)
def destroyable(key: Key, estate: Estate) -> Verdict | None:
    """A key can be destroyed by the end of the contract, and all data under it with it.

    A key that waits, is shared, was imported or has a replica elsewhere does not end what it
    protects.
    """
    if not estate.contracts:
        return None
    ledger = estate.derived(Ledger)
    contract = _contract(key, estate, ledger)
    if isinstance(contract, Unknown):
        return contract_unknown(contract)
    terms = ledger.terms(contract, ROUTES)
    expected = expected_by(contract, terms)
    end = ledger.key(key, terms)
    outcome = end.day.by(terms.deadline)
    route = Route(KEY, end.day, end.obstacles, end.schedule, end.schedule)
    if outcome is Outcome.PASS:
        return in_time(route, key, expected, (key.recoverable_days, key.purgeable, key.imported))
    evidence = []
    if contract is None:
        evidence = [Evidence("a contract", Unknown(NO_CONTRACT, key.origin))]
        outcome = Outcome.UNKNOWN
    evidence += too_late(route, key, terms, expected, outcome)
    return Verdict(outcome, tuple(evidence))


@check("contracts.keys-not-shared", topic=TOPIC, on=Key)
def keys_not_shared(key: Key, estate: Estate) -> Verdict | None:
    """A key protects the data of one contract and of one organisation only.

    A key that others need cannot be destroyed, and so erases nothing.
    """
    users = estate.derived(Ledger).users
    if not estate.contracts and not users.tenants:
        return None
    expected = "data of one contract and one organisation"
    first = users.owner_of(key)
    found = list(users.sharers(key, first))
    mine = Known(f"data of {first}", key.origin)
    owners = users.owners(key)
    if users.several((users.owner(key), *owners)):
        theirs = (
            Evidence(expected, Known(f"data of {owner}: {s.id}", s.key.source), number)
            for number, (owner, s) in enumerate(owners.items(), 1)
        )
        own = Known(f"a key of {users.owner(key)}", key.origin)
        return Verdict(Outcome.FAIL, (Evidence(expected, own, 0), *theirs))
    doubtful = dict(users.doubtful(key))
    if not found and users.several((users.owner(key), *owners, *doubtful)):
        found = [Sharer(store, owner, certain=False) for owner, store in doubtful.items()]
    if found:
        said = "data of another may hang on it"
        doubts = (
            Evidence(expected, Unknown(f"{said}: {s.who or s.asset.id}", s.source)) for s in found
        )
        return Verdict(Outcome.UNKNOWN, tuple(doubts))
    rests = [store.key for store in users.surely.get(key.id, ()) if store.key.source.assumed]
    assumed = (Evidence(expected, value) for value in rests[:1])
    return Verdict(Outcome.PASS, (Evidence(expected, mine, 0), *assumed))


def _contract(key: Key, estate: Estate, ledger: Ledger) -> Contract | Unknown | None:
    """Return the contract of a key: its own, else the one of all data under it."""
    if (own := estate.contract(key)) is not None:
        return own
    users = ledger.users
    sure = [estate.contract(store) for store in users.owners(key).values()]
    found = {contract.id: contract for contract in sure if isinstance(contract, Contract)}
    perhaps = (estate.contract(store) for _, store in users.doubtful(key))
    alike = all(contract in (None, *found.values()) for contract in perhaps)
    if any(isinstance(contract, Unknown) for contract in sure) or len(found) != 1 or not alike:
        return None
    return next(iter(found.values()))
