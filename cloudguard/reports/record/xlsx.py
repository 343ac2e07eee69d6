"""The record as a workbook to sign: text alone, nothing that is computed, linked or run."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from cloudguard.disposal.record import Entry, Record
from cloudguard.reports.cells import FONT, LINE, TALLEST, cell, lines
from cloudguard.reports.evidence import safe
from cloudguard.reports.record import words

_ROWS = 1_048_575
_STATE = 5
_COVER = ("", "", 26)
_HEADS = (
    ("番号", "no.", 6),
    ("資産", "asset", 34),
    ("種別", "type", 18),
    ("リージョン", "region", 14),
    ("区分", "class", 8),
    ("状態", "state", 13),
    ("方法", "method", 15),
    ("日付・期日", "date", 13),
    ("理由", "reason", 26),
    ("根拠", "evidence", 34),
)


def render(record: Record, lang: str, root: str) -> bytes:
    """Return the workbook; its labels are in both languages, Japanese first."""
    import xlsxwriter  # noqa: PLC0415  # only who wants a workbook pays for it

    made = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"title": record.title["ja"], "author": "", "comments": root})
        looks = _looks(book)
        named = partial(_sheet, book, f"{record.title['ja']} {record.contract.id}", root)
        _cover(named("記録"), record, root, looks)
        _entries(named("資産", wide=True), record.data, looks)
        _entries(named("利用者", wide=True), record.accounts, looks)
        _papers(named("文書", wide=True), record, looks)
        _statements(named("証言", wide=True), record, looks)
        _files(named("証拠", wide=True), record, looks)
        _clauses(named("条項", wide=True), record, looks)
    return made.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    plain = {"font_name": FONT, "font_size": 10, "text_wrap": True, "valign": "top"}
    boxed = plain | {"border": 1, "border_color": "#888888"}
    return {
        "title": book.add_format(plain | {"font_size": 18, "bold": True, "align": "center"}),
        "text": book.add_format(plain),
        "head": book.add_format(boxed | {"bold": True, "bg_color": "#F1F1EE"}),
        "cell": book.add_format(boxed),
        "bold": book.add_format(boxed | {"bold": True}),
        "root": book.add_format(boxed | {"font_name": "Consolas", "border": 2}),
        "section": book.add_format(plain | {"bold": True, "font_size": 12}),
    }


def _sheet(book: Any, title: str, root: str, name: str, *, wide: bool = False) -> Any:
    """Return a new sheet; each page that leaves the printer says of which record it is."""
    sheet = book.add_worksheet(name)
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    if wide:
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    said = safe(title)[:100].replace("&", "&&")
    sheet.set_header(f'&L&"{FONT}"&8{said}&R&"{FONT}"&8&A')
    sheet.set_footer(f'&L&"{FONT}"&7{root}&R&"{FONT}"&8&P / &N')
    return sheet


def _put(sheet: Any, row: int, column: int, text: object, look: Any) -> None:
    sheet.write_string(row, column, cell("" if text is None else str(text)), look)


def _cover(sheet: Any, record: Record, root: str, looks: dict[str, Any]) -> None:
    sheet.set_column(0, 0, _COVER[2])
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 26)
    sheet.set_column(3, 3, 34)
    sheet.set_row(0, 34)
    sheet.merge_range(0, 0, 0, 3, "", looks["title"])
    _put(sheet, 0, 0, record.title["ja"], looks["title"])
    note = (
        f"{record.title['en']}. この書面は記録であり、証明書ではありません。 / "
        "This is a record, not a certificate."
    )
    row = _across(sheet, 1, note, looks["text"], 20)
    for file in record.foreign:
        said = f"{words.foreign(file, 'ja')} / {words.foreign(file, 'en')}"
        row = _across(sheet, row, said, looks["bold"], 34)
    terms = record.contract
    term = f"{terms.start or ''} 〜 {terms.end}"
    row = _pairs(
        sheet,
        row + 1,
        (
            (("契約 / contract", terms.id), ("相手方 / party", terms.party)),
            (("契約期間 / term", term), ("消去の期限 / deadline", terms.deadline)),
            (
                ("確認の日時 / made at", words.spoken(record.made_at)),
                ("確認に用いたもの / tool", " ".join(record.tool.values())),
            ),
        ),
        looks,
    )
    row = _across(sheet, row + 1, "結果 / Result", looks["section"], 20)
    for state, count in record.counts.items():
        said = words.both(words.STATES, state)
        sheet.set_row(row, _height([said], [_COVER]))
        _put(sheet, row, 0, said, looks["head"])
        sheet.write_number(row, 1, count, looks["bold"])
        row += 1
    row = _across(sheet, row + 1, "署名・押印 / To be signed", looks["section"], 20)
    for _ in range(2):
        sheet.set_row(row + _, 46)
    row = _pairs(
        sheet,
        row,
        (
            (("処分した日 / date of disposal", ""), ("処分した者 / person", record.person)),
            (("確認した者 / checked by", ""), ("許可した者 / permitted by", "")),
        ),
        looks,
    )
    said = "証拠一式の要約値(cloudguard verify の表示と照合してから署名) / Root of the bundle"
    row = _across(sheet, row + 1, said, looks["text"], 20)
    sheet.merge_range(row, 0, row, 3, "", looks["root"])
    _put(sheet, row, 0, root, looks["root"])
    counted = record.accounting
    said = f"{words.counted(counted, 'ja')} / {words.counted(counted, 'en')}"
    row = _across(sheet, row + 2, said, looks["text"], 32)
    types = len(counted["types_asked"])
    scope = f"{words.scope(types, 'ja')} / {words.scope(types, 'en')}"
    _across(sheet, row, scope, looks["text"], 32)


def _across(sheet: Any, row: int, text: str, look: Any, height: int) -> int:
    sheet.set_row(row, height)
    sheet.merge_range(row, 0, row, 3, "", look)
    _put(sheet, row, 0, text, look)
    return row + 1


def _pairs(
    sheet: Any,
    row: int,
    pairs: Sequence[Sequence[tuple[str, object]]],
    looks: dict[str, Any],
) -> int:
    for line in pairs:
        for number, (name, text) in enumerate(line):
            _put(sheet, row, number * 2, name, looks["head"])
            _put(sheet, row, number * 2 + 1, text, looks["cell"])
        row += 1
    return row


def _table(
    sheet: Any,
    heads: Sequence[tuple[str, str, int]],
    rows: Sequence[Sequence[object]],
    looks: dict[str, Any],
    bold: Callable[[Sequence[object]], bool] = lambda _row: False,
) -> None:
    names = [f"{ja} / {en}" for ja, en, _ in heads]
    sheet.set_row(0, _height(names, heads))
    for number, (name, (_, _, width)) in enumerate(zip(names, heads, strict=True)):
        sheet.set_column(number, number, width)
        _put(sheet, 0, number, name, looks["head"])
    for line, row in enumerate(rows[:_ROWS], 1):
        look = looks["bold"] if bold(row) else looks["cell"]
        sheet.set_row(line, _height(row, heads))
        for number, text in enumerate(row):
            _put(sheet, line, number, text, look if number == _STATE else looks["cell"])
    if not rows:
        _put(sheet, 1, 0, "なし / none", looks["cell"])


def _height(row: Sequence[object], heads: Sequence[tuple[str, str, int]]) -> float:
    """Return how tall a row is."""
    count = max(lines(str(text), head[2] - 1) for text, head in zip(row, heads, strict=True))
    return min(count * LINE + 2, TALLEST)


def _entries(sheet: Any, entries: Sequence[Entry], looks: dict[str, Any]) -> None:
    settled = {words.both(words.STATES, state) for state in ("gone", "attested")}
    _table(
        sheet,
        _HEADS,
        [_row(entry) for entry in entries],
        looks,
        lambda row: row[_STATE] not in settled,
    )


def _row(entry: Entry) -> list[object]:
    name = f"{entry.id}\n{entry.address}" if entry.address else entry.id
    if entry.appeared:
        name += "\n処分前になかったもの / not there before"
    if not entry.contract_sure:
        name += "\nどの契約のものか不明 / its contract cannot be told"
    proofs = [
        f"[{p.file}] {words.spoken(p.at)} {words.why(p.says, 'ja')} {p.actor}".rstrip()
        for p in entry.evidence
    ]
    reason = f"{words.why(entry.why, 'ja')} / {entry.why}" if entry.why else ""
    dates = [
        " / ".join(dict.fromkeys((said(entry, "ja"), said(entry, "en"))))
        for said in (words.day, words.until)
    ]
    return [
        entry.number,
        name,
        entry.type,
        entry.region or "",
        entry.data_class or "",
        words.both(words.STATES, entry.state),
        words.both(words.METHODS, entry.method) if entry.method else "",
        "\n".join(part for part in dates if part),
        reason,
        "\n".join(proofs),
    ]


def _papers(sheet: Any, record: Record, looks: dict[str, Any]) -> None:
    heads = (("文書", "paper", 60), ("条項", "clause", 50), ("添付・記入", "given", 70))
    rows = [
        [
            words.both(words.PAPERS, paper.about),
            "\n".join(filter(None, (paper.clause, paper.section, words.classes(paper)))),
            "\n".join(_said(said) for said in paper.filled),
        ]
        for paper in record.papers
    ]
    _table(sheet, heads, rows, looks)


def _statements(sheet: Any, record: Record, looks: dict[str, Any]) -> None:
    heads = (("何について", "about", 50), ("内容", "statement", 130))
    rows = [
        [f"{words.both(words.PAPERS, said['about'] or '')} {said['id'] or ''}".strip(), _said(said)]
        for said in record.statements
    ]
    _table(sheet, heads, rows, looks)


def _clauses(sheet: Any, record: Record, looks: dict[str, Any]) -> None:
    heads = (
        ("番号", "id", 26), ("箇所", "section", 60),
        ("要旨(原文が優先します)", "paraphrase; the document binds", 94),
    )  # fmt: skip
    rows = [[clause.id, clause.section, f"{clause.ja}\n{clause.en}"] for clause in record.clauses]
    _table(sheet, heads, rows, looks)


def _said(said: dict[str, str | None]) -> str:
    parts = (said[name] for name in ("date", "by", "statement", "document", "digest"))
    return " ".join(part for part in parts if part)


def _files(sheet: Any, record: Record, looks: dict[str, Any]) -> None:
    heads = (
        ("番号", "no.", 7), ("区分", "role", 20), ("ファイル", "file", 40), ("内容", "what", 60),
        ("SHA-256", "SHA-256", 74), ("読めなかった呼び出し", "calls not answered", 20),
    )  # fmt: skip
    rows = [
        [
            file.number,
            words.both(words.ROLES, file.role),
            file.name,
            words.source(file, "ja"),
            file.digest,
            file.unread,
        ]
        for file in record.files
    ]
    _table(sheet, heads, rows, looks)
