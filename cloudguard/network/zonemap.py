"""The zones of one input as a map: what lies in each, and what passes between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from cloudguard.config.network import Area, Permitted
from cloudguard.network.crossings import Crossings
from cloudguard.network.intervals import Intervals, contains, difference, intersection, union_of
from cloudguard.network.meetings import Meeting
from cloudguard.network.packets import EVERYWHERE, Packet, prefixes, services
from cloudguard.network.reach import UNSEEN, Hop
from cloudguard.network.wiring import GLOBAL, INTERNET, Host, Line

State: TypeAlias = Literal["offending", "open", "unknown", "permitted"]
Kind: TypeAlias = Literal["zone", "internet", "unseen", "none"]
UNZONED: Final = "no zone"
NOT_SEEN: Final = "what is not seen"
_SPOTS: Final = 6
_PREFIXES: Final = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A network in a zone: what it lies `within`, its prefixes, and whether something offends.

    `is_outside` tells what is declared and not in the input, `is_public` what has public addresses.
    """

    id: str
    within: str
    prefixes: tuple[str, ...]
    is_outside: bool = False
    is_public: bool = False
    offends: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """A gateway of a zone to what is not in the input."""

    id: str
    line: Line
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A zone with its networks and gateways; or the Internet, what is not seen, what has none."""

    key: str
    kind: Kind
    places: tuple[Place, ...] = ()
    doors: tuple[Door, ...] = ()
    spots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """What passes from one box to another: services, or the ids of permitted flows.

    `offences` are the numbers of the ways that it stands for, from 1.
    """

    start: str
    end: str
    state: State
    says: str
    both_ways: bool = False
    offences: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Offence:
    """One way that no clause allows: a packet, where it starts and ends, its hops.

    It stands for `alike` ways between the same surroundings (two VPCs, say), itself among them.
    """

    packet: Packet
    start: str
    end: str
    zones: tuple[str, str]
    hops: tuple[Hop, ...]
    alike: int = 1


@dataclass(frozen=True, slots=True)
class ZoneMap:
    """The boxes in the order they are drawn, what passes between them, what offends."""

    boxes: tuple[Box, ...]
    links: tuple[Link, ...]
    offences: tuple[Offence, ...]


Offends: TypeAlias = Callable[[str, Meeting], bool]


def zone_map(crossings: Crossings, order: Sequence[str], offends: Offends) -> ZoneMap:
    """Return the map of an input; `order` are the zones of the documents, the innermost first.

    `offends` tells whether a clause forbids what a network meets.
    """
    links, offences, wrong = _passing(crossings, offends)
    keys = _keys(crossings, order, links)
    places = _places(crossings, wrong)
    doors = _doors(crossings)
    boxes = []
    for key in keys:
        kind: Kind = "zone"
        spots: tuple[str, ...] = ()
        if key == INTERNET:
            kind = "internet"
        elif key == UNZONED:
            kind = "none"
        elif key == NOT_SEEN:
            kind = "unseen"
            spots = tuple(_spots(crossings))
        boxes.append(Box(key, kind, tuple(places[key]), tuple(doors[key]), spots))
    return ZoneMap(tuple(boxes), tuple(links), tuple(offences))


def _keys(crossings: Crossings, order: Sequence[str], links: Iterable[Link]) -> list[str]:
    """Return the boxes from the outermost to the innermost, tenants of a zone side by side."""
    used = {_key(zone) for zone in crossings.zones.values()}
    used |= {key for link in links for key in (link.start, link.end)}
    ranks = {zone: -number for number, zone in enumerate(order)}
    outer = [key for key in (INTERNET, NOT_SEEN, UNZONED) if key in used]
    zones = [Area.read(key) for key in used.difference(outer)]
    outermost = -len(ranks)
    zones.sort(key=lambda a: (ranks.get(a.zone, outermost), a.zone, a.tenant or ""))
    return [*outer, *map(str, zones)]


def _key(zone: str) -> str:
    return UNZONED if zone == UNSEEN else zone


def _places(crossings: Crossings, wrong: set[str]) -> Mapping[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for network, hosts in crossings.homes.items():
        zone = _key(crossings.zones[hosts[0].id])
        found[zone].append(_place(network, hosts, offends=network in wrong))
    for outside in crossings.outside.values():
        found[outside.zone].append(Place(outside.id, "", _few(outside.prefixes), is_outside=True))
    for places in found.values():
        places.sort(key=lambda place: (place.within, place.id))
    return found


def _place(network: str, hosts: Sequence[Host], *, offends: bool) -> Place:
    known = union_of(host.addresses for host in hosts)
    public = intersection(known, GLOBAL)
    # Of many public ones nobody knows which it has: that it has some is told by `is_public`.
    own = difference(known, GLOBAL) or public
    around = next((name for name in hosts[0].within if name != network), "")
    return Place(
        network,
        around if around != hosts[0].at.address else "",
        _told(own) if own != public or len(prefixes(own)) <= _PREFIXES else (),
        is_public=bool(public) and not contains(own, EVERYWHERE),
        offends=offends,
    )


def _told(addresses: Intervals) -> tuple[str, ...]:
    if contains(addresses, EVERYWHERE):
        return ("?",)
    return _few(prefixes(addresses))


def _few(found: Sequence[str]) -> tuple[str, ...]:
    return (*found[:_PREFIXES], "…") if len(found) > _PREFIXES else tuple(found)


def _doors(crossings: Crossings) -> Mapping[str, list[Door]]:
    """Return the gateways of each zone: of the zones whose packets get to them."""
    found: dict[str, list[Door]] = defaultdict(list)
    for zone in dict.fromkeys(crossings.zones.values()):
        if zone in (UNSEEN, INTERNET):
            continue
        reached = crossings.reach.spread(zone, sure=False)
        seen: set[str] = set()
        for gateway in crossings.wiring.gateways.values():
            if gateway.id not in reached or gateway.at.address in seen:
                continue
            seen.add(gateway.at.address)
            behind = tuple(outside.id for outside in crossings.behind(gateway))
            found[zone].append(Door(gateway.at.address, gateway.line, behind))
    return found


def _spots(crossings: Crossings) -> Iterator[str]:
    reasons = dict.fromkeys(reason for reason, _ in crossings.wiring.unseen.values())
    yield from list(reasons)[:_SPOTS]
    if len(reasons) > _SPOTS:
        yield "…"


def _passing(crossings: Crossings, offends: Offends) -> tuple[list[Link], list[Offence], set[str]]:
    """Return what passes between boxes, what of it offends, and the networks that it concerns."""
    met: dict[tuple[str, str, State], list[Intervals]] = defaultdict(list)
    ways: dict[tuple[str, str], dict[tuple[str, str], list[Meeting]]] = defaultdict(dict)
    wrong: set[str] = set()
    for network in crossings.homes:
        zone = _key(crossings.zone_of(network) or UNSEEN)
        for meeting in crossings.of(network):
            other = NOT_SEEN if meeting.zone == UNSEEN else meeting.zone
            pair = (zone, other) if meeting.way == "out" else (other, zone)
            state = _state(network, meeting, offends)
            met[(*pair, state)].append(meeting.packets.services())
            if state == "offending":
                wrong.add(network)
                ends = _ends(meeting, crossings)
                ways[pair].setdefault(ends, []).append(meeting)
    offences: list[Offence] = []
    numbers: dict[tuple[str, str], tuple[int, ...]] = {}
    for pair in sorted(ways, key=lambda pair: (sorted(pair), pair)):
        first = len(offences) + 1
        offences += (_offence(alike, pair, crossings) for alike in ways[pair].values())
        numbers[pair] = tuple(range(first, len(offences) + 1))
    links = [
        Link(
            start, end, state, services(union_of(found)),
            offences=numbers[start, end] if state == "offending" else (),
        )
        for (start, end, state), found in met.items()
        if not (state == "unknown" and (start, end, "offending") in met)
    ]  # fmt: skip
    return [*_joined(links), *_permitted(crossings)], offences, wrong


def _state(network: str, meeting: Meeting, offends: Offends) -> State:
    if not meeting.certain or meeting.zone == UNSEEN:
        return "unknown"
    return "offending" if offends(network, meeting) else "open"


def _ends(meeting: Meeting, crossings: Crossings) -> tuple[str, str]:
    """Return the surroundings of a meeting's ends: what one way shows, all between them show."""
    sender = crossings.reach.host(min(meeting.packets.labels(), default=0))
    return _around(sender, meeting.network), _around(
        crossings.wiring.hosts.get(meeting.at), meeting.at
    )


