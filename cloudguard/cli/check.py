"""`cloudguard check`: judge plans, source and states."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import click

from cloudguard.cli import LANGS, WRONG_USE, language
from cloudguard.cli.options import day, folder, printed, wanted, written
from cloudguard.errors import UsageError
from cloudguard.sources import moments

if TYPE_CHECKING:
    from cloudguard.findings import Report

FORMAT_NAMES: Final = ("text", "json", "concise")
VERDICTS: Final = ("fail", "unknown", "pass")
_VARIABLES: Final = "cloudguard.variables"
_KINDS: Final = {"--var": "var", "--var-file": "file"}


class _Ordered(click.Command):
    """Keeps the order in which values of variables are given: later ones win."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note the values before the options are told apart."""
        ctx.meta[_VARIABLES] = tuple(_given(args))
        return super().parse_args(ctx, args)


def _given(args: Sequence[str]) -> Iterator[tuple[str, str]]:
    rest = iter(args)
    for arg in rest:
        if arg == "--":
            return
        name, equals, value = arg.partition("=")
        if (kind := _KINDS.get(name)) is not None:
            yield kind, value if equals else next(rest, "")


@click.command(
    "check",
    cls=_Ordered,
    short_help="Judge plans, source, states and snapshots.",
    epilog="Exit codes: 0 nothing blocks, 1 something blocks, 2 wrong use or nothing readable, "
    "3 read only in part, or --fail-on-unknown and something is unknown, 4 internal error.",
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--config", type=click.Path(), help="cloudguard.yaml (default: found from here up).")
@click.option("--profile", multiple=True, metavar="NAME", help="Whose policy to judge by.")
@click.option("--source", type=click.Path(), help="The folder the plan was made in.")
@click.option("--var", multiple=True, metavar="NAME=VALUE", help="A variable of the root module.")
@click.option("--var-file", multiple=True, metavar="FILE", help="A file of variables.")
@click.option("--tf-var-env", is_flag=True, help="Take TF_VAR_… from the environment as well.")
@click.option("--as-of", metavar="DATE", help="The day to judge for (default: today).")
@click.option("--verdicts", metavar="LIST", help="fail,unknown (default) or all.")
@click.option("--lang", type=click.Choice(LANGS), help="Default: from the locale.")
@click.option(
    "-f", "--format", "formats", multiple=True, metavar="FORMAT[=FILE]", help="text, json, concise."
)
@click.option("--fail-on-unknown", is_flag=True, help="Exit with 3 when a finding is unknown.")
@click.option("--strict", is_flag=True, help="What is only assumed is unknown.")
@click.option("-v", "--verbose", count=True, help="Show passes and every instance; -vv evidence.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what blocks, in one sentence.")
def command(  # each is an option of the command
    *,
    inputs: tuple[str, ...],
    config: str | None,
    profile: tuple[str, ...],
    source: str | None,
    var: tuple[str, ...],
    var_file: tuple[str, ...],
    tf_var_env: bool,
    as_of: str | None,
    verdicts: str | None,
    lang: str | None,
    formats: tuple[str, ...],
    fail_on_unknown: bool,
    strict: bool,
    verbose: int,
    quiet: bool,
) -> int:
    """Judge Terraform plans, folders of Terraform source, states, snapshots of live clouds.

    An INPUT is a file, a folder, or - for standard input.

    Terraform のプラン、ソースのフォルダー、ステートと、クラウドのスナップショットを判定します。
    """
    from cloudguard import run
    from cloudguard.reports import Options

    outputs = wanted(formats, FORMAT_NAMES)
    chosen = _verdicts(verdicts)
    # A run makes millions of objects and hardly a cycle: collecting takes half of its time and
    # frees nothing (measured at 50,000 resources: 11.3 s with, 5.9 s without, 529 MB in both).
    gc.disable()
    settings = run.configuration(config)
    options = run.Options(
        profiles=profile,
        config=settings,
        source=folder(source),
        variables=_variables(tf_var_env),
        as_of=day(as_of) or settings.as_of or moments.today(),
        strict=strict,
        fail_on_unknown=fail_on_unknown,
    )
    with _progress(shown=not quiet) as told:
        report = run.check(inputs, options, told)
    spoken = language(lang)
    for name, file in outputs:
        look = Options(
            lang=spoken,
            verdicts=chosen,
            width=shutil.get_terminal_size((100, 24)).columns,
            color=file is None and _colored(),
            verbosity=-1 if quiet else verbose,
        )
        _write(report, name, file, look)
    if report.exit_code == WRONG_USE and all(file or name == "json" for name, file in outputs):
        for failure in report.accounting.failures:
            click.echo(f"cloudguard: {failure.reason[spoken]}", err=True)
    return report.exit_code


def _variables(environment: bool) -> Any:  # noqa: FBT001  # a flag of the command
    """Return what the user gives the variables of root modules; None where it is nothing."""
    given = click.get_current_context().meta[_VARIABLES]
    if not given and not environment:
        return None
    from cloudguard.sources.hcl.root import Variables

    return Variables(given=given, environment=dict(os.environ) if environment else None)


@contextmanager
def _progress(*, shown: bool) -> Iterator[Callable[[int, int, str], None] | None]:
    """Show on a terminal how many inputs are done; nobody else is told."""
    if not shown or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.table import Column

    path = TextColumn("{task.description}", table_column=Column(no_wrap=True, overflow="ellipsis"))
    columns = (MofNCompleteColumn(table_column=Column(no_wrap=True)), BarColumn(), path)
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def told(done: int, total: int, path: str) -> None:
            if total > 1:
                progress.update(task, completed=done, total=total, description=escape(safe(path)))

        from rich.markup import escape

        from cloudguard.reports.evidence import safe

        yield told


def _write(report: Report, name: str, file: str | None, look: Any) -> None:
    from cloudguard.reports import FORMATS

    nothing = report.exit_code == WRONG_USE and not report.inputs
    if name == "text" and nothing:
        for failure in report.accounting.failures:
            click.echo(f"cloudguard: {failure.reason[look.lang]}", err=True)
        return
    if name == "text" and look.verbosity < 0:
        for failure in report.accounting.failures:  # one sentence has no room for them
            click.echo(f"cloudguard: {failure.reason[look.lang]}", err=True)
    rendered = FORMATS[name](report, look)
    if file is None:
        printed(rendered, text=name != "json")
    else:
        written(rendered, file)


def _colored() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _verdicts(text: str | None) -> frozenset[str]:
    if text == "all":
        return frozenset(VERDICTS)
    chosen = [word.strip() for word in (text or "fail,unknown").split(",")]
    if strange := [word for word in chosen if word not in VERDICTS]:
        raise UsageError(
            {
                "en": f"there is no verdict {strange[0]!r}.",
                "ja": f"{strange[0]!r} という判定はありません。",
            },
            {
                "en": "Verdicts: fail, unknown, pass, or all.",
                "ja": "fail・unknown・pass か all です。",
            },
            "--verdicts",
        )
    return frozenset(chosen)
