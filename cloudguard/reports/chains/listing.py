"""Who has power, in words: a table for a terminal, the chains of one principal, JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from rich.cells import cell_len

from cloudguard import __version__
from cloudguard.identity.powers import ADMINISTRATOR, Chain, Step
from cloudguard.reports.chains import Holder, Roster, State, state
from cloudguard.reports.evidence import safe
from cloudguard.reports.layout import Page, wrapped
from cloudguard.reports.wording import comma, say
from cloudguard.texts import translated
from cloudguard.values import Known, Source, Unknown, Value

STYLES: Final[dict[State, str]] = {
    "not_enforced": "fail", "undetermined": "unknown", "enforced": "pass", "not_asked": "dim",
}  # fmt: skip
_INDENT: Final = 4
_LEAST: Final = 16


def text(roster: Roster, width: int | None, *, color: bool) -> bytes:
    """Return the table for a terminal; the chains in full of the one that was asked for."""
    page = Page(width, color=color)
    page.text(roster.title(), style="bold")
    if not roster.holders:
        page.text(roster.nobody())
    elif roster.only is None:
        _table(roster, page)
    else:
        for holder in roster.in_order():
            _in_full(roster, holder, page)
    remarks = [*roster.remarks()]
    powerless = roster.powerless if roster.only is None else 0
    if remarks or powerless or (roster.holders and roster.only is None):
        page.blank()
    if roster.holders and roster.only is None:
        page.text(roster.counted())
    if powerless:
        page.text(say(roster.lang, "chain_powerless", n=powerless), style="dim")
    for remark in remarks:
        page.text(remark, style="unknown")
    return page.finished()


def _table(roster: Roster, page: Page) -> None:
    """Write a line or several for each principal: state, name, party, power; then its chain."""
    holders = roster.in_order()
    heads = [say(roster.lang, f"chain_{name}") for name in ("state", "who", "party", "power")]
    rows = [_cells(roster, holder) for holder in holders]
    sizes = _sizes([heads, *rows], page.width)
    page.blank()
    page.text(_row(heads, sizes), style="dim")
    several = len(roster.inputs) > 1
    for number, (holder, cells) in enumerate(zip(holders, rows, strict=True)):
        if several and (not number or holders[number - 1].input != holder.input):
            page.text(safe(roster.inputs[holder.input]), style="place")
        broken = [wrapped(cell, size) for cell, size in zip(cells, sizes, strict=True)]
        for line in range(max(map(len, broken))):
            parts = [lines[line] if line < len(lines) else "" for lines in broken]
            page.text(_row(parts, sizes), style="" if line else STYLES[holder.state])
        page.text(_short(roster, holder.chains[0]), indent=_INDENT, style="dim")
        if holder.why:
            page.text(_wanted(roster, holder), indent=_INDENT)


def _cells(roster: Roster, holder: Holder) -> list[str]:
    state_ = say(roster.lang, f"chain_{holder.state}")
    power = comma(roster.lang, *(safe(translated(place, roster.lang)) for place in holder.power))
    return [state_, roster.name(holder), roster.party(holder), power]


def _sizes(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return the width of each column: what the longest cell asks, as far as there is room."""
    wanted = [max(cell_len(row[n]) for row in rows) for n in range(len(rows[0]))]
    room = width - 2 * (len(wanted) - 1)
    while sum(wanted) > room:
        widest = max(range(len(wanted)), key=wanted.__getitem__)
        if wanted[widest] <= _LEAST:
            break
        wanted[widest] -= 1
    return wanted


def _row(cells: Sequence[str], sizes: Sequence[int]) -> str:
    padded = (cell + " " * (size - cell_len(cell)) for cell, size in zip(cells, sizes, strict=True))
    return "  ".join(padded).rstrip()


def _short(roster: Roster, chain: Chain) -> str:
    """Return a chain on a line: by what each step leads on."""
    return " → ".join(roster.how(step) for step in chain.steps)


def _wanted(roster: Roster, holder: Holder) -> str:
    """Return what is not determined, and which clauses want it attested."""
    why = safe(translated(holder.why, roster.lang))
    if not holder.clauses:
        return why
    return say(roster.lang, "chain_wanted", why=why, clauses=comma(roster.lang, *holder.clauses))


