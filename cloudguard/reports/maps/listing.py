"""The zone map in words: for a terminal, and as JSON for programs."""

from __future__ import annotations

from typing import Any

import msgspec

from cloudguard import __version__
from cloudguard.network.packets import services
from cloudguard.network.ways import at, said
from cloudguard.network.zonemap import Box, Offence
from cloudguard.reports.evidence import safe, spoken
from cloudguard.reports.layout import Page
from cloudguard.reports.maps import Drawing
from cloudguard.reports.wording import say

_STYLES = {"offending": "fail", "open": "", "unknown": "unknown", "permitted": "pass"}
WAYS = 20
"""Ways that are told hop by hop."""


def text(drawing: Drawing, width: int | None, *, color: bool) -> bytes:
    """Return the map for a terminal."""
    page = Page(width, color=color)
    page.text(drawing.title(), style="bold")
    for box in drawing.map.boxes:
        _box(drawing, box, page)
    page.rule(say(drawing.lang, "map_between"))
    if not drawing.map.links:
        page.text(say(drawing.lang, "map_nothing_read" if drawing.unread else "map_nothing"))
    for link in drawing.map.links:
        arrow = "<->" if link.both_ways else "->"
        ends = f"{drawing.name(link.start)} {arrow} {drawing.name(link.end)}"
        state = say(drawing.lang, f"map_{link.state}")
        page.marked([(state, _STYLES[link.state])], f"{ends}: {drawing.says(link)}")
    if drawing.map.offences:
        page.rule(say(drawing.lang, "map_ways"))
    for number, offence in enumerate(drawing.map.offences[:WAYS], 1):
        _way(drawing, number, offence, page)
    if len(drawing.map.offences) > WAYS:
        page.text(say(drawing.lang, "map_more", n=len(drawing.map.offences) - WAYS), style="dim")
    for unread in drawing.unread:
        page.text(safe(unread[drawing.lang]), style="unknown")
    return page.finished()


def _box(drawing: Drawing, box: Box, page: Page) -> None:
    page.rule(drawing.name(box.key))
    for line in drawing.lines(box):
        page.text(line, indent=2, style="dim")
    within = ""
    for place in box.places:
        if place.within != within:
            page.text(drawing.within(place), indent=2, style="dim")
            within = place.within
        mark = f" {say(drawing.lang, 'map_offends')}" if place.offends else ""
        told = f"{safe(place.id)}  {drawing.about(place)}{mark}".rstrip()
        page.text(told, indent=4, style="fail" if place.offends else "")
    for door in box.doors:
        page.text(f"{safe(door.id)}  {drawing.door(door)}", indent=4)


def _way(drawing: Drawing, number: int, offence: Offence, page: Page) -> None:
    page.labelled(f"{number}.", drawing.way(offence), indent=0, column=4)
    for step, hop in enumerate(offence.hops, 1):
        source = at(hop)
        told = safe(spoken(said(hop.edge, hop.rule), drawing.lang))
        parts = {"n": step, "at": safe(source.address), "told": told}
        line = safe(drawing.place(source))
        key = "hop" if line else "hop_unplaced"
        page.text(say(drawing.lang, key, **parts, line=line), indent=6)


def json(drawing: Drawing, exit_code: int) -> bytes:
    """Return the map for programs."""
    drawn = drawing.map
    document = {
        "version": 1,
        "tool": {"name": "cloudguard", "version": __version__},
        "as_of": drawing.as_of,
        "profiles": list(drawing.profiles),
        "input": safe(drawing.input),
        "boxes": [_boxed(box) for box in drawn.boxes],
        "links": [
            {
                "from": safe(link.start),
                "to": safe(link.end),
                "state": link.state,
                "says": safe(link.says),
                "both_ways": link.both_ways,
                "ways": link.offences,
            }
            for link in drawn.links
        ],
        "ways": [_told(drawing, offence) for offence in drawn.offences],
        "unread": [safe(text["en"]) for text in drawing.unread],
        "exit_code": exit_code,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _boxed(box: Box) -> dict[str, Any]:
    return {
        "name": safe(box.key),
        "kind": box.kind,
        "networks": [
            {
                "id": safe(place.id),
                "within": safe(place.within),
                "prefixes": place.prefixes,
                "outside": place.is_outside,
                "public": place.is_public,
                "offends": place.offends,
            }
            for place in box.places
        ],
        "gateways": [
            {"id": safe(door.id), "line": door.line, "leads_to": door.leads} for door in box.doors
        ],
        "not_seen": [safe(spot) for spot in box.spots],
    }


def _told(drawing: Drawing, offence: Offence) -> dict[str, Any]:
    return {
        "packet": str(offence.packet),
        "from": {"id": safe(offence.start), "zone": safe(offence.zones[0])},
        "to": {"id": safe(offence.end), "zone": safe(offence.zones[1])},
        "service": services((offence.packet.service, offence.packet.service + 1)),
        "hops": [
            {
                "resource": safe(at(hop).address),
                "says": safe(said(hop.edge, hop.rule)),
                "place": safe(drawing.place(at(hop))) or None,
            }
            for hop in offence.hops
        ],
    }
