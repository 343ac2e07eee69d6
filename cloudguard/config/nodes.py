"""Bytes to YAML nodes, which know their line and column; no aliases, no deep nesting."""

from __future__ import annotations

import re
from typing import Final

import yaml

from cloudguard.config.problems import Problem, complaint
from cloudguard.errors import UsageError

DEPTH: Final = 30
_TAG: Final = "tag:yaml.org,2002:"
KINDS: Final = {
    f"{_TAG}map": "object",
    f"{_TAG}seq": "array",
    f"{_TAG}str": "string",
    f"{_TAG}int": "integer",
    f"{_TAG}float": "number",
    f"{_TAG}bool": "boolean",
    f"{_TAG}null": "null",
}


class _Parser(yaml.CSafeLoader):
    """The C parser with the words of YAML 1.2, as editors understand them.

    In YAML 1.1 the country code NO is false, and an account number that begins with 0 is octal.
    """


_Parser.yaml_implicit_resolvers = {}
for _name, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]{1,15}", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _Parser.add_implicit_resolver(_TAG + _name, re.compile(rf"(?:{_pattern})\Z"), _first)


def parse(raw: bytes, file: str) -> yaml.Node:
    """Return the root node; raise UsageError for what is not one YAML document."""
    text = _decoded(raw, file)
    try:
        _guard(text, file)
        root = _Parser(text).get_single_node()
    except yaml.MarkedYAMLError as wrong:
        raise _syntax_error(wrong, text, file) from None
    except yaml.reader.ReaderError as wrong:
        number = f"U+{wrong.character:04X}" if isinstance(wrong.character, int) else "?"
        raise complaint(
            Problem(
                file,
                0,
                0,
                f"a control character ({number}) is in the text.",
                f"制御文字({number})が含まれています。",
            )
        ) from None
    if root is None:
        raise _empty(file)
    return root


def place(node: yaml.Node) -> tuple[int, int]:
    """Return the line and column of a node, counted from 1."""
    return node.start_mark.line + 1, node.start_mark.column + 1


def kind(node: yaml.Node) -> str:
    """Return the JSON Schema type of a node, or its tag where it has one of its own."""
    return KINDS.get(node.tag, node.tag)


def _decoded(raw: bytes, file: str) -> str:
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        column = wrong.start - raw.rfind(b"\n", 0, wrong.start)
        en, ja = "not UTF-8", "UTF-8 ではありません"
        if encoding != "utf-16" and _is_cp932(raw):
            en, ja = "CP932 (Shift_JIS), not UTF-8", "CP932(Shift_JIS)で、UTF-8 ではありません"
        raise complaint(
            Problem(
                file,
                line,
                column,
                f"the text is {en}: save it as UTF-8.",
                f"文字コードが {ja}。UTF-8 で保存し直してください。",
            )
        ) from None
    if not text.strip():
        raise _empty(file)
    return text


def _is_cp932(raw: bytes) -> bool:
    try:
        raw.decode("cp932")
    except UnicodeDecodeError:
        return False
    return True


def _guard(text: str, file: str) -> None:
    """Refuse aliases (a few lines of them unfold into gigabytes) and nesting without end."""
    depth = 0
    for event in yaml.parse(text, Loader=_Parser):
        if (mark := event.start_mark) is None:
            continue
        at = (file, mark.line + 1, mark.column + 1)
        if getattr(event, "anchor", None) is not None:
            raise complaint(
                Problem(
                    *at,
                    "anchors and aliases (`&`, `*`) are not read here: write the value out, "
                    "and put a text that begins with `*` or `&` in quotes.",
                    "アンカーとエイリアス(`&`、`*`)は使えません。値をそのまま書き、"
                    "`*` や `&` で始まる文字列は引用符で囲んでください。",
                )
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEPTH:
            raise complaint(
                Problem(
                    *at,
                    f"it is nested deeper than {DEPTH} levels.",
                    f"入れ子が {DEPTH} 段を超えています。",
                )
            )


def _syntax_error(wrong: yaml.MarkedYAMLError, text: str, file: str) -> UsageError:
    mark = wrong.problem_mark or wrong.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    en, ja = hint(text, line)
    said = wrong.problem or wrong.context or "not YAML"  # the C parser gives some as context
    return complaint(
        Problem(
            file,
            line,
            column,
            f"this is not valid YAML ({said}). {en}".strip(),
            f"YAML として読めません({said})。{ja}",
        )
    )


def hint(text: str, line: int) -> tuple[str, str]:
    """Return what probably went wrong in a line, in English and Japanese; empty for no idea."""
    lines = text.splitlines()
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    indentation = written[: len(written) - len(written.lstrip())]
    if "\t" in written:
        return (
            "The line has a tab: indent with spaces.",
            "タブがあります。空白で字下げしてください。",
        )
    if "\u3000" in indentation:
        return (
            "The line is indented with a full-width space: use ASCII spaces.",
            "全角空白で字下げされています。半角空白を使ってください。",
        )
    if re.search(r"(:|-|\[|,)\s+[*&]", written):
        return (
            "Put a text that begins with `*` or `&` in quotes.",
            "`*` や `&` で始まる文字列は引用符で囲んでください。",
        )
    if "\uff1a" in written:
        return (
            "The line has a full-width colon: use `: `.",
            "全角コロンがあります。半角の `: ` を使ってください。",
        )
    return "", ""


def _empty(file: str) -> UsageError:
    return complaint(
        Problem(
            file,
            0,
            0,
            "the file is empty: write at least `version: 1`.",
            "ファイルが空です。少なくとも `version: 1` と書いてください。",
        )
    )
