"""Checks of connections: how narrow exceptions are, over which lines, what must not be joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cloudguard import zoning
from cloudguard.assets import Configuration, Placed
from cloudguard.check import Check
from cloudguard.checks.connections import connected_by_private_line, flows_limited, not_linked
from cloudguard.checks.zones import declared, separated
from cloudguard.config.globs import Glob
from cloudguard.config.network import Network, Outside, Permitted
from cloudguard.estate import Estate, Surroundings
from cloudguard.network.adrift import adrift, components
from cloudguard.network.filters import perhaps
from cloudguard.network.packets import packets, prefix
from cloudguard.network.wiring import Line, Wiring
from cloudguard.values import Known, Source, Unknown
from cloudguard.verdicts import Outcome

AT = Source("cloudguard.yaml")
ONE, OTHER = "subnet.tax", "subnet.portal"
ZONES = {ONE: "mynumber", OTHER: "lgwan"}
NOBODY = packets(source=prefix("192.0.2.0/32"))  # it is wired, and nobody here sends that


def placed(id_: str) -> Configuration:
    """Return an asset with nothing but an id."""
    at = Source(id_)
    return Configuration(
        id=id_, provider="aws", type="x", origin=at, location=Unknown("not asked", at),
        tags=Known({}, at), account=Unknown("not asked", at), names=(),
    )  # fmt: skip


def permitted(**changed: Any) -> Permitted:
    """Return an exception for one host and one port, but for what is changed."""
    written: dict[str, Any] = {
        "id": "taxes", "start": "lgwan", "end": "mynumber", "sources": ("10.2.1.4/32",),
        "destinations": ("10.1.1.4/32",), "protocol": "tcp", "ports": ((443, 443),),
        "reason": "notices", "approver": "CISO", "until": date(2036, 3, 31), "origin": AT,
    }  # fmt: skip
    return Permitted(**(written | changed))


def hosts(wiring: Wiring) -> None:
    """Add a host to each of two networks."""
    for number, name in enumerate((ONE, OTHER), 1):
        host = wiring.host(name, name, prefix(f"10.{number}.1.0/24"), Source(name))
        wiring.edge(host.leaves, f"{name} net", host.at, "network")
        wiring.edge(f"{name} net", host.id, host.at, "network", carries=host.destined)


def estate(
    *draw: Callable[[Wiring], None],
    zones: Mapping[str, str] = ZONES,
    flows: Iterable[Permitted] = (),
    outside: Iterable[Outside] = (),
    hidden: Iterable[str] = (),
) -> Estate:
    """Return two networks, each with a host and a zone, and what else is drawn."""

    def wire(wiring: Wiring) -> None:
        hosts(wiring)
        for each in draw:
            each(wiring)

    around = Surroundings(
        wire,
        lambda asset: zones.get(asset.id),
        Network(permitted=tuple(flows), outside=tuple(outside)),
        zone_may_be=lambda asset: asset.id in hidden,
    )
    return Estate(map(placed, (ONE, OTHER, "link", "door")), surroundings=around)


def outcome(found: Estate, check: Check, id_: str) -> Outcome | None:
    """Judge one asset; None where nothing is asked."""
    (asset,) = found.find(Placed, id_)
    verdict = check.judge(asset, found)
    return None if verdict is None else verdict.outcome


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Outcome.PASS),
        ({"sources": ("10.2.1.0/24",)}, Outcome.PASS),
        ({"sources": ("10.2.0.0/23",)}, Outcome.FAIL),
        ({"sources": ("10.2.1.0/24", "10.2.3.4/32")}, Outcome.FAIL),
        ({"destinations": ()}, Outcome.FAIL),
        ({"sources": ("2001:db8::/64",)}, Outcome.FAIL),
        ({"ports": ((8000, 8015),)}, Outcome.PASS),
        ({"ports": ((8000, 8016),)}, Outcome.FAIL),
        ({"ports": ()}, Outcome.FAIL),
        ({"protocol": "any", "ports": ()}, Outcome.FAIL),
        ({"protocol": "icmp", "ports": ()}, Outcome.PASS),
    ],
)
def test_an_exception_is_narrow_on_addresses_and_on_ports(
    changed: dict[str, object], expected: Outcome
) -> None:
    (flow,) = zoning.flows(Network(permitted=(permitted(**changed),)))
    verdict = flows_limited.judge(flow, Estate([flow]))
    assert verdict is not None
    assert verdict.outcome is expected


def joined(wiring: Wiring) -> None:
    wiring.link("link", ONE, OTHER)


def half(wiring: Wiring) -> None:
    wiring.link("link", ONE, "a network that is not known")


def unplaced(wiring: Wiring) -> None:
    wiring.anywhere("what it is wired to is not known", Source("link"))


def test_a_link_of_two_zones_fails_unless_a_flow_between_them_is_permitted() -> None:
    assert outcome(estate(joined), not_linked, "link") is Outcome.FAIL
    assert outcome(estate(joined, flows=[permitted()]), not_linked, "link") is Outcome.PASS
    within = estate(joined, zones={ONE: "mynumber", OTHER: "mynumber"})
    assert outcome(within, not_linked, "link") is Outcome.PASS
    assert outcome(estate(), not_linked, "link") is None


def test_a_link_to_what_is_not_known_is_unknown() -> None:
    assert outcome(estate(half), not_linked, "link") is Outcome.UNKNOWN
    assert outcome(estate(unplaced), not_linked, "link") is Outcome.UNKNOWN
    alike = {ONE: "mynumber", OTHER: "mynumber"}

    def elsewhere(wiring: Wiring) -> None:
        wiring.anywhere("its network is not known", Source("subnet.new"))

    assert outcome(estate(joined, elsewhere, zones=alike), not_linked, "link") is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("private-line", Outcome.PASS),
        ("internet-vpn", Outcome.FAIL),
        ("unknown", Outcome.UNKNOWN),
        ("peering", None),
    ],
)
def test_what_leads_to_a_zone_on_the_premises_is_a_dedicated_line(
    line: Line, expected: Outcome | None
) -> None:
    def door(wiring: Wiring) -> None:
        wiring.gateway("door", f"{ONE} net", line, Source("door"))

    hall = Outside(
        id="hall", zone="mynumber", prefixes=("192.168.0.0/16",), behind=(Glob("door"),), origin=AT
    )
    assert outcome(estate(door, outside=[hall]), connected_by_private_line, "door") is expected
    undeclared = outcome(estate(door), connected_by_private_line, "door")
    assert undeclared is (None if line == "peering" else Outcome.UNKNOWN)


def test_what_goes_into_a_blind_spot_may_come_out_at_all_that_is_joined_to_it() -> None:
    def lost(wiring: Wiring) -> None:
        wiring.edge(f"{OTHER} net", "next hop", Source("route"), "route")
        wiring.open("next hop", "what the route leads to is not known", Source("route"))

    def peered(wiring: Wiring) -> None:
        wiring.edge("peering", f"{ONE} net", Source("peering"), "peering")

    def beside(wiring: Wiring) -> None:
        wiring.edge("peering", "next hop", Source("peering"), "peering")

    assert outcome(estate(lost, peered), separated, OTHER) is Outcome.UNKNOWN
    assert outcome(estate(lost, peered), separated, ONE) is Outcome.PASS  # nothing joins them
    assert outcome(estate(lost, peered, beside), separated, ONE) is Outcome.UNKNOWN


def test_what_may_be_anywhere_lets_nothing_pass_for_apart() -> None:
    assert outcome(estate(), separated, ONE) is Outcome.PASS
    assert outcome(estate(unplaced), separated, ONE) is Outcome.UNKNOWN


def test_what_may_be_in_some_networks_alone_leaves_the_others_apart() -> None:
    def among(wiring: Wiring) -> None:
        wiring.anywhere("its network is not known", Source("link"), among=(OTHER,))

    def beside(wiring: Wiring) -> None:
        wiring.edge(f"{ONE} net", "router", Source("router"), "route")
        wiring.edge("router", f"{OTHER} net", Source("router"), "route", carries=perhaps(NOBODY))

    assert outcome(estate(among), separated, OTHER) is Outcome.UNKNOWN
    assert outcome(estate(among), separated, ONE) is Outcome.PASS
    assert outcome(estate(among, joined), not_linked, "link") is Outcome.FAIL
    alike = {ONE: "mynumber", OTHER: "mynumber"}
    assert outcome(estate(among, joined, zones=alike), not_linked, "link") is Outcome.UNKNOWN
    assert outcome(estate(among, beside), separated, ONE) is Outcome.UNKNOWN  # joined with it


def test_of_two_providers_each_has_networks_of_its_own() -> None:
    wiring = Wiring()
    wiring.anywhere("the network of an attachment is not known", Source("attachment"))
    mine = wiring.host("a", ONE, prefix("10.1.1.0/24"), AT)
    wiring.limited([mine])
    wiring.host("b", OTHER, prefix("10.2.1.0/24"), AT)
    assert set(adrift(wiring, components(wiring, ()))) == {"a"}


def test_a_zone_that_is_not_read_is_unknown_and_falls_back_on_nothing() -> None:
    found = estate(hidden=[ONE])
    assert outcome(found, separated, ONE) is Outcome.UNKNOWN
    assert outcome(found, declared, ONE) is Outcome.UNKNOWN
    assert outcome(found, declared, OTHER) is Outcome.PASS
    none = estate(zones={})
    assert outcome(none, separated, ONE) is None
    assert outcome(none, declared, ONE) is Outcome.FAIL


def passing(wiring: Wiring) -> None:
    """Let packets pass between the two networks."""
    for one, other in ((ONE, OTHER), (OTHER, ONE)):
        wiring.edge(f"{one} net", f"{other} net", Source("link"), "peering")


def told(found: Estate) -> list[str]:
    """Return what the failing check tells of the first network."""
    network = next(asset for asset in found.assets if asset.id == ONE)
    verdict = separated.judge(network, found)
    assert verdict is not None
    assert verdict.outcome is Outcome.FAIL
    return [str(e.value.value) for e in verdict.evidence if isinstance(e.value, Known)]


@pytest.mark.parametrize(("before", "opens"), [((hosts,), True), ((hosts, passing), False)])
def test_what_this_plan_opens_is_told_apart_from_what_was_open(
    before: tuple[Callable[[Wiring], None], ...], *, opens: bool
) -> None:
    def was(wiring: Wiring) -> None:
        for each in before:
            each(wiring)

    made = estate(passing)
    made.surroundings = replace(made.surroundings, before=was)
    assert any("opened by this plan" in line for line in told(made)) == opens


def test_of_a_folder_nobody_knows_what_was_open_before() -> None:
    assert not any("opened by this plan" in line for line in told(estate(passing)))
