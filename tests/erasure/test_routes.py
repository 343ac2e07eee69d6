"""Each obstacle on the way to erasure, and the day until which it stands."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from cloudguard.assets import Asset
from cloudguard.assets.keys import KeyUse
from cloudguard.assets.storage import Lock, Store
from cloudguard.erasure.copies import MANY, Copies
from cloudguard.erasure.routes import Erasure, Route, by_deletion, erasure
from cloudguard.erasure.terms import Terms
from cloudguard.values import Known, Reference, Source, Unknown, Value
from tests.erasure.making import (
    AS_OF,
    END,
    FAIL,
    HIDDEN,
    K1,
    LOCKED,
    PASS,
    UNKNOWN,
    contract,
    duplicate,
    estate,
    hold,
    key,
    leftover,
    replica,
    store,
    under,
)

TERMS = Terms(AS_OF, END, date(2027, 2, 19), END)


def among(*values: Any) -> Value[Any]:
    """Return a value that is one of these."""
    return Unknown("either", Source("made"), tuple(Known(v, Source("made")) for v in values))


def ends(route: Route) -> tuple[str, str | None]:
    day = route.day
    early = "never" if day.earliest == date.max else str(day.earliest)
    return early, None if day.latest is None else str(day.latest)


def kinds(route: Route) -> list[str]:
    return [obstacle.kind for obstacle in route.obstacles]


def way(found: Erasure, name: str) -> Route:
    return next(route for route in found.routes if route.way == name)


D = str(END)
LATE = "2027-04-30"
DELETIONS: dict[str, tuple[dict[str, Any], tuple[str, str | None], list[str]]] = {
    "free": ({}, (D, D), []),
    "compliance": ({"lock": LOCKED}, (LATE, LATE), ["lock"]),
    "governance": ({"lock": Lock("governance", 30)}, (D, D), ["lock"]),
    "governance without end": ({"lock": Lock("governance", None)}, (D, D), ["lock"]),
    "lock without end": ({"lock": Lock("compliance", None)}, ("never", None), ["lock"]),
    "lock of no days": ({"lock": Lock("compliance", 0)}, (D, D), []),
    "lock of seven years": (
        {"lock": Lock("compliance", 2557)},
        ("2034-03-31", "2034-03-31"),
        ["lock"],
    ),
    "lock beyond the calendar": ({"lock": Lock("compliance", 10**8)}, ("never", None), ["lock"]),
    "lock in its grace": ({"lock": Lock("compliance", 30, 365)}, (D, LATE), ["lock"]),
    "lock after its grace": ({"lock": Lock("compliance", 30, 14)}, (LATE, LATE), ["lock"]),
    "lock of a kind that nobody knows": ({"lock": Lock("worm", 30)}, (D, LATE), ["lock"]),
    "lock hidden": ({"lock": HIDDEN}, (D, None), ["unknown"]),
    "lock a reference": ({"lock": Reference("a.b")}, (D, None), ["unknown"]),
    "either lock": ({"lock": among(None, LOCKED)}, (D, LATE), ["lock"]),
    "either lock, late both": (
        {"lock": among(LOCKED, Lock("compliance", 60))},
        (LATE, "2027-05-30"),
        ["lock"],
    ),
    "either of no matter": ({"lock": among(None, Lock("governance", 9))}, (D, D), []),
    "protected": ({"deletion_protected": True}, (D, D), ["deletion-protection"]),
    "protection hidden": ({"deletion_protected": HIDDEN}, (D, D), []),
    "soft delete": ({"recoverable_days": 7}, ("2027-04-07", "2027-04-07"), ["purge-protection"]),
    "soft delete, purgeable": (
        {"recoverable_days": 7, "purgeable": True}, (D, D), ["soft-delete"]
    ),
    "soft delete, purge hidden": (
        {"recoverable_days": 7, "purgeable": HIDDEN}, (D, "2027-04-07"), ["soft-delete"]
    ),
    "soft delete hidden": ({"recoverable_days": HIDDEN}, (D, None), ["unknown"]),
    "soft delete hidden, purgeable": (
        {"recoverable_days": HIDDEN, "purgeable": True}, (D, D), ["soft-delete"]
    ),
    "soft delete for ever": (
        {"recoverable_days": None}, ("never", None), ["purge-protection"]
    ),
    "soft delete until purged": (
        {"recoverable_days": None, "purgeable": True}, (D, D), ["soft-delete"]
    ),
    "either soft delete": (
        {"recoverable_days": among(0, 7)}, (D, "2027-04-07"), ["soft-delete"]
    ),
    "soft delete after a lock": (
        {"lock": LOCKED, "recoverable_days": 7},
        ("2027-05-07", "2027-05-07"),
        ["lock", "purge-protection"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "day", "found"), DELETIONS.values(), ids=DELETIONS)
def test_deletion(changed: dict[str, Any], day: tuple[str, str | None], found: list[str]) -> None:
    route = by_deletion(store(**changed), TERMS)
    assert (ends(route), kinds(route)) == (day, found)


HOLDS: dict[str, tuple[dict[str, Any], tuple[str, str | None], list[str]]] = {
    "legal": ({"what": "legal-hold"}, ("never", None), ["hold"]),
    "legal, lifted": ({"what": "legal-hold", "lifts": True}, (D, D), ["hold"]),
    "none": ({"what": "legal-hold", "holds": False}, (D, D), []),
    "prevent_destroy": ({"what": "prevent-destroy", "lifts": True}, (D, D), ["prevent-destroy"]),
    "of single objects": ({"what": "object-lock", "holds": HIDDEN}, (D, None), ["unknown"]),
    "a rule": ({"what": "retention", "days": 14}, ("2027-04-14", "2027-04-14"), ["retention"]),
    "perhaps a rule": (
        {"what": "retention", "days": 14, "holds": HIDDEN}, (D, "2027-04-14"), ["unknown"]
    ),
    "a rule of hidden days": ({"what": "retention", "days": HIDDEN}, (D, None), ["retention"]),
    "a rule of no days": ({"what": "retention", "days": 0}, (D, D), []),
}  # fmt: skip


@pytest.mark.parametrize(("said", "day", "found"), HOLDS.values(), ids=HOLDS)
def test_holds(said: dict[str, Any], day: tuple[str, str | None], found: list[str]) -> None:
    route = by_deletion(store(), TERMS, [hold("store.a", said.pop("what"), **said)])
    assert (ends(route), kinds(route)) == (day, found)


def test_what_is_left_behind_is_a_step_that_costs_no_time() -> None:
    left = [leftover("store.a", "snapshot", True, None), leftover("store.a", "disks", HIDDEN, 3)]
    route = by_deletion(store(), TERMS, (), left)
    assert (ends(route), kinds(route)) == ((D, D), ["left-behind", "left-behind"])
    assert all(obstacle.lifts for obstacle in route.obstacles)


@pytest.mark.parametrize(
    ("as_of", "last_write", "day"),
    [
        (AS_OF, END, LATE),
        (AS_OF, date(2027, 3, 1), "2027-03-31"),
        (AS_OF, date(2026, 1, 1), str(AS_OF)),
        (date(2027, 4, 10), END, LATE),
        (date(2027, 6, 1), END, "2027-06-01"),
    ],
)
def test_locks_run_from_the_last_write_and_nothing_goes_before_today(
    as_of: date, last_write: date, day: str
) -> None:
    route = by_deletion(store(lock=LOCKED), Terms(as_of, last_write, END, END))
    assert ends(route) == (day, day)


IN_TIME = "2027-03-21"


def keyed(asked: Store, *others: Asset) -> Route:
    """Return the key's route of a store among others."""
    return way(erasure(asked, estate(asked, *others)), "key")


