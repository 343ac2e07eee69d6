"""What was made of fixtures: written where it differs from what stands there, and told."""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from terraform_fixtures.regenerating.fixtures import ROOT


def folders(names: Iterable[str], program: str) -> list[Path]:
    """Return the folders that a user names, all fixtures where he names none; none if one lacks."""
    below = [Path(name).resolve() for name in names] or [ROOT]
    if missing := [str(folder) for folder in below if not folder.is_dir()]:
        sys.stderr.write(f"{program}: no such folder: {', '.join(missing)}\n")
        return []
    return below


def keep(
    made: Iterable[tuple[Path, str | Exception]],
    file: str,
    total: int,
    *,
    check: bool,
    wrong: str,
    same: Callable[[str, str], bool] = operator.eq,
) -> int:
    """Write what was made, or only tell what differs to `check`; return the exit code.

    An exception stands for what could not be made: it was refused, or failed (`wrong`).
    """
    lost = differing = 0
    for number, (fixture, result) in enumerate(made, 1):
        target = fixture / file
        before = target.read_text(encoding="utf-8") if target.exists() else None
        name = fixture.relative_to(ROOT).as_posix() if ROOT in fixture.parents else str(fixture)
        if isinstance(result, Exception):
            lost += 1
            word = f"{wrong.upper()}\n{result}"
        elif before is not None and same(result, before):
            word = "same"
        else:
            differing += 1
            word = "differs" if check else "written"
            if not check:
                target.write_text(result, encoding="utf-8")
        sys.stdout.write(f"[{number}/{total}] {name}: {word}\n")
        sys.stdout.flush()
    word = "differ" if check else "written"
    sys.stdout.write(f"{total} fixtures: {differing} {word}, {lost} {wrong}\n")
    return 1 if lost or (check and differing) else 0
