"""Zone maps of any shape: no box upon another, no line through a box, no two lines as one."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from cloudguard.network.packets import Packet
from cloudguard.network.wiring import INTERNET
from cloudguard.network.zonemap import (
    NOT_SEEN,
    UNZONED,
    Box,
    Door,
    Kind,
    Link,
    Offence,
    Place,
    State,
    ZoneMap,
)
from cloudguard.reports.maps import Drawing, _ranges, dot, mermaid, svg
from cloudguard.reports.maps.arrangement import Arrangement, arranged
from cloudguard.reports.maps.boxes import Placed
from cloudguard.reports.maps.listing import text

KINDS: dict[str, Kind] = {INTERNET: "internet", NOT_SEEN: "unseen", UNZONED: "none"}
KEYS = (
    *KINDS,
    "internet",
    "lgwan",
    "mynumber",
    "甲市/lgwan",
    "乙町/lgwan",
    "甲市/mynumber",
    "partner",
)
STATES: tuple[State, ...] = ("offending", "open", "unknown", "permitted")


@st.composite
def maps(draw: st.DrawFn) -> ZoneMap:
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=len(KEYS)))
    boxes = []
    for key in sorted(keys, key=KEYS.index):
        count = draw(st.integers(0, 30))
        places = tuple(
            Place(f"{key}.network_{n}", f"vpc{n // 7}", ("10.0.0.0/24",)) for n in range(count)
        )
        doors = tuple(
            Door(f"{key}.door_{n}", "peering", ()) for n in range(draw(st.integers(0, 3)))
        )
        boxes.append(Box(key, KINDS.get(key, "zone"), places, doors))
    links = []
    for start in keys:
        for end in keys:
            if start != end and draw(st.integers(0, 4)) == 0:
                state = draw(st.sampled_from(STATES))
                links.append(Link(start, end, state, "tcp/443", both_ways=draw(st.booleans())))
    return ZoneMap(tuple(boxes), tuple(links), ())


def laid(drawn: ZoneMap) -> Arrangement:
    return arranged(drawn, {box.key: box.key for box in drawn.boxes}, {})


def apart(one: Placed, other: Placed) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


@given(maps())
@settings(deadline=None)
def test_boxes_lie_apart_and_within_the_map(drawn: ZoneMap) -> None:
    found = laid(drawn)
    assert {placed.box.key for placed in found.boxes} == {box.key for box in drawn.boxes}
    for one, other in combinations(found.boxes, 2):
        assert apart(one, other), (one.box.key, other.box.key)
    for placed in found.boxes:
        assert 0 <= placed.x <= placed.x + placed.width <= found.width
        assert 0 <= placed.y <= placed.y + placed.height <= found.height
        for chip in placed.chips:
            assert 0 < chip.x < placed.width
            assert 0 < chip.y < placed.height


@given(maps())
@settings(deadline=None)
def test_no_line_crosses_a_box_or_lies_upon_another(drawn: ZoneMap) -> None:
    found = laid(drawn)
    assert len(found.runs) == len(drawn.links)
    stretches: list[tuple[int, str, float, float, float]] = []
    for run in found.runs:
        assert all(0 <= x <= found.width and 0 <= y <= found.height for x, y in run.points)
        for (x1, y1), (x2, y2) in zip(run.points, run.points[1:], strict=False):
            assert x1 == x2 or y1 == y2
            for placed in found.boxes:
                inside = (
                    min(x1, x2) < placed.x + placed.width
                    and max(x1, x2) > placed.x
                    and min(y1, y2) < placed.y + placed.height
                    and max(y1, y2) > placed.y
                )
                assert not inside, (run.link, placed.box.key)
            way, at, (low, high) = ("—", y1, (x1, x2)) if y1 == y2 else ("|", x1, (y1, y2))
            stretches.append((id(run), way, at, min(low, high), max(low, high)))
    for (run1, way1, at1, low1, high1), (run2, way2, at2, low2, high2) in combinations(
        stretches, 2
    ):
        if run1 != run2 and way1 == way2 and at1 == at2:
            assert high1 <= low2 or high2 <= low1


@given(maps(), st.sampled_from(["ja", "en"]))
@settings(deadline=None, max_examples=30)
def test_every_map_can_be_written(drawn: ZoneMap, lang: str) -> None:
    drawing = Drawing(map=drawn, input="a", profiles=("sendai",), as_of="2026-01-01", lang=lang)
    assert ET.fromstring(svg.render(drawing)) is not None  # made by ourselves
    assert mermaid.render(drawing).decode().count("linkStyle") == len(drawn.links)
    assert dot.render(drawing).decode().count(" -> ") == len(drawn.links)


def test_a_label_keeps_the_numbers_of_its_ways() -> None:
    drawing = Drawing(
        map=ZoneMap((), (), ()), input="a", profiles=("sendai",), as_of="2026-01-01", lang="ja"
    )
    link = Link("a", "b", "offending", "any but tcp/0-2048, tcp/2050-65535", offences=(3, 4))
    assert drawing.says(link) == "tcp/0-2048, tcp/2050-65535 以外すべて(経路 3-4)"
    short = drawing.says(link, 30)
    assert short.endswith("…(経路 3-4)")
    assert cell_len(short) <= 30
    plain = Link("a", "b", "open", "tcp/1-2, tcp/4-5, tcp/7-8")
    assert drawing.says(plain, 12) == "tcp/1-2, tc…"


def test_what_a_map_says_is_in_its_language() -> None:
    packet = Packet(0, 0, 0, 0, 0, here="a public address", there="any address")
    offence = Offence(packet, "the subnet of a.b", "internet", ("lgwan", "internet"), ())
    place = Place("a.b", "the VPC of the subnet of a.b", ())
    drawn = ZoneMap((Box("lgwan", "zone", (place,), ()),), (), (offence,))
    drawing = Drawing(map=drawn, input="a", profiles=("sendai",), as_of="2026-01-01", lang="ja")
    for said in (svg.render(drawing), mermaid.render(drawing), dot.render(drawing)):
        assert "the VPC of" not in said.decode()
        assert "a.b のサブネットの VPC" in said.decode()
    told = text(drawing, 200, color=False).decode()
    assert "a.b のサブネットの VPC" in told
    assert "公開アドレス → 任意のアドレス" in told
    assert "address" not in told


def test_numbers_are_told_in_runs() -> None:
    assert _ranges((1, 2, 3, 5, 8, 9)) == "1-3, 5, 8-9"
    assert _ranges(()) == ""
