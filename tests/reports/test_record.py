"""The record for people: it runs nothing, hides nothing, and calls itself no certificate."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from cloudguard.disposal.record import Record
from cloudguard.reports import record as reports
from cloudguard.reports.record import words
from tests.erasure.test_verify import BUCKET, READ, after, became, before, recorded
from tests.sources.test_snapshot import call, held

ROOT = "sha256:" + "ab" * 32
HOSTILE = [
    "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1", '"><img src=x>',
    "{{ 7*7 }}", "javascript:alert(1)", "\u202egnp.exe", "http://example.jp/?=HYPERLINK()",
]  # fmt: skip


def hostile() -> Record:
    """Return a record whose assets have names that want to be obeyed."""
    buckets = [held("aws_s3_bucket", name) | {"id": name} for name in HOSTILE]
    return recorded(became(before(*buckets), after(buckets[:5], READ)))


class _Tags(HTMLParser):
    """Collects the elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_a_page_runs_and_loads_nothing() -> None:
    page = reports.render(hostile(), "html", "ja", ROOT).decode()
    seen = _Tags()
    seen.feed(page)
    assert not seen.tags & {"script", "img", "a", "iframe", "link", "form", "object", "base"}
    assert seen.attributes <= {"lang", "charset", "http-equiv", "content", "name", "class"}
    assert "default-src 'none'" in page
    assert ">49<" not in page
    assert "{{ 7*7 }}" in page
    assert "\u202e" not in page
    assert ROOT in page


def cells(content: bytes) -> tuple[list[str], str]:
    """Return the texts of a workbook, and everything else in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        shared = ET.fromstring(book.read("xl/sharedStrings.xml"))  # our own
        rest = "".join(
            book.read(name).decode() for name in book.namelist() if "sharedStrings" not in name
        )
    texts = ["".join(node.itertext()) for node in shared]
    return texts, rest


def test_a_workbook_computes_and_links_nothing() -> None:
    texts, rest = cells(reports.render(hostile(), "xlsx", "ja", ROOT))
    assert "<f>" not in rest
    assert "<hyperlink" not in rest
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@"))]
    assert any("cmd|" in text for text in texts)
    assert ROOT in texts


def test_the_same_record_is_told_in_every_form() -> None:
    gone, left = held("aws_s3_bucket", "gone"), held("aws_s3_bucket", "left")
    made = recorded(became(before(gone, left), after([left], READ)))
    told = json.loads(reports.render(made, "json", "ja", ROOT))
    assert (told["kind"], told["exit_code"]) == ("erasure-record", 1)
    assert told["title"]["ja"] == "廃棄・消去記録"
    page = reports.render(made, "html", "ja", ROOT).decode()
    texts, _ = cells(reports.render(made, "xlsx", "ja", ROOT))
    printed = reports.render(made, "text", "ja", ROOT).decode()
    english = reports.render(made, "text", "en", ROOT).decode()
    for name in ("gone", "left"):
        arn = held("aws_s3_bucket", name)["id"]
        assert arn in page
        assert any(arn in text for text in texts)
    assert "残存" in printed
    assert "Something remains." in english
    for text in (printed, page, *texts):
        assert "証明書ではありません" in text or "証明書" not in text
        assert "certificate" not in text or "not a certificate" in text
    assert "証拠になりません" in printed  # the later snapshot is not from the provider


@pytest.mark.parametrize("form", ["text", "html", "xlsx"])
def test_a_long_record_is_written(form: str) -> None:
    buckets = [held("aws_s3_bucket", f"bucket-{n}") for n in range(300)]
    assert len(reports.render(recorded(became(before(*buckets))), form, "en", ROOT)) > 3000


def reasons() -> list[str]:
    """Return every reason that a result can have."""
    key = held("aws_kms_key", "k")
    full = BUCKET | {"facts": {"holds_objects": True}}
    odd: list[dict[str, Any]] = [
        BUCKET, full, BUCKET | {"values": BUCKET["values"] | {"status": "Inactive"}},
        BUCKET | {"status": "unread"}, BUCKET | {"status": "pending-deletion"},
        BUCKET | {"status": "soft-deleted"},
    ]  # fmt: skip
    results = [r for one in odd for r in became(before(BUCKET), after([one], READ))]
    denied = [call("aws_s3_bucket", complete=False, why="denied", code="AccessDenied")]
    for ledger in ([], [call("aws_s3_bucket", "x")], denied, [call("aws_s3_bucket", covers=[])]):
        results += became(before(BUCKET), after([], ledger))
    results += became(before(BUCKET, key))
    results += became(before(BUCKET), after([], READ))
    return [r.why for r in results if r.why] + [p.says for r in results for p in r.proofs]


def test_every_reason_has_japanese() -> None:
    for reason in reasons():
        assert re.search(r"[ぁ-んァ-ヶ一-龠]", words.why(reason, "ja")), reason
        assert words.why(reason, "en") == reason


def test_the_page_prints_on_white_paper_without_colour() -> None:
    page = (Path(words.__file__).parent / "record.html").read_text(encoding="utf-8")
    assert "size: A4" in page
    assert "display: table-header-group" in page


def book(content: bytes) -> dict[str, tuple[list[list[str]], str]]:
    """Return of each sheet its rows, and what is printed around them."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        shared = ET.fromstring(opened.read("xl/sharedStrings.xml"))
        texts = ["".join(each.itertext()) for each in shared.iter(f"{main}si")]
        names = [
            str(each.get("name"))
            for each in ET.fromstring(opened.read("xl/workbook.xml")).iter(f"{main}sheet")
        ]
        found = {}
        for number, name in enumerate(names, 1):
            tree = ET.fromstring(opened.read(f"xl/worksheets/sheet{number}.xml"))
            rows = [
                [
                    texts[int(value)] if each.get("t") == "s" else value
                    for each in row
                    if (value := each.findtext(f"{main}v", ""))
                ]
                for row in tree.iter(f"{main}row")
            ]
            around = "".join(
                t for node in tree.iter(f"{main}headerFooter") for t in node.itertext()
            )
            found[name] = (rows, around)
        return found


