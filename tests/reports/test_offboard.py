"""The plan of a contract's end in its formats: they parse, and nothing of an input acts in them."""

from __future__ import annotations

import gc
import json
import re
import shlex
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cloudguard import config, run
from cloudguard.cli.offboard_plan import command
from cloudguard.erasure.sequence import ACTIONS
from cloudguard.offboarding import offboarding
from cloudguard.reports.cells import LONGEST, cell, lines
from cloudguard.reports.offboard import FORMATS, Told, render
from cloudguard.reports.offboard.markdown import _code, _plain
from cloudguard.reports.offboard.words import _WORDS
from cloudguard.reports.record import words
from tests.cli.test_offboard_plan import FAULTY, SETTINGS, estate
from tests.judging import ROOT

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = ("=cmd|' /C calc'!A0", "<script>alert(1)</script>", "a\nb", "$(id)", "@import", "`x`|y")
KEYS = [
    "version", "tool", "as_of", "profiles", "inputs", "contract", "verdict", "counts", "stop_by",
    "steps", "assets", "keys", "conflicts", "doubtful", "not_understood", "unread", "notes",
    "exit_code",
]  # fmt: skip


def hostile() -> str:
    """Return source whose names would act wherever they are not made harmless."""
    made = [
        f'resource "aws_sqs_queue" "q{n}" {{\n  name = {json.dumps(name)}\n}}\n'.replace(
            "$(", "$$("
        )
        for n, name in enumerate(HOSTILE)
    ]
    each = ", ".join(json.dumps(name) for name in HOSTILE)
    made.append(f'resource "aws_sqs_queue" "each" {{\n  for_each = toset([{each}])\n}}\n')
    return FAULTY + "".join(made)


@contextmanager
def told(
    folder: Path, source: str = FAULTY, lang: str = "ja", party: str = "A社"
) -> Iterator[Told]:
    """Plan the contract of a folder."""
    estate(folder, source, SETTINGS.replace("A社", json.dumps(party)))
    settings = config.load(folder / "cloudguard.yaml")
    options = run.Options(config=settings, as_of=date(2027, 1, 10))
    with offboarding([str(folder)], options, lang, None) as found:
        yield found


def sheets(rendered: bytes) -> dict[str, list[list[str]]]:
    """Return the texts of a workbook by sheet and row; whatever is no text or number fails."""
    with zipfile.ZipFile(BytesIO(rendered)) as book:
        assert not [name for name in book.namelist() if "externalLink" in name or "vba" in name]
        shared = ET.fromstring(book.read("xl/sharedStrings.xml"))  # made a moment ago
        texts = ["".join(t.itertext()) for t in shared.iter(f"{MAIN}si")]
        names = ET.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        found: dict[str, list[list[str]]] = {}
        for number, sheet in enumerate(names, 1):
            tree = ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(tree.iter(f"{MAIN}f")), "no cell holds a formula"
            assert not list(tree.iter(f"{MAIN}hyperlink"))
            (page,) = tree.iter(f"{MAIN}pageSetup")
            assert (page.get("orientation"), page.get("paperSize")) == ("landscape", "9")
            found[str(sheet.get("name"))] = [
                [_text(each, texts) for each in row] for row in tree.iter(f"{MAIN}row")
            ]
        return found


def _text(each: ET.Element, texts: list[str]) -> str:
    value = each.findtext(f"{MAIN}v", "")
    return texts[int(value)] if each.get("t") == "s" else value


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_formats_parse_in_both_languages(tmp_path: Path, lang: str) -> None:
    with told(tmp_path, lang=lang) as found:
        document: Any = json.loads(render(found, "json"))
        assert list(document) == KEYS
        book = sheets(render(found, "xlsx"))
        text = render(found, "text", 100).decode()
        markdown = render(found, "markdown").decode()
        again = render(found, "xlsx")
        assert again == render(found, "xlsx")  # the same plan gives the same bytes
    names = {"ja": ["表紙", "作業", "資産", "鍵", "写し", "手で探す写し", "条項の衝突"]}
    assert list(book)[:3] == (names["ja"] if lang == "ja" else ["Cover", "Work", "Assets"])[:3]
    assert len(book["作業" if lang == "ja" else "Work"]) == len(document["steps"]) + 1
    japanese = re.compile("[ぁ-んァ-ヶ一-龠]")
    for said in (text, markdown):
        assert bool(japanese.search(said.replace("A社", ""))) is (lang == "ja")
        for step in document["steps"]:
            if step["asset"]:
                assert step["asset"]["id"] in said.replace("\\", "")


