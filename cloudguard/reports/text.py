"""The text report: what blocks, where, why and how to mend it; the summary; one last sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.cells import cell_len

from cloudguard import __version__, texts
from cloudguard.findings import Clause, Finding, Report
from cloudguard.reports import Options
from cloudguard.reports import evidence as said
from cloudguard.reports.evidence import safe
from cloudguard.reports.groups import Alike, Block, Group, block_of, grouped
from cloudguard.reports.layout import Page
from cloudguard.reports.sections import named
from cloudguard.reports.summary import OWN, VERDICTS, last_sentence, summarise
from cloudguard.reports.wording import comma, provider_name, say
from cloudguard.verdicts import Evidence, Outcome

INSTANCES: Final = 4
"""Instances of a block that are listed unless all are asked for."""
BLOCKS: Final = {Outcome.FAIL: 20, Outcome.UNKNOWN: 4, Outcome.PASS: 4}
"""Blocks of the same evidence that are listed unless all are asked for."""
EVIDENCE: Final = 3
CLAUSES: Final = 3
"""Clauses of one document that are named beside a finding unless all are asked for."""


def render(report: Report, options: Options) -> bytes:
    """Return the report for people: the findings that are asked for, the counts of all."""
    page = Page(options.width, color=options.color)
    if options.verbosity >= 0:
        _Text(report, options, page).write()
        summarise(report, options, page)
        page.blank()
    sentence, style = last_sentence(report, options.lang)
    page.text(sentence, style=style)
    return page.finished()


class _Text:
    """The findings of one report, written to one page."""

    def __init__(self, report: Report, options: Options, page: Page) -> None:
        self.report = report
        self.lang = options.lang
        self.wanted = options.verdicts
        self.all = options.verbosity > 0
        self.everything = options.verbosity > 1
        self.page = page
        self.clauses: Mapping[str, Clause] = {r.clause.id: r.clause for r in report.clauses}
        self.column = 14 if options.lang == "en" else 10
        self.told: set[tuple[str, str]] = set()
        classes = {_class(finding) for finding in report.findings}
        self.of_all = classes.pop() if len(classes) == 1 else None

    def write(self) -> None:
        """Write the head and all groups."""
        self._head()
        shown = [f for f in self.report.findings if VERDICTS[f.verdict.outcome] in self.wanted]
        if not shown:
            self.page.blank()
            self.page.text(say(self.lang, "no_findings"))
        for provider, groups in grouped(shown).items():
            self.page.rule(provider_name(self.lang, provider))
            for group in groups:
                self._group(group)
                self.page.blank()

    def _head(self) -> None:
        names = comma(self.lang, *self.report.profiles)
        about = comma(
            self.lang,
            say(self.lang, "profile", names=safe(names)),
            say(self.lang, "as_of", day=self.report.as_of),
        )
        self.page.text(f"cloudguard {__version__}: {about}", style="dim")
        for each in self.report.inputs:
            parts = {"path": safe(each.path), "kind": say(self.lang, each.kind)}
            self.page.text(say(self.lang, "input", n=each.resources, **parts), style="dim")
            for note in each.notes:
                self.page.text(safe(note[self.lang]), indent=2, style="unknown")
        name, assumed = self.of_all or (None, False)
        if name and (self.all or assumed):
            key = "assumed_of_all" if assumed else "class_of_all"
            self.page.text(say(self.lang, key, name=safe(name)), style="dim")

    def _group(self, group: Group) -> None:
        first = group.first
        verdict = VERDICTS[first.verdict.outcome]
        marks = [(say(self.lang, verdict), verdict), (say(self.lang, first.severity.value), "")]
        if first.blocks:
            marks.append((say(self.lang, "blocks"), "blocks"))
        title = self.report.titles.get(first.check, {}).get(self.lang) or safe(first.check)
        self.page.marked(marks, title)
        count = say(self.lang, "findings", n=group.count)
        self.page.text(comma(self.lang, safe(first.check), count), indent=2, style="dim")
        for alike in group.alike.values():
            self._alike(alike, first.verdict.outcome)
        self._about(first)

    def _alike(self, alike: Alike, outcome: Outcome) -> None:
        blocks = list(alike.blocks.values())
        most = len(blocks) if self.all else BLOCKS[outcome]
        self._blocks(blocks[:most])
        if len(blocks) > most:
            self.page.text(
                say(self.lang, "more_blocks", n=len(blocks) - most), indent=2, style="dim"
            )
        evidence = alike.first.verdict.evidence
        most = len(evidence) if self.everything else _most(evidence)
        said_last = ""
        for each in evidence[:most]:
            label, text = self._evidence(each, alike)
            shown = "" if label == said_last else say(self.lang, label)
            self.page.labelled(shown, text, indent=4, column=self.column)
            said_last = label
        if len(evidence) > most:
            more = say(self.lang, "more", n=len(evidence) - most).replace("-v", "-vv")
            self.page.labelled("", more, indent=4, column=self.column, style="dim")

    def _blocks(self, blocks: Sequence[Block]) -> None:
        """Write an address each, the places beside them in one column."""
        column = self._places_column(blocks)
        for block in blocks:
            self.page.placed(self._address(block), self._places(block), indent=2, column=column)
            if len(block.findings) > 1:
                self._instances(block.keys, len(block.findings))

    def _places_column(self, blocks: Sequence[Block]) -> int:
        """Return where places begin: right of the addresses that leave room for every place."""
        widest = max((cell_len(place) for b in blocks for place in self._places(b)), default=0)
        sizes = (2 + cell_len(self._address(block)) + 2 for block in blocks)
        return max((size for size in sizes if size + widest <= self.page.width), default=0)

    def _address(self, block: Block) -> str:
        """Return the address of a block, with its keys where there is one instance."""
        first = block.findings[0]
        address = safe(first.asset.id if len(block.findings) == 1 else block.address)
        if len(self.report.inputs) == 1:
            return address
        return f"{address} ({safe(self.report.inputs[first.input].path)})"  # roots share addresses

    def _places(self, block: Block) -> list[str]:
        """Return the places of a block: one, unless its instances are decided at several."""
        places = list(dict.fromkeys(said.place(f.location) for f in block.findings if f.location))
        if len(places) <= INSTANCES or self.all:
            return places
        more = say(self.lang, "more_short", n=len(places) - INSTANCES)
        return [*places[:INSTANCES], more]

    def _instances(self, keys: Sequence[str], count: int) -> None:
        shown = keys if self.all else keys[:INSTANCES]
        listed = ", ".join(safe(key) for key in shown)
        if len(keys) > len(shown):
            listed = f"{listed} {say(self.lang, 'more', n=len(keys) - len(shown))}"
        head = say(self.lang, "instances", n=count)
        self.page.text(f"{head}: {listed}" if listed else head, indent=4, style="dim")

    def _evidence(self, evidence: Evidence, alike: Alike) -> tuple[str, str]:
        """Return what a piece of evidence gives, `found` or `because`, and all that it says."""
        source = evidence.value.source
        where = said.at(source)
        if source.address == alike.first.asset.id:
            where = source.path or where  # the address stands above
        elif alike.count > 1:
            where = block_of(where)  # one instance speaks for all
        return said.stated(evidence, where, self.lang, 10 if self.everything else 4)

    def _about(self, first: Finding) -> None:
        """Write what a whole group has in common."""
        member = first.membership
        assumed = "data_class" in member.assumed
        if member.data_class and self.of_all is None and (self.all or assumed):
            name = safe(member.data_class)
            self._row("class", say(self.lang, "assumed_class", name=name) if assumed else name)
        if first.exception is not None:
            self._row("excepted", safe(first.exception))
        for number, text in enumerate(self._clauses(first.clauses)):
            self._row("" if number else "clauses", text)
        if self.all and (why := texts.load().whys.get(first.check)):
            self._row("why", why[self.lang])
        if first.verdict.outcome is not Outcome.PASS:
            self._remedy(first)

    def _row(self, label: str, text: str) -> None:
        label = say(self.lang, label) if label else ""
        self.page.labelled(label, text, indent=2, column=self.column)

    def _clauses(self, ids: Sequence[str]) -> list[str]:
        """Return a line for each document, with its clauses."""
        by_source: dict[str, list[Clause]] = {}
        for id_ in ids:
            if id_ in self.clauses:
                by_source.setdefault(self.clauses[id_].source, []).append(self.clauses[id_])
        names = {d.source: d.organisation[self.lang] for d in self.report.documents}
        if len(by_source) > 1 and not self.all:
            by_source.pop(OWN, None)  # what a document asks for needs no recommendation
        lines = []
        for source, clauses in by_source.items():
            shown = clauses if self.all else clauses[:CLAUSES]
            listed = comma(self.lang, *(named(clause) for clause in shown))
            if len(clauses) > len(shown):
                listed = f"{listed} {say(self.lang, 'more', n=len(clauses) - len(shown))}"
            lines.append(f"{safe(names.get(source) or source)}: {listed}")
        return lines

    def _remedy(self, first: Finding) -> None:
        """Write how to mend it, once for each check and provider."""
        if (first.check, first.asset.provider) in self.told:
            return
        self.told.add((first.check, first.asset.provider))
        remedies = self.report.remedies.get(first.check, {})
        remedy = remedies.get(first.asset.provider) or remedies.get("any")
        if remedy is None:
            return
        self._row("remedy", remedy.get(self.lang, ""))
        if self.all and (code := remedy.get("terraform")):
            self.page.verbatim(code, indent=self.column)


def _most(evidence: Sequence[Evidence]) -> int:
    """Return how many pieces of evidence are shown: a few, of each way all its hops."""
    shown = 0
    for number, each in enumerate(evidence):
        shown += not each.step
        if shown > EVIDENCE:
            return number
    return len(evidence)


def _class(finding: Finding) -> tuple[str | None, bool]:
    """Return the data class of a finding, and whether it is assumed."""
    return finding.membership.data_class, "data_class" in finding.membership.assumed
