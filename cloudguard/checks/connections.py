"""Connections of zones: how narrow the permitted ones are, over which lines they lead."""

from __future__ import annotations

from typing import Final

from cloudguard.assets import Placed
from cloudguard.assets.network import Flow
from cloudguard.check import check
from cloudguard.config import Area
from cloudguard.estate import Estate
from cloudguard.values import Known, Unknown
from cloudguard.verdicts import Evidence, Outcome, Verdict, every

TOPIC: Final = "zone_separation"
UNSEEN: Final = "?"


@check("zones.flows-limited", topic=TOPIC, on=Flow)
def flows_limited(flow: Flow, *, narrow_addresses: int = 256, narrow_ports: int = 16) -> Verdict:
    """A permitted flow between zones is narrow on both its addresses and its ports.

    An exception for a whole network or for every port is no exception but an open door.
    """
    return every(
        (
            _few(flow, flow.addresses, narrow_addresses, "addresses"),
            _few(flow, flow.ports, narrow_ports, "ports"),
        )
    )


def _few(flow: Flow, found: int | None, most: int, what: str) -> Verdict:
    narrow = found is not None and found <= most
    shown = Known(f"{found} {what}" if found is not None else f"all {what}", flow.origin)
    expected = f"at most {most} {what}"
    return Verdict(Outcome.PASS if narrow else Outcome.FAIL, (Evidence(expected, shown, 0),))


@check("zones.connected-by-private-line", topic=TOPIC, on=Placed)
def connected_by_private_line(
    door: Placed, estate: Estate, *, private_line_zones: tuple[str, ...] = ("mynumber", "lgwan")
) -> Verdict | None:
    """What leads to a zone on the premises is a dedicated line.

    A line of one's own is not reached from the Internet; a VPN over the Internet is.
    """
    crossings = estate.crossings
    verdicts = []
    for gateway in crossings.doors.get(door.id, ()):
        if gateway.line == "peering":
            continue
        behind = [outside.zone for outside in crossings.behind(gateway)]
        if not behind:
            reason = "what lies behind it is not declared (network.outside of cloudguard.yaml)"
            unseen = Evidence("a dedicated line", Unknown(reason, gateway.at))
            verdicts.append(Verdict(Outcome.UNKNOWN, (unseen,)))
        elif any(Area.read(zone).zone in private_line_zones for zone in behind):
            verdicts.append(_line(gateway.line, Known(gateway.line, gateway.at)))
    return every(verdicts) if verdicts else None


def _line(line: str, shown: Known[str]) -> Verdict:
    expected = "a dedicated line"
    if line == "unknown":
        reason = "nothing tells what kind of line it is"
        unknown = Evidence(expected, Unknown(reason, shown.source))
        return Verdict(Outcome.UNKNOWN, (unknown,))
    outcome = Outcome.PASS if line == "private-line" else Outcome.FAIL
    return Verdict(outcome, (Evidence(expected, shown, 0),))


@check("zones.not-linked", topic=TOPIC, on=Placed)
def not_linked(
    link: Placed,
    estate: Estate,
    *,
    separated_zones: tuple[str, ...] = ("mynumber:*", "lgwan:internet"),
) -> Verdict | None:
    """No peering, transit route table or shared router joins networks of zones to be apart.

    Where a link stands, one route or rule is enough to open the way.
    """
    crossings = estate.crossings
    if (zones := crossings.linked(link.id)) is None:
        return None
    known = sorted(zone for zone in zones if zone != UNSEEN)
    found = Known(f"joins {', '.join(known) or 'networks of no zone'}", link.origin)
    expected = "networks of one zone, or of zones between which a flow is permitted"
    wrong = [
        (one, other)
        for n, one in enumerate(known)
        for other in known[n + 1 :]
        if Area.read(one).apart(Area.read(other), separated_zones)
        and not any(far == other for _, far in crossings.permitted_to(one))
    ]
    if wrong:
        return Verdict(Outcome.FAIL, (Evidence(expected, found, 0),))
    if UNSEEN in zones:
        reason = "the zone of a network that it joins is not known"
        return Verdict(Outcome.UNKNOWN, (Evidence(expected, Unknown(reason, link.origin)),))
    return Verdict(Outcome.PASS, (Evidence(expected, found, 0),))
