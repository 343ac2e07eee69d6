"""Zones: what may reach what, and over which lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from cloudguard.assets import Placed
from cloudguard.check import check
from cloudguard.config import Area
from cloudguard.estate import Estate
from cloudguard.values import Known, Source, Unknown
from cloudguard.verdicts import Evidence, Outcome, Verdict

if TYPE_CHECKING:  # networks are drawn when a document asks for zones
    from cloudguard.network.crossings import Crossings
    from cloudguard.network.meetings import Meeting
    from cloudguard.network.packets import Packet
    from cloudguard.network.reach import Hop

TOPIC: Final = "zone_separation"
INTERNET: Final = "the Internet"
UNSEEN: Final = "?"
APART: Final = ("mynumber:*", "lgwan:internet")


@check("zones.separated", topic=TOPIC, on=Placed)
def separated(
    network: Placed, estate: Estate, *, separated_zones: tuple[str, ...] = APART
) -> Verdict | None:
    """No packet passes between zones that must be apart, unless it is permitted.

    What passes from one zone to another takes residents' data with it, or lets an attacker in.
    """
    crossings = estate.crossings
    if network.id not in crossings.homes:
        return None
    zone = crossings.zone_of(network.id)
    if zone is None:
        return _zoneless(network, estate)
    met = [m for m in crossings.of(network.id) if _apart(zone, m.zone, separated_zones)]
    expected = f"no packets between {zone} and other zones"
    return _judged(network, met, estate, expected)


@check("zones.no-internet-path", topic=TOPIC, on=Placed)
def no_internet_path(network: Placed, estate: Estate) -> Verdict | None:
    """No packet passes to or from the Internet, nor through a zone that hangs on it.

    The far side of a connection must not be the Internet, nor be connected to it.
    """
    crossings = estate.crossings
    if network.id not in crossings.homes:
        return None
    zone = crossings.zone_of(network.id)
    if zone is None:
        return _zoneless(network, estate)
    met = [m for m in crossings.of(network.id) if m.zone == INTERNET or _blind(m, crossings)]
    direct = _judged(network, met, estate, "no packets to or from the Internet")
    return direct & _far_sides(zone, crossings)


@check("zones.declared", topic=TOPIC, on=Placed)
def declared(network: Placed, estate: Estate) -> Verdict | None:
    """Every network belongs to a zone.

    Of a network without a zone nobody can say what it must be kept apart from.
    """
    crossings = estate.crossings
    if network.id not in crossings.homes:
        return None
    zone = crossings.zone_of(network.id)
    if zone is not None and network.id not in crossings.supposed:
        return Verdict(Outcome.PASS, (Evidence("a zone", Known(zone, network.origin)),))
    if (doubted := _zoneless(network, estate)) is not None:
        return doubted
    return Verdict(Outcome.FAIL, (Evidence("a zone", Known(None, network.origin)),))


def _zoneless(network: Placed, estate: Estate) -> Verdict | None:
    """Judge a network without a zone: it may have one that is not read; else nothing is asked.

    That it has none is a finding of its own.
    """
    if (reason := _doubt(network, estate)) is None:
        return None
    return Verdict(Outcome.UNKNOWN, (Evidence("a zone", Unknown(reason, network.origin)),))


def _doubt(network: Placed, estate: Estate) -> str | None:
    crossings = estate.crossings
    hosts = crossings.homes[network.id]
    for name in dict.fromkeys((network.id, *hosts[0].within)):
        named = estate.find(Placed, name)
        if not named:
            return f"{name}, which may give it a zone, is not in this input"
        if any(map(estate.zone_may_be, named)):
            return f"the tags or the account of {name}, which may give it a zone, are not known"
    if network.id in crossings.loose:
        return "its network, which may give it a zone, is not known"
    if crossings.declared.zones and any(host.maybe or not host.addresses for host in hosts):
        return "its addresses, which may give it a zone, are not known"
    return None


def _apart(zone: str, other: str, pairs: Collection[str]) -> bool:
    """Tell whether a pair of zones must be apart, or may have to be, where one is not known."""
    if other == INTERNET:
        return False  # judged on its own
    ours = Area.read(zone)
    if other == UNSEEN:
        return any(ours.zone in pair.split(":") for pair in pairs)
    return ours.apart(Area.read(other), pairs)


def _blind(meeting: Meeting, crossings: Crossings) -> bool:
    """Tell what ends in, or comes from, something that is not seen: it may be the Internet."""
    if meeting.zone != UNSEEN:
        return False
    return meeting.at in crossings.wiring.unseen or (
        meeting.way == "in" and bool(crossings.wiring.unseen)
    )


def _judged(network: Placed, met: Iterable[Meeting], estate: Estate, expected: str) -> Verdict:
    each = list(met)
    crossings = estate.crossings
    sure = [m for m in each if m.certain and m.zone != UNSEEN]
    if sure:
        found = (e for m in sure for e in _shown(m, network, estate, expected))
        return Verdict(Outcome.FAIL, tuple(found))
    if each:
        found = (e for m in each for e in _doubted(m, network, crossings, expected))
        return Verdict(Outcome.UNKNOWN, tuple(found))
    stops = crossings.stops(network.id)
    said = "what goes there ends on its way" if stops else "no way leads there"
    first = Evidence(expected, Known(said, network.origin), 0)
    ends = (Known(f"ends at {stop.edge.says}", _at(stop.edge.at, network)) for stop in stops)
    steps = (Evidence(expected, end, step) for step, end in enumerate(ends, 1))
    return Verdict(Outcome.PASS, (first, *steps))


def _shown(meeting: Meeting, network: Placed, estate: Estate, expected: str) -> Iterator[Evidence]:
    """Tell one packet that passes, its way hop by hop, and whether this input opens it."""
    hops = estate.crossings.path(meeting)
    packet, there, here = _ends(meeting, hops, estate.crossings)
    said = f"{packet} reaches {there} from {here}"
    yield Evidence(expected, Known(said, network.origin), 0)
    yield from _steps(hops, expected)
    if (before := estate.crossings_before) is not None and not before.has(meeting):
        opened = Known("opened by this plan: not possible before it", network.origin)
        yield Evidence(expected, opened, len(hops) + 1)


def _doubted(
    meeting: Meeting, network: Placed, crossings: Crossings, expected: str
) -> Iterator[Evidence]:
    """Tell what is not known: a blind spot, or the first hop that passes only perhaps."""
    spot = crossings.wiring.unseen.get(meeting.at)
    if spot is not None:
        reason, at = spot
        yield Evidence(expected, Unknown(reason, at))
        return
    hops = crossings.path(meeting)
    packet, there, here = _ends(meeting, hops, crossings)
    doubt = next((hop for hop in hops if not hop.certain), None)
    at = network.origin if doubt is None else _source(doubt)
    why = "" if doubt is None else f": {_told(doubt)}"
    yield Evidence(expected, Unknown(f"{packet} may reach {there} from {here}{why}", at))
    yield from _steps(hops, expected)


def _ends(meeting: Meeting, hops: Sequence[Hop], crossings: Crossings) -> tuple[Packet, str, str]:
    """Return one packet of a meeting, and where it ends and begins, each with its zone."""
    last = hops[-1].packets & meeting.packets if hops else meeting.packets
    sent = hops[0].packets.one() if hops else meeting.packets.one()
    sender = crossings.reach.host(sent.origin)
    unseen = meeting.network if meeting.way == "out" else "what is not seen"
    start = unseen if sender is None else sender.id
    ours = crossings.zone_of(meeting.network)
    near, far = (ours, meeting.zone) if meeting.way == "out" else (meeting.zone, ours)
    packet = (last or meeting.packets).one()
    return packet, _placed(meeting.at, far), _placed(start, near)


def _placed(name: str, zone: str | None) -> str:
    return name if name == INTERNET else f"{name} ({zone or 'no zone'})"


def _steps(hops: Iterable[Hop], expected: str) -> Iterator[Evidence]:
    for step, hop in enumerate(hops, 1):
        yield Evidence(expected, Known(_told(hop), _source(hop)), step)


def _far_sides(zone: str, crossings: Crossings) -> Verdict:
    """Judge the zones that a zone talks to: none of them may reach the Internet."""
    found = Verdict(Outcome.PASS)
    expected = "what it talks to is not connected to the Internet"
    for other, certain in crossings.connected(zone).items():
        if other in (INTERNET, UNSEEN, zone):
            continue
        onward, source = _onward(other, crossings)
        if onward is False:
            continue
        if certain and onward:
            said: Known[str] | Unknown = Known(f"it talks to {other}, on the Internet", source)
            found &= Verdict(Outcome.FAIL, (Evidence(expected, said, 0),))
        else:
            said = Unknown(f"{other} may be connected to the Internet", source)
            found &= Verdict(Outcome.UNKNOWN, (Evidence(expected, said),))
    return found


def _onward(zone: str, crossings: Crossings) -> tuple[bool | None, Source]:
    """Tell whether a zone hangs on the Internet: by its own ways, or by the organisation's word.

    A public body is exempt. None where nobody says.
    """
    seen = crossings.connected(zone).get(INTERNET)
    if seen is not None:
        return seen or None, Source(zone)
    outsides = [o for o in crossings.outside.values() if o.zone == zone and not o.public_body]
    for answer in (True, None):
        for outside in outsides:
            if outside.internet is answer:
                return answer, outside.origin
    return False, Source(zone)


def _told(hop: Hop) -> str:
    rule = f": {hop.rule.says}" if hop.rule is not None and hop.rule.says else ""
    return f"{hop.edge.says}{rule}"


def _source(hop: Hop) -> Source:
    return hop.rule.at if hop.rule is not None else hop.edge.at


def _at(source: Source, network: Placed) -> Source:
    return source if source.address else network.origin
