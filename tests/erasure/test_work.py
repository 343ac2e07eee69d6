"""The work at the end of a contract: what comes before what, on which day, by whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.logs import AuditTrail
from cloudguard.assets.storage import Lock, Store
from cloudguard.erasure.commands import Book
from cloudguard.erasure.days import Day
from cloudguard.erasure.order import CONTRACT, OURS, PROVIDER, Party, Step, Steps, topological
from cloudguard.erasure.routes import Ledger
from cloudguard.erasure.rows import Asked, Keep, Work
from cloudguard.erasure.terms import DELETE, KEY, MEDIA, Terms
from cloudguard.erasure.work import work
from cloudguard.estate import Estate
from cloudguard.values import Known, Reference, Source, Unknown
from cloudguard.verdicts import Outcome
from tests.erasure import making
from tests.erasure.making import END, HIDDEN, K1, PASS, UNKNOWN, contract, estate, key, store, under

ACCEPTS = frozenset({DELETE, KEY})
LATE = Lock("compliance", 400)


def planned(
    found: Estate, keep: Keep | None = None, accepts: Any = ACCEPTS, **changed: Any
) -> Work:
    """Return the work of the first contract of an estate."""
    ledger = found.derived(Ledger)
    ending = found.contracts[0]
    asked = Asked(
        estate=found,
        contract=ending,
        terms=Terms.of(ending, found.as_of, ACCEPTS),
        terms_of=lambda _store: Terms.of(ending, found.as_of, accepts),
        erased=ledger.erasure,
        copies=ledger.copies.of,
        possible=ledger.copies.possible,
        shared=lambda k: [*ledger.users.sharers(k, ledger.users.owner_of(k))],
        replicas=lambda _key: (),
        named=lambda _asset: None,
        book=Book(lambda _asset, _path: None, terraform=lambda _asset: True),
        keep=lambda _store: keep,
        vaults=ledger.users.inside,
    )
    return work(replace(asked, **changed))


def respected(found: Work) -> None:
    """Assert that every step comes after what it must come after, and no earlier in days."""
    seen: dict[str, Step] = {}
    for step in found.steps:
        for before in step.after:
            assert before in seen, (step.id, before)
            assert seen[before].day <= step.day
        seen[step.id] = step


def place(found: Work, *ids: str) -> list[int]:
    order = [step.id for step in found.steps]
    return [order.index(id_) for id_ in ids]


def day(found: Work, id_: str) -> date:
    return next(step.day for step in found.steps if step.id == id_)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[str], dict[tuple[str, str], bool]]:
    """Draw nodes and edges, hard ones without a circle, soft ones any way."""
    nodes = [f"n{n}" for n in range(draw(st.integers(1, 12)))]
    pairs = st.tuples(st.integers(0, len(nodes) - 1), st.integers(0, len(nodes) - 1))
    edges: dict[tuple[str, str], bool] = {}
    for one, other in draw(st.lists(pairs, max_size=30)):
        if one != other:
            soft = one > other or draw(st.booleans())
            edges[nodes[one], nodes[other]] = edges.get((nodes[one], nodes[other]), True) and soft
    return nodes, edges


@given(graphs())
@settings(max_examples=60)
def test_every_hard_edge_is_respected_and_every_kept_one(
    graph: tuple[list[str], dict[tuple[str, str], bool]],
) -> None:
    nodes, edges = graph
    order, kept = topological(nodes, edges)
    assert sorted(order) == sorted(nodes)
    at = {node: number for number, node in enumerate(order)}
    assert all(at[one] < at[other] for one, other in kept)
    hard = {edge for edge, soft in edges.items() if not soft}
    assert hard <= set(kept)


@given(graphs(), st.data())
@settings(max_examples=40)
def test_days_and_parties_keep_the_order(
    graph: tuple[list[str], dict[tuple[str, str], bool]], data: st.DataObject
) -> None:
    nodes, edges = graph
    steps = Steps()
    for node in nodes:
        begins = Day.on(END + timedelta(data.draw(st.integers(0, 3))))
        takes: Any = Known(data.draw(st.integers(0, 2)), Source(node))
        party = Party(data.draw(st.sampled_from((OURS, CONTRACT, PROVIDER))))
        steps.add(
            Step(id=node, action="delete", asset=None, party=party, start=begins, takes=takes)
        )
    for (one, other), soft in edges.items():
        steps.follow(one, other, soft=soft)
    seen: dict[str, Step] = {}
    last = date.min
    for step in steps.ordered():
        assert step.day >= last
        assert all(seen[before].done.earliest <= step.day for before in step.after)
        seen[step.id] = step
        last = step.day
    assert len(seen) == len(nodes)


def test_a_circle_of_copies_gives_way() -> None:
    one = store("aws_s3_bucket.one", names=("one",))
    other = store("aws_s3_bucket.other", names=("other",))
    copies = (
        making.duplicate("one", "other", id="copy.1"),
        making.duplicate("other", "one", id="copy.2"),
    )
    found = planned(estate(one, other, key(), *copies))
    respected(found)
    assert {"delete aws_s3_bucket.one", "delete aws_s3_bucket.other"} <= {s.id for s in found.steps}


def test_a_copy_goes_before_its_original_after_replication_ends() -> None:
    one = store("aws_s3_bucket.a", names=("a",))
    copy = store("aws_s3_bucket.b", names=("b",))
    found = planned(estate(one, copy, key(), making.duplicate("a", "b")))
    respected(found)
    order = place(
        found,
        "stop-copies aws_s3_bucket.a",
        "empty aws_s3_bucket.b",
        "delete aws_s3_bucket.b",
        "delete aws_s3_bucket.a",
        "schedule-key key.k",
    )
    assert order == sorted(order)


def test_a_vault_goes_after_its_keys_and_what_they_protect() -> None:
    keyed = replace(key(), lies_in=making.known(Reference("vault.v", "id")))
    found = planned(estate(keyed, store("vault.v", key=None), store()))
    respected(found)
    order = place(found, "delete store.a", "schedule-key key.k", "delete vault.v")
    assert order == sorted(order)
    assert found.outcome is PASS


def test_a_vault_with_a_key_that_others_need_stays_and_says_so() -> None:
    keyed = replace(key(), lies_in=making.known(Reference("vault.v", "id")))
    for other, outcome in (({}, Outcome.FAIL), ({"key": HIDDEN}, UNKNOWN)):
        theirs = store("store.o", tags={"contract": "K-2"}, **other)
        found = planned(estate(keyed, store("vault.v", key=None), theirs, store()))
        assert not [step for step in found.steps if step.asset and step.asset.id == "vault.v"]
        row = next(row for row in found.rows if row.store.id == "vault.v")
        assert row.outcome is outcome
        assert "it holds the key key.k" in row.erasure.routes[0].obstacles[0].text


def test_a_vault_that_a_key_may_lie_in_is_not_known_to_go() -> None:
    vault, theirs = store("vault.v", key=None), store("store.o", tags={"contract": "K-2"})
    for type_, outcome in ((vault.type, UNKNOWN), ("another_vault", PASS)):
        keyed = replace(key(), lies_in=HIDDEN, vault_type=type_)
        found = planned(estate(keyed, vault, theirs))
        row = next(row for row in found.rows if row.store.id == "vault.v")
        assert row.outcome is outcome


def test_what_may_be_gone_sooner_asks_for_no_day_that_is_past() -> None:
    copy = making.duplicate("store.a", "arn:vault", "backup", days=400)
    found = planned(estate(store(key=None), copy))
    assert any(step.action == "wait" for step in found.steps)
    for step in found.steps:
        assert step.latest is None or step.latest >= found.terms.as_of


def test_what_can_never_be_done_is_no_step() -> None:
    found = planned(estate(store(key=None, lock=Lock("compliance", None))))
    assert found.count(Outcome.FAIL) == 1
    assert date.max not in [step.day for step in found.steps]


def test_a_copy_that_is_late_does_not_keep_its_original() -> None:
    one = store("aws_s3_bucket.a", names=("a",), key=None)
    copy = store("aws_s3_bucket.b", names=("b",), key=None, lock=LATE)
    found = planned(estate(one, copy, making.duplicate("a", "b")))
    respected(found)
    assert day(found, "delete aws_s3_bucket.a") == END
    assert day(found, "delete aws_s3_bucket.b") == END + timedelta(400)
    assert found.count(Outcome.FAIL) == 2  # the original is not gone while its copy is there
    assert found.outcome is Outcome.FAIL


def test_a_protection_is_lifted_before_and_what_is_deleted_is_waited_for_after() -> None:
    kept = store(
        "aws_db_instance.a",
        deletion_protected=True,
        recoverable_days=35,
        key=None,
    )
    found = planned(estate(kept, contracts=(replace(K1, grace_days=35),)))
    respected(found)
    order = place(
        found,
        "unprotect aws_db_instance.a",
        "delete aws_db_instance.a",
        "wait aws_db_instance.a",
        "confirm",
    )
    assert order == sorted(order)
    (deleted,) = (s for s in found.steps if s.id == "delete aws_db_instance.a")
    (wait,) = (s for s in found.steps if s.id == "wait aws_db_instance.a")
    assert wait.party == Party(PROVIDER)
    assert wait.done == Day.on(END + timedelta(35), *wait.done.because)
    assert deleted.latest == END
    assert found.outcome is Outcome.PASS


def test_a_key_that_erases_is_scheduled_so_that_it_is_gone_on_the_deadline() -> None:
    locked = store("aws_s3_bucket.a", lock=LATE)
    plain = store("aws_s3_bucket.b")
    found = planned(estate(locked, plain, key()))
    respected(found)
    (row,) = found.keys
    assert row.needed
    assert row.day == row.schedule == END - timedelta(30)
    assert row.gone is not None
    assert row.gone.latest == END
    assert found.outcome is Outcome.PASS
    assert day(found, "stop-service") == date(2027, 2, 19)
    (tidied,) = (s for s in found.steps if s.id == "delete aws_s3_bucket.a")
    assert tidied.tidying  # its bucket is deleted when the lock ends, its data is gone before
    assert tidied.day == END + timedelta(400)
    assert place(found, "schedule-key key.k") < place(found, "delete aws_s3_bucket.a")
    assert day(found, "wait key.k") == day(found, "confirm") == END


def test_a_key_goes_after_what_it_protects_and_keeps_nobody_waiting() -> None:
    user = Configuration(**making.common("aws_iam_user.u"))
    found = planned(estate(store("aws_sqs_queue.q"), key(), user))
    respected(found)
    assert day(found, "schedule-key key.k") == END
    assert day(found, "close aws_iam_user.u") == END
    assert day(found, "wait key.k") == END + timedelta(30)
    assert found.outcome is Outcome.PASS
    order = place(
        found, "delete aws_sqs_queue.q", "schedule-key key.k", "confirm", "close aws_iam_user.u"
    )
    assert order == sorted(order)


def test_service_that_stops_too_late_for_the_key_is_told() -> None:
    locked = store("aws_s3_bucket.a", lock=LATE)
    found = planned(estate(locked, key(), contracts=(contract(service_stop=None),)))
    assert found.stop_by == END - timedelta(30)
    assert found.outcome is Outcome.FAIL
    (stop,) = (s for s in found.steps if s.id == "stop-service")
    assert stop.in_time is Outcome.FAIL
    assert stop.latest == END - timedelta(30)


def test_nothing_is_deleted_before_the_service_stops_where_time_allows() -> None:
    early = contract(last_write=date(2027, 1, 31), service_stop=date(2027, 3, 1))
    found = planned(estate(store("aws_sqs_queue.q", key=None), contracts=(early,)))
    assert day(found, "delete aws_sqs_queue.q") == date(2027, 3, 1)
    assert found.stop_by is None
    slow = store("aws_db_instance.d", key=None, recoverable_days=50)
    found = planned(estate(slow, contracts=(early,)))
    assert found.outcome is Outcome.PASS
    assert found.stop_by == day(found, "stop-service") == END - timedelta(50)
    assert day(found, "wait aws_db_instance.d") == END


def test_logs_are_kept_for_their_days_though_the_contract_lasts_longer() -> None:
    ends = contract(end=date(2029, 3, 31), last_write=END, service_stop=date(2027, 4, 30))
    logs = making.logs("aws_cloudwatch_log_group.l")
    keep = Keep(days=365, clauses=("c-keep",), against=("c-end",))
    found = planned(estate(logs, key(), contracts=(ends,)), keep=keep)
    assert found.conflicts == ()
    assert day(found, "delete aws_cloudwatch_log_group.l") == END + timedelta(365)
    assert found.outcome is Outcome.PASS


def test_a_day_that_is_past_is_no_day_to_stop_the_service() -> None:
    locked = store("aws_s3_bucket.a", lock=LATE)
    found = planned(
        estate(locked, key(), contracts=(contract(service_stop=None),), as_of=END - timedelta(9))
    )
    assert found.stop_by is None
    assert found.outcome is Outcome.FAIL


def test_a_key_that_protects_others_data_is_not_scheduled() -> None:
    ours = store("aws_s3_bucket.a")
    theirs = store("aws_s3_bucket.b", tags={"contract": "K-2"})
    found = planned(estate(ours, theirs, key()))
    (row,) = found.keys
    assert row.day is None
    assert {sharer.asset.id for sharer in row.others} == {"aws_s3_bucket.b"}
    assert not any(step.action == "schedule-key" for step in found.steps)


def test_a_key_that_the_contract_does_not_cover_stays_and_is_told() -> None:
    lone = key(tags={"contract": "nobody's"})
    found = planned(estate(store("aws_sqs_queue.q"), lone))
    (row,) = found.keys
    assert row.day is None
    assert [each.id for each in row.users] == ["aws_sqs_queue.q"]
    assert not any(step.action == "schedule-key" for step in found.steps)


def trail(id_: str) -> AuditTrail:
    fact: Any = Known(True, Source(id_))
    sides = ("enabled", "delivered", "every_region", "validated")
    return AuditTrail(**making.common(id_), **dict.fromkeys(sides, fact))


def test_the_trail_records_the_work_and_ends_before_its_bucket() -> None:
    data = store("aws_ebs_volume.a", key=under("key.other"))
    logs = making.logs("aws_cloudwatch_log_group.l", names=("l",))
    found = planned(
        estate(
            data,
            logs,
            key(),
            key("key.other"),
            trail("aws_cloudtrail.t"),
            making.delivery("aws_cloudtrail.t", "l"),
        )
    )
    respected(found)
    order = place(
        found,
        "stop aws_ebs_volume.a",
        "delete aws_ebs_volume.a",
        "schedule-key key.other",
        "stop-logs aws_cloudtrail.t",
        "delete aws_cloudwatch_log_group.l",
        "schedule-key key.k",
        "confirm",
    )
    assert order == sorted(order)


def test_logs_that_are_locked_for_longer_than_a_clause_asks_are_a_conflict_of_their_own() -> None:
    keep = Keep(days=365, clauses=("c-keep",), against=("c-end",))
    logs = making.logs("logs.l", key=None, lock=Lock("compliance", 2555))
    graced = contract(grace_days=400)
    (conflict,) = planned(estate(logs, contracts=(graced,)), keep).conflicts
    assert (conflict.kind, conflict.until) == ("locked", END + timedelta(2555))
    assert conflict.deadline == END + timedelta(400)
    kinds = [each.kind for each in planned(estate(logs), keep).conflicts]
    assert kinds == ["locked", "kept"]
    # A key that is destroyed in time, a lock that ends in time or that can be lifted: none.
    keyed = making.logs("logs.l", lock=Lock("compliance", 2555))
    for other in (
        keyed,
        making.logs("logs.l", key=None, lock=Lock("compliance", 399)),
        making.logs("logs.l", key=None, lock=Lock("governance", 2555)),
    ):
        assert not planned(estate(other, key(), contracts=(graced,)), keep).conflicts


def test_logs_that_a_clause_wants_are_kept_with_their_key_and_both_days_are_named() -> None:
    logs = making.logs("aws_cloudwatch_log_group.l")
    found = planned(
        estate(logs, key()), keep=Keep(days=365, clauses=("c-keep",), against=("c-end",))
    )
    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.until, conflict.deadline) == ("key", END + timedelta(365), END)
    assert (conflict.keep, conflict.erase) == (("c-keep",), ("c-end",))
    assert {"hand-over", "rekey", "grace", "exception"} == set(conflict.ways)
    assert day(found, "delete aws_cloudwatch_log_group.l") == END + timedelta(365)
    assert day(found, "schedule-key key.k") >= END + timedelta(365)
    assert day(found, "confirm") == END  # what must be kept keeps nothing else
    assert found.outcome is Outcome.FAIL


def test_users_are_closed_when_all_is_confirmed_and_accounts_last() -> None:
    user = Configuration(**making.common("aws_iam_user.u"))
    account = Configuration(**making.common("aws_organizations_account.x"))
    locked = store("aws_s3_bucket.a", lock=LATE, key=None)
    found = planned(estate(user, account, locked, store("aws_sqs_queue.q", key=None)))
    respected(found)
    assert day(found, "close aws_iam_user.u") == END  # what is late keeps no user
    assert day(found, "close aws_organizations_account.x") == END + timedelta(400)
    order = place(
        found, "delete aws_sqs_queue.q", "confirm", "close aws_iam_user.u",
        "delete aws_s3_bucket.a", "close aws_organizations_account.x",
    )  # fmt: skip
    assert order == sorted(order)


def test_what_holds_everything_is_deleted_last() -> None:
    whole = replace(store("azurerm_subscription.s", key=None), provider="azure")
    user = Configuration(**making.common("aws_iam_user.u"))
    found = planned(estate(whole, store("aws_sqs_queue.q"), key(), user))
    respected(found)
    order = place(
        found,
        "delete aws_sqs_queue.q",
        "schedule-key key.k",
        "confirm",
        "close aws_iam_user.u",
        "delete azurerm_subscription.s",
    )
    assert order == sorted(order)


def test_what_hides_turns_an_answer_into_unknown_at_worst() -> None:
    base = {"lock": None, "recoverable_days": 0, "key": None}
    assert planned(estate(store(**base))).outcome is PASS
    for name in base:
        assert planned(estate(store(**{**base, name: HIDDEN}), key())).outcome in (PASS, UNKNOWN)
    assert planned(estate(store(recoverable_days=HIDDEN, key=None))).outcome is UNKNOWN


def test_the_disposal_of_the_media_leaves_late_data_unknown() -> None:
    found = planned(estate(store(lock=LATE, key=None)), accepts=frozenset({DELETE, MEDIA}))
    (row,) = found.rows
    assert row.media
    assert row.outcome is Outcome.UNKNOWN


def test_what_may_belong_to_the_contract_is_told() -> None:
    hidden = Unknown("tags are withheld", Source("store.b"))
    found = planned(estate(store("store.a", key=None), replace(store("store.b"), tags=hidden)))
    assert [asset.id for asset, _ in found.doubtful] == ["store.b"]
    assert [row.store.id for row in found.rows] == ["store.a"]
    assert found.outcome is Outcome.UNKNOWN


def test_the_party_is_whom_the_rules_name_else_the_contracts_else_ourselves() -> None:
    def parties(party: str | None, named: str | None) -> set[Party]:
        found = estate(store("aws_sqs_queue.q", key=None), contracts=(contract(party=party),))
        work_ = planned(found, named=lambda _asset: named)
        return {step.party for step in work_.steps if step.action == "delete"}

    assert parties("A社", None) == {Party(CONTRACT, "A社")}
    assert parties("A社", "B社") == {Party("named", "B社")}
    assert parties(None, None) == {Party(OURS)}


def test_many_stores_are_put_in_order() -> None:
    stores: list[Asset] = []
    for number in range(300):
        stores += [
            store(f"aws_s3_bucket.b{number}", names=(f"b{number}",)),
            making.duplicate(f"b{number}", f"b{(number * 7 + 1) % 300}", id=f"copy.{number}"),
        ]
    found = planned(estate(*stores, key()))
    respected(found)
    assert sum(step.action == "delete" for step in found.steps) == 300


days = st.sampled_from((0, 7, 35, None, HIDDEN))
LOG_GROUP = "aws_cloudwatch_log_group"
LOCKS = (None, LATE, Lock("governance", None), Lock("compliance", None), HIDDEN)


@st.composite
def estates(draw: st.DrawFn) -> Estate:
    """Draw stores under keys, copies of one another, logs, trails, users: whatever may be."""
    count = draw(st.integers(1, 6))
    keys = [key(f"key.{n}", recoverable_days=draw(days)) for n in range(draw(st.integers(0, 3)))]
    assets: list[Asset] = [*keys]
    for number in range(count):
        kind = draw(st.sampled_from(("aws_s3_bucket", "aws_ebs_volume", LOG_GROUP)))
        make = making.logs if kind == LOG_GROUP else store
        under_ = draw(st.sampled_from((None, *(under(k.id) for k in keys), HIDDEN)))
        assets.append(
            make(
                f"{kind}.n{number}",
                names=(f"n{number}",),
                key=under_,
                lock=draw(st.sampled_from(LOCKS)),
                deletion_protected=draw(st.sampled_from((True, False, HIDDEN))),
                recoverable_days=draw(days),
                purgeable=draw(st.sampled_from((True, False, HIDDEN))),
                tags={"contract": draw(st.sampled_from(("K-1", "K-1", "K-2")))},
            )
        )
    names = st.sampled_from([f"n{n}" for n in range(count)])
    for number in range(draw(st.integers(0, 6))):
        held = draw(st.sampled_from((None, draw(names), HIDDEN, "elsewhere")))
        what = draw(st.sampled_from(("replica", "backup", "snapshot", "log")))
        stays = draw(st.sampled_from((True, False, HIDDEN)))
        copy = {"id": f"copy.{number}", "days": draw(days), "stays": stays}
        assets.append(making.duplicate(draw(names), held, what, **copy))
        assets.append(making.delivery(f"aws_flow_log.{number}", draw(names)))
    assets.append(trail("aws_cloudtrail.t"))
    assets.append(making.delivery("aws_cloudtrail.t", draw(names)))
    assets.append(Configuration(**making.common("aws_iam_user.u")))
    assets.append(Configuration(**making.common("aws_backup_plan.p")))
    return estate(*assets, as_of=draw(st.sampled_from((making.AS_OF, END, END + timedelta(99)))))


@given(estates(), st.sampled_from((None, Keep(days=365, clauses=("k",), against=("e",)))))
@settings(max_examples=60, deadline=None)
def test_whatever_there_is_is_put_in_an_order(found: Estate, keep: Keep | None) -> None:
    laid = planned(found, keep)
    respected(laid)
    ours = {s.id for s in found.of(Store) if found.contract(s) is found.contracts[0]}
    deleted = {step.asset.id for step in laid.steps if step.action == "delete" and step.asset}
    never = {row.store.id for row in laid.rows if row.erasure.routes[0].day.earliest == date.max}
    assert deleted | never == ours  # nothing is forgotten, and nothing of another's is touched
    touched = {step.asset.id for step in laid.steps if step.asset is not None}
    others = {s.id for s in found.of(Store)} - ours
    assert not touched & others
    for row in laid.keys:
        scheduled = any(s.id == f"schedule-key {row.key.id}" for s in laid.steps)
        assert scheduled is (row.day is not None) is not bool(row.others)
    assert all(step.day >= found.as_of for step in laid.steps)
