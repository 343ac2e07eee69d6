"""`cloudguard zones`: the map of the zones of an input."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Final

import click

from cloudguard.cli import LANGS, language

if TYPE_CHECKING:
    from cloudguard.reports.maps import Drawing

FORMS: Final = ("text", "svg", "mermaid", "dot", "json")
READ_IN_PART: Final = 3


@click.command(
    "zones",
    short_help="Draw the zones and what passes between them.",
    epilog="Exit codes: 0 drawn, 2 wrong use, 3 the input read only in part.",
)
@click.argument("input_", metavar="[INPUT]", default=".")
@click.option("-f", "--format", "form", type=click.Choice(FORMS), default="text")
@click.option("-o", "--output", metavar="FILE", help="Where to write (default: standard output).")
@click.option("--config", type=click.Path(), help="cloudguard.yaml (default: found from here up).")
@click.option("--profile", multiple=True, metavar="NAME", help="Whose policy to draw by.")
@click.option("--source", type=click.Path(), help="The folder the plan was made in.")
@click.option("--lang", type=click.Choice(LANGS), help="Default: from the locale.")
def command(
    *,
    input_: str,
    form: str,
    output: str | None,
    config: str | None,
    profile: tuple[str, ...],
    source: str | None,
    lang: str | None,
) -> int:
    """Draw the zones, their networks, and what passes between them.

    INPUT is a plan, a folder of source or a state. What offends a clause is red, what is
    permitted dashed, what is not known grey.

    領域とネットワーク、その間を通るものを図にします。
    """
    from cloudguard.cli.options import network_options, printed, written
    from cloudguard.survey import drawing, surveyed

    options = network_options(config, profile, source)
    with surveyed(input_, options, judged=True) as survey:
        drawn = drawing(survey, options, language(lang))
        code = READ_IN_PART if survey.unread else 0
        rendered = _rendered(drawn, form, code, to_file=output is not None)
    if output is not None:
        written(rendered, output)
    else:
        printed(rendered, text=form == "text")
    return code


def _rendered(drawn: Drawing, form: str, code: int, *, to_file: bool) -> bytes:
    if form == "svg":
        from cloudguard.reports.maps import svg

        return svg.render(drawn)
    if form == "mermaid":
        from cloudguard.reports.maps import mermaid

        return mermaid.render(drawn)
    if form == "dot":
        from cloudguard.reports.maps import dot

        return dot.render(drawn)
    from cloudguard.reports.maps import listing

    if form == "json":
        return listing.json(drawn, code)
    color = not to_file and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = None if to_file else shutil.get_terminal_size((100, 24)).columns
    return listing.text(drawn, width, color=color)
