"""`cloudguard collect`: read a live cloud into a snapshot."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click

from cloudguard.cli import LANGS, language

READ_IN_PART: Final = 3


@click.group("collect")
def command() -> None:
    """Read what a live cloud holds into a snapshot file.

    稼働中のクラウドにあるものを読み取り、スナップショットにします。
    """


@command.command(
    "aws",
    short_help="Read an AWS account.",
    epilog="Exit codes: 0 all was read, 2 wrong use, 3 read only in part.",
)
@click.option("--region", "regions", multiple=True, metavar="R", help="Default: all switched on.")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Default: all it knows.")
@click.option("--endpoint-url", metavar="URL", help="Ask this instead of AWS (a mock, a proxy).")
@click.option("-o", "--output", metavar="FILE", required=True, help="Where to write the snapshot.")
@click.option("--lang", type=click.Choice(LANGS), help="Default: from the locale.")
def aws(
    *,
    regions: tuple[str, ...],
    types: tuple[str, ...],
    endpoint_url: str | None,
    output: str,
    lang: str | None,
) -> int:
    """Read an AWS account; what is denied is written down, never passed over.

    Credentials are found as every AWS tool finds them (AWS_PROFILE, roles …); permissions to list
    and describe are enough. Needs the extra: pip install 'cloudguard-jp[aws]'.

    AWS アカウントを読み取ります。拒否された呼び出しも台帳に残します。
    """
    import msgspec

    from cloudguard.cli.options import writable, written
    from cloudguard.errors import UsageError
    from cloudguard.providers.aws import collect
    from cloudguard.sources.snapshot import failures

    if strange := sorted(set(types) - collect.table().keys()):
        raise UsageError(
            {
                "en": f"{strange[0]!r} is not collected.",
                "ja": f"{strange[0]!r} は収集の対象ではありません。",
            },
            {
                "en": f"Types: {', '.join(collect.table())}.",
                "ja": f"対象の種別: {', '.join(collect.table())}。",
            },
            "--type",
        )
    writable(output)
    with _progress() as told:
        snapshot = collect.collect(regions, types, endpoint_url, told)
    written(msgspec.json.format(msgspec.json.encode(snapshot), indent=1) + b"\n", output)
    spoken = language(lang)
    for reason in failures(snapshot.gaps):
        click.echo(f"cloudguard: {reason[spoken]}", err=True)
    if sys.stderr.isatty():
        count, calls = len(snapshot.resources), sum(call.calls for call in snapshot.ledger)
        click.echo(
            f"{output}: {count} 件、呼び出し {calls} 回"
            if spoken == "ja"
            else f"{output}: {count} resources, {calls} calls",
            err=True,
        )
    return READ_IN_PART if snapshot.gaps else 0


@contextmanager
def _progress() -> Iterator[Callable[[int, int, str], None] | None]:
    """Show on a terminal how far it is; nobody else is told."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (MofNCompleteColumn(), BarColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def told(done: int, total: int, what: str) -> None:
            progress.update(task, completed=done, total=total, description=escape(what))

        yield told
