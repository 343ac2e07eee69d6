"""Root modules: the folders of Terraform source that no other folder calls."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cloudguard.sources.hcl.files import LARGEST
from cloudguard.sources.hcl.folder import is_source

MOST: Final = 20_000
"""Folders that are looked into."""
# What a module call names; `source` of anything else names no folder of Terraform source.
_LOCAL: Final = re.compile(rb'"?\bsource"?\s*[=:]\s*"(\.{1,2}(?:/[^"\n]*)?)"')
_SKIPPED: Final = frozenset({"node_modules", "__pycache__"})


def roots(folder: Path) -> list[Path]:
    """Return the root modules at and below a folder, in order.

    The folder itself is one where it holds source; below it, those folders are that no other
    calls as a module. What only calls itself is one as well: nothing is left out.
    """
    called: dict[Path, set[Path]] = {}
    for path, names in _folders(folder):
        called[path] = set(_calls(path, names))
    by_real = {Path(os.path.realpath(path)): path for path in called}
    below = {path: {by_real[r] for r in calls if r in by_real} for path, calls in called.items()}
    all_called = {other for path, calls in below.items() for other in calls if other != path}
    found = [path for path in sorted(called) if path == folder or path not in all_called]
    seen = _reached(found, below)
    for path in sorted(called):
        if path not in seen:
            found.append(path)
            seen |= _reached([path], below)
    return sorted(found)


def _reached(start: list[Path], below: dict[Path, set[Path]]) -> set[Path]:
    seen: set[Path] = set()
    pending = list(start)
    while pending:
        path = pending.pop()
        if path not in seen:
            seen.add(path)
            pending += below[path]
    return seen


def _folders(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    for number, (path, folders, files) in enumerate(os.walk(folder)):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _SKIPPED)
        if number >= MOST:
            return
        if sources := [name for name in files if is_source(name)]:
            yield Path(path), sources


def _calls(folder: Path, names: list[str]) -> Iterator[Path]:
    for name in names:
        file = folder / name
        try:
            if not file.is_file() or file.stat().st_size > LARGEST:
                continue
            text = file.read_bytes()
        except OSError:
            continue
        for source in _LOCAL.findall(text):
            yield Path(os.path.realpath(folder / source.decode("utf-8", "replace")))
