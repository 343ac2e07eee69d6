"""`cloudguard admins`: who can become an administrator, by which chain, past a second factor."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Final

import click

from cloudguard.cli import LANGS, language

if TYPE_CHECKING:
    from cloudguard.reports.chains import Roster

FORMS: Final = ("text", "svg", "mermaid", "dot", "json")
READ_IN_PART: Final = 3


@click.command(
    "admins",
    short_help="Tell who can become an administrator.",
    epilog="Exit codes: 0 told, 2 wrong use, 3 an input read only in part.",
)
@click.argument("inputs", metavar="[INPUT]...", nargs=-1)
@click.option("--principal", metavar="NAME", help="Only this one: its name or address.")
@click.option("-f", "--format", "form", type=click.Choice(FORMS), default="text")
@click.option("-o", "--output", metavar="FILE", help="Where to write (default: standard output).")
@click.option("--config", type=click.Path(), help="cloudguard.yaml (default: found from here up).")
@click.option("--profile", multiple=True, metavar="NAME", help="Whose clauses to name.")
@click.option("--source", type=click.Path(), help="The folder the plan was made in.")
@click.option("--lang", type=click.Choice(LANGS), help="Default: from the locale.")
def command(
    *,
    inputs: tuple[str, ...],
    principal: str | None,
    form: str,
    output: str | None,
    config: str | None,
    profile: tuple[str, ...],
    source: str | None,
    lang: str | None,
) -> int:
    """Tell who can become an administrator, and whether a second factor stands in the way.

    INPUT is a plan, a folder of source, a state or a snapshot of a live account. With --principal,
    the chains of one in full.

    管理者になれる主体と、その経路、多要素認証の有無を示します。
    """
    from cloudguard.cli.options import network_options, printed, written
    from cloudguard.roster import roster

    options = network_options(config, profile, source)
    with roster(inputs or (".",), options, language(lang), principal) as found:
        code = READ_IN_PART if found.unread else 0
        rendered = _rendered(found, form, code, to_file=output is not None)
    if output is not None:
        written(rendered, output)
    else:
        printed(rendered, text=form == "text")
    return code


def _rendered(found: Roster, form: str, code: int, *, to_file: bool) -> bytes:
    if form == "svg":
        from cloudguard.reports.chains import svg

        return svg.render(found)
    if form == "mermaid":
        from cloudguard.reports.chains import mermaid

        return mermaid.render(found)
    if form == "dot":
        from cloudguard.reports.chains import dot

        return dot.render(found)
    from cloudguard.reports.chains import listing

    if form == "json":
        return listing.json(found, code)
    color = not to_file and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = None if to_file else shutil.get_terminal_size((100, 24)).columns
    return listing.text(found, width, color=color)
