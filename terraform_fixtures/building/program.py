"""The program that builds the fixtures whose plans Terraform cannot make here; see build.py."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from terraform_fixtures.building.plan import plan
from terraform_fixtures.building.schemas import RefusalError, Schemas
from terraform_fixtures.regenerating.fixtures import fixtures, is_built
from terraform_fixtures.regenerating.keeping import folders, keep

ROOT: Final = Path(__file__).resolve().parents[1]
SCHEMAS: Final = ROOT.parent / "tests" / "data" / "schemas"


def main(arguments: list[str] | None = None) -> int:
    """Build the fixtures that are asked for; return the exit code."""
    options = _options(arguments)
    if not (below := folders(options.below, "build")):
        return 2
    wanted = [
        fixture
        for fixture in fixtures(below)
        if is_built(fixture) and not (options.missing and (fixture / "plan.json").exists())
    ]
    made = _made(wanted, Schemas(options.schemas))
    return keep(made, "plan.json", len(wanted), check=options.check, wrong="refused")


def _made(wanted: list[Path], schemas: Schemas) -> Iterator[tuple[Path, str | RefusalError]]:
    """Yield the plan of each fixture, or why it is refused."""
    for fixture in wanted:
        try:
            yield fixture, plan(fixture, schemas)
        except RefusalError as why:
            yield fixture, why


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
