"""The program that learns what a provider plans for what is not written; see defaults.py."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from terraform_fixtures.learning.cases import HUGE, Case, cases, family_of, size
from terraform_fixtures.learning.mending import mended
from terraform_fixtures.learning.planning import PROVIDER, planned, prepared, terraform
from terraform_fixtures.learning.seen import Seen
from terraform_fixtures.learning.shapes import Shape, Shapes, at
from terraform_fixtures.learning.table import table

TABLE: Final = Path(__file__).resolve().parents[2] / "cloudguard/providers/aws/schema.json"
BATCH: Final = 800
ROUNDS: Final = 12  # of mending


def learn(
    shapes: dict[str, Shape], folder: Path, seen: Seen, processes: int, evidence: Path | None
) -> list[Case]:
    """Plan every case until it is planned or nothing helps; return those that are refused."""
    pending = list(cases(shapes))
    refused: list[Case] = []
    works = [prepared(folder / str(number)) for number in range(processes)]
    while pending:
        pending.sort(key=lambda case: _rank(case, shapes[case.type]))
        now, pending = pending[: BATCH * processes], pending[BATCH * processes :]
        done = 0
        with ThreadPoolExecutor(processes) as pool:
            for part in pool.map(_planned, works, (now[n::processes] for n in range(processes))):
                for case, change in part:
                    seen.note(case, shapes[case.type], change)
                    done += 1
        wrong = [case for case in now if case.wrong]
        for case in wrong:
            helped = mended(case, shapes[case.type]) and case.rounds < ROUNDS
            (pending if helped else refused).append(case)
        print(f"{done} planned, {len(pending)} to plan, {len(refused)} refused", flush=True)
        if evidence:
            evidence.write_text(seen.dumped(), encoding="utf-8")
    return refused


def _rank(case: Case, shape: Shape) -> tuple[int, str]:
    """Put first what proves a type, then blocks, then attributes, and giants last."""
    if not case.focus:
        return 0, case.type
    what = at(shape, case.focus)
    written_block = what is not None and what.nested is not None
    return (3 if size(shape) > HUGE else 1 if written_block else 2), case.type


def _planned(work: Path, batch: list[Case]) -> list[tuple[Case, dict[str, Any]]]:
    return list(planned(work, batch)) if batch else []


def main(arguments: list[str] | None = None) -> int:
    """Learn the defaults and write the table; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="defaults.py",
        description="Learn what a provider plans for what is not written, and write the table.",
    )
    parser.add_argument("--only", default="", help="types that start so; prints, writes no table")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--evidence", type=Path, help="a file that keeps what the plans showed")
    parser.add_argument("--refused", type=Path, help="write what Terraform refused to this file")
    options = parser.parse_args(arguments)
    if not shutil.which("terraform"):
        sys.stderr.write("defaults: terraform is not on PATH. Install Terraform 1.11 or later.\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="defaults-") as name:
        folder = Path(name)
        schema = json.loads(terraform(prepared(folder / "schema"), "providers", "schema", "-json"))
        types = schema["provider_schemas"][PROVIDER]["resource_schemas"]
        reader = Shapes()
        wanted = sorted(type_ for type_ in types if type_.startswith(options.only))
        shapes = {type_: reader.of(types[type_]["block"]) for type_ in wanted}
        seen = Seen({type_: family_of(type_, shape) for type_, shape in shapes.items()})
        refused: list[Case] = []
        if options.evidence and options.evidence.exists():
            seen.load(options.evidence.read_text(encoding="utf-8"))
        else:
            refused = learn(shapes, folder, seen, options.processes, options.evidence)
    if options.refused:
        lines = [f"{c.type} {'.'.join(c.focus)} {c.provider}: {c.wrong}" for c in refused]
        options.refused.write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = table(shapes, seen)
    if options.only:
        print(text)
    else:
        TABLE.write_text(text, encoding="utf-8")
    unproven = [type_ for type_ in shapes if not seen.proven[type_]]
    print(f"{len(shapes)} types, {len(unproven)} unproven: {', '.join(unproven)}")
    return 0