def test_the_json_tells_what_the_plan_holds(tmp_path: Path) -> None:
    with told(tmp_path, lang="en") as found:
        document: Any = json.loads(render(found, "json"))
    assert document["contract"] == {
        "id": "K-1", "party": "A社", "start": None, "end": "2027-03-31", "grace_days": 0,
        "last_write": "2027-03-31", "service_stop": "2027-02-19", "deadline": "2027-03-31",
    }  # fmt: skip
    assert sum(document["counts"].values()) == len(document["assets"])
    numbers = [step["number"] for step in document["steps"]]
    assert numbers == list(range(1, len(numbers) + 1))
    for step in document["steps"]:
        assert all(before < step["number"] for before in step["after"])
    vault = next(a for a in document["assets"] if a["id"] == "aws_backup_vault.v")
    assert vault["verdict"] == "fail"
    kinds = {each["kind"] for route in vault["routes"] for each in route["obstacles"]}
    assert "lock" in kinds


def test_nothing_hostile_acts_in_a_workbook(tmp_path: Path) -> None:
    with told(tmp_path, hostile(), party="=1+1") as found:
        book = sheets(render(found, "xlsx"))
    cells = [each for rows in book.values() for row in rows for each in row]
    assert any("=cmd" in each for each in cells)
    assert any(each == "'=1+1" for each in cells)
    assert not [each for each in cells if each[:1] in {"=", "+", "@", "|"}]


def prose(markdown: str) -> str:
    """Return what of Markdown is no code."""
    return re.sub(r"(?ms)^ *(`{3,})sh$.*?^ *\1$|(`+)(?!`).*?(?<!`)\2(?!`)", "", markdown)


def test_nothing_hostile_acts_in_markdown(tmp_path: Path) -> None:
    with told(tmp_path, hostile(), party="[x](javascript:alert(1)) <img src=x>") as found:
        markdown = render(found, "markdown").decode()
    outside = prose(markdown)
    assert "<script" not in outside
    assert "<img" not in outside
    assert not re.search(r"(?<!\\)\]\(", outside)
    fences = re.findall(r"(?m)^ *(`{3,})(?:sh)?$", markdown)
    assert len(fences) % 2 == 0


@pytest.mark.parametrize("form", FORMATS)
def test_no_control_reaches_a_reader(tmp_path: Path, form: str) -> None:
    with told(tmp_path, hostile(), party="a\x1b[31m\u202eb") as found:
        rendered = render(found, form, 100)
    if form == "xlsx":
        rendered = json.dumps(sheets(rendered), ensure_ascii=False).encode()
    assert b"\x1b" not in rendered
    assert "\u202e".encode() not in rendered


def test_a_cell_is_no_formula() -> None:
    for text in ("=1+1", " =1", "+1", "-1", "@x", "|calc", "＝1", "%0"):
        assert cell(text).startswith("'")
    assert cell("a=1") == "a=1"
    assert cell("aws_sqs_queue.q") == "aws_sqs_queue.q"
    assert cell("a\nb\x1b") == "a\nb\\x1b"
    assert len(cell("x" * 50_000)) == LONGEST


def test_a_cell_is_as_tall_as_its_text() -> None:
    assert lines("short", 10) == 1
    assert lines("a\n\nb", 10) == 3
    assert lines("保存データの暗号化", 10) == 2  # two letters wide each, parted anywhere
    # A word that does not fit goes to the next line whole: two letters over make three lines.
    assert lines("123456 123456 123456", 10) == 3
    assert lines("ap-northeast-1 の ec2:ListVolumes", 18) == 2
    assert lines("x" * 25, 10) == 3
    assert lines(f"in {'x' * 25}", 10) == 4


