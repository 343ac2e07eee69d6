"""python-hcl2's grammar, compiled once and kept."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import hcl2
from hcl2 import parser


def tree(text: str) -> Any:
    """Return python-hcl2's tree of a text; raise lark's errors."""
    _keep()
    return hcl2.parses_to_tree(text)


@cache
def _keep() -> None:
    """Let the compiled grammar be kept where it can be: making it takes more than a second.

    python-hcl2 keeps it beside itself, where an installation for all users lets nobody write.
    lark looks whether what is kept is of this grammar.
    """
    beside = Path(parser.PARSER_FILE)
    if beside.exists() or os.access(beside.parent, os.W_OK):
        return
    cache_home = os.environ.get("XDG_CACHE_HOME")
    own = (Path(cache_home) if cache_home else Path.home() / ".cache") / "cloudguard"
    with suppress(OSError, RuntimeError):
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
        if own.stat().st_uid == os.getuid():  # what is kept is run: only one's own is
            parser.PARSER_FILE = own / "hcl2.bin"