def test_each_page_of_a_workbook_says_of_which_record_it_is() -> None:
    made = recorded(became(before(BUCKET), after([], READ)))
    sheets = book(reports.render(made, "xlsx", "ja", ROOT))
    assert list(sheets) == ["記録", "資産", "利用者", "文書", "証言", "証拠", "条項"]
    for rows, around in sheets.values():
        assert f"廃棄・消去記録 {made.contract.id}" in around
        assert ROOT in around
        assert len(rows) > 1, "an empty table says so"
    assert sheets["利用者"][0][1] == ["なし / none"]


def test_each_printed_page_carries_the_root() -> None:
    made = recorded(became(before(BUCKET), after([], READ)))
    page = reports.render(made, "html", "ja", ROOT).decode()
    assert f'@bottom-left {{ content: "{ROOT}"' in page
    assert "counter(pages)" in page
    hostile = reports.render(made, "html", "ja", '"}</style><script>alert(1)</script>').decode()
    assert "<script" not in hostile
    assert hostile.count("</style>") == 1


def test_papers_and_clauses_stand_under_heads_of_their_own() -> None:
    made = recorded(became(before(BUCKET), after([], READ)))
    assert made.clauses
    sheets = book(reports.render(made, "xlsx", "ja", ROOT))
    clauses, papers = sheets["条項"][0], sheets["文書"][0]
    assert [row[0] for row in clauses[1:]] == [clause.id for clause in made.clauses]
    assert clauses[0][-1].startswith("要旨")
    assert not {row[0] for row in papers} & {clause.id for clause in made.clauses}
    assert len(papers) == len(made.papers) + 1


def test_counts_are_told_alike_in_every_form() -> None:
    made = recorded(became(before(BUCKET), after([BUCKET], READ)))
    page = reports.render(made, "html", "ja", ROOT).decode()
    cells_of, _ = cells(reports.render(made, "xlsx", "ja", ROOT))
    for lang in ("ja", "en"):
        said = words.counted(made.accounting, lang)
        assert "1" in said
        assert said in page
        assert said in reports.render(made, "text", lang, ROOT).decode()
        assert any(said in each for each in cells_of)


def test_why_a_call_failed_is_japanese() -> None:
    said = words.why("ec2:List in ap-northeast-1: error, ResponseParserError", "ja")
    assert said == "ap-northeast-1 の ec2:List が読めませんでした(エラー、ResponseParserError)"
    assert "回数の制限" in words.why("s3:List in x: throttled, SlowDown", "ja")
    assert words.why("s3:List in x: denied", "ja") == "x の s3:List が拒否されました"