@pytest.mark.parametrize("form", FORMATS)
def test_what_may_belong_to_the_contract_is_in_every_format(tmp_path: Path, form: str) -> None:
    tagged = SETTINGS.replace('{address: "*"}', "{tags: {Contract: K-1}}")
    open_ = 'variable "whose" {}\nresource "aws_sqs_queue" "q" {\n'
    open_ += "  tags = { Contract = var.whose }\n}\n"
    estate(tmp_path, open_, tagged)
    options = run.Options(config=config.load(tmp_path / "cloudguard.yaml"), as_of=date(2027, 1, 10))
    with offboarding([str(tmp_path)], options, "ja", None) as found:
        assert [asset.id for asset, _ in found.work.doubtful] == ["aws_sqs_queue.q"]
        rendered = render(found, form)
    if form == "xlsx":
        (row,) = (row for row in sheets(rendered)["資産"] if "aws_sqs_queue.q" in row)
        assert row[7].startswith("この契約の対象かどうか分からない: ")
        assert "main.tf:" in row[9]
    else:
        assert "aws_sqs_queue.q" in rendered.decode().replace("\\", "")


def rooms(book: zipfile.ZipFile, number: int) -> Iterator[tuple[float, str, float]]:
    """Yield the text of each cell of a sheet below its head, with the room that it has."""
    shared = ET.fromstring(book.read("xl/sharedStrings.xml"))
    texts = ["".join(t.itertext()) for t in shared.iter(f"{MAIN}si")]
    tree = ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    widths = [
        float(each.get("width", "0"))
        for each in tree.iter(f"{MAIN}col")
        for _ in range(int(each.get("min", "1")), int(each.get("max", "1")) + 1)
    ]
    for row in list(tree.iter(f"{MAIN}row"))[1:]:
        for width, each in zip(widths, row, strict=False):
            yield width, _text(each, texts), float(row.get("ht", "15"))


def test_no_text_of_a_row_is_cut(tmp_path: Path) -> None:
    long = FAULTY.replace('"aws_backup_vault" "v"', f'"aws_backup_vault" "{"v" * 60}"').replace(
        "aws_backup_vault.v.", f"aws_backup_vault.{'v' * 60}."
    )
    with told(tmp_path, long) as found:
        rendered = render(found, "xlsx")
    with zipfile.ZipFile(BytesIO(rendered)) as book:
        told_of = [each for number in range(2, 8) for each in rooms(book, number)]
        told_of += [each for each in rooms(book, 1) if "v" * 60 in each[1]]
    assert sum("v" * 60 in text for _, text, _ in told_of) > 3
    assert len(told_of) > 100
    for width, text, height in told_of:
        # Thirteen points hold a line of code in Excel, and nothing fits less.
        assert lines(text, int(width)) * 13 <= height, text


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_a_reviewer_signs_is_in_his_words(tmp_path: Path, lang: str) -> None:
    with told(tmp_path, lang=lang) as found:
        book = list(sheets(render(found, "xlsx")).values())
        text = render(found, "text", 100).decode()
    cover = [each for row in book[0] for each in row]
    commands = [row[5] for row in book[1][1:]]
    if lang == "ja":
        assert ("確認日" in cover, "承認日" in cover) == (True, True)
        assert any("HCL、リソース5件" in each for each in cover)
        assert any(
            each.startswith("# ソースを変更: deletion_protection = false") for each in commands
        )
    else:
        assert any("HCL, 5 resources" in each for each in cover)
        assert any(
            each.startswith("# in the source: deletion_protection = false") for each in commands
        )
    assert "deletion_protection = false" in text


@pytest.mark.parametrize(
    ("lang", "said"), [("ja", "期限より後になることがある"), ("en", "perhaps")]
)
def test_a_key_that_may_be_late_is_not_said_to_be(tmp_path: Path, lang: str, said: str) -> None:
    unread = FAULTY.replace("deletion_window_in_days = 30", "deletion_window_in_days = var.days")
    unread += 'variable "days" {\n  type = number\n}\n'
    with told(tmp_path, unread, lang) as found:
        text = render(found, "text", 400).decode()
    (line,) = (each for each in text.splitlines() if each.startswith("  aws_kms_key.k: "))
    assert said in line
    assert "(期限より後になる)" not in line
    assert "(after the deadline)" not in line


def test_markdown_of_a_word() -> None:
    assert _plain("<b>[x](y)*z*|") == r"&lt;b&gt;\[x\](y)\*z\*\|"
    assert _code("a`b") == "``a`b``"
    assert _code("`") == "`` ` ``"


