"""What is wrong in a configuration, and where: collected, then reported at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from cloudguard.errors import UsageError

SHOWN: Final = 100
_LONGEST: Final = 60
_MANY: Final = 12
_ADVICE: Final = {
    "en": "Mend the file; docs/config.md describes every key.",
    "ja": "ファイルを直してください。すべてのキーの説明は docs/config.ja.md にあります。",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; `line` and `column` count from 1, 0 where there is none."""

    file: str
    line: int
    column: int
    en: str
    ja: str

    @property
    def where(self) -> str:
        """Return the place as editors and compilers write it."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


def complaint(*problems: Problem) -> UsageError:
    """Return the one error that reports all problems, in the order of the file."""
    found = sorted(problems, key=lambda p: (p.file, p.line, p.column))
    first = found[0]
    if len(found) == 1:
        return UsageError({"en": first.en, "ja": first.ja}, _ADVICE, first.where)
    shown, more = found[:SHOWN], len(found) - SHOWN
    lines = {
        "en": [f"{len(found)} errors:", *(f"  {p.where}: {p.en}" for p in shown)],
        "ja": [f"誤りが {len(found)} 件あります:", *(f"  {p.where}: {p.ja}" for p in shown)],
    }
    if more > 0:
        lines["en"].append(f"  and {more} more")
        lines["ja"].append(f"  ほか {more} 件")
    what = {lang: "\n".join(text) + "\n" for lang, text in lines.items()}
    return UsageError(what, _ADVICE, first.file)


def suggestion(word: str, valid: Collection[str]) -> tuple[str, str]:
    """Return, in English and in Japanese, which valid word was probably meant, or all of them."""
    by_plain = {plain(v).casefold(): v for v in valid}
    if close := get_close_matches(plain(word).casefold(), by_plain, n=1, cutoff=0.55):
        meant = by_plain[close[0]]
        return f"did you mean `{meant}`?", f"`{meant}` ではありませんか。"
    if not valid:
        return "there is nothing to name here.", "ここで使えるものはありません。"
    listed = ", ".join(f"`{v}`" for v in list(valid)[:_MANY])
    if len(valid) > _MANY:
        listed += ", …"
    return f"valid here: {listed}.", f"ここで使えるもの: {listed}。"


def plain(text: str) -> str:
    """Return text as it is compared: NFKC (Ⅰ is I, full-width S is S), without outer blanks."""
    return unicodedata.normalize("NFKC", text).strip()


def quoted(text: str) -> str:
    """Return text as a message may show it: short, and harmless to a terminal."""
    short = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in short)
    return f"`{safe}`"
