"""The plan for the end of a contract on a terminal: what is late, what to do on which day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cloudguard import __version__
from cloudguard.erasure.order import Party, Step
from cloudguard.erasure.rows import Row
from cloudguard.reports.layout import Page
from cloudguard.reports.offboard import LIFTS, VERDICTS, Told
from cloudguard.reports.wording import comma
from cloudguard.verdicts import Outcome

_LATE: Final = {Outcome.FAIL: "key_late", Outcome.UNKNOWN: "key_perhaps_late"}
ROWS: Final = 20
"""Assets and steps of one kind that are told one by one."""


def render(told: Told, width: int | None, *, color: bool) -> bytes:
    """Return the plan for people."""
    page = Page(width, color=color)
    _Text(told, page).write()
    return page.finished()


class _Text:
    def __init__(self, told: Told, page: Page) -> None:
        self.told = told
        self.page = page
        self.work = told.work

    def write(self) -> None:
        told, page = self.told, self.page
        page.text(f"cloudguard {__version__}: {told.say('title')}", style="bold")
        column = 20 if told.lang == "en" else 18
        for label, fact in told.facts():
            page.labelled(label, fact, indent=2, column=column)
        page.blank()
        page.text(comma(told.lang, told.say("of_stores", n=len(self.work.rows)), told.counts()))
        if self.work.stop_by is not None and self.work.stop_by < self.work.terms.service_stop:
            planned = self.work.terms.service_stop
            page.text(told.say("stop_by", day=self.work.stop_by, planned=planned), style="fail")
        self._rows("section_late", Outcome.FAIL)
        self._rows("section_unknown", Outcome.UNKNOWN)
        self._conflicts()
        self._days()
        self._keys()
        self._copies()
        self._possible()
        if gaps := list(told.gaps()):
            page.rule(told.say("section_unread"))
            for each in gaps:
                page.text(each, indent=2, style="unknown")
        page.blank()
        style = {Outcome.PASS: "pass", Outcome.FAIL: "fail", Outcome.UNKNOWN: "unknown"}
        page.text(told.ending(), style=style[told.outcome])

    def _rows(self, title: str, outcome: Outcome) -> None:
        told, page = self.told, self.page
        rows = [row for row in self.work.rows if row.outcome is outcome]
        doubtful = self.work.doubtful if outcome is Outcome.UNKNOWN else ()
        if not rows and not doubtful:
            return
        page.rule(told.say(title))
        for each, why in told.alike(rows)[:ROWS]:
            self._alike(each, why, outcome)
        for asset, reason in doubtful[:ROWS]:
            page.marked([(told.say("unknown"), "unknown")], told.placed(asset))
            page.text(f"{told.say('may_belong')}: {told.reason(reason)}", indent=2)
        more = len(told.alike(rows)[ROWS:]) + len(doubtful[ROWS:])
        if more > 0:
            page.text(told.say("more_steps", n=more), style="dim")

    def _alike(self, rows: Sequence[Row], why: Sequence[str], outcome: Outcome) -> None:
        told, page = self.told, self.page
        for row in rows[:ROWS]:
            page.marked([(told.verdict(outcome), VERDICTS[outcome])], told.placed(row.store))
        if len(rows) > ROWS:
            page.text(told.say("more_steps", n=len(rows) - ROWS), style="dim")
        for line in why:
            page.text(line.lstrip(), indent=4 if line.startswith(" ") else 2)

    def _conflicts(self) -> None:
        told, page = self.told, self.page
        if not self.work.conflicts:
            return
        page.rule(told.say("section_conflicts"))
        for conflicts, said, ways in told.conflicts()[:ROWS]:
            page.text(said, style="fail")
            for conflict in conflicts[:ROWS]:
                page.text(told.placed(conflict.store), indent=2)
            if (more := len(conflicts) - ROWS) > 0:
                page.text(told.say("more_steps", n=more), indent=2, style="dim")
            if conflicts[0].kind != "locked":  # there, no plan can do anything else
                page.text(told.say("plan_keeps"), indent=2)
            page.text(f"{told.say('ways')}:", indent=2, style="dim")
            for way in ways:
                page.text(f"- {told.say(f'way_{way}')}", indent=4)

    def _days(self) -> None:
        told, page = self.told, self.page
        if not self.work.steps:
            return
        page.rule(told.say("section_work"))
        page.text(told.say("not_run"), style="dim")
        if any(
            "terraform destroy" in line
            for s in self.work.steps[:ROWS]
            for line in told.written(s).terraform
        ):
            page.text(told.say("target_note"), style="dim")
        for day, parties in told.days():
            page.blank()
            late = day > self.work.terms.deadline
            page.text(day.isoformat(), style="fail" if late else "bold")
            for party, steps in parties:
                self._party(party, steps)

    def _party(self, party: Party, steps: Sequence[Step]) -> None:
        self.page.text(self.told.party(party), indent=2, style="place")
        alike: dict[str, int] = {}
        for step in steps:
            alike[step.action] = alike.get(step.action, 0) + 1
            if alike[step.action] <= ROWS:
                self._step(step)
        for count in alike.values():
            if count > ROWS:
                self.page.text(self.told.say("more_steps", n=count - ROWS), indent=4, style="dim")

    def _step(self, step: Step) -> None:
        told, page = self.told, self.page
        number = f"{told.numbers[step.id]}."
        late = {Outcome.FAIL: "too_late", Outcome.UNKNOWN: "perhaps_late"}.get(step.in_time)
        latest = ""
        if step.latest is not None and step.latest != step.day and late is None:
            latest = told.say("latest", day=step.latest)
        said = comma(told.lang, told.does(step), latest, told.say(late) if late else "")
        style = "fail" if step.in_time is Outcome.FAIL else "unknown" if late else ""
        page.labelled(number, said, indent=4, column=8, style=style)
        written = told.written(step)
        if step.action in LIFTS:
            for reason in step.reasons:
                page.text(told.reason(reason), indent=8, style="dim")
        if written.change:
            page.text(f"{told.say('write')}: {written.change}", indent=8, style="dim")
        for line in _preferred(told.lines(written), written.terraform):
            page.command(line, indent=8)
        if (note := written.note.get(told.lang)) is not None:
            page.text(note, indent=8, style="dim")

    def _keys(self) -> None:
        told, page = self.told, self.page
        if not self.work.keys:
            return
        page.rule(told.say("section_keys"))
        for row in self.work.keys[:ROWS]:
            if row.day is None or row.gone is None:
                said = f"{told.name(row.key)}: {told.fate(row)}"
                page.text(said, indent=2, style="fail" if row.needed else "unknown")
                continue
            gone = told.gone(row.gone)
            said = told.say("key_line", key=told.name(row.key), day=row.day, gone=gone)
            late = _LATE.get(row.gone.by(self.work.terms.deadline))
            after = told.say(late) if late else ""
            page.text(f"{said}{after}", indent=2, style="unknown" if late else "")
            page.text(told.fate(row), indent=4, style="dim")

    def _copies(self) -> None:
        told, page = self.told, self.page
        rows = [row for row in self.work.rows if row.copies]
        if not rows:
            return
        page.rule(told.say("section_copies"))
        for row in rows[:ROWS]:
            page.text(told.name(row.store), indent=2)
            for held in row.copies[:ROWS]:
                said = comma(told.lang, told.kind(held.what), told.copy(held), told.stays(held))
                page.text(f"- {said}", indent=4)
            if (more := len(row.copies) - ROWS) > 0:
                page.text(told.say("more_steps", n=more), indent=4, style="dim")
        if (more := len(rows) - ROWS) > 0:
            page.text(told.say("more_steps", n=more), indent=2, style="dim")

    def _possible(self) -> None:
        told, page = self.told, self.page
        rows = [row for row in self.work.rows if row.possible]
        if not rows:
            return
        page.rule(told.say("section_possible"))
        page.text(told.say("possible_why"), style="dim")
        for row in rows[:ROWS]:
            kinds = dict.fromkeys(told.kind(held.what) for held in row.possible)
            page.text(f"{told.name(row.store)}: {comma(told.lang, *kinds)}", indent=2)
            for line in told.looking(row.store):
                page.command(line, indent=4)
        if (more := len(rows) - ROWS) > 0:
            page.text(told.say("more_steps", n=more), indent=2, style="dim")


def _preferred(run: Sequence[str], terraform: Sequence[str]) -> Sequence[str]:
    """Return what to type: through Terraform where it can, since it keeps its state right."""
    return terraform or run