def test_every_saying_is_in_both_languages() -> None:
    holes = re.compile(r"\{(\w+)\}")
    for key, (japanese, english) in _WORDS.items():
        assert japanese, key
        assert english, key
        assert set(holes.findall(japanese)) == set(holes.findall(english)), key


def test_a_workbook_goes_to_a_pipe_and_not_to_a_terminal(tmp_path: Path) -> None:
    estate(tmp_path)
    arguments = [str(tmp_path), "--config", str(tmp_path / "cloudguard.yaml"), "-f", "xlsx"]
    done = CliRunner().invoke(command, arguments, standalone_mode=False)
    gc.enable()
    assert done.stdout_bytes.startswith(b"PK")


DOCS = ROOT / "docs"
BLOCKS = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(
    ("page", "lang"), [("contract-end.md", "en"), ("contract-end.ja.md", "ja")]
)
def test_the_documents_example_is_what_is_printed(
    page: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    (example,) = (body for _, body in BLOCKS.findall(text) if body.startswith("$ cd "))
    enter, asked, shown = example.split("\n", 2)
    monkeypatch.chdir(ROOT / enter.removeprefix("$ cd "))
    words = shlex.split(asked.removeprefix("$ cloudguard offboard plan "))
    arguments = [*words, "--lang", lang, "-f", "text"]
    done = CliRunner(env={"COLUMNS": "96"}).invoke(command, arguments, standalone_mode=False)
    gc.enable()
    assert done.return_value == 1
    assert "".join(done.stdout.split()) == "".join(shown.split())


@pytest.mark.parametrize("page", ["contract-end.md", "contract-end.ja.md"])
def test_options_codes_and_configuration_are_documented(page: str, tmp_path: Path) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for parameter in command.params:
        for option in parameter.opts:
            assert f"`{option}" in text or option in {"inputs", "--format"}, option
    for code in range(5):
        assert f"| {code} |" in text
    (example,) = (body for name, body in BLOCKS.findall(text) if name == "yaml")
    file = tmp_path / "cloudguard.yaml"
    file.write_text(f"version: 1\n{example}", encoding="utf-8")
    (contract,) = config.load(file).contracts
    assert contract.id == "K-2026-14"


def test_the_keys_of_the_json_are_documented(tmp_path: Path) -> None:
    text = (DOCS / "contract-end.md").read_text(encoding="utf-8")
    with told(tmp_path, lang="en") as found:
        document: Any = json.loads(render(found, "json"))

    def keys(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            yield from value
        for each in value.values() if isinstance(value, dict) else value:
            if isinstance(each, dict | list):
                yield from keys(each)

    assert {key for key in keys(document) if f'"{key}"' not in text} == set()
    for action in ACTIONS:
        assert f"`{action}`" in text


@pytest.mark.parametrize("name", ["=cmd|x", "a & b &P", "<b>x</b>", "-rf", "a'b\"c", "x" * 200])
def test_a_hostile_contract_is_only_shown(tmp_path: Path, name: str) -> None:
    settings = SETTINGS.replace("id: K-1", f"id: {json.dumps(name)}")
    estate(tmp_path, FAULTY, settings)
    options = run.Options(config=config.load(tmp_path / "cloudguard.yaml"), as_of=date(2027, 1, 10))
    with offboarding([str(tmp_path)], options, "ja", name) as found:
        document: Any = json.loads(render(found, "json"))
        book = sheets(render(found, "xlsx"))
        markdown = render(found, "markdown").decode()
        assert name in render(found, "text", 400).decode()
    assert document["contract"]["id"] == name
    assert "<b>" not in prose(markdown)
    (confirm,) = (step for step in document["steps"] if step["action"] == "confirm")
    (line,) = confirm["commands"]
    words = shlex.split(line)
    assert ("--contract" in words) is not name.startswith("-")
    assert words[-1] in {name, "<消去後のスナップショット>"}
    assert all(not each.startswith("=") for row in book["表紙"] for each in row)


def test_parties_are_called_as_the_documents_call_them() -> None:
    texts = [*(ja for ja, _ in _WORDS.values()), *(ja for ja, _ in words.PAPERS.values())]
    assert any("委託事業者" in each for each in texts)
    assert not [each for each in texts if re.search("受注者|受託者|発注者", each)]
