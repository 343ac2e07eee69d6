"""Steps of work in an order that respects what must come before what, and the days of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final

from cloudguard.assets import Asset
from cloudguard.config.days import counted
from cloudguard.erasure.days import Day, Reason, later, span
from cloudguard.values import Known, Source, Value
from cloudguard.verdicts import Outcome

if TYPE_CHECKING:
    from networkx import DiGraph

OURS: Final = "ours"
CONTRACT: Final = "contract"
NAMED: Final = "named"
PROVIDER: Final = "provider"
AT_ONCE: Final[Value[int | None]] = Known(0, Source(""))


@dataclass(frozen=True, slots=True, order=True)
class Party:
    """Who does a step: `ours`, the party of the `contract`, one `named` by the rules, `provider`.

    `name` is empty where nothing gives one.
    """

    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do, the day for it, and what must be done before.

    `action` is a word of `sequence.ACTIONS`, `asset` what it is done to (None: the whole
    service), `of` the kind of copy where one is deleted, `held_in` what holds it, `change` the
    attribute that is changed. It may begin on `start`, and its effect is there after `takes` days,
    by `due` where a deadline hangs on it; then it must begin by `latest`. `day` is when the plan
    puts it. `after` holds the ids of the steps before it. What is only `tidying` frees no data:
    that is gone by another route. A `hidden` step is nobody's: it joins others. One that
    `waits` stands on the day on which its effect is there.
    """

    id: str
    action: str
    asset: Asset | None
    party: Party
    start: Day
    of: str = ""
    held_in: str = ""
    takes: Value[int | None] = field(default=AT_ONCE)
    due: date | None = None
    change: str = ""
    tidying: bool = False
    hidden: bool = False
    waits: bool = False
    reasons: tuple[Reason, ...] = ()
    day: date = date.min
    latest: date | None = None
    after: tuple[str, ...] = ()

    @property
    def done(self) -> Day:
        """Return the day on which the effect of the step is there."""
        return self.start if self.takes is AT_ONCE else self.start.after(self.takes)

    @property
    def in_time(self) -> Outcome:
        """Tell whether the effect of the step is there by the deadline that hangs on it."""
        return Outcome.PASS if self.due is None else self.done.by(self.due)


class Steps:
    """Steps and what comes before what, until they are put in order.

    An order that is only better than another (`soft`) gives way where it would go in a circle:
    two buckets that are replicas of each other.
    """

    def __init__(self) -> None:
        """Begin without any step."""
        self.steps: dict[str, Step] = {}
        self._edges: dict[tuple[str, str], bool] = {}

    def add(self, step: Step, *after: Step | None) -> Step:
        """Add a step that comes after others; one with the same id is not added twice."""
        step = self.steps.setdefault(step.id, step)
        for before in after:
            if before is not None:
                self.follow(before.id, step.id)
        return step

    def follow(self, before: str, after: str, *, soft: bool = False) -> None:
        """Put one step after another."""
        if before != after:
            self._edges[before, after] = self._edges.get((before, after), True) and soft

    def behind(self, ids: Iterable[str]) -> set[str]:
        """Return some steps and all that come after them."""
        after: dict[str, list[str]] = defaultdict(list)
        for one, other in self._edges:
            after[one].append(other)
        found: set[str] = set()
        waiting = list(ids)
        while waiting:
            if (id_ := waiting.pop()) not in found:
                found.add(id_)
                waiting += after[id_]
        return found

    def ordered(self) -> tuple[Step, ...]:
        """Return all steps with their days, none before what it must come after."""
        order, kept = topological(list(self.steps), self._edges)
        before: dict[str, list[str]] = defaultdict(list)
        behind: dict[str, list[str]] = defaultdict(list)
        for one, other in kept:
            before[other].append(one)
            behind[one].append(other)
        begun: dict[str, Day] = {}
        done: dict[str, Day] = {}
        for id_ in order:
            step = self.steps[id_]
            start = step.start
            for each in before[id_]:
                if (one_done := done[each]) is not start:
                    start = later(start, one_done)
            if step.day > start.earliest:  # it is better later than as soon as possible
                start = later(start, Day.on(step.day))
            begun[id_] = start
            done[id_] = start if step.takes is AT_ONCE else start.after(step.takes)
        limits = _limits(reversed(order), behind, begun, done, self.steps)
        found = [
            replace(
                self.steps[id_],
                start=begun[id_],
                day=(done if self.steps[id_].waits else begun)[id_].earliest,
                after=tuple(before[id_]),
                latest=None if self.steps[id_].waits else limits.get(id_),
            )
            for id_ in order
        ]
        return tuple(_by_party(found))


