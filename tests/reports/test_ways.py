"""A way through networks in the reports: one sentence, its hops in order, each with its line."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cloudguard.findings import Finding
from cloudguard.reports import Options, concise, text
from cloudguard.reports import json as json_report
from cloudguard.values import Known, Source
from cloudguard.verdicts import Evidence, Outcome, Verdict
from tests.reports import building

SAID = "tcp/5432 10.2.1.4 → 10.1.1.4 reaches aws_instance.db (mynumber) from aws_subnet.lg (lgwan)"


def way(hops: int = 5, **source: str) -> Finding:
    """Return a finding on a way of some hops."""
    found = building.finding("aws_subnet.tax", check="zones.separated")
    steps = [Evidence("no packets", Known(SAID, Source("aws_subnet.tax")), 0)]
    for step in range(1, hops + 1):
        at = Source(source.get("address", f"aws_thing.a{step}"), file="net.tf", line=step)
        steps.append(Evidence("no packets", Known("its security groups: office", at), step))
    return replace(found, verdict=Verdict(Outcome.FAIL, tuple(steps)))


def shown(finding: Finding, *, lang: str = "en") -> str:
    report = building.report(finding)
    return text.render(report, Options(lang=lang, width=120)).decode()


def test_every_hop_is_shown_with_its_line() -> None:
    page = shown(way(12))
    assert SAID.partition(" from")[0] in page
    assert "    1. aws_thing.a1: its security groups: office [net.tf:1]" in page
    assert "12. aws_thing.a12: its security groups: office [net.tf:12]" in page
    assert "expected: no packets" not in page


def test_a_way_is_told_in_japanese() -> None:
    page = shown(way(1), lang="ja")
    assert "tcp/5432 10.2.1.4 → 10.1.1.4 が aws_subnet.lg (lgwan) から aws_instance.db" in page
    assert "1. aws_thing.a1: 自らのセキュリティグループ: office [net.tf:1]" in page


def test_of_many_ways_some_are_shown_whole() -> None:
    one = way(4)
    several = replace(one, verdict=Verdict(Outcome.FAIL, one.verdict.evidence * 5))
    assert shown(several).count("4. aws_thing.a4") == 3


def test_a_line_has_no_room_for_hops() -> None:
    report = building.report(way())
    (line,) = [
        line
        for line in concise.render(report, Options()).decode().splitlines()
        if "zones.separated" in line
    ]
    assert SAID in line
    assert "aws_thing" not in line


def test_programs_get_the_steps_and_their_places() -> None:
    plain = building.finding()
    report = building.report(way(1), plain)
    ways, other = json.loads(json_report.render(report, Options()))["findings"]
    assert [each["step"] for each in ways["evidence"]] == [0, 1]
    assert [each.get("place") for each in ways["evidence"]] == [None, "net.tf:1"]
    assert ways["evidence"][0]["found"] == SAID
    assert not {"step", "place"} & set(other["evidence"][0])


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_hostile_name_only_shows(lang: str) -> None:
    page = shown(way(1, address=building.HOSTILE), lang=lang)
    assert "\x1b" not in page
    assert "\u202e" not in page
