"""Root modules: the folders of Terraform source that no other folder calls."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cloudguard.sources.hcl.files import LARGEST
from cloudguard.sources.hcl.folder import is_source
from cloudguard.sources.hcl.recovery import Text

MOST: Final = 20_000
"""Folders that are looked into."""
# A file without these words, which most are, calls no folder.
_MAY_CALL: Final = re.compile(r'\bmodule\b[\s\S]*"\.')
_MODULE: Final = re.compile(r'\s*module\s+(?:"[^"\n]*"|[\w-]+)\s*\{')
_SOURCE: Final = re.compile(r'\s*source\s*=\s*"(\.[^"\n]*)"')
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
            text = file.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        for source in called(text, name) if _MAY_CALL.search(text) else ():
            yield Path(os.path.realpath(folder / source))


def called(text: str, name: str) -> Iterator[str]:
    """Yield the local folders that a file calls as modules."""
    if name.endswith(".json"):
        yield from _called_in_json(text)
        return
    source = Text(text)
    for start, end in source.statements(0, len(text)):
        header = _MODULE.match(text, start, end)
        if header is None:
            continue
        for position, stop in source.statements(header.end(), end - 1):
            if found := _SOURCE.match(text, position, stop):
                yield found[1]


def _called_in_json(text: str) -> Iterator[str]:
    try:
        modules = json.loads(text).get("module")
    except (ValueError, AttributeError, RecursionError):
        return
    for bodies in modules.values() if isinstance(modules, dict) else ():
        for body in bodies if isinstance(bodies, list) else [bodies]:
            source = body.get("source") if isinstance(body, dict) else None
            if isinstance(source, str) and source.startswith("."):
                yield source
