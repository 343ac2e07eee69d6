"""What people vouch for at the end of a contract, in a file of its own: accounts closed, papers."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from cloudguard.errors import UsageError

ABOUT: Final = (
    "account",
    "asset",
    "media",
    "permission",
    "certificate",
    "exception-specification",
    "exception-deletion-log",
    "exception-reason",
)
"""What a statement may be about. An account or an asset is named by `id`; the others are papers."""
_KEYS: Final = frozenset({"about", "id", "statement", "by", "date", "document"})
_MOST: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Statement:
    """One person's word: `document` is the paper it stands in, `digest` that of its file."""

    about: str
    id: str
    statement: str
    by: str
    date: str
    document: str
    digest: str | None = None


def read(path: str) -> tuple[Statement, ...]:
    """Read a file of statements; raise UsageError where it says something that is not known."""
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8")
        loaded = yaml.load(text, Loader=yaml.CSafeLoader) if len(text) < _MOST else None
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        loaded = None
    except ValueError:  # of a date that YAML reads as one
        raise _wrong(path, "it has a date that does not exist", "暦にない日付があります") from None
    entries = loaded.get("attestations") if isinstance(loaded, dict) else None
    if not isinstance(entries, list):
        raise _wrong(path, "it is no file of attestations", "証言のファイルではありません")
    return tuple(_statement(entry, number, file) for number, entry in enumerate(entries))


def _statement(entry: Any, number: int, file: Path) -> Statement:
    at = f"{file}: attestations[{number}]"
    if not isinstance(entry, dict) or not entry.keys() <= _KEYS:
        raise _wrong(at, "it has other keys", "知らないキーがあります")
    if not all(isinstance(value, (str, int, date)) for value in entry.values()):
        raise _wrong(at, "a value is no text", "文字列でない値があります")
    if entry.get("about") not in ABOUT:
        raise _wrong(at, "`about` is not known", "about が正しくありません")
    day = entry.get("date")
    if not isinstance(day, date) or not all(entry.get(k) for k in ("statement", "by")):
        raise _wrong(at, "`statement`, `by` or `date` is missing", "statement・by・date が必要です")
    if entry["about"] in {"account", "asset"} and not entry.get("id"):
        raise _wrong(at, "`id` is missing", "id が必要です")
    said = {k: str(entry.get(k) or "") for k in ("statement", "by", "document")}
    for key, text in said.items():
        refuse_personal_number(text, f"{at}.{key}")
    paper = file.parent / said["document"] if said["document"] else None
    digest = None
    if paper is not None and paper.is_file():
        with paper.open("rb") as opened:
            digest = f"sha256:{hashlib.file_digest(opened, 'sha256').hexdigest()}"
    return Statement(
        entry["about"],
        str(entry.get("id") or ""),
        said["statement"],
        said["by"],
        day.isoformat(),
        said["document"],
        digest,
    )


def _wrong(where: str, en: str, ja: str) -> UsageError:
    return UsageError(
        {"en": f"{en}.", "ja": f"{ja}。"},
        {
            "en": "Write `attestations:`, a list with about, id, statement, by, date and document; "
            f"about is one of {', '.join(ABOUT)}.",
            "ja": "`attestations:` に about・id・statement・by・date・document の一覧を"
            f"書いてください。about は {'、'.join(ABOUT)} のいずれかです。",
        },
        where,
    )


_WEIGHTS: Final = (2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6)  # of the digits before the last, from its side
_TWELVE: Final = re.compile(r"(?<!\d)(\d{4})[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
_DIGITS: Final = 12


def refuse_personal_number(text: str, where: str) -> None:
    """Raise UsageError where a text that a person wrote holds an individual number (個人番号).

    Told by its check digit, 平成二十六年総務省令第八十五号第五条: one in eleven of other numbers of
    twelve digits has it too.
    """
    narrow = text.translate({ord("０") + n: str(n) for n in range(10)})
    for found in _TWELVE.finditer(narrow):
        if _is_personal("".join(found.groups())):
            raise UsageError(
                {
                    "en": "it holds what looks like an individual number (My Number).",
                    "ja": "個人番号(マイナンバー)と思われる数字があります。",
                },
                {
                    "en": "Records hold none: take it out.",
                    "ja": "記録には書けません。消してください。",
                },
                where,
            )


def _is_personal(digits: str) -> bool:
    *body, check = map(int, digits)
    total = sum(digit * weight for digit, weight in zip(reversed(body), _WEIGHTS, strict=True))
    rest = total % 11
    return check == (0 if rest <= 1 else 11 - rest)