@pytest.mark.parametrize(
    ("assets", "day", "kind"),
    [
        ([store(), key()], (IN_TIME, IN_TIME), "key-window"),
        ([store(), key(recoverable_days=7)], ("2027-02-26", "2027-02-26"), "key-window"),
        ([store(), key(purgeable=True)], ("2027-02-19", "2027-02-19"), None),
        ([store(), key(purgeable=HIDDEN)], ("2027-02-19", IN_TIME), "key-window"),
        ([store(), key(recoverable_days=None)], ("never", None), "key-window"),
        ([store(), key(recoverable_days=HIDDEN)], ("2027-02-19", None), "key-window"),
        ([store(), key(imported=True)], ("2027-03-21", None), "key-imported"),
        ([store(), key(imported=HIDDEN)], ("2027-03-21", None), "key-imported"),
        ([store(), key(deletion_protected=True)], (IN_TIME, IN_TIME), "deletion-protection"),
        ([store(encrypted=False), key()], ("never", None), "not-encrypted"),
        ([store(encrypted=HIDDEN), key()], ("2027-03-21", None), "not-encrypted"),
        ([store(key=None), key()], ("never", None), "provider-key"),
        ([store(key=KeyUse("alias/aws/s3", "provider")), key()], ("never", None), "provider-key"),
        ([store(key=HIDDEN), key()], ("2027-02-19", None), "unknown"),
        ([store(key=KeyUse("arn:other", "customer")), key()], ("2027-02-19", None), "unknown"),
        ([store(key=KeyUse("arn:other", "unknown")), key()], ("2027-02-19", None), "unknown"),
        ([store(key=among(under("key.k"), None)), key()], (IN_TIME, None), "unknown"),
        ([store(), key(), replica("key.k", "key.elsewhere")], ("never", None), "key-elsewhere"),
        (
            [store(), key(), replica("key.k", "key.r"), key("key.r", recoverable_days=7)],
            ("2027-03-28", "2027-03-28"),
            "key-elsewhere",
        ),
        (
            [store(), key(), replica("?", "key.r"), key("key.r")],
            ("2027-03-21", None),
            "key-elsewhere",
        ),
        (
            [
                store(key=under("key.r")),
                key("key.r", recoverable_days=7),
                replica("key.k", "key.r"),
                key(),
            ],
            ("2027-03-28", "2027-03-28"),
            "key-elsewhere",
        ),
        ([store(), key(), hold("key.k", "prevent-destroy", lifts=True)], (IN_TIME, IN_TIME), None),
    ],
)
def test_the_key(assets: list[Any], day: tuple[str, str | None], kind: str | None) -> None:
    route = keyed(*assets)
    assert ends(route) == day
    assert kind is None or kind in kinds(route)


