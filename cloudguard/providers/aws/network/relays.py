"""What ends a connection and opens another, or hands packets on to a host: balancers and the like.

Answers find their way back through what handed the packets on, whatever the tables say.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from cloudguard.network.filters import PERHAPS, Filter, Match, perhaps
from cloudguard.network.intervals import Intervals, difference, union
from cloudguard.network.packets import EMPTY, PacketSet, joined, packets
from cloudguard.network.wiring import GLOBAL, Host
from cloudguard.providers.aws.network.hosts import door
from cloudguard.providers.aws.network.vpcs import Vpcs
from cloudguard.values import Source


def relay(  # one argument for each thing it depends on
    vpcs: Vpcs, host: Host, name: str, arriving: Match, sent: Match, at: Source, says: str
) -> None:
    """Let a host send anew, in its own name, when something arrives at it."""
    node = f"{name} by {host.id}"
    vpcs.wiring.translators.add(host.id)
    vpcs.wiring.edge(host.id, node, at, says, carries=arriving)
    known, maybe = private(host)
    origin = (host.label, host.label + 1)
    surely = sent.sure & packets(source=known, origin=origin)
    possibly = sent.possible & packets(source=maybe, origin=origin)
    if surely:
        vpcs.wiring.edge(node, host.leaves, at, says, change=partial(sent_anew, made=surely))
    if possibly != surely:
        change = partial(sent_anew, made=possibly)
        vpcs.wiring.edge(node, host.leaves, at, says, carries=PERHAPS, change=change)


def forward(  # one argument for each thing it depends on
    vpcs: Vpcs,
    start: str,
    host: Host,
    name: str,
    at: Source,
    says: str,
    *,
    carries: Match,
    service: Intervals | None = None,
    admits: Filter | None = None,
    past_groups: bool = False,
) -> None:
    """Hand packets that arrive at a node on to the groups of a host, or past them, as they came."""
    wiring = vpcs.wiring
    back = f"{name} back from {host.id}"
    known, maybe = private(host)
    end = host.id if past_groups else door(host.id)
    for there, passing in ((known, carries), (maybe, perhaps(carries.possible))):
        if there and (passing is carries or maybe != known):
            wiring.edge(
                start, end, at, says, carries=passing, admits=admits,
                change=partial(_redirected, there=there, service=service),
            )  # fmt: skip
    wiring.translators.add(back)
    answering = Match(packets(source=known), packets(source=maybe))
    wiring.edge(host.leaves, back, at, says, carries=answering)


def private(host: Host) -> tuple[Intervals, Intervals]:
    """Return the addresses within its network that a host has, and those that it may have."""
    known = difference(host.addresses, GLOBAL)
    maybe = union(known, difference(host.maybe, GLOBAL))
    if not maybe:
        return host.addresses, union(host.addresses, host.maybe)
    return known, maybe


def to_hosts(hosts: Iterable[Host], service: Match, *, certain: bool) -> Match:
    """Return the packets of a service to hosts."""
    each = [private(host) for host in hosts]
    known = joined(packets(destination=known) for known, _ in each)
    maybe = joined(packets(destination=maybe) for _, maybe in each)
    return Match(known & service.sure if certain else EMPTY, maybe & service.possible)


def sent_anew(_sent: PacketSet, made: PacketSet) -> PacketSet:
    """Return what is sent in the place of packets that end here."""
    return made


def _redirected(sent: PacketSet, there: Intervals, service: Intervals | None) -> PacketSet:
    boxes = (box._replace(destination=there, service=service or box.service) for box in sent.boxes)
    return joined(PacketSet((box,)) for box in boxes)