def _in_full(roster: Roster, holder: Holder, page: Page) -> None:
    """Write the chains of a principal, a line for each step."""
    several = len(roster.inputs) > 1
    for chain in holder.chains:
        state_: State = "not_asked" if holder.state == "not_asked" else state(chain)
        page.blank()
        power = roster.node(chain.steps[-1].end)
        if roster.lang == "ja" and power[:1].isascii():
            power = f" {power}"
        sentence = say(roster.lang, "chain_becomes", who=roster.name(holder), power=power)
        page.marked([(say(roster.lang, f"chain_{state_}"), STYLES[state_])], sentence)
        party = roster.party(holder)
        about = [say(roster.lang, "chain_of", party=party)] if party != "-" else []
        if several:
            about.append(safe(roster.inputs[holder.input]))
        if about:
            page.text(comma(roster.lang, *about), indent=2, style="dim")
        page.text(roster.node(holder.principal.id), indent=2)
        for number, step in enumerate(chain.steps, 1):
            _step(roster, holder, number, step, page)
    if holder.why:
        page.text(_wanted(roster, holder), indent=2, style="unknown")


def _step(roster: Roster, holder: Holder, number: int, step: Step, page: Page) -> None:
    line = holder.line(step.at)
    parts = {"n": number, "at": safe(step.at.address), "told": roster.how(step)}
    told = say(roster.lang, "hop_unplaced", **parts)
    page.placed(told, [line] if line else [], indent=_INDENT, column=0)
    if asks := roster.asks(step):
        style = "pass" if isinstance(step.second_factor, Known) and step.certain else "unknown"
        where = holder.line(step.by) if step.by is not None and step.by != step.at else ""
        page.text(f"{asks} [{where}]" if where else asks, indent=_INDENT + 3, style=style)
    page.text(f"→ {roster.node(step.end)}", indent=2)


def json(roster: Roster, exit_code: int) -> bytes:
    """Return who has power for programs."""
    document = {
        "version": 1,
        "tool": {"name": "cloudguard", "version": __version__},
        "as_of": roster.as_of,
        "profiles": list(roster.profiles),
        "inputs": [safe(path) for path in roster.inputs],
        "counts": {**roster.counts(), "without_power": roster.powerless},
        "principals": [_holder(holder) for holder in roster.in_order()],
        "unseen": [
            {"input": gap.input, "place": safe(gap.place), "why": safe(gap.why)}
            for gap in roster.gaps
        ],
        "unread": [safe(said["en"]) for said in roster.unread],
        "notes": [safe(said["en"]) for said in roster.notes],
        "exit_code": exit_code,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _holder(holder: Holder) -> dict[str, Any]:
    principal, party = holder.principal, holder.party
    return {
        "input": holder.input,
        "id": safe(principal.id),
        "name": safe(principal.name),
        "kind": principal.kind,
        "place": holder.line(principal.at) or None,
        "party": safe(party) if isinstance(party, str) else None,
        "party_known": not isinstance(party, Unknown),
        "lasting_credential": _known(principal.key),
        "second_factor": holder.state,
        "why": safe(holder.why) or None,
        "clauses": list(holder.clauses) if holder.why else [],
        "chains": [_chain(holder, chain) for chain in holder.chains],
    }


def _chain(holder: Holder, chain: Chain) -> dict[str, Any]:
    enforced = chain.enforced
    by = enforced.source if isinstance(enforced, Known) and enforced.value else None
    machine = holder.principal.kind == "machine"
    return {
        "power": safe(chain.steps[-1].end.removeprefix(ADMINISTRATOR)),
        "second_factor": "not_asked" if machine else state(chain),
        "why": safe(enforced.reason) if isinstance(enforced, Unknown) else None,
        "enforced_by": _at(holder, by) if by is not None else None,
        "steps": [*_steps(holder, chain)],
    }


def _steps(holder: Holder, chain: Chain) -> Iterator[dict[str, Any]]:
    for step in chain.steps:
        factor = step.second_factor
        told: dict[str, Any] = {
            "from": safe(step.start),
            "to": safe(step.end),
            "says": safe(step.how),
            "second_factor": _known(factor),
            "why": safe(factor.reason) if isinstance(factor, Unknown) else None,
            "certain": step.certain,
        }
        yield {**told, **_at(holder, step.at)}


def _at(holder: Holder, source: Source) -> dict[str, Any]:
    return {"resource": safe(source.address), "place": holder.line(source) or None}


def _known(value: Value[bool] | None) -> bool | None:
    return value.value if isinstance(value, Known) else None