def test_a_key_is_scheduled_a_window_before_the_deadline_and_service_stops_then() -> None:
    route = keyed(store(), key())
    assert (route.schedule, route.stop) == (date(2027, 3, 1), date(2027, 3, 1))
    with_replica = keyed(store(), key(), replica("key.k", "key.r"), key("key.r"))
    assert with_replica.schedule == date(2027, 1, 30)
    assert keyed(store(), key(recoverable_days=HIDDEN)).schedule is None
    assert keyed(store(key=None), key()).schedule is None


OTHERS = {"contract": "K-2"}
NONE = {"contract": None}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (store("store.b"), PASS),
        (store("store.b", tags=OTHERS), FAIL),
        (store("store.b", tags=OTHERS, key=None), PASS),
        (store("store.b", tags=OTHERS, key=under("key.other")), UNKNOWN),
        (store("store.b", tags=OTHERS, key=HIDDEN), UNKNOWN),
        (store("store.b", tags=OTHERS, key=among(under("key.k"), None)), UNKNOWN),
        (store("store.b", tags=NONE), UNKNOWN),
        (store("store.b", tags=HIDDEN), UNKNOWN),
        (store("store.b", key=HIDDEN), PASS),
        (store("store.b", tags={"tenant": "B"}), PASS),
        (key("key.other"), PASS),
    ],
)
def test_a_key_that_protects_data_of_another_erases_nothing(other: Asset, expected: int) -> None:
    assert keyed(store(), key(), other).day.by(END) is expected


