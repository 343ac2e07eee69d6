"""The program that plans the fixtures again; see regenerate.py."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from terraform_fixtures.regenerating.fixtures import fixtures, is_built
from terraform_fixtures.regenerating.keeping import folders, keep
from terraform_fixtures.regenerating.plans import (
    FAILS,
    PlanError,
    lines,
    plan,
)
from terraform_fixtures.regenerating.states import apply, moto

PROCESSES = 2


def main(arguments: list[str] | None = None) -> int:
    """Plan the fixtures that are asked for; return the exit code."""
    options = _options(arguments)
    if not shutil.which("terraform"):
        sys.stderr.write(
            "regenerate: terraform is not on PATH. Install Terraform 1.11 or later (OpenTofu's"
            " plans differ in detail) and run this again; committed plan.json files still serve.\n"
        )
        return 2
    if not (below := folders(options.below, "regenerate")):
        return 2
    file = "state.json" if options.states else "plan.json"
    wanted = [
        fixture
        for fixture in fixtures(below)
        if not is_built(fixture)
        and not (options.missing and (fixture / file).exists())
        and not (options.states and _starts_or_fails(fixture))
    ]
    made = (_applied if options.states else _planned)(wanted, options.processes)
    return keep(
        made,
        file,
        len(wanted),
        check=options.check,
        wrong="failed",
        same=lambda one, other: bool(_comparable(one) == _comparable(other)),
    )


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="regenerate.py",
        description="Re-create every plan.json beside a main.tf with real Terraform.",
    )
    parser.add_argument("below", nargs="*", help="folders to look in (default: all fixtures)")
    parser.add_argument("--missing", action="store_true", help="only where plan.json is missing")
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    parser.add_argument("--states", action="store_true", help="apply to moto, write state.json")
    parser.add_argument("--processes", type=int, default=PROCESSES, help="how many at a time")
    return parser.parse_args(arguments)


def _starts_or_fails(fixture: Path) -> bool:
    """Tell a fixture that begins with a state of its own, or is meant to fail."""
    return (fixture / "terraform.tfstate").exists() or FAILS in lines(fixture / "plan.arguments")


def _planned(wanted: list[Path], processes: int) -> Iterator[tuple[Path, str | PlanError]]:
    """Plan fixtures side by side."""
    return _side_by_side(plan, wanted, processes)


def _applied(wanted: list[Path], processes: int) -> Iterator[tuple[Path, str | PlanError]]:
    """Apply fixtures side by side, each to an AWS of its own."""

    def one(fixture: Path, cache: Path) -> str:
        with moto(cache) as port:
            return apply(fixture, cache, port)

    return _side_by_side(one, wanted, processes)


def _side_by_side(
    make: Callable[[Path, Path], str], wanted: list[Path], processes: int
) -> Iterator[tuple[Path, str | PlanError]]:
    """Make something of each fixture; a cache of providers serves one init at a time."""
    with tempfile.TemporaryDirectory(prefix="providers-") as folder:
        caches: SimpleQueue[Path] = SimpleQueue()
        for number in range(max(1, processes)):
            cache = Path(folder) / str(number)
            cache.mkdir()
            caches.put(cache)

        def one(fixture: Path) -> str | PlanError:
            cache = caches.get()
            try:
                return make(fixture, cache)
            except PlanError as why:
                return why
            finally:
                caches.put(cache)

        with ThreadPoolExecutor(max(1, processes)) as pool:
            running = {pool.submit(one, fixture): fixture for fixture in wanted}
            for future in as_completed(running):
                yield running[future], future.result()


def _comparable(printed: str) -> Any:
    try:
        document = json.loads(printed)
    except ValueError:
        return printed  # a conflict, or cut off: to be written anew
    document.get("relevant_attributes", []).sort(key=json.dumps)
    # In a state the order of a set hangs on ids that are random, and so do their numbers.
    return _in_order(document) if "lineage" in document else document


def _in_order(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _in_order(value) for name, value in node.items()}
    if isinstance(node, list):
        return sorted(
            (_in_order(item) for item in node), key=lambda i: json.dumps(i, sort_keys=True)
        )
    return node
