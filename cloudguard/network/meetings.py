"""What each network meets of other zones: with each zone and way one meeting, sure before possible.

What goes into a blind spot may come out of all that is wired to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, TypeAlias

from cloudguard.network.adrift import adrift, components
from cloudguard.network.packets import ALL, PacketSet
from cloudguard.network.reach import UNSEEN, Crossing, Reach, Zone
from cloudguard.network.senders import Senders
from cloudguard.network.wiring import INTERNET, Host, leaving

Way: TypeAlias = Literal["out", "in"]
_WAYS: Final = (True, False)


@dataclass(frozen=True, slots=True)
class Meeting:
    """Packets between a network and something of another zone.

    `way` is seen from the network; `zone` is that of the other end, `at` the host or the blind
    spot where `packets` arrive. `certain` is true where they surely do.
    """

    way: Way
    network: str
    zone: Zone
    at: str
    packets: PacketSet
    certain: bool


class Meetings:
    """The meetings of all networks of one input."""

    def __init__(
        self,
        reach: Reach,
        homes: Mapping[str, Sequence[Host]],
        outside: Iterable[str],
        blind: frozenset[str],
        permitted: Callable[[Zone, Zone], PacketSet],
    ) -> None:
        """Prepare; `homes` are the hosts of each network, `outside` what lies beyond the input.

        `blind` are the blind spots that are no doors to what lies outside.
        """
        self._reach = reach
        self._wiring = reach.wiring
        self._homes = homes
        self._apart = frozenset(id_ for one in (INTERNET, *outside) for id_ in (one, leaving(one)))
        self._blind = blind
        self._permitted = permitted

    def of(self, network: str) -> Sequence[Meeting]:
        """Return what a network meets."""
        return self._found.get(network, ())

    @cached_property
    def connected(self) -> Mapping[Zone, dict[Zone, bool]]:
        """Return by zone the zones that its packets reach or come from: whether they surely do."""
        found: dict[Zone, dict[Zone, bool]] = defaultdict(dict)
        for certain in _WAYS:
            for crossing in self._crossings[certain]:
                for one, other in (
                    (crossing.zone, crossing.other),
                    (crossing.other, crossing.zone),
                ):
                    found[one][other] = found[one].get(other, False) or certain
        return found

    @cached_property
    def _crossings(self) -> Mapping[bool, Sequence[Crossing]]:
        return {sure: list(self._reach.crossings(sure=sure)) for sure in _WAYS}

    @cached_property
    def _found(self) -> Mapping[str, list[Meeting]]:
        made: dict[str, list[Meeting]] = defaultdict(list)
        outward = _Outward()
        met: set[tuple[str, Zone]] = set()
        for certain in _WAYS:
            for crossing in self._crossings[certain]:
                left = crossing.packets - self._permitted(crossing.zone, crossing.other)
                if not left:
                    continue
                for host in self._senders(crossing, left, outward):
                    sent = left.sent_by((host.label, host.label + 1))
                    meeting = Meeting(
                        "out", host.network, crossing.other, crossing.at, sent, certain
                    )
                    made[host.network].append(meeting)
                arrived = self._wiring.hosts.get(crossing.at)
                network = "" if arrived is None else arrived.network
                if network in self._homes and (network, crossing.zone) not in met:
                    met.add((network, crossing.zone))
                    meeting = Meeting("in", network, crossing.zone, crossing.at, left, certain)
                    made[network].append(meeting)
        for meeting in (*self._adrift(met), *self._lost(met)):
            made[meeting.network].append(meeting)
        return made

    def _senders(self, crossing: Crossing, left: PacketSet, told: _Outward) -> Iterator[Host]:
        """Yield a host of each network that is not yet known to send into a zone."""
        if crossing.zone in (UNSEEN, INTERNET):
            return
        key = (crossing.zone, crossing.other)
        for label in sorted(told.new(key, left)):
            host = self._reach.host(label)
            if host is None or host.network not in self._homes:
                continue
            if host.network not in told.networks[key]:
                told.networks[key].add(host.network)
                yield host

    @cached_property
    def adrift(self) -> Mapping[str, str]:
        """Return by network the blind spot that may be wired to it, or to what it is joined to."""
        found = adrift(self._wiring, self._joined)
        spots = {
            network: next((found[host.id] for host in hosts if host.id in found), None)
            for network, hosts in self._homes.items()
        }
        return {network: node for network, node in spots.items() if node is not None}

    def _adrift(self, met: set[tuple[str, Zone]]) -> Iterator[Meeting]:
        """Yield what may come in by what may be wired to a network, or to any joined with it."""
        for network, node in self.adrift.items():
            if (network, UNSEEN) not in met:
                yield Meeting("in", network, UNSEEN, node, ALL, certain=False)

    def _lost(self, met: set[tuple[str, Zone]]) -> Iterator[Meeting]:
        """Yield what goes into a blind spot and may come out at all that is joined to it."""
        lost: dict[str, dict[Zone, Crossing]] = defaultdict(dict)
        for crossing in self._crossings[False]:
            if crossing.other == UNSEEN and crossing.at in self._blind:
                lost[self._joined[crossing.at]].setdefault(crossing.zone, crossing)
        if not lost:
            return
        for network, hosts in self._homes.items():
            zone = self._reach.zones[hosts[0].id]
            for other, crossing in lost.get(self._joined[hosts[0].leaves], {}).items():
                left = crossing.packets - self._permitted(other, zone)
                if other != zone and left and (network, other) not in met:
                    yield Meeting("in", network, other, crossing.at, left, certain=False)

    @cached_property
    def _joined(self) -> Mapping[str, str]:
        return components(self._wiring, self._apart)


class _Outward:
    """Which senders are known to send from one zone to another."""

    def __init__(self) -> None:
        self.networks: dict[tuple[Zone, Zone], set[str]] = defaultdict(set)
        self._labels: dict[tuple[Zone, Zone], set[int]] = defaultdict(set)
        self._asked: dict[tuple[Zone, Zone], set[Senders]] = defaultdict(set)

    def new(self, key: tuple[Zone, Zone], sent: PacketSet) -> set[int]:
        """Return the labels of packets that none before had: most are sent by the same hosts."""
        senders = {box.senders for box in sent.boxes} - self._asked[key]
        self._asked[key] |= senders
        new = {n for one in senders for n in one.labels() - self._labels[key]}
        self._labels[key] |= new
        return new
