"""Routes by the longest prefix, held against brute force; hosts, groups, doors."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cloudguard.network.intervals import contains
from cloudguard.network.packets import PacketSet, packets, prefix
from cloudguard.network.wiring import Route, Wiring
from cloudguard.values import Source

AT = Source("table")
BASE = prefix("10.0.0.0/28")[0]


@st.composite
def drawn_routes(draw: st.DrawFn) -> list[Route]:
    """Routes of a table over sixteen addresses, each to a target of its own or dropped."""
    made = []
    for number in range(draw(st.integers(0, 5))):
        length = draw(st.integers(28, 32))
        step = 1 << (32 - length)
        start = BASE + draw(st.integers(0, 16 // step - 1)) * step
        known = draw(st.integers(0, 5)) > 0
        to = f"target {number}" if draw(st.integers(0, 3)) else None
        certain = draw(st.booleans())
        made.append(Route((start, start + step) if known else None, to, AT, "a route", certain))
    return made


def carried(wiring: Wiring, *, sure: bool) -> dict[str, PacketSet]:
    return {
        edge.end: edge.carries.sure if sure else edge.carries.possible
        for edge in wiring.edges["table"]
    }


def winners(routes: list[Route], number: int) -> set[str | None]:
    """Say where an address may go, over all tables that the routes may stand for."""
    fitting = [r for r in routes if r.destination and contains(r.destination, (number, number + 1))]
    fitting.sort(key=lambda r: r.destination[1] - r.destination[0] if r.destination else 0)
    found: set[str | None] = {r.to for r in routes if r.destination is None}
    for route in fitting:
        found.add(route.to)
        if route.sure:
            return found
    return found | {None}


@settings(max_examples=300)
@given(drawn_routes())
def test_the_longest_prefix_decides_whatever_is_not_known(routes: list[Route]) -> None:
    wiring = Wiring()
    wiring.routes("table", routes)
    surely, perhaps = carried(wiring, sure=True), carried(wiring, sure=False)
    for number in range(BASE, BASE + 16):
        one = packets(destination=(number, number + 1))
        ways = winners(routes, number)
        for target in {route.to for route in routes if route.to}:
            here = one & perhaps.get(target, PacketSet())
            assert bool(here) == (target in ways)
            assert bool(one & surely.get(target, PacketSet())) == (ways == {target})


def test_of_two_routes_to_one_prefix_the_first_counts() -> None:
    wiring = Wiring()
    there = prefix("10.0.0.0/24")
    wiring.routes("table", [Route(there, "a", AT, "static"), Route(there, "b", AT, "learned")])
    assert carried(wiring, sure=True)["a"]
    assert "b" not in carried(wiring, sure=False)


def test_a_blackhole_drops_what_a_shorter_route_would_carry() -> None:
    wiring = Wiring()
    hole = Route(prefix("10.1.7.0/24"), None, AT, "blackhole")
    wiring.routes("table", [Route(prefix("10.1.0.0/16"), "hub", AT, "propagated"), hole])
    carries = carried(wiring, sure=False)["hub"]
    assert not carries & packets(destination=prefix("10.1.7.0/24"))
    assert packets(destination=prefix("10.1.8.0/24")) <= carries


def test_a_host_may_have_addresses_that_it_does_not_surely_have() -> None:
    wiring = Wiring()
    mine, other = prefix("10.0.0.4/32"), prefix("203.0.113.4/32")
    host = wiring.host("a", "subnet", mine, AT, maybe=other)
    assert host.destined.sure == packets(destination=mine)
    assert packets(destination=other) <= host.destined.possible
    assert wiring.starting(host, sure=True).sources() == mine
    assert contains(wiring.starting(host, sure=False).sources(), other)


def test_members_of_a_group_are_told_by_their_origin() -> None:
    wiring = Wiring()
    same = prefix("10.0.0.0/24")  # two hosts of which only the subnet's addresses are known
    one = wiring.host("a", "subnet", same, AT, groups=("web",))
    two = wiring.host("b", "subnet", same, AT)
    assert wiring.starting(one, sure=True) & wiring.sent_by("web")
    assert not wiring.starting(two, sure=True) & wiring.sent_by("web")
    assert not wiring.sent_by("nobody's")
