"""Cases: a tiny configuration, two ends, and the packets that get from one to the other.

What is expected is written from the provider's documentation, whose page each case names.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

from cloudguard.config.globs import Glob
from cloudguard.config.network import Network, Outside
from cloudguard.network.adrift import adrift, components
from cloudguard.network.crossings import Crossings
from cloudguard.network.intervals import Intervals, union_of
from cloudguard.network.packets import (
    ANY_PORT,
    ANY_SERVICE,
    PROTOCOLS,
    WITH_PORTS,
    PacketSet,
    icmp,
    joined,
    ports,
    prefixes,
    services,
)
from cloudguard.network.reach import UNSEEN, Reach
from cloudguard.network.senders import Senders
from cloudguard.network.wiring import INTERNET, Wiring, leaving
from cloudguard.providers import completed, wire
from cloudguard.sources import inputs
from cloudguard.sources.inputs import Asked, Contents, Target
from cloudguard.sources.resource import Hidden, Resource, Resources, Trail
from cloudguard.values import Source

MASKED: Final = Hidden("masked by a test")
ASKED: Final = Asked(None, None, completed)
REST: Final = "rest"
MOST: Final = 8
THOROUGH: Final = "CLOUDGUARD_THOROUGH" in os.environ


@dataclass(frozen=True, kw_only=True)
class Case:
    """What passes from `start` to `end`: ids of hosts, of what lies outside, or INTERNET.

    `sure` and `possible` are services as text: `tcp/443, udp/53`, `tcp/1024-65535`, `icmp`,
    `any`, `none`; `possible` is as `sure` where it is not given. `unknown` is what the reason
    must name why the packets of `start` or to `end` are not all known, "" where all is known.
    `sources` and `destinations` are the prefixes that sure packets must have, where given.
    `outside` gives by id of what lies outside the pattern of the gateways to it and its prefixes.
    """

    name: str
    page: str
    hcl: str
    start: str
    end: str
    sure: str = "none"
    possible: str = ""
    unknown: str = ""
    sources: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    outside: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """What gets from the start of a case to its end, and what of it is not seen."""

    sure: PacketSet
    possible: PacketSet
    unseen: tuple[str, ...]
    hosts: frozenset[str]

    def holds(self, other: Found) -> bool:
        """Tell whether another, of which more is known, is one of the things this may be."""
        return self.sure <= other.sure and (bool(self.unseen) or other.possible <= self.possible)


def check(case: Case) -> None:
    """Hold a case against what is found."""
    found = judged(case, read(case.hcl))
    missing = {case.start, case.end} - found.hosts
    assert not missing, f"no host {missing} among {sorted(found.hosts)}"
    expected = parsed(case.sure), parsed(case.possible or case.sure)
    both = found.sure.services(), found.possible.services()
    shown = [[services(one) or "none" for one in pair] for pair in (both, expected)]
    assert both == expected, f"sure and possible: {shown[0]}, expected {shown[1]}"
    if case.unknown:
        assert any(case.unknown in reason for reason in found.unseen), found.unseen
    else:
        assert not found.unseen, found.unseen
    if case.sources:
        assert prefixes(found.sure.sources()) == list(case.sources)
    if case.destinations:
        assert prefixes(found.sure.destinations()) == list(case.destinations)


def weakened(case: Case) -> Iterator[str]:
    """Hide one value after the other; yield those that made more sure, or less possible.

    A run hides `MOST` of them, spread over the case; with CLOUDGUARD_THOROUGH set all of them.
    """
    contents = read(case.hcl)
    before = judged(case, contents)
    changes = list(hidden(contents.resources))
    step = 1 if THOROUGH else max(1, len(changes) // MOST)
    for what, resources in changes[len(case.name) % step :: step]:
        after = judged(case, contents, resources)
        if not after.holds(before):
            yield what


def hidden(resources: Resources) -> Iterator[tuple[str, Resources]]:
    """Yield the resources with one value hidden, or with one of them that may not exist."""
    for one in resources.managed:
        changed = [
            (f"{one.address} {'.'.join(map(str, trail))}", masked(one, trail))
            for trail in trails(one.attributes, one.unknown)
            if written(one, trail)
        ]
        changed.append((f"{one.address} may not exist", replace(one, doubt="masked by a test")))
        for what, new in changed:
            yield (
                what,
                Resources(
                    [new if r.address == one.address else r for r in resources.managed],
                    resources.data,
                ),
            )


def trails(node: Any, unknown: Any, trail: Trail = ()) -> Iterator[Trail]:
    """Yield where values stand, known or not."""
    if isinstance(node, dict) or isinstance(unknown, dict):
        known = node if isinstance(node, dict) else {}
        later = unknown if isinstance(unknown, dict) else {}
        for name in {**known, **later}:
            yield (*trail, name)
            yield from trails(known.get(name), later.get(name, False), (*trail, name))
    elif isinstance(node, list):
        flags = unknown if isinstance(unknown, list) else [unknown] * len(node)
        for number, item in enumerate(node):
            yield (*trail, number)
            yield from trails(item, flags[number], (*trail, number))


def written(resource: Resource, trail: Trail) -> bool:
    """Tell whether anything stands at a place: of what is not written there is nothing to hide."""
    known: Any = resource.attributes
    later: Any = resource.unknown
    for step in trail:
        known = known[int(step)] if isinstance(known, list) else (known or {}).get(step)
        if isinstance(later, list):
            later = later[int(step)]
        elif isinstance(later, dict):
            later = later.get(step, False)
    return known is not None or (later is True and resource.resolve(resource, trail) is not None)


def masked(resource: Resource, trail: Trail) -> Resource:
    """Return a resource of which one value is hidden."""
    return replace(resource, attributes=_replaced(resource.attributes, trail))


def _replaced(node: Any, trail: Trail) -> Any:
    if not trail:
        return MASKED
    step, *rest = trail
    if isinstance(node, list):
        position = int(step)
        return [*node[:position], _replaced(node[position], tuple(rest)), *node[position + 1 :]]
    known = node if isinstance(node, dict) else {}
    return {**known, step: _replaced(known.get(str(step)), tuple(rest))}


@cache
def read(hcl: str) -> Contents:
    """Read a configuration as a user's folder is read."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "main.tf").write_text(hcl, encoding="utf-8")
        found = inputs.read(Target(folder, is_folder=True), ASKED)
        assert not found.troubles, found.troubles
        return found


