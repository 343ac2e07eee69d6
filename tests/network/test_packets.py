"""The algebra of packets, held against brute force over small spaces."""

from __future__ import annotations

import ipaddress
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudguard.network import intervals
from cloudguard.network.filters import Match, Rule, any_of, in_order
from cloudguard.network.packets import (
    ALL,
    EMPTY,
    EVERYWHERE,
    ICMP,
    TCP,
    UDP,
    Box,
    Packet,
    PacketSet,
    icmp,
    joined,
    packets,
    ports,
    prefix,
    prefixes,
    services,
)
from cloudguard.network.senders import Senders
from cloudguard.network.wiring import GLOBAL_V4, GLOBAL_V6
from cloudguard.values import Source

SPACE = range(6)
numbers = st.sets(st.sampled_from(list(SPACE)))


def as_intervals(members: set[int]) -> tuple[int, ...]:
    return intervals.union_of((n, n + 1) for n in members)


def members(one: tuple[int, ...]) -> set[int]:
    return {n for i in range(0, len(one), 2) for n in range(one[i], one[i + 1])}


@given(numbers, numbers)
def test_intervals_are_sets(one: set[int], other: set[int]) -> None:
    a, b = as_intervals(one), as_intervals(other)
    assert members(intervals.union(a, b)) == one | other
    assert members(intervals.intersection(a, b)) == one & other
    assert members(intervals.difference(a, b)) == one - other
    assert intervals.contains(a, b) == (other <= one)
    assert intervals.size(a) == len(one)
    assert a == as_intervals(members(a)), "equal sets are equal tuples"


COORDINATES = (2, 2, 3, 2, 3)  # the third origin stands for all that no set names
POINTS = [Packet(a, b, c, d, e) for a, b, c, d, e in product(*(range(n) for n in COORDINATES))]


