"""What was read, in few words: values, where they stood, why they are not known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from cloudguard.reports.wording import say
from cloudguard.texts import translated
from cloudguard.values import Known, Source, Value
from cloudguard.verdicts import Evidence

if TYPE_CHECKING:
    from cloudguard.sources.hcl.syntax import Span

LONGEST: Final = 200
"""Characters of a value that a report shows: enough to know it by, never a document."""
NONE: Final = "none"

# What a terminal or a viewer would obey or hide: C0 and C1 controls, marks and overrides of
# direction, line and paragraph separators, invisible letters, halves of a pair.
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def safe(text: str) -> str:
    """Return text from an input so that it can only be read, what would act in figures."""
    return _UNSAFE.sub(_escaped, text) if _UNSAFE.search(text) else text


def _escaped(found: re.Match[str]) -> str:
    number = ord(found[0])
    if number < 0x100:  # noqa: PLR2004  # the last code point of two hexadecimal digits
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004  # of four


def found(value: Value[Any]) -> str | None:
    """Return a value in at most `LONGEST` characters, None where it is unknown."""
    return shown(value.value) if isinstance(value, Known) else None


def among(value: Value[Any]) -> list[str]:
    """Return the values that an unknown one may have, where these are all there are."""
    return [] if isinstance(value, Known) else [shown(known.value) for known in value.among]


def shown(value: Any) -> str:
    """Return anything in at most `LONGEST` characters."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if value is None:
        return NONE
    if isinstance(value, Mapping):
        return f"a document of {len(value)} entries"
    if isinstance(value, (list, tuple, set, frozenset)):
        parts = [shown(part) for part in value]
        return shortened(", ".join(sorted(parts) if isinstance(value, (set, frozenset)) else parts))
    text = str(value)
    if len(text) > 1 and text.lstrip()[:1] in {"{", "["} and text.rstrip()[-1:] in {"}", "]"}:
        return f"a document of {len(text)} characters"
    return shortened(text)


def shortened(text: str) -> str:
    """Cut text to `LONGEST` characters, the last of which then says so."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def at(source: Source) -> str:
    """Return where a value stood: `address.path`."""
    return f"{source.address}.{source.path}" if source.path else source.address


def place(span: Span | None) -> str:
    """Return a place in the source as editors and terminals know it, nothing where there is none.

    `file:line:column`: the form of compilers.
    """
    return f"{safe(span.file)}:{span.line}:{span.column}" if span else ""


def spoken(sentence: str, lang: str) -> str:
    """Return a sentence in a language, as a whole or what stands before and after its colon."""
    whole = translated(sentence, lang)
    if whole != sentence or lang == "en":
        return whole
    return ": ".join(translated(part, lang) for part in sentence.split(": ", 1))


def written(source: Source) -> str:
    """Return the line that something is written in: `file:line`, nothing where it is not known."""
    return f"{safe(source.file)}:{source.line}" if source.file else ""


def stated(evidence: Evidence, where: str, lang: str, candidates: int) -> tuple[str, str]:
    """Return what a piece of evidence gives, `found` or `because`, and all that it says.

    `where` is the place it was read from, `candidates` how many values an unknown one shows.
    """
    value = evidence.value
    label, why = "found", shortened(reason(value, lang))
    if evidence.step is not None and isinstance(value, Known):
        return label, _step(evidence.step, str(value.value), value.source, lang)
    if isinstance(value, Known):
        seen = shown(value.value)
        seen = say(lang, "none") if seen == NONE else seen
        if " " in seen:  # a sentence of a check is told in the language, a value as it is written
            seen = translated(seen, lang)
    elif may := among(value)[:candidates]:
        may = [translated(each, lang) if " " in each else each for each in may]
        seen = say(lang, "among" if len(may) > 1 else "perhaps", values=" | ".join(may))
    else:  # why it is not known says all that is known of it
        label, seen, why = "because", why or say(lang, "nothing"), ""
    text = say(
        lang,
        "evidence",
        found=safe(seen),
        expected=safe(translated(evidence.expected, lang)),
        at=safe(where) or "-",
    )
    if why:
        text += say(lang, "reason", reason=safe(why))
    return label, text


def _step(step: int, sentence: str, source: Source, lang: str) -> str:
    """Return a sentence of a way; of a hop its number, the resource and its line besides."""
    told = safe(shortened(spoken(sentence, lang)))
    if not step:
        return told
    hop = {"n": step, "at": safe(source.address), "told": told}
    line = written(source)
    return say(lang, "hop", **hop, line=line) if line else say(lang, "hop_unplaced", **hop)


def reason(value: Value[Any], lang: str) -> str:
    """Return why a value is unknown, or what its source notes, and whether it is assumed."""
    source = value.source
    said = source.note if isinstance(value, Known) else value.reason
    said = said.removesuffix(", assumed")
    if not source.assumed:
        return translated(said, lang) if said else ""
    return _assumed(translated(said, lang), lang)


@lru_cache(maxsize=4096)
def _assumed(said: str, lang: str) -> str:
    word = {"ja": "推定", "en": "assumed"}[lang]
    return f"{said}{'、' if lang == 'ja' else ', '}{word}" if said else word
