"""Which packets are of interest at a node: by their destinations alone, coarse and wide.

Of all that hosts of a zone can send, most never leaves their zone. Before packets are spread, two
passes over the wires tell which destinations can get to a node, and which of these lead on to
where anybody asks what arrived. Rules, senders and ports are not asked: nothing is lost that way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property, partial
from heapq import heappop, heappush
from typing import Final

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

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Return a rank for each node: of two nodes not on one cycle, the one before is lower."""
        done: list[str] = []
        seen: set[str] = set()
        for root in self._edges:
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
        came = self._forward(starts)
        found: dict[str, Intervals] = {n: there for n, there in came.items() if n in asked}
        new = dict(found)
        queue = Queue(found, lambda node: -self.order.get(node, 0))
        for node in queue:
            wanted = new.pop(node)
            for edge in self._back.get(node, ()):
                if (here := came.get(edge.start)) is not None:
                    more = intersection(here, aimed(edge, wanted))
                    self._add(edge.start, more, found, new, queue)
        return found

    def _forward(self, starts: Iterable[str]) -> Mapping[str, Intervals]:
        """Return by node the destinations of what gets there from a start."""
        found: dict[str, Intervals] = dict.fromkeys(starts, EVERYWHERE)
        new = dict(found)
        queue = Queue(found, lambda node: self.order.get(node, 0))
        for node in queue:
            here = new.pop(node)
            for edge in self._edges.get(node, ()):
                if passed := intersection(here, _carried(edge)):
                    there = passed if _keeps(edge) else EVERYWHERE
                    self._add(edge.end, there, found, new, queue)
        return found

    @staticmethod
    def _add(
        node: str,
        there: Intervals,
        found: dict[str, Intervals],
        new: dict[str, Intervals],
        queue: Queue,
    ) -> None:
        """Take in what is new at a node; only that goes on."""
        before = found.get(node, ())
        if not (more := difference(there, before)):
            return
        found[node] = union(before, more)
        new[node] = union(new.get(node, ()), more)
        queue.push(node)

    @cached_property
    def _back(self) -> Mapping[str, list[Edge]]:
        back: dict[str, list[Edge]] = defaultdict(list)
        for edges in self._edges.values():
            for edge in edges:
                back[edge.end].append(edge)
        return back


class Queue:
    """Nodes that wait for their turn, each once, those of a low rank first."""

    def __init__(self, nodes: Iterable[str], rank: Callable[[str], int]) -> None:
        """Let some nodes wait."""
        self._rank = rank
        self._heap: list[tuple[int, str]] = []
        self._waiting: set[str] = set()
        for node in nodes:
            self.push(node)

    def push(self, node: str) -> None:
        """Let a node wait, unless it does."""
        if node not in self._waiting:
            self._waiting.add(node)
            heappush(self._heap, (self._rank(node), node))

    def __iter__(self) -> Iterator[str]:
        """Yield the nodes, those that begin to wait meanwhile among them."""
        while self._heap:
            _, node = heappop(self._heap)
            self._waiting.discard(node)
            yield node


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
