"""`cloudguard offboard plan`: the ordered work at the end of a contract."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from typing import Final

import click

from cloudguard.cli import LANGS, language
from cloudguard.cli.options import day, folder, printed, wanted, written
from cloudguard.errors import UsageError
from cloudguard.sources import moments

FORMATS: Final = ("text", "markdown", "json", "xlsx")


@click.command(
    "plan",
    short_help="Plan what to erase when, and in which order.",
    epilog="Exit codes: 0 all can be gone in time, 1 something cannot, 2 wrong use, 3 an input "
    "read only in part, or something not known and --fail-on-unknown.",
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--contract", metavar="ID", help="Which contract ends (default: the only one).")
@click.option("--as-of", metavar="DATE", help="The day on which work can begin (default: today).")
@click.option("--config", type=click.Path(), help="cloudguard.yaml (default: found from here up).")
@click.option("--profile", multiple=True, metavar="NAME", help="Whose policy to plan by.")
@click.option("--source", type=click.Path(), help="The folder the plan was made in.")
@click.option("--lang", type=click.Choice(LANGS), help="Default: from the locale.")
@click.option(
    "-f",
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help="text, markdown, json, xlsx.",
)
@click.option("--fail-on-unknown", is_flag=True, help="Exit with 3 when something is not known.")
def command(
    *,
    inputs: tuple[str, ...],
    contract: str | None,
    as_of: str | None,
    config: str | None,
    profile: tuple[str, ...],
    source: str | None,
    lang: str | None,
    formats: tuple[str, ...],
    fail_on_unknown: bool,
) -> int:
    """Plan the end of a contract: what to erase when, in which order, and what cannot be.

    INPUTs are plans, folders of source, states or snapshots; nothing is run and nothing changed.

    契約の終了に向けて、いつ何をどの順に消すか、期限までに消せないものは何かを示します。
    """
    from cloudguard import run
    from cloudguard.offboarding import offboarding
    from cloudguard.reports.offboard import render

    outputs = wanted(formats, FORMATS)
    if ("xlsx", None) in outputs and sys.stdout.isatty():
        raise UsageError(
            {"en": "a workbook is no text.", "ja": "ブックは端末に表示できません。"},
            {"en": "Give it a file: -f xlsx=FILE.", "ja": "ファイルに: -f xlsx=FILE。"},
            "-f xlsx",
        )
    # As in `check`: hardly a cycle is made, and looking for them takes half of the time.
    gc.disable()
    settings = run.configuration(config)
    options = run.Options(
        profiles=profile,
        config=settings,
        source=folder(source),
        as_of=day(as_of) or settings.as_of or moments.today(),
    )
    width = shutil.get_terminal_size((100, 24)).columns
    with offboarding(
        inputs, options, language(lang), contract, fail_on_unknown=fail_on_unknown
    ) as told:
        for name, file in outputs:
            color = file is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
            rendered = render(told, name, width if file is None else None, color=color)
            if file is None:
                printed(rendered, text=name in {"text", "markdown"})
            else:
                written(rendered, file)
        return told.code
