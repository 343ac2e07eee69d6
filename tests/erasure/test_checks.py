"""The checks on the end of contracts: what they conclude, and what they say of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cloudguard import texts
from cloudguard.assets import Asset
from cloudguard.assets.grants import Grantee
from cloudguard.assets.keys import Key
from cloudguard.assets.storage import Duplicate, Leftover, Lock
from cloudguard.check import Check
from cloudguard.checks import contract_keys, contract_logs, contracts
from cloudguard.estate import Estate
from cloudguard.values import Known, Source
from cloudguard.verdicts import Verdict
from tests.erasure.making import (
    END,
    FAIL,
    HIDDEN,
    K1,
    K2,
    LOCKED,
    PASS,
    UNKNOWN,
    contract,
    delivery,
    duplicate,
    estate,
    grant,
    key,
    leftover,
    logs,
    replica,
    store,
    under,
)

OTHERS, NONE = {"contract": "K-2"}, {"contract": None}


def judge(check: Check, asset: Asset, whole: Estate, **settings: Any) -> Verdict:
    """Return what a check says of an asset by its own settings, unless others are given."""
    verdict = check.judge(asset, whole, **{**check.parameters, **settings})
    assert verdict is not None
    for evidence in verdict.evidence:  # whatever is said can be said in Japanese
        said = evidence.value.value if isinstance(evidence.value, Known) else None
        for text in (evidence.expected, said):
            if isinstance(text, str) and any(map(str.isspace, text)):
                assert texts.translated(text, "ja") != text
    return verdict


def said(verdict: Verdict) -> list[str]:
    """Return what the evidence shows."""
    values = (evidence.value for evidence in verdict.evidence)
    return [str(v.value) if isinstance(v, Known) else v.reason for v in values]


# Erasable by the end.


def test_what_is_late_by_every_route_fails_and_says_by_how_much() -> None:
    first = store(lock=LOCKED)
    verdict = judge(contracts.erasable_by_end, first, estate(first, key(recoverable_days=90)))
    assert verdict.outcome is FAIL
    assert said(verdict) == [
        "by deletion on 2027-04-30",
        "a lock (compliance, 30 days from the last write) until 2027-04-30",
        "by destroying its key on 2027-05-20",
        "the key key.k is gone 90 days after it is scheduled, and unusable at once",
    ]
    assert {evidence.expected for evidence in verdict.evidence} == {"gone for good by 2027-03-31"}


def test_a_locked_store_passes_by_its_key_and_says_when_to_stop() -> None:
    first = store(lock=LOCKED)
    verdict = judge(contracts.erasable_by_end, first, estate(first, key()))
    assert verdict.outcome is PASS
    assert said(verdict) == [
        "by destroying its key on 2027-03-21",
        "its key is scheduled by 2027-03-01, and its service stops before",
    ]


@pytest.mark.parametrize(
    ("routes", "outcome"),
    [
        (("delete",), FAIL),
        (("key",), PASS),
        (("delete", "key"), PASS),
        (("delete", "media"), UNKNOWN),
        (("media",), UNKNOWN),
    ],
)
def test_only_the_routes_that_a_clause_accepts_count(routes: tuple[str, ...], outcome: int) -> None:
    first = store(lock=LOCKED)
    whole = estate(first, key())
    verdict = judge(contracts.erasable_by_end, first, whole, erasure_routes=routes)
    assert verdict.outcome == outcome
    if "media" in routes:
        assert "attest that the provider disposes of the media" in said(verdict)[0]


def test_the_disposal_of_media_is_no_answer_to_what_is_not_known() -> None:
    first = store(lock=HIDDEN, key=None)
    verdict = judge(
        contracts.erasable_by_end, first, estate(first), erasure_routes=("delete", "media")
    )
    assert verdict.outcome is UNKNOWN
    assert "attest" not in "".join(said(verdict))


@pytest.mark.parametrize(
    ("changed", "outcome"), [({}, PASS), ({"lock": LOCKED}, UNKNOWN), ({"lock": HIDDEN}, UNKNOWN)]
)
def test_without_a_contract_only_what_takes_no_time_passes(
    changed: dict[str, Any], outcome: int
) -> None:
    first = store(tags=NONE, key=None, **changed)
    verdict = judge(contracts.erasable_by_end, first, estate(first))
    assert verdict.outcome == outcome
    if outcome == UNKNOWN:
        assert said(verdict)[0] == "no contract says when it must be gone"


def test_a_contract_that_cannot_be_told_is_unknown() -> None:
    first = store(tags=HIDDEN)
    assert judge(contracts.erasable_by_end, first, estate(first)).outcome is UNKNOWN
    assert judge(contracts.covered, first, estate(first)).outcome is UNKNOWN


def test_grace_counts() -> None:
    first, agreed = store(lock=LOCKED, key=None), contract(grace_days=30)
    whole = estate(first, contracts=(agreed,))
    assert judge(contracts.erasable_by_end, first, whole).outcome is PASS
    short = estate(first, contracts=(contract(grace_days=29),))
    assert judge(contracts.erasable_by_end, first, short).outcome is FAIL


def test_after_the_end_the_day_itself_counts() -> None:
    first = store()
    late = estate(first, key(), as_of=date(2027, 6, 1))
    assert judge(contracts.erasable_by_end, first, late).outcome is FAIL


def test_what_is_assumed_of_a_value_shows_in_the_evidence() -> None:
    assumed = Known(None, Source("made", assumed=True))
    first = store(lock=None)
    object.__setattr__(first, "lock", assumed)
    verdict = judge(contracts.erasable_by_end, first, estate(first))
    assert verdict.outcome is PASS
    assert any(evidence.value.source.assumed for evidence in verdict.evidence)


# Nothing left at the end.

LEFT: dict[str, tuple[Leftover, int]] = {
    "a last snapshot": (leftover("store.a", "snapshot", True, None), FAIL),
    "backups": (leftover("store.a", "backups", True, 7), FAIL),
    "backups of no days": (leftover("store.a", "backups", True, 0), PASS),
    "perhaps disks": (leftover("store.a", "disks", HIDDEN, None), UNKNOWN),
    "backups of hidden days": (leftover("store.a", "backups", True, HIDDEN), UNKNOWN),
}


@pytest.mark.parametrize(("left", "outcome"), LEFT.values(), ids=LEFT)
def test_what_a_deletion_leaves(left: Leftover, outcome: int) -> None:
    whole = estate(store(), left)
    assert judge(contracts.nothing_left_at_end, left, whole).outcome == outcome


COPIES: dict[str, tuple[Duplicate, int]] = {
    "in a store of the contract": (duplicate("store.a", "store.b"), PASS),
    "in a locked one": (duplicate("store.a", "store.locked"), FAIL),
    "in one of a later contract": (duplicate("store.a", "store.later"), FAIL),
    "in one of a later contract, for some days": (
        duplicate("store.a", "store.later", days=0),
        PASS,
    ),
    "in one of no contract": (duplicate("store.a", "store.none"), UNKNOWN),
    "in one of a hidden contract": (duplicate("store.a", "store.hidden"), UNKNOWN),
    "with its source": (duplicate("store.a", None, "version", stays=False), PASS),
    "kept by the provider": (duplicate("store.a", None, "backup"), FAIL),
    "kept by the provider for some days": (duplicate("store.a", None, "backup", days=9), FAIL),
    "kept by the provider for hidden days": (
        duplicate("store.a", None, "backup", days=HIDDEN),
        UNKNOWN,
    ),
    "perhaps kept": (duplicate("store.a", None, "backup", stays=HIDDEN), UNKNOWN),
    "in a bucket of another region that another input has": (
        duplicate("store.a", "copies", elsewhere="ap-osaka-1"),
        UNKNOWN,
    ),
    "in another account": (duplicate("store.a", "arn:far", elsewhere="222222222222"), FAIL),
    "in another account for hidden days": (
        duplicate("store.a", "arn:far", elsewhere="222222222222", days=HIDDEN),
        UNKNOWN,
    ),
    "in another input": (duplicate("store.a", "arn:far"), UNKNOWN),
    "in a hidden place": (duplicate("store.a", HIDDEN), UNKNOWN),
    "of something hidden, which may be of no contract": (duplicate(HIDDEN, "store.b"), UNKNOWN),
    "of data of a later contract": (duplicate("store.later", "store.locked"), PASS),
    "of data of no contract": (duplicate("store.none", "store.locked"), UNKNOWN),
}


@pytest.mark.parametrize(("copy", "outcome"), COPIES.values(), ids=COPIES)
def test_copies_that_stay(copy: Duplicate, outcome: int) -> None:
    locked = store("store.locked", lock=Lock("compliance", 60), key=None)
    whole = estate(
        store(),
        store("store.b"),
        locked,
        store("store.later", tags=OTHERS),
        store("store.none", tags=NONE),
        store("store.hidden", tags=HIDDEN),
        copy,
    )
    assert judge(contracts.nothing_left_at_end, copy, whole).outcome == outcome


def test_whose_the_data_is_does_not_matter_where_all_contracts_say_the_same() -> None:
    copy = duplicate(HIDDEN, "store.b")
    whole = estate(store(), store("store.b"), store("store.later", tags=OTHERS), copy)
    assert judge(contracts.nothing_left_at_end, copy, whole).outcome is PASS
    locked = store("store.b", lock=Lock("compliance", 60), key=None)
    doubtful = estate(store(), locked, store("store.later", tags=OTHERS), copy)
    assert judge(contracts.nothing_left_at_end, copy, doubtful).outcome is UNKNOWN


def test_what_only_may_exist_is_not_judged() -> None:
    copy = duplicate("store.a", None, "snapshot", possible=True)
    assert contracts.nothing_left_at_end.judge(copy, estate(store(), copy)) is None


# Keys.


@pytest.mark.parametrize(
    ("who", "outcome", "said"),
    [
        (Grantee("account", "222222222222"), UNKNOWN, "account 222222222222"),
        (Grantee("everyone"), UNKNOWN, "everyone"),
        (HIDDEN, UNKNOWN, "an account that is not known"),
        (Grantee("account", "222222222222", own=True), PASS, ""),
        (Grantee("account", "111111111111"), PASS, ""),  # what it encrypts is in this input
        (Grantee("asset", "role.r"), PASS, ""),
    ],
)
def test_whom_a_key_is_opened_to_may_have_data_under_it(who: Any, outcome: int, said: str) -> None:
    found = estate(key(), store(), grant("key.k", who), grant("key.other", Grantee("everyone")))
    shared = judge(contract_keys.keys_not_shared, found.of(Key)[0], found)
    assert shared.outcome == outcome
    assert any(said in str(evidence.value) for evidence in shared.evidence)
    assert judge(contract_keys.destroyable, found.of(Key)[0], found).outcome == outcome


@pytest.mark.parametrize(
    ("assets", "outcome"),
    [
        ([key()], PASS),
        ([key(recoverable_days=90)], FAIL),
        ([key(recoverable_days=HIDDEN)], UNKNOWN),
        ([key(imported=True)], UNKNOWN),
        ([key(), replica("key.k", "key.far")], FAIL),
        ([key(), store(), store("store.b", tags=OTHERS)], FAIL),
        ([key(), store(), store("store.b", tags=OTHERS, key=HIDDEN)], UNKNOWN),
        ([key(tags=NONE), store()], PASS),
        ([key(tags=NONE)], UNKNOWN),
        ([key(tags=NONE, purgeable=True)], PASS),
        ([key(tags=HIDDEN)], UNKNOWN),
        ([key(tags=NONE), store(), store("store.b", tags=OTHERS)], UNKNOWN),
    ],
)
def test_a_key_can_be_destroyed(assets: list[Asset], outcome: int) -> None:
    assert judge(contract_keys.destroyable, assets[0], estate(*assets)).outcome == outcome


@pytest.mark.parametrize(
    ("assets", "outcome"),
    [
        ([key()], PASS),
        ([key(), store(), store("store.b")], PASS),
        ([key(), store(), store("store.b", tags=OTHERS)], FAIL),
        ([key(tags=NONE), store(), store("store.b", tags=OTHERS)], FAIL),
        ([key(tags=OTHERS), store()], FAIL),
        ([key(), store(tags=OTHERS)], FAIL),
        ([key(), store(), store("store.b", tags=HIDDEN)], UNKNOWN),
        ([key(), store(), store("store.b", tags=OTHERS, key=HIDDEN)], UNKNOWN),
        ([key(), store(), store("store.b", key=HIDDEN)], PASS),
        ([key(), store(tags={"tenant": "A"}), store("store.b", tags={"tenant": "B"})], FAIL),
        (
            [
                key(),
                store(),
                store("store.b", tags={"tenant": "A"}),
                store("store.c", tags={"tenant": "B"}, key=HIDDEN),
            ],
            UNKNOWN,
        ),
    ],
)
def test_a_key_is_nobody_elses(assets: list[Asset], outcome: int) -> None:
    assert judge(contract_keys.keys_not_shared, assets[0], estate(*assets)).outcome == outcome


def test_without_contracts_and_tenants_nothing_is_shared() -> None:
    whole = estate(key(), store(), store("store.b"), contracts=())
    assert contract_keys.keys_not_shared.judge(whole.assets[0], whole) is None
    tenants = estate(
        key(), store(tags={"tenant": "A"}), store("store.b", tags={"tenant": "B"}), contracts=()
    )
    assert judge(contract_keys.keys_not_shared, tenants.assets[0], tenants).outcome is FAIL


# Covered; logs.


def test_every_store_belongs_to_a_contract_where_there_are_any() -> None:
    first = store(tags=NONE)
    assert judge(contracts.covered, first, estate(first)).outcome is FAIL
    assert judge(contracts.covered, store(), estate(store())).outcome is PASS
    assert contracts.covered.judge(first, estate(first, contracts=())) is None


LOG: dict[str, tuple[list[Asset], int]] = {
    "under the contract": ([logs()], FAIL),
    "of a bucket that logs reach": ([store(), delivery("trail", "store.a")], FAIL),
    "under a later contract": ([logs(tags=OTHERS, key=None)], FAIL),
    "under the key of the contract": ([logs(tags=NONE), key()], FAIL),
    "under the key of a hidden contract": ([logs(tags=NONE), key(tags=HIDDEN)], UNKNOWN),
    "of a hidden contract": ([logs(tags=HIDDEN)], UNKNOWN),
    "delivered to another that outlives it": (
        [logs(), logs("logs.b", tags=NONE, key=None), delivery("trail", "logs.a", "logs.b")],
        PASS,
    ),
    "delivered to another under its key": (
        [logs(), logs("logs.b", tags=NONE), key(), delivery("trail", "logs.a", "logs.b")],
        FAIL,
    ),
    "delivered to another, hidden": (
        [logs(), logs("logs.b", tags=HIDDEN), delivery("trail", "logs.a", "logs.b")],
        UNKNOWN,
    ),
    "copied to another that outlives it": (
        [logs(), logs("logs.b", tags=NONE, key=None), duplicate("logs.a", "logs.b", "log")],
        PASS,
    ),
    "one of two logs delivered elsewhere": (
        [
            logs(),
            logs("logs.b", tags=NONE, key=None),
            delivery("trail", "logs.a", "logs.b"),
            delivery("flow", "logs.a"),
        ],
        FAIL,
    ),
}


@pytest.mark.parametrize(("assets", "outcome"), LOG.values(), ids=LOG)
def test_logs_that_must_outlive_the_contract(assets: list[Asset], outcome: int) -> None:
    verdict = judge(contract_logs.retention_not_in_conflict, assets[0], estate(*assets))
    assert verdict.outcome == outcome


def test_the_conflict_names_both_days_and_a_way_out() -> None:
    first = logs()
    verdict = judge(contract_logs.retention_not_in_conflict, first, estate(first))
    assert said(verdict) == [
        "must be kept until 2028-03-30: 365 days from the last write",
        "everything must be gone by 2027-03-31: contract K-1",
        "deliver the logs to a store and under a key that outlive it",
    ]


def test_a_long_grace_or_a_short_time_is_no_conflict() -> None:
    first = logs()
    long = estate(first, contracts=(contract(grace_days=365),))
    assert judge(contract_logs.retention_not_in_conflict, first, long).outcome is PASS
    short = judge(
        contract_logs.retention_not_in_conflict, first, estate(first), log_retention_days=0
    )
    assert short.outcome is PASS


def test_what_holds_no_logs_or_ends_with_nothing_is_not_asked() -> None:
    check = contract_logs.retention_not_in_conflict
    assert check.judge(store(), estate(store())) is None
    free = logs(tags=NONE, key=None)
    assert check.judge(free, estate(free)) is None
    kept = logs(key=under("key.other"))
    other = estate(kept, key("key.other", tags=NONE), contracts=())
    assert check.judge(kept, other) is None


def test_the_contracts_here_are_what_the_tests_say() -> None:
    assert (K1.deadline, K2.deadline) == (END, date(2030, 3, 31))
