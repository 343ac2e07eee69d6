"""What reaches what over wirings of a few nodes, drawn by hand."""

from __future__ import annotations

from functools import partial

import pytest

from cloudguard.network.filters import CLOSED, MAYBE, Filter, Rule, any_of, exactly
from cloudguard.network.packets import (
    ICMP,
    TCP,
    UDP,
    PacketSet,
    packets,
    ports,
    prefix,
    services,
)
from cloudguard.network.reach import UNSEEN, Reach
from cloudguard.network.wiring import Wiring
from cloudguard.values import Source

A, B, C = prefix("10.1.0.0/24"), prefix("10.2.0.0/24"), prefix("10.3.0.0/24")
AT = Source("test")
WEB = packets(service=ports(TCP, 443, 443))
NAMES = packets(service=ports(UDP, 53, 53))


def allowing(*sets: PacketSet) -> Filter:
    return any_of([Rule(True, exactly(one), Source(f"rule {n}")) for n, one in enumerate(sets)])


def two(there: Filter | None, back: Filter | None, *, stateful: bool) -> Reach:
    """Draw hosts a and b with a way each way."""
    wiring = Wiring()
    for name, addresses in (("a", A), ("b", B)):
        wiring.host(name, f"net {name}", addresses, AT)
    for start, end, to, admits in (("a →", "b", B, there), ("b →", "a", A, back)):
        wiring.edge(
            start, end, AT, "way", carries=exactly(packets(destination=to)), admits=admits,
            stateful=stateful,
        )  # fmt: skip
    return Reach(wiring, {"a": "mynumber", "b": "lgwan"})


def passing(reach: Reach, end: str, *, sure: bool = True) -> str:
    found = [c.packets for c in reach.crossings(sure=sure) if c.at == end]
    return services(found[0].services()) if found else "none"


def test_a_stateful_filter_lets_answers_pass_by_themselves() -> None:
    reach = two(allowing(WEB), CLOSED, stateful=True)
    assert passing(reach, "b") == "tcp/443"
    assert passing(reach, "a") == "none"


def test_a_stateless_filter_without_a_way_back_stops_tcp_and_not_udp() -> None:
    there = allowing(WEB, NAMES)
    assert passing(two(there, CLOSED, stateful=False), "b") == "udp/53"


def test_a_stateless_filter_that_lets_answers_pass_lets_tcp_stand() -> None:
    back = allowing(packets(service=ports(TCP, 1024, 65535), port=(443, 444)))
    reach = two(allowing(WEB), back, stateful=False)
    assert passing(reach, "b") == "tcp/443"


def test_answers_from_another_port_are_no_answers() -> None:
    back = allowing(packets(service=ports(TCP, 1024, 65535), port=(80, 81)))
    assert passing(two(allowing(WEB), back, stateful=False), "b") == "none"


def test_icmp_needs_no_answer_to_cross() -> None:
    there = allowing(packets(service=ports(ICMP)))
    assert passing(two(there, CLOSED, stateful=False), "b") == "icmp"


def test_what_may_pass_is_possible_and_not_sure() -> None:
    reach = two(MAYBE, CLOSED, stateful=True)
    assert passing(reach, "b") == "none"
    assert passing(reach, "b", sure=False) == "any"


def test_a_cycle_ends() -> None:
    wiring = Wiring()
    wiring.host("a", "net a", A, AT)
    wiring.host("b", "net b", B, AT)
    for start, end in (("a →", "x"), ("x", "y"), ("y", "z"), ("z", "x"), ("z", "b"), ("b →", "a")):
        wiring.edge(start, end, AT, "way")
    reach = Reach(wiring, {"a": "mynumber", "b": "lgwan"})
    assert passing(reach, "b") == "any"


def test_a_translator_sends_in_its_own_name_and_takes_the_answers() -> None:
    wiring = Wiring()
    wiring.host("a", "net a", A, AT, groups=("web",))
    wiring.host("b", "net b", B, AT)
    gate = prefix("192.0.2.1/32")
    only = allowing(packets(source=gate, service=ports(TCP, 443, 443)))
    change = partial(PacketSet.at_source, addresses=gate)
    wiring.edge("a →", "nat", AT, "to the translator")
    wiring.edge("nat", "door", AT, "translated", change=change)
    wiring.edge("door", "b", AT, "filter", admits=only)
    wiring.edge("b →", "back", AT, "answers", carries=exactly(packets(destination=gate)))
    zones = {"a": "mynumber", "b": "lgwan"}
    assert passing(Reach(wiring, zones), "b") == "none", "without a way back nothing stands"
    wiring.translators.add("back")
    reach = Reach(wiring, zones)
    assert passing(reach, "b") == "tcp/443"
    crossing = next(reach.crossings(sure=True))
    assert crossing.packets.sources() == gate
    assert crossing.packets.labels() == {wiring.hosts["a"].label}


def test_a_blind_spot_is_met_by_what_may_get_there_and_may_send_anything() -> None:
    wiring = Wiring()
    wiring.host("a", "net a", A, AT)
    wiring.edge("a →", "gate", AT, "way out")
    wiring.edge("gate", "a", AT, "way in", carries=exactly(packets(destination=A)))
    wiring.open("gate", "what is behind the gate is not seen", Source("gate"))
    reach = Reach(wiring, {"a": "mynumber"})
    assert list(reach.crossings(sure=True)) == []
    met = {(c.zone, c.other, c.at) for c in reach.crossings(sure=False)}
    assert met == {("mynumber", UNSEEN, "gate"), (UNSEEN, "mynumber", "a")}


def test_a_path_names_its_hops_and_the_rule_that_lets_each_pass() -> None:
    wiring = Wiring()
    wiring.host("a", "net a", A, AT)
    wiring.host("b", "net b", B, AT)
    wiring.edge("a →", "router", Source("router"), "routed")
    wiring.edge("router", "elsewhere", AT, "another way", carries=exactly(packets(destination=C)))
    wiring.edge("router", "b", Source("group"), "let in", admits=allowing(NAMES, WEB))
    reach = Reach(wiring, {"a": "mynumber", "b": "lgwan"})
    hops = reach.path(wiring.hosts["a"], "b", WEB)
    assert [hop.edge.at.address for hop in hops] == ["router", "group"]
    assert hops[1].rule is not None
    assert hops[1].rule.at.address == "rule 1"
    assert reach.path(wiring.hosts["b"], "a") == []


def test_where_packets_end_is_told() -> None:
    reach = two(CLOSED, CLOSED, stateful=True)
    stops = reach.stops(reach.hosts("mynumber"), "mynumber")
    assert [stop.edge.end for stop in stops] == ["b"]


@pytest.mark.parametrize("size", [10, 1000])
def test_what_many_hosts_send_alike_goes_on_together(size: int) -> None:
    wiring = Wiring()
    for number in range(size):
        net = (A[0] + 256 * number, A[0] + 256 * number + 256)
        wiring.host(f"h{number}", f"net {number}", net, AT)
        wiring.edge(f"h{number} →", "hub", AT, "way")
    wiring.host("b", "net b", B, AT)
    wiring.edge("hub", "b", AT, "way", carries=exactly(packets(destination=B)))
    zones = dict.fromkeys(wiring.hosts, "mynumber") | {"b": "lgwan"}
    reach = Reach(wiring, zones)
    found = next(c for c in reach.crossings(sure=False) if c.at == "b")
    assert len(found.packets.boxes) == 1
    assert len(found.packets.labels()) == size