def _around(host: Host | None, name: str) -> str:
    if host is None:
        return name
    return next((around for around in host.within if around != host.at.address), host.network)


def _offence(alike: Sequence[Meeting], pair: tuple[str, str], crossings: Crossings) -> Offence:
    meeting = alike[0]
    hops = tuple(crossings.path(meeting))
    last = (hops[-1].packets & meeting.packets if hops else meeting.packets) or meeting.packets
    sent = (hops[0].packets if hops else meeting.packets).one()
    sender = crossings.reach.host(sent.origin)
    start = sender.id if sender is not None else meeting.network
    ends = {(min(m.packets.labels(), default=0), m.at) for m in alike}
    return Offence(last.one(), start, meeting.at, pair, hops, len(ends))


def _joined(links: Iterable[Link]) -> Iterator[Link]:
    """Make one line of two that say the same the other way round."""
    left = {(link.start, link.end, link.state): link for link in links}
    while left:
        key = next(iter(left))
        link = left.pop(key)
        back = left.get((link.end, link.start, link.state))
        if back is not None and back.says == link.says:
            del left[link.end, link.start, link.state]
            numbers = tuple(sorted({*link.offences, *back.offences}))
            link = replace(link, both_ways=True, offences=numbers)
        yield link


def _permitted(crossings: Crossings) -> Iterator[Link]:
    """Yield the permitted flows, of each pair of zones one line."""
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    for flow in crossings.declared.permitted:
        for pair in _pairs(flow, crossings):
            ids[pair].append(flow.id)
    links = (
        Link(start, end, "permitted", ", ".join(dict.fromkeys(names)))
        for (start, end), names in ids.items()
    )
    yield from _joined(links)


def _pairs(flow: Permitted, crossings: Crossings) -> Iterator[tuple[str, str]]:
    """Yield the zones that a flow joins: of every tenant where it names none."""
    for start in _meant(flow.start, crossings):
        for end in _meant(flow.end, crossings):
            one, other = Area.read(start), Area.read(end)
            if start != end and (one.tenant == other.tenant or None in (one.tenant, other.tenant)):
                yield start, end


def _meant(name: str, crossings: Crossings) -> list[str]:
    if name in crossings.outside:
        return [crossings.outside[name].zone]
    zones = dict.fromkeys(crossings.zones.values())
    exact = [zone for zone in zones if zone == name]
    return exact or [zone for zone in zones if Area.read(zone).zone == name] or [name]
