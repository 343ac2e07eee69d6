"""The program that builds the fixtures whose plans Terraform cannot make here; see build.py."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from terraform_fixtures.building.plan import plan
from terraform_fixtures.building.schemas import RefusalError, Schemas
from terraform_fixtures.regenerating.fixtures import fixtures, is_built

ROOT: Final = Path(__file__).resolve().parents[1]
SCHEMAS: Final = ROOT.parent / "tests" / "data" / "schemas"


def main(arguments: list[str] | None = None) -> int:
    """Build the fixtures that are asked for; return the exit code."""
    options = _options(arguments)
    below = [Path(name).resolve() for name in options.below] or [ROOT]
    if missing := [str(folder) for folder in below if not folder.is_dir()]:
        sys.stderr.write(f"build: no such folder: {', '.join(missing)}\n")
        return 2
    wanted = [
        fixture
        for fixture in fixtures(below)
        if is_built(fixture) and not (options.missing and (fixture / "plan.json").exists())
    ]
    schemas = Schemas(options.schemas)
    refused = differing = 0
    for count, fixture in enumerate(wanted, 1):
        target = fixture / "plan.json"
        before = target.read_text(encoding="utf-8") if target.exists() else None
        name = fixture.relative_to(ROOT).as_posix() if ROOT in fixture.parents else str(fixture)
        try:
            made = plan(fixture, schemas)
        except RefusalError as why:
            refused += 1
            word = f"REFUSED\n{why}"
        else:
            word = "same"
            if made != before:
                differing += 1
                word = "differs" if options.check else "written"
                if not options.check:
                    target.write_text(made, encoding="utf-8")
        sys.stdout.write(f"[{count}/{len(wanted)}] {name}: {word}\n")
        sys.stdout.flush()
    word = "differ" if options.check else "written"
    sys.stdout.write(f"{len(wanted)} fixtures: {differing} {word}, {refused} refused\n")
    return 1 if refused or (options.check and differing) else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="build.py",
        description="Build plan.json beside a main.tf for which no provider's program is at hand.",
    )
    parser.add_argument("below", nargs="*", help="folders to look in (default: all fixtures)")
    parser.add_argument("--missing", action="store_true", help="only where plan.json is missing")
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    parser.add_argument("--schemas", type=Path, default=SCHEMAS, help="folder of the schemas")
    return parser.parse_args(arguments)
