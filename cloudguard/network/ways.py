"""One question put to a network: whether anything gets from here to there, and by which way.

The answer is *yes* with a way that packets surely take, *no* with where they end, or *perhaps*
with what would have to be known.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from cloudguard.network.adrift import adrift, components
from cloudguard.network.filters import Rule
from cloudguard.network.intervals import Intervals, contains, intersection, union, union_of
from cloudguard.network.packets import (
    EMPTY,
    EVERYWHERE,
    TCP,
    Packet,
    PacketSet,
    joined,
    packets,
    ports,
)
from cloudguard.network.reach import UNSEEN, Hop, Reach
from cloudguard.network.wiring import GLOBAL, GLOBAL_V4, INTERNET, Edge, Host, Wiring, leaving
from cloudguard.values import Source

Verdict: TypeAlias = Literal["yes", "perhaps", "no"]
_FROM: Final = "from"
_TO: Final = "to"
_ELSE: Final = "elsewhere"
_TCP: Final = packets(service=ports(TCP))
_ASKED: Final = 256
"""So many hosts are asked for a way before giving up: the first nearly always has one."""
_STOPS: Final = 3


@dataclass(frozen=True, slots=True)
class End:
    """One end of a question: its hosts, and which of their addresses are meant."""

    name: str
    hosts: tuple[Host, ...]
    addresses: Intervals = EVERYWHERE

    @property
    def is_outside(self) -> bool:
        """Tell whether it is the Internet: what is not seen may lead there by itself."""
        return any(host.id == INTERNET for host in self.hosts)


@dataclass(frozen=True, slots=True)
class Halt:
    """Where packets end: an edge that takes none of them, or a node from which nothing leads on."""

    edge: Edge
    rule: Rule | None
    leads_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a question.

    `passing` is all that arrives at one host, `packet` one of it, `hops` its way. `unknown` says
    what would have to be known. `halts` are where packets end, those nearest to the far end first:
    of answers on their way back where `returning`.
    """

    verdict: Verdict
    passing: PacketSet = EMPTY
    packet: Packet | None = None
    start: Host | None = None
    end: Host | None = None
    hops: tuple[Hop, ...] = ()
    unknown: tuple[tuple[str, Source], ...] = ()
    halts: tuple[Halt, ...] = ()
    returning: bool = False


def at_addresses(wiring: Wiring, asked: Intervals, name: str) -> End:
    """Return the end that has some addresses: networks of the input first, then what lies outside.

    A host of which only is known that it has a public address is not meant by one of them.
    """
    own = [h for h in wiring.hosts.values() if intersection(asked, _specific(h))]
    inside = [h for h in own if h.id != INTERNET]
    if inside:
        return End(name, tuple(inside), asked)
    if intersection(asked, GLOBAL):
        return End(name, (wiring.internet(),), asked)
    return End(name, (), asked)


def _specific(host: Host) -> Intervals:
    known = union(host.addresses, host.maybe)
    return () if contains(known, GLOBAL_V4) and host.id != INTERNET else known


def ask(wiring: Wiring, start: End, end: End, service: Intervals | None = None) -> Answer:
    """Tell whether packets of a service, as they arrive, get from one end to the other."""
    ours, theirs = _told_apart(start, end)
    question = _Question(wiring, ours, theirs, packets(destination=end.addresses))
    if service is not None:
        question = replace(question, wanted=question.wanted & packets(service=service))
    return question.answer()


def _told_apart(start: End, end: End) -> tuple[End, End]:
    """Return two ends without a host in common: the wider one gives it up."""
    mine, other = {h.id for h in start.hosts}, {h.id for h in end.hosts}
    if other < mine:
        return replace(start, hosts=tuple(h for h in start.hosts if h.id not in other)), end
    return start, replace(end, hosts=tuple(h for h in end.hosts if h.id not in mine))


