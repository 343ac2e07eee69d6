"""An answer of `cloudguard path`: the way hop by hop, what is not known, or where it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from cloudguard import __version__
from cloudguard.findings import Text
from cloudguard.network.packets import PacketSet, prefixes, services
from cloudguard.network.ways import Answer, Halt, at, said
from cloudguard.network.wiring import INTERNET, Host
from cloudguard.reports.evidence import safe, spoken
from cloudguard.reports.layout import Page
from cloudguard.reports.wording import comma, say
from cloudguard.texts import translated
from cloudguard.values import Source

_PREFIXES: Final = 4
"""Prefixes that a line gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer, and what was asked.

    `place` gives the line that a source is written in, `zone` the zone of a host. `permitted`
    tells whether all that passes is permitted, `unread` what was not read of the input.
    """

    start: str
    end: str
    service: str | None
    answer: Answer
    place: Callable[[Source], str]
    zone: Callable[[Host], str | None]
    permitted: bool
    unread: Sequence[Text] = ()


def text(told: Told, lang: str, width: int | None, *, color: bool) -> bytes:
    """Return the answer for people."""
    page = Page(width, color=color)
    answer = told.answer
    verdict = {"yes": "fail", "perhaps": "unknown", "no": "pass"}[answer.verdict]
    page.marked([(say(lang, f"way_{answer.verdict}"), verdict)], _sentence(told, lang))
    for number, hop in enumerate(answer.hops, 1):
        page.text(_line(number, said(hop.edge, hop.rule), at(hop), told, lang), indent=2)
    if answer.passing:
        page.text(_passing(answer.passing, lang), indent=2, style="dim")
    if answer.verdict == "yes" and told.permitted:
        page.text(say(lang, "way_permitted"), indent=2)
    _open_questions(told, page, lang)
    for halt in answer.halts:
        page.text(_line(0, _ended(halt), at(halt), told, lang).replace("0.", "-", 1), indent=2)
    return page.finished()


def _sentence(told: Told, lang: str) -> str:
    answer = told.answer
    names = {"start": told.start, "end": told.end}
    ends = {key: safe(translated(name, lang)) for key, name in names.items()}
    asked = say(lang, "way_service", service=told.service) if told.service else ""
    if answer.packet is not None and answer.end is not None:
        there = _named(answer.end, told, lang)
        here = ends["start"] if answer.start is None else _named(answer.start, told, lang)
        key = "way_gets" if answer.verdict == "yes" else "way_may_get"
        packet = translated(str(answer.packet), lang)
        return say(lang, key, packet=packet, start=here, end=there)
    if answer.verdict == "perhaps":
        return say(lang, "way_open", **ends, asked=asked)
    if not answer.halts:
        return say(lang, "way_none", **ends, asked=asked)
    return say(lang, "way_back" if answer.returning else "way_ends", **ends, asked=asked)


def _named(host: Host, told: Told, lang: str) -> str:
    if host.id == INTERNET:
        return translated(INTERNET, lang)
    zone = told.zone(host) or say(lang, "no_zone")
    return say(lang, "in_zone", name=safe(host.id), zone=safe(zone))


def _line(number: int, sentence: str, source: Source, told: Told, lang: str) -> str:
    parts = {"n": number, "at": safe(source.address), "told": safe(spoken(sentence, lang))}
    line = told.place(source)
    return (
        say(lang, "hop", **parts, line=safe(line)) if line else say(lang, "hop_unplaced", **parts)
    )


def _ended(halt: Halt) -> str:
    return said(halt.edge, halt.rule) if halt.leads_on else "nothing leads on from here"


def _passing(passing: PacketSet, lang: str) -> str:
    return say(
        lang,
        "way_passing",
        services=translated(services(passing.services()), lang),
        sources=_listed(passing.sources(), lang),
        destinations=_listed(passing.destinations(), lang),
    )


def _listed(addresses: tuple[int, ...], lang: str) -> str:
    found = [text.removesuffix("/32").removesuffix("/128") for text in prefixes(addresses)]
    more = "…" if len(found) > _PREFIXES else ""
    return comma(lang, *found[:_PREFIXES], more)


def _open_questions(told: Told, page: Page, lang: str) -> None:
    questions = [_question(reason, source, told, lang) for reason, source in told.answer.unknown]
    questions += [safe(each[lang]) for each in told.unread]
    if questions and told.answer.verdict == "perhaps":
        page.text(say(lang, "way_unknown"), indent=2, style="unknown")
        for question in questions:
            page.text(f"- {question}", indent=4)


def _question(reason: str, source: Source, told: Told, lang: str) -> str:
    line = told.place(source)
    return safe(f"{spoken(reason, lang)} [{line}]" if line else spoken(reason, lang))


def json(told: Told, exit_code: int) -> bytes:
    """Return the answer for programs."""
    answer = told.answer
    document = {
        "version": 1,
        "tool": {"name": "cloudguard", "version": __version__},
        "from": safe(told.start),
        "to": safe(told.end),
        "service": told.service,
        "verdict": answer.verdict,
        "packet": str(answer.packet) if answer.packet else None,
        "start": _host(answer.start, told),
        "end": _host(answer.end, told),
        "services": services(answer.passing.services()) if answer.passing else None,
        "sources": prefixes(answer.passing.sources()),
        "destinations": prefixes(answer.passing.destinations()),
        "permitted": told.permitted,
        "hops": [_step(said(hop.edge, hop.rule), at(hop), told) for hop in answer.hops],
        "unknown": [*_unknown(told)],
        "ends": [_step(_ended(halt), at(halt), told) for halt in answer.halts],
        "ends_returning": answer.returning,
        "exit_code": exit_code,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _host(host: Host | None, told: Told) -> dict[str, Any] | None:
    return None if host is None else {"id": safe(host.id), "zone": told.zone(host)}


def _step(sentence: str, source: Source, told: Told) -> dict[str, Any]:
    place = safe(told.place(source)) or None
    return {"resource": safe(source.address), "says": safe(sentence), "place": place}


def _unknown(told: Told) -> Iterator[dict[str, Any]]:
    for reason, source in told.answer.unknown:
        yield _step(reason, source, told)
    for each in told.unread:
        yield {"resource": None, "says": safe(each["en"]), "place": None}