def test_a_key_of_two_tenants_erases_nothing() -> None:
    ours, theirs = store(tags={"tenant": "A"}), store("store.b", tags={"tenant": "B"})
    route = keyed(ours, key(), theirs)
    assert (route.day.by(END), "key-shared" in kinds(route)) == (FAIL, True)


def test_a_key_of_another_contract_is_not_ours_to_destroy() -> None:
    assert keyed(store(), key(tags=OTHERS)).day.by(END) is FAIL
    assert keyed(store(), key(tags=NONE)).day.by(END) is PASS
    assert keyed(store(), key(tags=HIDDEN)).day.by(END) is UNKNOWN


B, COPY = store("store.b"), duplicate("store.a", "store.b")
COPIES: dict[str, tuple[list[Asset], int, int]] = {
    "in a store": ([B, COPY], PASS, PASS),
    "locked, same key": ([store("store.b", lock=LOCKED), COPY], FAIL, PASS),
    "another key": ([store("store.b", key=None), COPY], PASS, PASS),
    "locked, another key": ([store("store.b", key=None, lock=LOCKED), COPY], FAIL, FAIL),
    "locked, hidden key": ([store("store.b", key=HIDDEN, lock=LOCKED), COPY], FAIL, UNKNOWN),
    "hidden lock": ([store("store.b", lock=HIDDEN), COPY], UNKNOWN, PASS),
    "of a copy": (
        [B, COPY, store("store.c", lock=LOCKED), duplicate("store.b", "store.c", "backup")],
        FAIL,
        PASS,
    ),
    "in a ring": ([B, COPY, duplicate("store.b", "store.a", "backup")], PASS, PASS),
    "in itself": ([duplicate("store.a", "store.a", "version")], PASS, PASS),
    "with its source": ([duplicate("store.a", None, "version", stays=False)], PASS, PASS),
    "kept by the provider": ([duplicate("store.a", None, "backup")], UNKNOWN, PASS),
    "kept for some days": ([duplicate("store.a", None, "backup", days=35)], UNKNOWN, PASS),
    "kept elsewhere": (
        [duplicate("store.a", None, "backup", elsewhere="222222222222")],
        UNKNOWN,
        UNKNOWN,
    ),
    "not in this input": ([duplicate("store.a", "arn:aws:s3:::far")], UNKNOWN, UNKNOWN),
    "in either": (
        [B, store("store.c", lock=LOCKED), duplicate("store.a", among("store.b", "store.c"))],
        UNKNOWN,
        PASS,
    ),
    "hidden place": ([duplicate("store.a", HIDDEN)], UNKNOWN, UNKNOWN),
    "perhaps of this": ([store("store.b", lock=LOCKED), duplicate(HIDDEN, "store.b")], UNKNOWN, 1),
    "perhaps of this, gone in time": ([B, duplicate(HIDDEN, "store.b")], PASS, PASS),
    "perhaps of this, with a copy of its own": (
        [
            B,
            duplicate(HIDDEN, "store.b"),
            store("store.c", lock=LOCKED, key=None),
            duplicate("store.b", "store.c"),
        ],
        UNKNOWN,
        UNKNOWN,
    ),
    "in a ring beside it": (
        [
            B,
            COPY,
            store("store.c"),
            duplicate("store.b", "store.c"),
            duplicate("store.c", "store.b"),
        ],
        PASS,
        PASS,
    ),
    "of something that has no name here": (
        [store("store.b", lock=LOCKED), duplicate("arn:far", "store.b")],
        UNKNOWN,
        PASS,
    ),
    "of another": (
        [store("store.b", lock=LOCKED), store("store.c"), duplicate("store.c", "store.b")],
        PASS,
        PASS,
    ),
    "only possible": ([duplicate("store.a", None, "snapshot", possible=True)], PASS, PASS),
    "told by its place alone": ([replica("store.a")], UNKNOWN, UNKNOWN),
    "told by its place and more": ([B, COPY, replica("store.a")], PASS, PASS),
}


