"""The command line: arguments and exit codes, one short module per command."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Final

import click

from cloudguard import __version__
from cloudguard.errors import CloudguardError

COMMANDS: Final = {
    "admins": "cloudguard.cli.admins",
    "check": "cloudguard.cli.check",
    "clauses": "cloudguard.cli.clauses",
    "collect": "cloudguard.cli.collect",
    "coverage": "cloudguard.cli.coverage",
    "offboard": "cloudguard.cli.offboard",
    "path": "cloudguard.cli.path",
    "profiles": "cloudguard.cli.profiles",
    "verify": "cloudguard.cli.verify",
    "zones": "cloudguard.cli.zones",
}
WRONG_USE: Final = 2
INTERNAL: Final = 4
LANGS: Final = ("ja", "en")


class Commands(click.Group):
    """Imports a command when it is called: start-up is for every run, most imports for few."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a command by name."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[name]).command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a reader that has what it wanted (`| head`) is no error."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            nobody_reads()
            return 0


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 nothing blocks, 1 something blocks, 2 wrong use or nothing readable, "
    "3 read only in part, 4 internal error.",
)
@click.version_option(__version__, "--version", message="cloudguard %(version)s")
def cli() -> None:
    """Judge infrastructure against municipal security policies, clause by clause.

    自治体の情報セキュリティポリシーに照らして、インフラの構成を条項ごとに判定します。
    """


def language(chosen: str | None) -> str:
    """Return the language to speak: the chosen one, else the locale's, else English."""
    if chosen:
        return chosen
    locale = next((v for n in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(n))), "")
    return "ja" if locale.lower().startswith("ja") else "en"


def nobody_reads() -> None:
    """Let what is still to be written go nowhere, without a complaint at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """Run the command line; a person never sees a traceback."""
    try:
        sys.exit(cli(prog_name="cloudguard", standalone_mode=False) or 0)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(WRONG_USE)
    except CloudguardError as wrong:
        click.echo(f"cloudguard: {wrong.sentence(_asked_language())}", err=True)
        sys.exit(WRONG_USE)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except Exception as bug:  # noqa: BLE001  # the last resort, without the values of a traceback
        click.echo(f"cloudguard: {_internal(bug)}", err=True)
        sys.exit(INTERNAL)


def _asked_language() -> str:
    arguments = sys.argv[1:]
    for position, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return language(argument.partition("=")[2] if argument[7:] in LANGS else None)
        if argument == "--lang" and arguments[position + 1 : position + 2]:
            word = arguments[position + 1]
            return language(word if word in LANGS else None)
    return language(None)


def _internal(bug: Exception) -> str:
    package = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120  # no pathlib for --version
    at, frame = "", bug.__traceback__
    while frame is not None:  # the last line of ours: what it called may lie anywhere
        file = frame.tb_frame.f_code.co_filename
        if file.startswith(package):
            at = f" at cloudguard{file.removeprefix(package)}:{frame.tb_lineno}"
        frame = frame.tb_next
    if _asked_language() == "ja":
        return (
            f"内部エラー({type(bug).__name__}{at})。何も合格とは判定していません。"
            "入力の種類とこの行を添えて報告してください。"
        )
    return (
        f"internal error ({type(bug).__name__}{at}). Nothing was judged as passed. "
        "Please report it with the kind of input and this line."
    )
