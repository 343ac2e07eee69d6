"""The zone map: as text and JSON, as SVG, Mermaid and DOT."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from rich.cells import cell_len

from cloudguard.findings import Text
from cloudguard.network.zonemap import Box, Door, Link, Offence, Place, ZoneMap
from cloudguard.reports.evidence import safe, spoken
from cloudguard.reports.layout import cut
from cloudguard.reports.wording import comma, say
from cloudguard.texts import translated
from cloudguard.values import Source

_LEAST: Final = 8
"""Columns of the services of a label that are always shown."""


@dataclass(frozen=True, slots=True)
class Group:
    """Networks that lie within one thing, a line each."""

    lines: tuple[str, ...]
    offends: bool
    is_outside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A zone map and what is said of it: what it is of, by which profile, for which day.

    `zones` gives the documents' names of zones by id, `place` the line that a source stands in.
    """

    map: ZoneMap
    input: str
    profiles: Sequence[str]
    as_of: str
    lang: str
    zones: Mapping[str, Text] = field(default_factory=dict)
    place: Callable[[Source], str] = lambda _source: ""
    unread: Sequence[Text] = ()

    def title(self) -> str:
        """Return what the map is of."""
        names = comma(self.lang, *self.profiles)
        return say(self.lang, "map_title", input=safe(self.input), names=safe(names))

    def name(self, key: str) -> str:
        """Return what a box is called: the document's name of a zone beside its id."""
        tenant, slash, zone = key.rpartition("/")
        if (text := self.zones.get(zone)) is not None:
            return safe(f"{tenant}{slash}{text[self.lang]} [{zone}]")
        return safe(translated(key, self.lang))

    def says(self, link: Link, room: int | None = None) -> str:
        """Return what a line is labelled with: services, the numbers of ways that offend.

        Where there is little room the services are cut, never the numbers, which lead to the ways.
        """
        services = safe(translated(link.says, self.lang))
        if not link.offences:
            return services if room is None else cut(services, room)
        numbers = _ranges(link.offences)
        if room is not None:
            taken = cell_len(say(self.lang, "map_numbered", services="", numbers=numbers))
            services = cut(services, max(room - taken, _LEAST))
        return say(self.lang, "map_numbered", services=services, numbers=numbers)

    def within(self, place: Place) -> str:
        """Return what a network lies within."""
        return safe(spoken(place.within, self.lang))

    def way(self, offence: Offence) -> str:
        """Return the sentence on a way that offends."""
        start, end = (
            say(self.lang, "in_zone", name=safe(translated(name, self.lang)), zone=safe(zone))
            if name != zone
            else translated(name, self.lang)
            for name, zone in zip((offence.start, offence.end), offence.zones, strict=True)
        )
        packet = translated(str(offence.packet), self.lang)
        said = say(self.lang, "way_gets", packet=packet, start=start, end=end)
        more = offence.alike - 1
        return f"{said} {say(self.lang, 'map_alike', n=more)}" if more else said

    def door(self, door: Door) -> str:
        """Return what a gateway is: the kind of line, and what is declared behind it."""
        line = say(self.lang, f"by_{door.line.replace('-', '_')}")
        if not door.leads:
            return line
        return say(self.lang, "door", line=line, leads=safe(comma(self.lang, *door.leads)))

    def about(self, place: Place) -> str:
        """Return what is said of a network besides its name: its prefixes, whether it is public."""
        public = say(self.lang, "map_public") if place.is_public else ""
        return comma(self.lang, *place.prefixes, public)

    def groups(self, box: Box) -> list[Group]:
        """Return the networks of a box by what they lie within: one node each in a graph."""
        found = []
        for within, group in groupby(box.places, key=lambda p: (p.within, p.is_outside)):
            places = list(group)
            lines = [self.within(places[0])] if within[0] else []
            for place in places:
                mark = say(self.lang, "map_offends") if place.offends else ""
                lines.append(" ".join(filter(None, (place.id, self.about(place), mark))))
            offends = any(place.offends for place in places)
            found.append(Group(tuple(lines), offends, is_outside=within[1]))
        return found

    def lines(self, box: Box) -> list[str]:
        """Return the lines of text in a box."""
        return [safe(spoken(spot, self.lang)) for spot in box.spots]


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers as people write them: `1-3, 5`."""
    told: list[str] = []
    first = last = None
    for number in (*numbers, None):
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None:
            told.append(f"{first}" if first == last else f"{first}-{last}")
        first = last = number
    return ", ".join(told)
