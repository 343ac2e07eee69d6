"""What checks are called, why they stand and how to mend what they find, in Japanese and English.

The texts lie in `policies/texts` and `policies/remediation`. What the code says in English beside
a value (an expectation, a reason) is translated by the words and patterns of `ja.yaml`; a
sentence that these do not know stays English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

LANGS: Final = ("ja", "en")
_PART: Final = re.compile(r"( ?)\\(\d)( ?)")
_FOLDED: Final = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
_JAPANESE: Final = re.compile("[ぁ-んァ-ヶー一-龠々]")

Text = Mapping[str, str]
"""One text in the languages of the reports; a remedy may have a `terraform` snippet beside."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of all checks, by check id; remedies by provider too, `any` for all alike."""

    titles: Mapping[str, Text]
    whys: Mapping[str, Text]
    remedies: Mapping[str, Mapping[str, Text]]


def folder() -> Path:
    """Return the folder of the policies: inside the package, or beside it in a checkout."""
    here = Path(__file__).parent
    inside = here / "policies"
    return inside if inside.is_dir() else here.parent / "policies"


@cache
def load(policies: Path | None = None) -> Texts:
    """Return the texts of a policies folder, by default those that come with the package."""
    root = policies or folder()
    spoken = {lang: _load(root / "texts" / f"{lang}.yaml") for lang in LANGS}
    remedies: dict[str, Mapping[str, Text]] = {}
    for file in sorted((root / "remediation").glob("*.yaml")):
        for check, by_provider in _load(file).items():
            remedies[check] = {name: _unfolded(text) for name, text in by_provider.items()}
    return Texts(_by_check(spoken, "titles"), _by_check(spoken, "whys"), remedies)


def _unfolded(text: Text) -> Text:
    """Return a text as it reads: YAML folds lines by a space, which Japanese does not have."""
    return {**text, "ja": _FOLDED.sub("", text["ja"])} if "ja" in text else text


def translated(sentence: str, lang: str) -> str:
    """Return what the code says in English beside a value in `lang`, else as it is."""
    return sentence if lang == "en" or not sentence else _translated(sentence, lang)


@lru_cache(maxsize=65536)
def _translated(sentence: str, lang: str) -> str:
    words, patterns = _dictionary(lang)
    if (word := words.get(sentence)) is not None:
        return word
    for pattern, replacement in patterns:
        if match := pattern.fullmatch(sentence):
            return _filled(replacement, [_translated(part, lang) for part in match.groups()])
    first, several, rest = sentence.partition("; ")
    return f"{_translated(first, lang)}; {_translated(rest, lang)}" if several else sentence


def _filled(replacement: str, parts: Sequence[str]) -> str:
    """Return a sentence with its parts; a space parts Latin letters from Japanese alone."""

    def put(found: re.Match[str]) -> str:
        part = parts[int(found[2]) - 1]
        before, after = replacement[: found.start()][-1:], replacement[found.end() :][:1]
        left = "" if _are_japanese(before, part[:1]) else found[1]
        return f"{left}{part}{'' if _are_japanese(part[-1:], after) else found[3]}"

    return _PART.sub(put, replacement)


def _are_japanese(one: str, other: str) -> bool:
    return bool(_JAPANESE.match(one) and _JAPANESE.match(other))


@cache
def _dictionary(lang: str) -> tuple[Mapping[str, str], tuple[tuple[re.Pattern[str], str], ...]]:
    content = _load(folder() / "texts" / f"{lang}.yaml")
    patterns = tuple((re.compile(p, re.DOTALL), r) for p, r in content.get("patterns", ()))
    return content.get("words", {}), patterns


def _by_check(spoken: Mapping[str, Mapping[str, Any]], kind: str) -> dict[str, Text]:
    checks = dict.fromkeys(check for texts in spoken.values() for check in texts[kind])
    said = {c: {lang: spoken[lang][kind].get(c, "") for lang in LANGS} for c in checks}
    return {check: _unfolded(text) for check, text in said.items()}


@cache
def _load(file: Path) -> Mapping[str, Any]:
    text = file.read_text(encoding="utf-8")
    content: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return content
