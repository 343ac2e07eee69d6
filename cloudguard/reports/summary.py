"""The end of the text report: counts, clauses, values, the accounting, the last sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from rich.cells import cell_len

from cloudguard.findings import Clause, ClauseResult, Document, Finding, Report, Why
from cloudguard.reports import Options
from cloudguard.reports.evidence import NONE, place, safe, shown
from cloudguard.reports.layout import Page, cut, cut_before, fits
from cloudguard.reports.sections import LONGEST, heading
from cloudguard.reports.wording import comma, provider_name, say
from cloudguard.texts import translated
from cloudguard.verdicts import Outcome

VERDICTS: Final = {Outcome.FAIL: "fail", Outcome.UNKNOWN: "unknown", Outcome.PASS: "pass"}
_OF_FINDINGS: Final = ("fail", "unknown", "pass")
_OF_CLAUSES: Final = ("fail", "unknown", "pass", "not_applicable", "absent")
_STYLES: Final = {"not_applicable": "dim", "absent": "dim"}
OWN: Final = "baseline"
"""The source that is this project's own: it has no date but the version of the policies."""
TYPES: Final = 8
"""Types not understood that are named unless all are asked for."""
LISTED: Final = 12
"""Failing clauses of one document that are named unless all are asked for."""
PARAPHRASE: Final = 40
"""Columns of a failing clause's paraphrase that are shown."""
SHORTEST: Final = 20
"""Columns of a value that are always shown, and the fewest that a paraphrase or heading gets."""
ENTRIES: Final = 6
"""Entries of a value that are listed unless all are asked for; of a longer one, their number."""
BLOCKING: Final = 10
"""Checks that block and are named at the end; what blocks in full stands above."""


def summarise(report: Report, options: Options, page: Page) -> None:
    """Write everything below the findings but the last sentence."""
    page.rule(say(options.lang, "summary"))
    _Summary(report, options, page).write()


def last_sentence(report: Report, lang: str) -> tuple[str, str]:
    """Return one true sentence on what the exit code means, and its style."""
    counts = Counter(VERDICTS[f.verdict.outcome] for f in report.findings)
    blocking = sum(f.blocks for f in report.findings)
    accounting = report.accounting
    match report.exit_code:
        case 4:
            key, style = ("end_4_blocks" if blocking else "end_4"), "fail"
        case 2:
            key, style = "end_2", "fail"
        case 1:
            key, style = ("end_1_unread" if accounting.failures else "end_1"), "fail"
        case 3 if accounting.failures:
            key, style = "end_3_unread", "unknown"
        case 3 if accounting.not_understood and not accounting.judged:
            return say(lang, "end_3_nothing", n=accounting.not_understood), "unknown"
        case 3:
            return say(lang, "end_3_unknown", n=counts["unknown"]), "unknown"
        case _ if not report.findings:
            key, style = "end_0_empty", "pass"
        case _:
            key, style = "end_0", "pass"
    parts = {"fail": counts["fail"], "unknown": counts["unknown"], "passed": counts["pass"]}
    return say(lang, key, n=blocking, **parts), style


