"""The plan for the end of a contract as Markdown: for a ticket or a wiki, nothing in it is live."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cloudguard import __version__
from cloudguard.erasure.order import Step
from cloudguard.reports.evidence import safe
from cloudguard.reports.offboard import LIFTS, Told
from cloudguard.reports.wording import comma
from cloudguard.verdicts import Outcome

# Whatever a viewer would take for a link, an image, markup, a mention or a reference.
_MARKUP: Final = re.compile(r"[\\`*_{}\[\]()<>#+!|~&@$:-]")
_HTML: Final = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_TICKS: Final = re.compile(r"`+")


def render(told: Told) -> bytes:
    """Return the plan as GitHub Flavored Markdown."""
    return ("\n".join(_lines(told)).rstrip() + "\n").encode("utf-8", "backslashreplace")


def _lines(told: Told) -> Iterator[str]:
    work = told.work
    yield f"# {told.say('title')}: {_plain(safe(work.contract.id))}"
    yield ""
    yield _plain(told.ending())
    yield ""
    yield from _table(["", ""], [[_plain(label), _plain(fact)] for label, fact in told.facts()])
    counts = comma(told.lang, told.say("of_stores", n=len(work.rows)), told.counts())
    yield f"{_plain(counts)}"
    yield ""
    if work.stop_by is not None and work.stop_by < work.terms.service_stop:
        planned = work.terms.service_stop
        yield f"**{_plain(told.say('stop_by', day=work.stop_by, planned=planned))}**"
        yield ""
    yield from _rows(told, "section_late", Outcome.FAIL)
    yield from _rows(told, "section_unknown", Outcome.UNKNOWN)
    yield from _conflicts(told)
    yield from _work(told)
    yield from _keys(told)
    yield from _copies(told)
    yield from _possible(told)
    if gaps := list(told.gaps()):
        yield f"## {told.say('section_unread')}"
        yield ""
        yield from (f"- {_plain(each)}" for each in gaps)
        yield ""
    yield f"cloudguard {__version__}"


def _rows(told: Told, title: str, outcome: Outcome) -> Iterator[str]:
    rows = [row for row in told.work.rows if row.outcome is outcome]
    doubtful = told.work.doubtful if outcome is Outcome.UNKNOWN else ()
    if not rows and not doubtful:
        return
    yield f"## {told.say(title)}"
    yield ""
    for each, why in told.alike(rows):
        yield from (f"- {_code(told.name(row.store))}" for row in each)
        for line in why:
            indent = "    " if line.startswith(" ") else "  "
            yield f"{indent}- {_plain(line.strip().removeprefix('- '))}"
    for asset, reason in doubtful:
        said = f"{told.say('may_belong')}: {told.reason(reason)}"
        yield f"- {_code(told.name(asset))}: {_plain(said)}"
    yield ""


def _conflicts(told: Told) -> Iterator[str]:
    if not told.work.conflicts:
        return
    yield f"## {told.say('section_conflicts')}"
    yield ""
    for conflicts, said, ways in told.conflicts():
        yield f"- {_plain(said)}"
        yield from (f"  - {_code(told.name(each.store))}" for each in conflicts)
        if conflicts[0].kind != "locked":  # there, no plan can do anything else
            yield f"  - {told.say('plan_keeps')}"
        yield f"  - {told.say('ways')}"
        yield from (f"    - {_plain(told.say(f'way_{way}'))}" for way in ways)
    yield ""


def _work(told: Told) -> Iterator[str]:
    if not told.work.steps:
        return
    yield f"## {told.say('section_work')}"
    yield ""
    yield _plain(told.say("not_run"))
    yield ""
    for day, parties in told.days():
        yield f"### {day}"
        yield ""
        for party, steps in parties:
            yield f"**{_plain(told.party(party))}**"
            yield ""
            for step in steps:
                yield from _step(step, told)
            yield ""


def _step(step: Step, told: Told) -> Iterator[str]:
    late = {Outcome.FAIL: "too_late", Outcome.UNKNOWN: "perhaps_late"}.get(step.in_time)
    latest = ""
    if step.latest is not None and step.latest != step.day and late is None:
        latest = told.say("latest", day=step.latest)
    number = told.numbers[step.id]
    said = comma(told.lang, told.does(step), latest, told.say(late) if late else "")
    yield f"- [ ] {number}\\. {_plain(said)}"
    written = told.written(step)
    if step.action in LIFTS:
        yield from (f"  - {_plain(told.reason(reason))}" for reason in step.reasons)
    if written.change:
        yield f"  - {told.say('write')}: {_code(written.change)}"
    run = told.lines(written)
    either = (f"# {told.say('or')}:",) if run and written.terraform else ()
    yield from _fenced((*written.terraform, *either, *run))
    about = [written.note.get(told.lang, ""), written.page]
    if any(about):
        yield f"  - {_plain(comma(told.lang, *about))}"


def _keys(told: Told) -> Iterator[str]:
    if not told.work.keys:
        return
    yield f"## {told.say('section_keys')}"
    yield ""
    heads = ["col_key_id", "key_schedule", "key_by", "gone", "key_users", "col_why"]
    rows = [
        [
            _cell(told.name(row.key)),
            str(row.day or "-"),
            str(row.schedule or "-"),
            _plain(told.gone(row.gone)) if row.gone is not None else "-",
            str(len(row.users)),
            _plain(told.fate(row)),
        ]
        for row in told.work.keys
    ]
    yield from _table([told.say(head) for head in heads], rows)


def _copies(told: Told) -> Iterator[str]:
    rows = [
        [_cell(told.name(row.store)), _plain(told.kind(h.what)), _cell(told.copy(h)), told.stays(h)]
        for row in told.work.rows
        for h in row.copies
    ]
    if not rows:
        return
    yield f"## {told.say('section_copies')}"
    yield ""
    heads = ["col_original", "col_copy", "col_where", "col_stays"]
    yield from _table([told.say(head) for head in heads], rows)


def _possible(told: Told) -> Iterator[str]:
    rows = [row for row in told.work.rows if row.possible]
    if not rows:
        return
    yield f"## {told.say('section_possible')}"
    yield ""
    yield _plain(told.say("possible_why"))
    yield ""
    for row in rows:
        kinds = dict.fromkeys(told.kind(held.what) for held in row.possible)
        yield f"- [ ] {_code(told.name(row.store))}: {_plain(comma(told.lang, *kinds))}"
        yield from _fenced(told.looking(row.store))
    yield ""


def _fenced(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines of a shell in a fence that nothing in them closes."""
    if not lines:
        return
    longest = max((len(found) for line in lines for found in _TICKS.findall(line)), default=0)
    fence = "`" * max(longest + 1, 3)
    yield ""
    yield f"  {fence}sh"
    yield from (f"  {line}" for line in lines)
    yield f"  {fence}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _plain(text: str) -> str:
    """Return text of which nothing is markup."""
    return _MARKUP.sub(_escaped, text.replace("\n", " "))


def _escaped(found: re.Match[str]) -> str:
    letter = found[0]
    if letter in _HTML:
        return _HTML[letter]
    if letter == "@":  # a mention is a link to some viewers, whatever stands before it
        return "@\u200b"
    return letter if letter in "-:+()" else f"\\{letter}"


def _code(text: str) -> str:
    """Return text as code that ends where it ends."""
    longest = max((len(found) for found in _TICKS.findall(text)), default=0)
    ticks = "`" * (longest + 1)
    blank = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{ticks}{blank}{text}{blank}{ticks}"


def _cell(text: str) -> str:
    """Return text as code in a table, whose cells a bar would end even there."""
    return _code(text.replace("|", "\\|"))