@dataclass(frozen=True)
class _Question:
    wiring: Wiring
    start: End
    end: End
    wanted: PacketSet

    def answer(self) -> Answer:
        reach = self._reach()
        for sure in (True, False):
            for host, met in self._arrivals(reach, sure=sure):
                return self._found(reach, host, met, sure=sure)
        if blind := [*self._blind(reach)]:
            return Answer(verdict="perhaps", unknown=tuple(blind))
        halts, returning = self._halts(reach)
        return Answer(verdict="no", halts=halts, returning=returning)

    def _reach(self) -> Reach:
        """Return what is reached when packets start from the addresses that are meant alone."""
        hosts = dict(self.wiring.hosts)
        for host in self.start.hosts:
            known = intersection(host.addresses, self.start.addresses)
            maybe = intersection(host.maybe, self.start.addresses)
            hosts[host.id] = replace(host, addresses=known, maybe=maybe)
        zones = dict.fromkeys(hosts, _ELSE)
        zones |= dict.fromkeys((host.id for host in self.end.hosts), _TO)
        zones |= dict.fromkeys((host.id for host in self.start.hosts), _FROM)
        return Reach(replace(self.wiring, hosts=hosts), zones)

    def _arrivals(self, reach: Reach, *, sure: bool) -> Iterator[tuple[Host, PacketSet]]:
        spread = reach.spread(_FROM, sure=sure)
        back = None
        for host in self.end.hosts:
            sent = spread.get(host.id, EMPTY) & self.wanted
            connecting = sent & _TCP
            if connecting and back is None:
                back = reach.answers(_TO, _FROM, sure=sure).reversed()
            if connecting and back is not None:
                sent = (sent - _TCP) | (connecting & back)
            if sent:
                yield host, sent

    def _found(self, reach: Reach, end: Host, met: PacketSet, *, sure: bool) -> Answer:
        start, hops = self._way(reach, end, met, sure=sure)
        packet = ((hops[-1].packets & met) or met).one() if hops else met.one()
        doubts = [hop for hop in hops if not hop.certain]
        unknown = () if sure else tuple((said(hop.edge, hop.rule), at(hop)) for hop in doubts[:3])
        return Answer(
            verdict="yes" if sure else "perhaps",
            passing=met, packet=packet, start=start, end=end, hops=hops, unknown=unknown,
        )  # fmt: skip

    def _way(
        self, reach: Reach, end: Host, met: PacketSet, *, sure: bool
    ) -> tuple[Host | None, tuple[Hop, ...]]:
        for host in self._senders(reach, met):
            if hops := reach.path(host, end.id, met, sure=sure):
                return host, tuple(hops)
        return None, ()

    def _senders(self, reach: Reach, met: PacketSet) -> Iterator[Host]:
        """Yield who may have sent packets: those named in them first."""
        labels = met.labels()
        ours = [reach.wiring.hosts[host.id] for host in self.start.hosts]
        named = [host for host in ours if host.label in labels]
        yield from [*named, *(host for host in ours if host not in named)][:_ASKED]

    def _blind(self, reach: Reach) -> Iterator[tuple[str, Source]]:
        """Yield the blind spots by which packets may get from one end to the other."""
        unseen = self.wiring.unseen
        yield from (unseen[node] for node in self._loose()[:_STOPS])
        spread = reach.spread(_FROM, sure=False)
        service = packets(service=self.wanted.services())
        out = [node for node in unseen if spread.get(node, EMPTY) & service]
        if not out and not self.start.is_outside:
            return
        into = [] if self.end.is_outside else self._entrances(reach)
        if self.end.is_outside or into:
            shown = out or into
            yield from dict.fromkeys(unseen[node] for node in shown[:_STOPS])

    def _loose(self) -> list[str]:
        """Return what may be wired to both ends, or to what is joined with them."""
        if not self.wiring.loose:
            return []
        apart = {INTERNET, leaving(INTERNET)}
        spots = adrift(self.wiring, components(self.wiring, apart))
        met = [
            {spots[host.id] for host in end.hosts if host.id in spots}
            for end in (self.start, self.end)
            if not end.is_outside
        ]
        return sorted(set().union(*met)) if all(met) else []

    def _entrances(self, reach: Reach) -> list[str]:
        """Return the blind spots from which something gets to the far end."""
        spread = reach.spread(UNSEEN, sure=False)
        if not any(spread.get(host.id, EMPTY) & self.wanted for host in self.end.hosts):
            return []
        near = _distances(self.wiring, (host.id for host in self.end.hosts))
        return sorted((node for node in self.wiring.unseen if node in near), key=near.__getitem__)

    def _halts(self, reach: Reach) -> tuple[tuple[Halt, ...], bool]:
        service = packets(service=self.wanted.services())
        starts = [
            (h.leaves, reach.wiring.starting(reach.wiring.hosts[h.id], sure=False) & service)
            for h in self.start.hosts
        ]
        ends = [host.id for host in self.end.hosts]
        met = [s for h in ends if (s := reach.spread(_FROM, sure=False).get(h)) is not None]
        arriving = joined(met) & self.wanted
        if arriving:  # they arrive, and no answer comes back
            back = arriving.reversed()
            starts = [
                (h.leaves, self.wiring.starting(h, sure=False) & back) for h in self.end.hosts
            ]
            ends = [*(host.id for host in self.start.hosts), *self.wiring.translators]
            return _frontier(self.wiring, starts, ends, answering=True), True
        there = union_of(union(h.addresses, h.maybe) for h in self.end.hosts)
        aimed = packets(destination=intersection(there, self.end.addresses))
        narrow = [(node, sent & aimed) for node, sent in starts]
        return (_frontier(self.wiring, narrow, ends) or _frontier(self.wiring, starts, ends)), False


