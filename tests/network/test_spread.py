"""What is spread in order and aimed, held against what is spread everywhere without either."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from cloudguard.network.filters import Filter, Match, exactly
from cloudguard.network.packets import (
    ANY_SERVICE,
    EMPTY,
    TCP,
    UDP,
    V4,
    PacketSet,
    packets,
    ports,
    prefix,
)
from cloudguard.network.reach import UNSEEN, Reach
from cloudguard.network.wiring import Wiring
from cloudguard.values import Source

AT = Source("test")
NETS = tuple(prefix(f"10.0.{number}.0/24") for number in range(3))
WEB, NAMES = ports(TCP, 443, 443), ports(UDP, 53, 53)
NODES = ("m", "n")
ZONES = ("mynumber", "lgwan", UNSEEN)
CHANGES = (
    None,
    PacketSet.anonymous,
    partial(PacketSet.at_source, addresses=NETS[2]),
    partial(PacketSet.at_destination, addresses=NETS[1]),
)

some_packets = st.builds(
    lambda there, what, here: packets(destination=there, service=what, source=here),
    st.sampled_from([V4, V4, *NETS]),
    st.sampled_from([ANY_SERVICE, ANY_SERVICE, WEB, NAMES]),
    st.sampled_from([V4, V4, NETS[0]]),
)


@st.composite
def matches(draw: st.DrawFn) -> tuple[PacketSet, PacketSet]:
    possible = draw(some_packets)
    return draw(st.sampled_from([possible, possible, EMPTY])), possible


@st.composite
def wirings(draw: st.DrawFn) -> tuple[Wiring, Mapping[str, str]]:
    """Three hosts, two nodes, and edges between all of them."""
    wiring, zones = Wiring(), {}
    for number, net in enumerate(NETS):
        name = f"h{number}"
        maybe = draw(st.sampled_from([(), (), NETS[2]]))
        wiring.host(name, name, net, AT, maybe=maybe)
        zones[name] = draw(st.sampled_from(ZONES))
    starts = (*(host.leaves for host in wiring.hosts.values()), *NODES, "h2")
    ends = (*wiring.hosts, *NODES, *NODES)
    for _ in range(draw(st.integers(4, 10))):
        start, end = draw(st.sampled_from(starts)), draw(st.sampled_from(ends))
        carries = Match(*draw(matches()))
        admits = Filter(*draw(matches())) if draw(st.booleans()) else None
        wiring.edge(
            start, end, AT, "way", carries=carries, admits=admits,
            stateful=draw(st.booleans()), change=draw(st.sampled_from(CHANGES)),
        )  # fmt: skip
    for node in draw(st.sets(st.sampled_from(NODES), max_size=1)):
        wiring.open(node, "not seen", AT)
    wiring.translators |= draw(st.sets(st.sampled_from(NODES), max_size=1))
    return wiring, zones


def everywhere(reach: Reach, zone: str, *, sure: bool, answering: bool) -> dict[str, PacketSet]:
    """Spread all that hosts of a zone send along every edge until nothing is new."""
    wiring = reach.wiring
    new = [(host.leaves, wiring.starting(host, sure=sure)) for host in reach.hosts(zone)]
    if zone == UNSEEN:
        new += [(node, packets()) for node in wiring.unseen]
    seen: dict[str, PacketSet] = {}
    while new:
        node, sent = new.pop()
        old = seen.get(node, EMPTY)
        if sent <= old:
            continue
        seen[node] = old | sent
        for edge in wiring.edges.get(node, ()):
            if passed := edge.passes(sent, sure=sure, answering=answering):
                new.append((edge.end, passed))
    return seen


@settings(max_examples=120, deadline=None)
@given(wirings())
def test_nothing_that_arrives_is_lost(drawn: tuple[Wiring, Mapping[str, str]]) -> None:
    wiring, zones = drawn
    reach = Reach(wiring, zones)
    for zone, sure, answering in product(ZONES, (True, False), (True, False)):
        found = reach.spread(zone, sure=sure, answering=answering)
        expected = everywhere(reach, zone, sure=sure, answering=answering)
        asked = {name for name, other in zones.items() if other != zone}
        for node in asked | wiring.unseen.keys() | wiring.translators:
            arrived, wanted = found.get(node, EMPTY), expected.get(node, EMPTY)
            assert wanted <= arrived
            assert arrived <= wanted


def test_what_is_sent_elsewhere_on_its_way_is_of_interest_wherever_it_was_going() -> None:
    wiring = Wiring()
    for number, net in enumerate(NETS):
        wiring.host(f"h{number}", f"h{number}", net, AT)
    there, wanted = packets(destination=NETS[2]), packets(destination=NETS[1])
    elsewhere = partial(PacketSet.at_destination, addresses=NETS[1])
    wiring.edge("h0 →", "m", AT, "sent elsewhere", carries=exactly(there), change=elsewhere)
    wiring.edge("m", "h1", AT, "way", carries=exactly(wanted))
    reach = Reach(wiring, {"h0": "mynumber", "h1": "lgwan", "h2": "lgwan"})
    assert reach.spread("mynumber", sure=True)["h1"].destinations() == NETS[1]


def test_what_leads_to_nobody_who_is_asked_about_goes_nowhere() -> None:
    wiring = Wiring()
    for number, net in enumerate(NETS):
        wiring.host(f"h{number}", f"h{number}", net, AT)
    wiring.edge("h0 →", "m", AT, "way")
    wiring.edge("m", "h1", AT, "way", carries=exactly(packets(destination=NETS[1])))
    wiring.edge("m", "n", AT, "way", carries=exactly(packets(destination=NETS[2])))
    reach = Reach(wiring, {"h0": "mynumber", "h1": "lgwan", "h2": "lgwan"})
    found = reach.spread("mynumber", sure=True)
    assert set(found) == {"h0 →", "m", "h1"}
    assert found["h0 →"].destinations() == NETS[1]
