"""Zones that an organisation names: as its documents write them, told apart by tenant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cloudguard import config
from cloudguard.checks.zones import _apart
from cloudguard.config import Config
from cloudguard.errors import UsageError
from cloudguard.membership import Memberships
from cloudguard.register import Register

ZONES = {
    "mynumber": {"ja": "マイナンバー利用事務系", "en": "My Number zone"},
    "lgwan": {"ja": "LGWAN接続系", "en": "LGWAN zone"},
}
DECLARED = """\
version: 1
network:
  zones:
    マイナンバー利用事務系: {prefixes: [10.1.0.0/16]}
    mynumber: {prefixes: [10.3.0.0/16]}
    甲市/ＬＧＷＡＮ接続系: {prefixes: [10.2.0.0/16]}
  outside:
    - {id: hall, zone: mynumber, behind: x}
    - {id: partner, behind: y}
  permitted:
    - {id: a, from: LGWAN zone, to: partner, reason: r, approver: c, until: 2027-03-31}
"""


def loaded(folder: Path, text: str) -> Config:
    """Return the configuration of a text."""
    file = folder / "cloudguard.yaml"
    file.write_text(text, encoding="utf-8")
    return config.load(file)


def refusal(folder: Path, text: str, lang: str = "en") -> str:
    """Return what is said about zones that are wrong."""
    with pytest.raises(UsageError) as caught:
        Memberships(loaded(folder, text), (), ZONES)
    return caught.value.sentence(lang).replace(f"{folder}/", "")


def test_zones_are_written_as_their_document_writes_them(tmp_path: Path) -> None:
    network = Memberships(loaded(tmp_path, DECLARED), (), ZONES).network
    assert network.zones == {
        "mynumber": ("10.1.0.0/16", "10.3.0.0/16"),
        "甲市/lgwan": ("10.2.0.0/16",),
    }
    assert [outside.zone for outside in network.outside] == ["mynumber", "partner"]
    (flow,) = network.permitted
    assert (flow.start, flow.end) == ("lgwan", "partner")


def test_without_zones_of_documents_any_name_is_one(tmp_path: Path) -> None:
    network = Memberships(loaded(tmp_path, DECLARED), ()).network
    assert "甲市/ＬＧＷＡＮ接続系" in network.zones


def test_a_zone_that_no_document_has_is_told_with_its_line(tmp_path: Path) -> None:
    text = "version: 1\nnetwork:\n  zones:\n    lgwam: {prefixes: [10.0.0.0/8]}\n"
    said = refusal(tmp_path, text)
    assert (
        "cloudguard.yaml:4:12: `lgwam` in `network.zones.lgwam` is no zone of the document: "
        in said
    )
    assert "did you mean `lgwan`?" in said
    assert "ネットワーク領域ではありません。`lgwan` ではありませんか。" in refusal(
        tmp_path, text, "ja"
    )


def test_a_flow_may_name_an_outside_and_nothing_else(tmp_path: Path) -> None:
    flow = "{id: a, from: %s, to: mynumber, reason: r, approver: c, until: 2027-03-31}"
    text = "version: 1\nnetwork:\n  outside:\n  - {id: hall, behind: x}\n  permitted:\n  - "
    Memberships(loaded(tmp_path, text + flow % "hall"), (), ZONES)
    said = refusal(tmp_path, text + flow % "hal")
    assert "cloudguard.yaml:6:5: `hal` in `network.permitted[0]` is no zone of the document" in said
    assert "and no id of `network.outside`: did you mean `hall`?" in said


def test_an_outside_cannot_be_called_like_a_zone(tmp_path: Path) -> None:
    text = "version: 1\nnetwork: {outside: [{id: lgwan, behind: x}]}\n"
    assert "is a zone of the document: choose another id." in refusal(tmp_path, text)
    assert "別の id にしてください" in refusal(tmp_path, text, "ja")


def test_every_wrong_zone_is_told_at_once(tmp_path: Path) -> None:
    text = """\
version: 1
rules: [{match: {type: x}, set: {zone: nowhere}}]
network:
  outside: [{id: a, zone: neverland, behind: x}]
"""
    said = refusal(tmp_path, text)
    assert "2 errors:" in said
    assert "`nowhere`" in said
    assert "`neverland`" in said


FLOW = "{id: %s, from: a, to: b, reason: r, applicant: %s, approver: c, until: %s, direction: %s}"


def test_a_flow_counts_until_its_day_and_not_by_its_own_word(tmp_path: Path) -> None:
    flows = [
        FLOW % ("old", "x", "2026-03-31", "one-way"),
        FLOW % ("own", "c", "2027-03-31", "one-way"),
        FLOW % ("good", "x", "2026-04-01", "both-ways"),
    ]
    settings = loaded(tmp_path, f"version: 1\nnetwork: {{permitted: [{', '.join(flows)}]}}\n")
    register = Register(settings, date(2026, 4, 1))
    found = register.network(settings.network).permitted
    assert [(f.id, f.start, f.end) for f in found] == [("good", "a", "b"), ("good", "b", "a")]
    told = [*register.problems({}, (), ())]
    assert len(told) == 2
    assert "the permitted flow for old" in told[0]["en"]
    assert "it ended on 2026-03-31" in told[0]["en"]
    assert "own の通信の許可" in told[1]["ja"]
    assert "申請者と承認者が同じ" in told[1]["ja"]


PAIRS = ("mynumber:*", "lgwan:internet")


@pytest.mark.parametrize(
    ("zone", "other", "apart"),
    [
        ("mynumber", "lgwan", True),
        ("lgwan", "mynumber", True),
        ("甲市/mynumber", "甲市/lgwan", True),
        ("甲市/lgwan", "乙市/internet", True),
        ("甲市/internet", "甲市/independent", False),
        ("甲市/internet", "乙市/internet", True),
        ("甲市/internet", "internet", True),
        ("lgwan", "partner", False),
        ("甲市/lgwan", "?", True),
        ("independent", "?", False),
        ("mynumber", "the Internet", False),
    ],
)
def test_zones_are_apart_by_their_pair_and_by_their_tenant(
    zone: str, other: str, *, apart: bool
) -> None:
    assert _apart(zone, other, PAIRS) is apart