def judged(case: Case, contents: Contents, resources: Resources | None = None) -> Found:
    """Draw a configuration and find what gets from one end of a case to the other."""
    wiring = Wiring()
    wire(resources or contents.resources, contents.configuration, wiring)
    if INTERNET in (case.start, case.end):
        wiring.internet()
    Crossings(wiring, lambda _: None, Network(outside=tuple(_outside(case))))  # joins its doors
    zones = dict.fromkeys(wiring.hosts, REST)
    for end in (case.start, case.end):
        zones[end] = end
    reach = Reach(wiring, {h: zone for h, zone in zones.items() if h in wiring.hosts})
    sets: dict[bool, list[PacketSet]] = {True: [], False: []}
    unseen: list[str] = []
    for sure in (True, False):
        ends = dict.fromkeys((case.start, *(() if sure else (case.end, UNSEEN))))
        for crossing in chain.from_iterable(reach._from(end, sure=sure) for end in ends):
            if (crossing.zone, crossing.at) == (case.start, case.end):
                sets[sure].append(crossing.packets)
            elif UNSEEN in (crossing.zone, crossing.other) and (
                {crossing.zone, crossing.other} & {case.start, case.end}
            ):
                unseen += _reasons(crossing.at, wiring)
    spots = adrift(wiring, components(wiring, {INTERNET, leaving(INTERNET)}))
    for end in {case.start, case.end} & spots.keys():  # what may be wired to it is not all seen
        unseen += _reasons(spots[end], wiring)
    return Found(
        _plain(joined(sets[True])),
        _plain(joined(sets[False])),
        tuple(dict.fromkeys(unseen)),
        frozenset(wiring.hosts),
    )


def _outside(case: Case) -> Iterator[Outside]:
    for name, (glob, around) in case.outside.items():
        yield Outside(
            id=name,
            zone=name,
            prefixes=around,
            behind=(Glob(glob),),
            origin=Source("cloudguard.yaml"),
        )


def _reasons(node: str, wiring: Wiring) -> Iterable[str]:
    """Tell a blind spot, or all of them where one of them is where packets come from."""
    spots = [wiring.unseen[node]] if node in wiring.unseen else wiring.unseen.values()
    return (f"{reason} ({at.address})" for reason, at in spots)


def _plain(found: PacketSet) -> PacketSet:
    """Return packets without their source ports and origins: no case speaks of these."""
    boxes = (b._replace(port=ANY_PORT, senders=Senders(b.senders.span)) for b in found.boxes)
    return joined(PacketSet((box,)) for box in boxes)


def parsed(text: str) -> Intervals:
    """Return the services that a text names."""
    if text in ("any", "none"):
        return ANY_SERVICE if text == "any" else ()
    return union_of(_service(part.strip()) for part in text.split(","))


def _service(text: str) -> Intervals:
    name, _, span = text.partition("/")
    if name.startswith("protocols "):  # all but those of a list
        left = set(range(256)) - {PROTOCOLS[n] for n in name.split()[2:]}
        return union_of(ports(number) for number in left)
    protocol = PROTOCOLS[name]
    if not span:
        return ports(protocol)
    low, _, high = span.partition("-")
    if protocol not in WITH_PORTS:
        return icmp(int(low), protocol=protocol)
    return ports(protocol, int(low), int(high or low))
