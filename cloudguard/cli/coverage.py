"""`cloudguard coverage`: what each check can answer on each provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cloudguard.cli import LANGS, language

if TYPE_CHECKING:
    from cloudguard.coverage import Cell, Matrix

WIDE = 100  # columns: names of checks are long, and one cut off names nothing
WORDS = {
    "check": {"ja": "検査", "en": "check"},
    "types": {"ja": "解釈できるリソースの種類", "en": "resource types understood"},
    "legend": {
        "ja": "答えられる種類の数 / 尋ねる種類の数。プラン・ソース・ステートのどれでも"
        "同じ表を使う。稼働中の環境は AWS だけを、`collect` の表にある種類について読む。",
        "en": "types it is answered for / types it is asked of. Plans, source and states are read "
        "by the same tables; of live clouds only AWS is read, and the types that `collect` knows.",
    },
    "why": {"ja": "答えられない理由", "en": "Why some are not answered"},
}


@click.command("coverage", short_help="Show what can be answered on each provider.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(("table", "markdown", "json")),
    default="table",
    help="Default: table.",
)
@click.option("--lang", type=click.Choice(LANGS), help="Default: from the locale.")
def command(*, form: str, lang: str | None) -> int:
    """Show what each check can answer on each provider, from the tables.

    どの検査がどのクラウドで答えられるかを、表から作って示します。
    """
    from cloudguard.checks import CHECKS
    from cloudguard.coverage import matrix

    found = matrix(CHECKS)
    if form == "json":
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(_document(found)), indent=1))
    elif form == "markdown":
        click.echo(markdown(found, language(lang)))
    else:
        _print(found, language(lang))
    return 0


def markdown(found: Matrix, lang: str) -> str:
    """Return the matrix as a Markdown table, with the reasons of its empty cells."""
    heads = [WORDS["check"][lang], *found.providers]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for check, cells in _rows(found):
        lines.append(f"| `{check}` | {' | '.join(_shown(c) for c in cells)} |")
    types = " | ".join(f"{found.types[name]:,}" for name in found.providers)
    lines += [f"| {WORDS['types'][lang]} | {types} |", "", WORDS["legend"][lang]]
    if reasons := list(_reasons(found, lang)):
        lines += ["", f"{WORDS['why'][lang]}:", "", *(f"- {reason}" for reason in reasons)]
    return "\n".join(lines)


def _rows(found: Matrix) -> list[tuple[str, list[Cell]]]:
    checks = dict.fromkeys(cell.check for cell in found.cells)
    return [(check, found.row(check)) for check in checks]


def _shown(cell: Cell) -> str:
    return f"{cell.answered}/{cell.asked}" if cell.answered else "—"


def _reasons(found: Matrix, lang: str) -> list[str]:
    from cloudguard.texts import translated

    return [
        f"`{cell.check}` {cell.provider}: {translated(cell.why, lang)}"
        for cell in found.cells
        if not cell.answered
    ]


def _document(found: Matrix) -> dict[str, Any]:
    from cloudguard.coverage import NOT_YET, SOURCES

    return {
        "version": 1,
        "sources": list(SOURCES),
        "not_yet": list(NOT_YET),
        "types": dict(found.types),
        "cells": [
            {
                "check": cell.check,
                "provider": cell.provider,
                "answered": cell.answered,
                "asked": cell.asked,
                "why": cell.why or None,
            }
            for cell in found.cells
        ],
    }


def _print(found: Matrix, lang: str) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column(WORDS["check"][lang], no_wrap=True)
    for name in found.providers:
        table.add_column(name, justify="right", no_wrap=True)
    for check, cells in _rows(found):
        table.add_row(check, *(_shown(cell) for cell in cells))
    table.add_section()
    table.add_row(WORDS["types"][lang], *(f"{found.types[n]:,}" for n in found.providers))
    console = Console(highlight=False, soft_wrap=True)
    console.width = max(console.width, WIDE)
    console.print(table)
    console.print(WORDS["legend"][lang])
    for reason in _reasons(found, lang):
        console.print(f"  {reason.replace('`', '')}", markup=False)