@pytest.mark.parametrize(("assets", "deleted", "keyed_"), COPIES.values(), ids=COPIES)
def test_copies_must_be_gone_as_well(assets: list[Asset], deleted: int, keyed_: int) -> None:
    first = store()
    found = erasure(first, estate(first, key(), *assets))
    assert way(found, "delete").day.by(END) == deleted
    assert way(found, "key").day.by(END) == keyed_


def test_the_graph_of_copies_goes_on_and_ends() -> None:
    first, more = store(), [B, store("store.c")]
    sides = [
        COPY,
        duplicate("store.b", "store.c", "backup"),
        duplicate("store.c", "store.a", "export"),
    ]
    copies = Copies(estate(first, *more, *sides))
    assert [held.named for held in copies.of(first)] == ["store.b", "store.c"]
    assert [held.named for held in copies.of(more[1])] == ["store.a", "store.b"]
    seen = Copies(estate(first, duplicate("store.a", None, "snapshot", possible=True)))
    assert [held.what for held in seen.possible(first)] == ["snapshot"]
    assert seen.of(first) == ()


def test_a_large_circle_of_copies_says_what_a_small_one_says() -> None:
    """Each store of a circle has every other as its copy: told one by one, they never end."""
    locked = store("store.s0", lock=LOCKED, key=None)
    said = []
    for number in (3, MANY + 50):
        ids = [f"store.s{n}" for n in range(number)]
        sides = [duplicate(a, b, id=f"copy.{a}") for a, b in pairwise([*ids, ids[0]])]
        others = [store(id_) for id_ in ids[1:]]
        before, nobody = store("store.z"), store("store.y")
        found = estate(
            key(), locked, *others, *sides, before, duplicate("store.z", ids[1], id="z"), nobody
        )
        shown = [erasure(each, found) for each in (locked, others[0], others[-1], before, nobody)]
        said.append([[ends(route) for route in each.routes] for each in shown])
    assert said[0] == said[1]
    assert said[0] == [
        [(LATE, LATE), ("never", None)],
        *[[(LATE, LATE), (LATE, LATE)]] * 3,
        [(D, D), ("2027-03-21", "2027-03-21")],
    ]


def test_a_lock_that_is_not_settled_yet_says_until_when_it_can_be_taken_away() -> None:
    settles = date(2026, 12, 10)
    lock = Lock("compliance", 30, settles=settles)
    (obstacle,) = by_deletion(store(lock=lock), TERMS).obstacles
    assert obstacle.text.endswith("until 2027-04-30; it can be taken away until 2026-12-10")
    later = Terms(settles, END, date(2027, 2, 19), END)
    (obstacle,) = by_deletion(store(lock=lock), later).obstacles
    assert obstacle.text.endswith("until 2027-04-30")


def test_the_earliest_of_the_accepted_routes_counts() -> None:
    first = store(lock=LOCKED)
    whole = estate(first, key())
    assert erasure(first, whole).day.by(END) is PASS
    terms = {name: Terms.of(K1, AS_OF, frozenset({name})) for name in ("delete", "key", "media")}
    assert erasure(first, whole, terms["delete"]).day.by(END) is FAIL
    assert erasure(first, whole, terms["key"]).day.by(END) is PASS
    assert erasure(first, whole, terms["media"]).day.by(END) is FAIL


def test_a_copy_under_another_key_waits_for_deletion_which_must_be_accepted() -> None:
    first, terms = store(), Terms.of(K1, AS_OF, frozenset({"key"}))
    whole = estate(first, key(), store("store.b", key=None), COPY)
    assert erasure(first, whole, terms).day.by(END) is FAIL


def test_service_that_stops_with_the_contract_is_too_late_for_the_key() -> None:
    first, agreed = store(), contract(service_stop=None)
    found = erasure(first, estate(first, key(), contracts=(agreed,)))
    assert way(found, "key").day.by(END) is FAIL
    assert found.day.by(END) is PASS


def test_what_no_contract_covers_is_asked_for_today() -> None:
    first = store(tags=NONE)
    found = erasure(first, estate(first))
    assert ends(way(found, "delete")) == (str(AS_OF), str(AS_OF))