class _Summary:
    """The summary of one report, written to one page."""

    def __init__(self, report: Report, options: Options, page: Page) -> None:
        self.report = report
        self.lang = options.lang
        self.all = options.verbosity > 0
        self.everything = options.verbosity > 1
        self.page = page

    def write(self) -> None:
        """Write the sections that have something to say."""
        self._findings("provider", lambda f: provider_name(self.lang, f.asset.provider))
        if self.all:
            self._findings("check", lambda f: safe(f.check))
        self._values()
        self._clauses()
        self._unread()
        for note in self.report.notes:
            self._row("notice", safe(note[self.lang]), style="unknown")
        self.page.blank()
        self._blocking()
        self._accounting()

    def _blocking(self) -> None:
        """Write a line for each check that blocks: the last screen tells what, and where."""
        by_check: dict[str, list[Finding]] = {}
        for finding in self.report.findings:
            if finding.blocks:
                by_check.setdefault(finding.check, []).append(finding)
        if not by_check:
            return
        gravest = sorted(by_check.items(), key=_gravity)
        digits = len(str(max(map(len, by_check.values()))))
        self.page.text(say(self.lang, "blocking"), style="fail")
        kept = gravest if self.all else gravest[:BLOCKING]
        for check, found in kept:
            head = f"  {len(found):{digits}}× {safe(check)}  "
            self.page.text(_listed(head, found, self.page.width), style="fail")
        if len(gravest) > len(kept):
            more = say(self.lang, "more_checks", n=len(gravest) - len(kept))
            self.page.text(more, indent=2, style="dim")
        self.page.blank()

    def _findings(self, title: str, name: Callable[[Finding], str]) -> None:
        counts: dict[str, Counter[str]] = {}
        for finding in self.report.findings:
            counter = counts.setdefault(name(finding), Counter())
            counter[VERDICTS[finding.verdict.outcome]] += 1
        self._table(title, _OF_FINDINGS, sorted(counts.items()))

    def _table(
        self, title: str, verdicts: Sequence[str], rows: Iterable[tuple[str, Counter[str]]]
    ) -> None:
        cells = [[f"  {name}", *(str(count[v]) for v in verdicts)] for name, count in rows]
        if cells:
            heads = [say(self.lang, title), *(say(self.lang, v) for v in verdicts)]
            self.page.table(heads, cells, [_STYLES.get(v, v) for v in verdicts])
            self.page.blank()

    def _clauses(self) -> None:
        by_source: dict[str, list[ClauseResult]] = {}
        for result in self.report.clauses:
            by_source.setdefault(result.clause.source, []).append(result)
        documents = [d for d in self.report.documents if d.source in by_source]
        rows = [
            (
                safe(document.organisation[self.lang] or document.source),
                Counter(result.verdict for result in by_source[document.source]),
            )
            for document in documents
        ]
        self._table("document", _OF_CLAUSES, rows)
        for document in documents:
            self._document(document, by_source[document.source])
        if documents:
            self.page.blank()

    def _document(self, document: Document, results: Sequence[ClauseResult]) -> None:
        dates = [document.issued, f"({document.date})" if document.date else ""]
        date = " ".join(filter(None, dates)) or say(self.lang, "undated")
        if document.source == OWN:
            date = say(self.lang, "version", version=self.report.policy_version)
        title = document.title[self.lang]
        name = safe(document.organisation[self.lang] or document.source)
        followed = say(self.lang, "followed", title=safe(title), date=safe(date))
        self.page.text(f"{name}: {followed}", style="bold")
        for text, clauses in document.doubts:
            if not clauses:
                self._row("doubt", safe(text[self.lang]))
        self._failing(document, [r for r in results if r.verdict == "fail"])
        whys = Counter(result.why for result in results if result.why)
        if whys:
            listed = (f"{say(self.lang, why.value)} {whys[why]}" for why in Why if whys[why])
            self._row("unknown_because", comma(self.lang, *listed))
        if self.everything:
            self._unknown(results)

    def _failing(self, document: Document, failing: Sequence[ClauseResult]) -> None:
        general = [text for text, clauses in document.doubts if not clauses]
        most = len(failing) if self.all else LISTED
        if self.all:
            for result in failing:
                clause = result.clause
                named = f"{safe(clause.id)} {safe(clause.section)}".rstrip()
                self._row("failing", named, style="fail")
                self.page.text(safe(clause.text[self.lang]), indent=6)
        elif failing:
            self.page.text(f"{say(self.lang, 'failing')}:", indent=2, style="fail")
            column = max(cell_len(safe(result.clause.id)) for result in failing[:most])
            for result in failing[:most]:
                self.page.text(self._line(result.clause, column), indent=4, style="fail")
            if len(failing) > most:
                more = say(self.lang, "more_short", n=len(failing) - most)
                self.page.text(more, indent=4, style="dim")
        noted: dict[str, list[str]] = {}
        for result in failing[:most]:
            for note in result.notes:
                if note not in general:
                    noted.setdefault(note[self.lang], []).append(safe(result.clause.id))
        for text, ids in noted.items():
            self._row("note", f"{comma(self.lang, *ids)}: {safe(text)}")

    def _line(self, clause: Clause, column: int) -> str:
        """Return a clause in one line: its id, the heading above it, how its text begins."""
        width = self.page.width - 4
        line = f"{safe(clause.id)} "
        if width - column >= SHORTEST:
            line += " " * (column + 1 - cell_len(line))
        room = width - cell_len(line) - PARAPHRASE - 3  # the brackets of the heading, a space
        if room >= SHORTEST // 2 and (above := heading(clause, min(room, LONGEST))):
            line += f"{above} "
        room = min(width - cell_len(line), PARAPHRASE)
        return cut(f"{line}{cut(safe(clause.text[self.lang]), max(room, 1))}", width)

    def _unknown(self, results: Sequence[ClauseResult]) -> None:
        for why in Why:
            ids = [safe(r.clause.id) for r in results if r.why is why]
            if ids:
                self._row(why.value, comma(self.lang, *ids))
        passing = [safe(r.clause.id) for r in results if r.verdict == "pass"]
        if passing:
            self._row("passing", comma(self.lang, *passing))

    def _row(self, label: str, text: str, *, style: str = "") -> None:
        self.page.text(f"{say(self.lang, label)}: {text}", indent=2, style=style)

    def _values(self) -> None:
        used = {name for finding in self.report.findings for name in finding.settings}
        parameters = {n: p for n, p in self.report.parameters.items() if n in used}
        missing = dict.fromkeys(name for r in self.report.clauses for name in r.missing)
        if not parameters and not missing:
            return
        self.page.text(say(self.lang, "values"), style="dim")
        for name, (value, who) in parameters.items():
            setter = say(self.lang, f"set_by_{who}")
            bracketed = say(self.lang, "reason", reason=setter)
            text = self._value(value)
            room = self.page.width - 2 - cell_len(f"{name} = {bracketed}")
            kept = text if self.all else cut(text, max(room, SHORTEST))
            self.page.text(f"{name} = {kept}{bracketed}", indent=2)
        if missing:
            text = say(self.lang, "missing", names=comma(self.lang, *missing))
            self.page.text(text, indent=2, style="unknown")
        if missing or any(who == "profile" for _, who in parameters.values()):
            self.page.text(say(self.lang, "default_note"), indent=2, style="dim")
        self.page.blank()

    def _value(self, value: Any) -> str:
        if isinstance(value, (list, tuple)) and len(value) > ENTRIES and not self.all:
            return say(self.lang, "entries", n=len(value))
        if isinstance(value, (list, tuple)):  # -v promises every entry
            text = safe(", ".join(map(shown, value)))
        else:
            text = safe(shown(value))
        return say(self.lang, "none") if text in {"", NONE} else text

    def _unread(self) -> None:
        """Write what could not be read; it may be much, so that it stands above what blocks."""
        for failure in self.report.accounting.failures:
            text = safe(failure.reason[self.lang])
            path = safe(failure.path)
            self._row("unread", text if text.startswith(path) else f"{path}: {text}", style="fail")

    def _accounting(self) -> None:
        accounting = self.report.accounting
        self.page.text(
            say(
                self.lang,
                "accounting",
                resources=accounting.resources,
                judged=accounting.judged,
                excluded=accounting.excluded,
                not_understood=accounting.not_understood,
            )
        )
        types = Counter(accounting.types_not_understood).most_common()
        kept = types if self.all else types[:TYPES]
        listed = [f"{safe(type_)} {count}" for type_, count in kept]
        if len(types) > len(kept):
            listed.append(say(self.lang, "types_more", n=len(types) - len(kept)))
        if listed:
            self._row("not_understood", comma(self.lang, *listed), style="unknown")
        reasons = accounting.reasons_excluded.items()
        if reasons:
            listed = [f"{safe(translated(why, self.lang))} {count}" for why, count in reasons]
            self._row("excluded", comma(self.lang, *listed))


def _gravity(check: tuple[str, list[Finding]]) -> tuple[int, int, str]:
    """Return what orders checks that block: the gravest first, then the most frequent."""
    name, found = check
    return min(finding.severity.rank for finding in found), -len(found), name


def _listed(head: str, findings: Iterable[Finding], width: int) -> str:
    """Return a line of places: those that fit, and that there are more.

    A finding without a place in the source has its address.
    """
    line, separator = head, ""
    wheres = dict.fromkeys((place(f.location), "" if f.location else f.asset.id) for f in findings)
    for number, (spot, address) in enumerate(wheres, 1):
        longer = f"{line}{separator}{spot or safe(address)}"
        ending = "" if number == len(wheres) else ", …"
        if not fits(longer + ending, width):
            if separator:
                return f"{line}, …"
            room = width - cell_len(head + ending)  # the end of a place tells more than its start
            return (
                f"{head}{cut_before(spot, room)}{ending}" if spot else cut(longer + ending, width)
            )
        line, separator = longer, ", "
    return line
