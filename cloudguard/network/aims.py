"""Which packets are of interest at a node: by their destinations alone, coarse and wide.

Of all that hosts of a zone can send, most never leaves their zone. Before packets are spread, two
passes over the wires tell which destinations can get to a node, and which of these lead on to
where anybody asks what arrived. Rules, senders and ports are not asked: nothing is lost that way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from heapq import heapify, heappop, heappush
from itertools import accumulate
from typing import Final, TypeAlias

from cloudguard.network.intervals import Intervals, difference, intersection, union, union_of
from cloudguard.network.packets import EVERYWHERE, PacketSet
from cloudguard.network.wiring import Edge, Wiring

# What a translator of these kinds does to packets leaves their destination as it is.
_SAME: Final = (PacketSet.at_source, PacketSet.anonymous)


class Aims:
    """The order of the nodes of a wiring, and what leads from some of them to others."""

    def __init__(self, wiring: Wiring) -> None:
        """Prepare for the edges of a wiring, which must all have been added."""
        self._edges = wiring.edges
        self._nodes = (*wiring.unseen, *(host.leaves for host in wiring.hosts.values()))

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Return a rank for each node: of two nodes not on one cycle, the one before is lower."""
        done: list[str] = []
        seen: set[str] = set()
        for root in (*self._edges, *self._nodes):
            if root in seen:
                continue
            seen.add(root)
            open_ = [(root, iter(self._edges.get(root, ())))]
            while open_:
                node, edges = open_[-1]
                for edge in edges:
                    if edge.end not in seen:
                        seen.add(edge.end)
                        open_.append((edge.end, iter(self._edges.get(edge.end, ()))))
                        break
                else:
                    done.append(node)
                    open_.pop()
        return {node: rank for rank, node in enumerate(reversed(done))}

    def towards(self, starts: Iterable[str], asked: Collection[str]) -> Mapping[str, Intervals]:
        """Return by node the destinations of what gets from a start to a node that is asked about.

        A node that is not there is of no interest.
        """
        came = _followed(dict.fromkeys(starts, EVERYWHERE), self._onward, self.order.__getitem__)

        def back(node: str, wanted: Intervals) -> Iterator[tuple[str, Intervals]]:
            for edge in self._back.get(node, ()):
                if (here := came.get(edge.start)) is not None:
                    yield edge.start, intersection(here, aimed(edge, wanted))

        ends = {node: there for node, there in came.items() if node in asked}
        return _followed(ends, back, lambda node: -self.order[node])

    def _onward(self, node: str, here: Intervals) -> Iterator[tuple[str, Intervals]]:
        for edge in self._edges.get(node, ()):
            if passed := intersection(here, _carried(edge)):
                yield edge.end, passed if _keeps(edge) else EVERYWHERE

    @cached_property
    def _back(self) -> Mapping[str, list[Edge]]:
        back: dict[str, list[Edge]] = defaultdict(list)
        for edges in self._edges.values():
            for edge in edges:
                back[edge.end].append(edge)
        return back


class Queue:
    """Nodes that wait for their turn, each once, by rounds: in each those of a low rank first.

    What a round pushes back to lower ranks waits for the next round, when all that goes round a
    cycle with it has arrived.
    """

    def __init__(self, nodes: Iterable[str], rank: Callable[[str], int]) -> None:
        """Let some nodes wait."""
        self._rank = rank
        self._now = [(rank(node), node) for node in nodes]
        heapify(self._now)
        self._later: list[tuple[int, str]] = []
        self._waiting = {node for _, node in self._now}
        self._at: int | None = None

    def push(self, node: str) -> None:
        """Let a node wait, unless it does."""
        if node in self._waiting:
            return
        self._waiting.add(node)
        rank = self._rank(node)
        if self._at is None or rank > self._at:
            heappush(self._now, (rank, node))
        else:
            self._later.append((rank, node))

    def __iter__(self) -> Iterator[str]:
        """Yield the nodes, those that begin to wait meanwhile among them."""
        while self._now:
            self._at, node = heappop(self._now)
            self._waiting.discard(node)
            yield node
            if not self._now:
                heapify(self._later)
                self._now, self._later = self._later, []


class Switch:
    """The edges of a node, found by where packets go: a hub has one for each of its networks."""

    def __init__(self, edges: Sequence[Edge]) -> None:
        """Index edges by the destinations that they carry."""
        self._edges = edges
        self._wide: list[int] = []
        self._narrow: list[tuple[int, int, int]] = []
        carried = [_carried(edge) for edge in edges]
        lows = sorted(there[0] for there in carried)
        for number, there in enumerate(carried):
            among = bisect_left(lows, there[-1]) - bisect_left(lows, there[0])
            if among > FEW:
                self._wide.append(number)
            else:
                self._narrow.append((there[0], there[-1], number))
        self._narrow.sort()
        self._lows = [low for low, _, _ in self._narrow]
        self._highs = list(accumulate((high for _, high, _ in self._narrow), max))

    def towards(self, there: Intervals) -> Iterable[Edge]:
        """Return in their order the edges that may carry something to these destinations."""
        found = set(self._wide)
        for low, high in zip(there[::2], there[1::2], strict=True):
            at = bisect_left(self._lows, high) - 1
            while at >= 0 and self._highs[at] > low:
                found.add(self._narrow[at][2])
                at -= 1
        return [self._edges[number] for number in sorted(found)]


FEW: Final = 16
"""So many edges are asked one by one."""
_Step: TypeAlias = Callable[[str, Intervals], Iterable[tuple[str, Intervals]]]


def _followed(
    starts: Mapping[str, Intervals], step: _Step, rank: Callable[[str], int]
) -> Mapping[str, Intervals]:
    """Return by node what gets there when each step is followed until nothing is new."""
    pending = {node: [there] for node, there in starts.items()}
    queue = Queue(pending, rank)
    found: dict[str, Intervals] = {}
    added = _Once(union)
    for node in queue:
        each, old = pending.pop(node), found.get(node, ())
        new = difference(each[0] if len(each) == 1 else union_of(each), old)
        if not new:
            continue
        found[node] = added(old, new)
        for end, there in step(node, new):
            if there:
                pending.setdefault(end, []).append(there)
                queue.push(end)
    return found


class _Once:
    """What comes of two sets, put together once: the same two meet at hundreds of nodes."""

    def __init__(self, make: Callable[[Intervals, Intervals], Intervals]) -> None:
        self._make = make
        self._made: dict[tuple[Intervals, Intervals], Intervals] = {}

    def __call__(self, one: Intervals, other: Intervals) -> Intervals:
        if len(one) + len(other) <= FEW:
            return self._make(one, other)
        if (made := self._made.get((one, other))) is None:
            made = self._made[one, other] = self._make(one, other)
        return made


def aimed(edge: Edge, wanted: Intervals) -> Intervals:
    """Return the destinations with which packets go along an edge to arrive with wanted ones."""
    carried = _carried(edge)
    return intersection(carried, wanted) if _keeps(edge) else carried


def _carried(edge: Edge) -> Intervals:
    boxes = edge.carries.possible.boxes
    return boxes[0].destination if len(boxes) == 1 else union_of(b.destination for b in boxes)


def _keeps(edge: Edge) -> bool:
    """Tell whether packets have the same destination at both ends of an edge."""
    change = edge.change
    return change is None or (change.func if isinstance(change, partial) else change) in _SAME
