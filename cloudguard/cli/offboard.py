"""`cloudguard offboard`: the end of a contract, planned and verified."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

STEPS: Final = {
    "plan": "cloudguard.cli.offboard_plan",
    "verify": "cloudguard.cli.offboard_verify",
}


class _Steps(click.Group):
    """Imports a step when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the steps."""
        return list(STEPS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a step by name."""
        if name not in STEPS:
            return None
        command: click.Command = import_module(STEPS[name]).command
        return command


@click.group("offboard", cls=_Steps, short_help="Plan the end of a contract, and prove it.")
def command() -> None:
    """End a contract: what must go by when, and the proof that it is gone.

    契約を終えるときに消すべきものと期日を示し、消えたことを確かめます。
    """