def topological(
    nodes: Sequence[str], edges: Mapping[tuple[str, str], bool]
) -> tuple[list[str], list[tuple[str, str]]]:
    """Return nodes in an order that respects edges, and the edges that it respects.

    Nodes keep the order that they are given in where nothing speaks against it. Of a circle the
    soft edges go, and all of them where there are none.
    """
    import networkx as nx  # only where an order is asked for

    graph: DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    for soft_only in (True, False):
        circles = [c for c in nx.strongly_connected_components(graph) if len(c) > 1]
        for circle in circles:
            inner = [e for e in graph.edges(circle) if e[1] in circle]
            graph.remove_edges_from([e for e in inner if edges[e] or not soft_only])
        if not circles:
            break
    place = {node: number for number, node in enumerate(nodes)}
    order = list(nx.lexicographical_topological_sort(graph, key=place.__getitem__))
    return order, [(one, other) for one in nodes for other in graph.adj[one]]


def _limits(
    order: Iterable[str],
    behind: Mapping[str, list[str]],
    begun: Mapping[str, Day],
    done: Mapping[str, Day],
    steps: Mapping[str, Step],
) -> dict[str, date]:
    """Return the last day on which each step may begin, from what hangs on it; last steps first.

    What perhaps takes too long to be begun in time hurries nobody either: it may be in time.
    """
    found: dict[str, date] = {}
    for id_ in order:
        step = steps[id_]
        known = [] if step.due is None else [step.due]
        for each in behind[id_]:
            due = steps[each].due
            # What is too late anyhow hurries nobody.
            if each in found and (due is None or done[each].earliest <= due):
                known.append(found[each])
        if not known:
            continue
        most = 0 if step.takes is AT_ONCE else span(step.takes)[1]
        if most is not None:  # of what may take for ever, no day is early enough
            limit = counted(min(known), -most) or date.min
            if isinstance(step.takes, Known) or limit >= begun[id_].earliest:
                found[id_] = limit
    return found


def _by_party(steps: Sequence[Step]) -> Iterator[Step]:
    """Yield ordered steps by their days; of one day, whoever has begun goes on while he can."""
    days: dict[date, list[Step]] = defaultdict(list)
    for step in steps:
        days[step.day].append(step)
    for day in sorted(days):
        yield from _of_one_day(days[day])


def _of_one_day(steps: Sequence[Step]) -> Iterator[Step]:
    place = {step.id: number for number, step in enumerate(steps)}
    waiting: dict[str, int] = {}
    behind: dict[str, list[Step]] = defaultdict(list)
    ready: dict[Party, list[int]] = defaultdict(list)
    for step in steps:
        before = [id_ for id_ in step.after if id_ in place]
        waiting[step.id] = len(before)
        for id_ in before:
            behind[id_].append(step)
        if not before:
            heappush(ready[step.party], place[step.id])
    party = steps[0].party
    for _ in steps:
        if not ready[party]:
            party = min((p for p in ready if ready[p]), key=lambda p: ready[p][0])
        step = steps[heappop(ready[party])]
        yield step
        for each in behind[step.id]:
            waiting[each.id] -= 1
            if not waiting[each.id]:
                heappush(ready[each.party], place[each.id])
