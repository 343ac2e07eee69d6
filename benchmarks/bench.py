"""Measure whole processes, as a pipeline meets them: start-up, small and large plans.

    python benchmarks/bench.py                      the figures of the README
    python benchmarks/bench.py --sizes 30 1000      other sizes
    python benchmarks/bench.py --plan plan.json     one's own plan
    python benchmarks/bench.py --no-checkov         without the neighbour
    python benchmarks/networks.py 1000              networks alone, step by step
    python benchmarks/contracts.py 20000            the end of contracts alone, check by check

Prints a Markdown table: the median wall time of some runs and the highest peak of resident
memory, beside what parsing the same JSON alone takes, and beside Checkov on the same file where
`checkov` is on PATH (in an environment of its own: it pins what cloudguard needs newer).
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import folders
import generate

SIZES: Final = (30, 10_000, 50_000)
NETWORKS: Final = (100, 300, 1_000)  # VPCs of ten subnets and fifty rules each
CONTRACTS: Final = 20_000
RUNS: Final = 5
CHECKOV_SIZE: Final = 10_000
CHECKOV_SECONDS: Final = 600
SECONDS: Final = 300
JUDGED: Final = (0, 1)  # exit codes of a plan read whole; 1 says that something blocks
# The floor: the cycle collector, which looks at every new object again and again, is off.
MSGSPEC: Final = (
    "import gc, msgspec, sys; gc.disable(); msgspec.json.decode(open(sys.argv[1], 'rb').read())"
)
HCL2: Final = (
    "import gc, hcl2, pathlib, sys; gc.disable(); "
    "[hcl2.parses_to_tree(f.read_text()) for f in pathlib.Path(sys.argv[1]).rglob('*.tf')]"
)
FOLDERS: Final = ((1, 30, 33), (40, 3, 33))  # roots, modules each, resources of a module
JSON: Final = "import json, sys; json.load(open(sys.argv[1], 'rb'))"


class FailedError(Exception):  # what happened, not a kind of error
    """A measured process did not do its work, and what it said."""


@dataclass(frozen=True)
class Measure:
    """What runs of one command took."""

    seconds: float
    megabytes: float
    runs: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit 1 where a process failed."""
    options = _options(arguments)
    cloudguard = shutil.which("cloudguard")
    if cloudguard is None:
        sys.stderr.write("bench: no cloudguard on PATH; `make bench` installs it and sets PATH\n")
        return 2
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores,", end=" ")
    print(f"Python {platform.python_version()}; median of {options.runs} runs, peak of memory\n")
    print("| what | wall | peak memory | × parsing alone |")
    print("|---|---:|---:|---:|", flush=True)
    try:
        _row("`cloudguard --version`", measure([cloudguard, "--version"], options.runs))
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            for name, plan, size in _plans(options, Path(folder)):
                _measure_plan(cloudguard, name, plan, options.runs)
                if size == CHECKOV_SIZE and not options.no_checkov:
                    _measure_checkov(name, plan)
            for shape in () if options.no_folders else FOLDERS:
                _measure_folder(cloudguard, Path(folder), shape, options)
            if not options.no_networks:
                _measure_networks(NETWORKS, min(options.runs, 3))
            if not options.no_contracts:
                _measure_contracts(CONTRACTS, min(options.runs, 3))
    except FailedError as why:
        sys.stderr.write(f"bench: {why}\n")
        return 1
    return 0


def measure(
    command: Sequence[str], runs: int, codes: Sequence[int] = (0,), seconds: int = SECONDS
) -> Measure:
    """Run a command some times, its output thrown away."""
    taken = [_once(command, codes, seconds) for _ in range(runs)]
    return Measure(
        statistics.median(wall for wall, _ in taken), max(peak for _, peak in taken), runs
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="resources per plan")
    parser.add_argument(
        "--plan", type=Path, action="append", default=[], help="a plan of one's own"
    )
    parser.add_argument("--runs", type=int, default=RUNS, help="of each command")
    parser.add_argument("--no-folders", action="store_true", help="leave folders of source out")
    parser.add_argument("--no-networks", action="store_true", help="leave networks out")
    parser.add_argument("--no-contracts", action="store_true", help="leave contracts out")
    parser.add_argument("--no-checkov", action="store_true", help="leave Checkov out")
    return parser.parse_args(arguments)


def _plans(options: argparse.Namespace, folder: Path) -> Iterator[tuple[str, Path, int | None]]:
    for size in options.sizes:
        plan = folder / f"plan-{size}.json"
        with plan.open("w", encoding="utf-8") as out:
            generate.write(size, out)
        yield f"{size:,} resources, {_megabytes(plan)}", plan, size
        plan.unlink()
    for plan in options.plan:
        yield f"{plan.name}, {_megabytes(plan)}", plan, None


