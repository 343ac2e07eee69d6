"""One line for each finding, for editors and other programs: `file:line:column: check: message`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cloudguard.findings import Finding, Report
from cloudguard.reports import Options
from cloudguard.reports import evidence as said
from cloudguard.reports.evidence import safe
from cloudguard.reports.wording import comma, say
from cloudguard.verdicts import Evidence, Outcome

VERDICTS: Final = {Outcome.FAIL: "fail", Outcome.UNKNOWN: "unknown", Outcome.PASS: "pass"}
EVIDENCE: Final = 3
"""Pieces of evidence that a line gives."""
CANDIDATES: Final = 4
"""Values that are named of those an unknown one may have."""
_NUMBERS: Final = re.compile(r"(\d+)")


def render(report: Report, options: Options) -> bytes:
    """Return a line for each finding that is asked for, by place, then what was not read."""
    lines = [*_Lines(report, options).write()]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


class _Lines:
    """The lines of one report."""

    def __init__(self, report: Report, options: Options) -> None:
        self.report = report
        self.lang = options.lang
        self.wanted = options.verdicts
        self.quiet = options.verbosity < 0
        self.paths = [safe(each.path) for each in report.inputs]

    def write(self) -> Iterator[str]:
        """Yield the lines: findings with a place, findings without, what was not read."""
        shown = [f for f in self.report.findings if self._is_shown(f)]
        for finding in sorted((f for f in shown if f.location), key=_by_place):
            yield self._finding(finding)
        for finding in sorted((f for f in shown if not f.location), key=_by_input):
            yield self._finding(finding)
        for failure in self.report.accounting.failures:
            path, reason = safe(failure.path), safe(failure.reason[self.lang])
            reason = reason.removeprefix(f"{path}: ")
            yield say(self.lang, "line_unread", path=path, reason=reason)
        yield from self._nothing_understood()

    def _is_shown(self, finding: Finding) -> bool:
        if self.quiet:
            return finding.blocks
        return VERDICTS[finding.verdict.outcome] in self.wanted

    def _finding(self, finding: Finding) -> str:
        path = self.paths[finding.input]
        where = said.place(finding.location) or path
        asset = safe(finding.asset.id)
        if finding.location and len(self.paths) > 1:
            asset = f"{asset} ({path})"  # roots share modules, and so addresses and places
        title = self.report.titles.get(finding.check, {}).get(self.lang) or finding.check
        verdict = VERDICTS[finding.verdict.outcome]
        title = safe(title.removesuffix(".").removesuffix("。"))
        message = say(self.lang, f"line_{verdict}", asset=asset, title=title)
        if evidence := self._evidence(finding):
            message = f"{message}: {evidence}"
        if finding.exception is not None:
            exception = safe(finding.exception)
            message = say(self.lang, "line_excepted", line=message, exception=exception)
        return f"{where}: {safe(finding.check)}: {message}"

    def _evidence(self, finding: Finding) -> str:
        # A line has no room for the hops of a way.
        pieces = [each for each in finding.verdict.evidence if not each.step][:EVIDENCE]
        told = (self._stated(each, finding) for each in pieces)
        return say(self.lang, "line_also").join(dict.fromkeys(told))

    def _stated(self, evidence: Evidence, finding: Finding) -> str:
        source = evidence.value.source
        own = source.address == finding.asset.id and source.path
        label, text = said.stated(evidence, own or said.at(source), self.lang, CANDIDATES)
        return f"{say(self.lang, label)} {text}"

    def _nothing_understood(self) -> Iterator[str]:
        """Yield a line where nothing was judged for want of a type: silence would read as green."""
        accounting = self.report.accounting
        if accounting.not_understood and not accounting.judged:
            types = comma(self.lang, *(safe(type_) for type_ in accounting.types_not_understood))
            paths = comma(self.lang, *self.paths)
            yield say(self.lang, "line_nothing", path=paths, types=types)


def _by_place(finding: Finding) -> tuple[object, ...]:
    span = finding.location
    assert span is not None  # noqa: S101  # only findings with a place are sorted by it
    return span.file, span.line, span.column, *_by_check(finding)


def _by_input(finding: Finding) -> tuple[object, ...]:
    return finding.input, *_by_check(finding)


def _by_check(finding: Finding) -> tuple[object, ...]:
    """Return what orders findings of one place: `a[2]` stands before `a[10]`."""
    parts = _NUMBERS.split(finding.asset.id)
    numbered = tuple((len(p), p) if n % 2 else (0, p) for n, p in enumerate(parts))
    return finding.check, numbered, finding.input, finding.verdict.outcome