def axis(size: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.sets(st.sampled_from(list(range(size)))).map(as_intervals)


small_senders = st.builds(Senders, axis(2), st.dictionaries(st.integers(0, 1), axis(2), max_size=2))


@st.composite
def small_boxes(draw: st.DrawFn) -> Box | None:
    there, what, port = (draw(axis(size)) for size in COORDINATES[1:4])
    box = Box(draw(small_senders), there, what, port)
    return box if all(box) else None


small_sets = st.lists(small_boxes(), max_size=3).map(
    lambda boxes: joined(PacketSet((box,)) for box in boxes if box is not None)
)


def points(one: PacketSet) -> set[Packet]:
    return {
        point
        for point in POINTS
        for box in one.boxes
        if intervals.contains(box.senders.of(point.origin), (point.source, point.source + 1))
        and all(
            intervals.contains(side, (n, n + 1))
            for side, n in zip(box[1:], point[1:4], strict=True)
        )
    }


def pairs(one: Senders) -> set[tuple[int, int]]:
    """Return labels with addresses; label 2 stands for all that no set names."""
    return {(label, n) for label in range(3) for n in members(one.of(label))}


@given(small_senders, small_senders)
def test_senders_are_sets(one: Senders, other: Senders) -> None:
    assert pairs(one | other) == pairs(one) | pairs(other)
    assert pairs(one & other) == pairs(one) & pairs(other)
    assert pairs(one - other) == pairs(one) - pairs(other)
    assert one.holds(other) == (pairs(other) <= pairs(one))
    assert (one == other) == (pairs(one) == pairs(other))
    assert bool(one) == bool(pairs(one))
    assert members(one.span) == {n for _, n in pairs(one)}


@settings(max_examples=100)
@given(small_sets, small_sets)
def test_packet_sets_are_sets(one: PacketSet, other: PacketSet) -> None:
    assert points(one | other) == points(one) | points(other)
    assert points(one & other) == points(one) & points(other)
    assert points(one - other) == points(one) - points(other)
    assert (one <= other) == (points(one) <= points(other))
    assert bool(one) == bool(points(one))


@given(small_sets)
def test_what_a_set_shows_is_in_it(one: PacketSet) -> None:
    if one:
        assert one.one() in points(one)
        assert one.one().alone() <= one


rules = st.lists(st.tuples(st.booleans(), small_sets, small_sets), max_size=4)


def rule(allows: bool, known: PacketSet, hidden: PacketSet) -> Rule:
    return Rule(allows, Match(known, known | hidden), Source("rule"))


@settings(max_examples=60)
@given(rules, st.booleans())
def test_ordered_rules_bound_every_way_they_may_be(
    drawn: list[tuple[bool, PacketSet, PacketSet]],
    open_end: bool,  # drawn
) -> None:
    """Each rule matches what it surely does and any part of what it may: the first decides."""
    made = in_order([rule(*one) for one in drawn], rule(open_end, ALL, EMPTY))
    sure, possible = points(made.sure), points(made.possible)
    assert sure <= possible
    for point in POINTS:
        outcomes = {open_end}
        for allows, known, hidden in reversed(drawn):
            if point in points(known):
                outcomes = {allows}
            elif point in points(hidden):
                outcomes = outcomes | {allows}
        assert (point in sure) == (outcomes == {True})
        assert (point in possible) == (True in outcomes)


@given(rules, small_sets)
def test_hiding_a_rule_takes_from_what_is_sure_and_adds_to_what_may_be(
    drawn: list[tuple[bool, PacketSet, PacketSet]], hidden: PacketSet
) -> None:
    default = rule(False, ALL, EMPTY)  # what a filter denies at its end
    for number, (allows, known, more) in enumerate(drawn):
        veiled = list(drawn)
        veiled[number] = (allows, EMPTY, known | more | hidden)
        before = in_order([rule(*one) for one in drawn], default)
        after = in_order([rule(*one) for one in veiled], default)
        assert points(after.sure) <= points(before.sure)
        assert points(after.possible) >= points(before.possible)
        loose = any_of([rule(*one) for one in veiled if one[0]])
        tight = any_of([rule(*one) for one in drawn if one[0]])
        assert loose.sure <= tight.sure
        assert tight.possible <= loose.possible


def test_a_rule_whose_place_is_not_known_allows_perhaps_and_denies_perhaps() -> None:
    web, default = packets(service=ports(TCP, 443, 443)), rule(False, ALL, EMPTY)
    allow, deny = rule(True, web, EMPTY), rule(False, web, EMPTY)
    assert in_order([], default, [allow]).sure == EMPTY
    assert in_order([], default, [allow]).possible == web
    assert in_order([allow], default, [deny]).sure == EMPTY
    assert in_order([allow], default, [deny]).possible == web


@given(st.ip_addresses(v=4), st.integers(0, 32))
def test_ipv4_prefixes(address: ipaddress.IPv4Address, length: int) -> None:
    network = ipaddress.ip_network(f"{address}/{length}", strict=False)
    assert intervals.size(prefix(str(network))) == network.num_addresses
    assert prefixes(prefix(str(network))) == [str(network)]


@given(st.ip_addresses(v=6), st.integers(0, 128))
def test_ipv6_prefixes_lie_beside_those_of_ipv4(
    address: ipaddress.IPv6Address, length: int
) -> None:
    network = ipaddress.ip_network(f"{address}/{length}", strict=False)
    assert prefixes(prefix(str(network))) == [str(network)]
    assert not intervals.intersection(prefix(str(network)), prefix("0.0.0.0/0"))


@pytest.mark.parametrize(
    "text", ["10.0.0.0/33", "10.0.0/8", "", "example.com", "10.0.0.0-10.0.0.9"]
)
def test_what_is_no_prefix_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # of ipaddress, which says which part
        prefix(text)


def test_ports_cost_no_more_than_one_port() -> None:
    assert len(packets(service=ports(TCP)).boxes) == len(packets(service=ports(TCP, 80, 80)).boxes)
    many = ALL - packets(service=ports(TCP, 80, 80))
    assert len(many.boxes) == 1


def test_an_answer_goes_back_from_the_port_that_was_asked() -> None:
    asked = packets(
        source=prefix("10.0.0.0/24"),
        destination=prefix("10.1.0.0/24"),
        service=ports(TCP, 443, 443),
        port=(1024, 65536),
    )
    answer = asked.reversed()
    assert answer == packets(
        source=prefix("10.1.0.0/24"),
        destination=prefix("10.0.0.0/24"),
        service=ports(TCP, 1024, 65535),
        port=(443, 444),
    )
    assert answer.reversed() == asked


def test_everything_is_answered_by_everything() -> None:
    assert ALL.reversed() <= ALL
    assert ALL.reversed() >= ALL


def test_icmp_is_answered_by_any_icmp() -> None:
    asked = packets(service=icmp(8))
    assert packets(service=icmp(0)) <= asked.reversed()
    assert not asked.reversed() & packets(service=ports(UDP))


def test_services_are_written_as_people_write_them() -> None:
    assert services(ports(TCP, 443, 443)) == "tcp/443"
    assert services(ports(TCP, 8000, 8080)) == "tcp/8000-8080"
    assert services(ports(UDP)) == "udp"
    assert services(icmp(8)) == "icmp type 8"
    assert services(packets().services()) == "any"
    assert services(ports(ICMP)) == "icmp"


def test_a_translator_hides_who_sent_a_packet_from_groups_but_not_from_us() -> None:
    mine = packets(source=prefix("10.0.0.4/32"), origin=(7, 8))
    sent = mine.at_source(prefix("198.51.100.1/32"))
    assert not sent & packets(origin=(7, 8)), "no rule of a group matches it"
    assert sent.labels() == {7}
    assert sent.sent_by((7, 8)) == sent
    assert not sent.sent_by((8, 9))
    assert sent.at_source(EVERYWHERE).labels() == {7}, "nor after a second translator"


@pytest.mark.parametrize(
    ("service", "told"),
    [
        ((0, 256 << 16), "any"),
        (ports(6, 443, 443), "tcp/443"),
        (intervals.union_of((ports(6, 80, 80), ports(17))), "tcp/80, udp"),
        (intervals.difference((0, 256 << 16), ports(6)), "any but tcp"),
        (intervals.difference((0, 256 << 16), ports(6, 0, 1023)), "any but tcp/0-1023"),
        (
            intervals.union_of(ports(6, n, n) for n in range(0, 40, 2)),
            "tcp/0, tcp/2, tcp/4, tcp/6, tcp/8, tcp/10, …",
        ),
        ((), ""),
    ],
)
def test_services_are_told_in_few_words(service: tuple[int, ...], told: str) -> None:
    assert services(service) == told


@pytest.mark.parametrize(
    ("service", "told"),
    [
        ((0, 256 << 16), "tcp/443"),
        (intervals.difference((0, 256 << 16), ports(6)), "udp/53"),
        (ports(6, 5432, 5440), "tcp/5432"),
        (intervals.union_of((ports(0), icmp(8))), "icmp type 8"),
        (ports(47), "gre"),
    ],
)
def test_a_packet_of_many_is_of_a_service_that_people_know(
    service: tuple[int, ...], told: str
) -> None:
    packet = packets(service=service, source=prefix("10.0.0.0/8")).one()
    assert str(packet).partition(" 10.")[0] == told


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (prefix("10.0.0.0/24"), "tcp/443 10.0.0.4 → 192.0.2.7"),
        (GLOBAL_V4, "tcp/443 a public address → 192.0.2.7"),
        ((0, 1 << 32), "tcp/443 any address → 192.0.2.7"),
        (GLOBAL_V6, "tcp/443 a public IPv6 address → 192.0.2.7"),
        (prefix("203.0.113.0/24"), "tcp/443 203.0.113.4 → 192.0.2.7"),
    ],
)
def test_no_address_is_made_up_where_any_will_do(source: tuple[int, ...], told: str) -> None:
    assert str(packets(source=source, destination=prefix("192.0.2.7/32")).one()) == told


def test_what_one_sends_and_has_sent_is_both_when_its_name_is_lost() -> None:
    here, there = prefix("10.0.0.0/24"), prefix("10.0.2.0/24")
    own = packets(origin=(1, 2), source=here)
    sent = own | packets(origin=(1, 2)).at_source(there)
    assert own.anonymous() <= sent.anonymous()
    assert set(sent.anonymous().sources()) >= {*here, *there}