def _measure_plan(cloudguard: str, name: str, plan: Path, runs: int) -> None:
    python = [sys.executable, "-I", "-c"]
    alone = measure([*python, MSGSPEC, str(plan)], runs)
    standard = measure([*python, JSON, str(plan)], runs)
    judged = measure([cloudguard, "check", str(plan)], runs, JUDGED)
    _row(f"**`cloudguard check`, {name}**", judged, alone)
    _row("parsing it alone, msgspec without cycle collector", alone)
    _row("parsing it alone, json as it comes", standard)


def _measure_folder(
    cloudguard: str, below: Path, shape: tuple[int, int, int], options: argparse.Namespace
) -> None:
    roots, modules, resources = shape
    folder = below / f"source-{roots}"
    folders.write(folder, *shape)
    python = [sys.executable, "-I", "-c"]
    alone = measure([*python, HCL2, str(folder)], options.runs)
    name = f"{roots} root modules, {roots * (modules * resources + 1):,} resources of source"
    judged = measure([cloudguard, "check", str(folder)], options.runs, JUDGED)
    _row(f"**`cloudguard check`, {name}**", judged, alone)
    _row("parsing it alone, python-hcl2", alone)
    checkov = shutil.which("checkov")
    if checkov is not None and not options.no_checkov:
        command = [checkov, "--directory", str(folder), "--framework", "terraform"]
        command += ["--skip-download", "--quiet", "--compact"]
        try:
            _row(f"Checkov, {name}", measure(command, 1, (0, 1), CHECKOV_SECONDS))
        except FailedError as why:
            print(f"| Checkov, {name}: {why} | | | |", flush=True)


def _measure_networks(sizes: Sequence[int], runs: int) -> None:
    """Measure the way from resources to verdicts on zones, and how it grows with the networks.

    Sound, with a fault between two zones, and with every network open to every other.
    """
    script = str(Path(__file__).with_name("networks.py"))
    for flags, what in (
        ([], "sound"),
        (["--faulty"], "two zones joined"),
        (["--open"], "all open"),
    ):
        before: tuple[int, Measure] | None = None
        for size in sizes:
            found = measure([sys.executable, script, str(size), *flags], runs)
            grown = ""
            if before is not None:
                more, longer = size / before[0], found.seconds / before[1].seconds
                grown = f" (×{more:.1f} VPCs: ×{longer:.1f} time)"
            _row(f"networks: {size:,} VPCs, {what}{grown}", found)
            before = size, found


def _measure_contracts(size: int, runs: int) -> None:
    """Measure the checks on the end of contracts, the making of the estate included."""
    script = str(Path(__file__).with_name("contracts.py"))
    what = f"contracts: {size:,} stores with 5 copies each"
    _row(what, measure([sys.executable, script, str(size)], runs))


def _measure_checkov(name: str, plan: Path) -> None:
    checkov = shutil.which("checkov")
    if checkov is None:
        print("| Checkov: not on PATH | | | |", flush=True)
        return
    command = [checkov, "--file", str(plan), "--framework", "terraform_plan"]
    command += ["--skip-download", "--quiet", "--compact"]
    try:
        _row(f"Checkov, {name}", measure(command, 1, (0, 1), CHECKOV_SECONDS))
    except FailedError as why:
        print(f"| Checkov, {name}: {why} | | | |", flush=True)


def _once(command: Sequence[str], codes: Sequence[int], seconds: int) -> tuple[float, float]:
    """Return wall seconds and peak MB of one process and those it started, the highest of them.

    Memory is what the kernel counted for this one process (wait4), not for all so far.
    """
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
            start_new_session=True,
        )  # fmt: skip
        late = threading.Timer(seconds, os.killpg, (process.pid, signal.SIGKILL))
        late.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        late.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode in codes:
            return wall, usage.ru_maxrss / 1024
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip()[-500:]
    if process.returncode == -signal.SIGKILL and wall >= seconds:
        raise FailedError(f"stopped after {seconds} s")
    raise FailedError(f"{' '.join(command[:2])} ended with exit code {process.returncode}: {said}")


def _row(what: str, measured: Measure, beside: Measure | None = None) -> None:
    ratio = f"{measured.seconds / beside.seconds:.1f}" if beside else ""
    once = " (one run)" if measured.runs == 1 else ""
    print(f"| {what}{once} | {measured.seconds:.2f} s | {measured.megabytes:.0f} MB | {ratio} |")
    sys.stdout.flush()


def _megabytes(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.1f} MB"


if __name__ == "__main__":
    sys.exit(main())