def _frontier(
    wiring: Wiring,
    starts: Iterable[tuple[str, PacketSet]],
    ends: Iterable[str],
    *,
    answering: bool = False,
) -> tuple[Halt, ...]:
    """Return where packets end on their way, those nearest to where they should arrive first."""
    distance = _distances(wiring, ends)
    found: list[tuple[int, Halt]] = []
    queue: deque[tuple[str, PacketSet, Edge | None]] = deque((n, s, None) for n, s in starts)
    seen: dict[str, PacketSet] = {}
    far = len(wiring.edges) + 1
    while queue:
        node, sent, before = queue.popleft()
        if (old := seen.get(node)) is not None:
            sent = sent - old
        if not sent:
            continue
        seen[node] = sent if old is None else old | sent
        passing = [
            (edge, edge.passes(sent, sure=False, answering=answering))
            for edge in wiring.edges.get(node, ())
        ]
        queue.extend((edge.end, passed, edge) for edge, passed in passing if passed)
        found += [
            (distance[edge.end], _halt(edge, sent))
            for edge, passed in passing
            if not passed and edge.end in distance
        ]
        if before is not None and not any(p or edge.end in distance for edge, p in passing):
            found.append((far, Halt(before, None, leads_on=False)))
    found.sort(key=lambda one: one[0])
    told: dict[tuple[str, Source], Halt] = {}
    for _, halt in found:
        told.setdefault((halt.edge.says, halt.edge.at), halt)
    return tuple(told.values())[:_STOPS]


def _distances(wiring: Wiring, ends: Iterable[str]) -> Mapping[str, int]:
    """Return how many edges lie between each node and the nearest of some."""
    back: dict[str, list[str]] = defaultdict(list)
    for edges in wiring.edges.values():
        for edge in edges:
            back[edge.end].append(edge.start)
    distance = dict.fromkeys(ends, 0)
    queue = deque(distance)
    while queue:
        node = queue.popleft()
        for start in back.get(node, ()):
            if start not in distance:
                distance[start] = distance[node] + 1
                queue.append(start)
    return distance


def _halt(edge: Edge, sent: PacketSet) -> Halt:
    carried = sent & edge.carries.possible
    rule = edge.admits.deciding(carried.one()) if edge.admits is not None and carried else None
    return Halt(edge, rule, leads_on=True)


def said(edge: Edge, rule: Rule | None) -> str:
    """Return what an edge is, and the rule on it that decides."""
    return f"{edge.says}: {rule.says}" if rule is not None and rule.says else edge.says


def at(hop: Hop | Halt) -> Source:
    """Return where what decides of a hop is written: its rule, else what it belongs to."""
    return hop.rule.at if hop.rule is not None else hop.edge.at
