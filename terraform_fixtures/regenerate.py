"""Re-create every plan.json beside a main.tf with real Terraform.

    python terraform_fixtures/regenerate.py             every fixture
    python terraform_fixtures/regenerate.py plans city  those below the named folders
    python terraform_fixtures/regenerate.py --missing   those without a plan.json
    python terraform_fixtures/regenerate.py --check     write nothing; exit 1 where one differs

Needs `terraform` on PATH and the AWS provider, from the registry or from a mirror that
Terraform's CLI configuration names. No account and no network is asked otherwise: provider
blocks hold made-up keys and skip every check, and plans are made with `-refresh=false`. Each
fixture is planned in a copy in a temporary folder, so no state, lock file or provider is left
in the tree.

Beside a main.tf may stand a terraform.tfstate, from which the plan then starts, and a
plan.arguments: one argument of `terraform plan` per line; the line `# exits 1` says that the
plan is meant to fail and to be saved nevertheless. A folder named `modules` holds modules, no
fixtures of its own.

Of what Terraform prints only the `timestamp`, which changes with every run, is replaced by a
fixed one. A plan.json that differs by nothing but the order of `relevant_attributes`, which is
random too, stays as it is.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import SimpleQueue
from typing import Any

ROOT = Path(__file__).resolve().parent
PROCESSES = 2
TIMESTAMP = "2026-04-01T00:00:00Z"
FAILS = "# exits 1"
MINUTES = 10  # a plan that takes longer hangs


class PlanError(Exception):
    """A fixture could not be planned, and why."""


def fixtures(below: Iterable[Path] = (ROOT,)) -> list[Path]:
    """Return the folders that hold a root module, in order."""
    found = {main.parent for folder in below for main in folder.rglob("main.tf")}
    return sorted(f for f in found if not _is_module(f))


def plan(fixture: Path, cache: Path) -> str:
    """Return what `terraform show -json` says of a fixture's plan, with a fixed timestamp."""
    with tempfile.TemporaryDirectory(prefix="fixture-") as folder:
        work = Path(folder) / "root"
        shutil.copytree(fixture, work, ignore=shutil.ignore_patterns(".terraform*", "plan.json"))
        environment = _environment(cache)
        _terraform(work, environment, "init", "-input=false", "-backend=false", "-no-color")
        lines = _lines(fixture / "plan.arguments")
        _terraform(
            work, environment, "plan", "-input=false", "-refresh=false", "-lock=false",
            "-no-color", "-out=fixture.tfplan", *(a for a in lines if not a.startswith("#")),
            fails=FAILS in lines,
        )  # fmt: skip
        printed = _terraform(work, environment, "show", "-json", "fixture.tfplan")
        if folder in printed or str(ROOT) in printed:
            raise PlanError("the plan names a folder of this machine: is path.cwd or abspath used?")
    return _normalised(printed)


def main(arguments: list[str] | None = None) -> int:
    """Plan the fixtures that are asked for; return the exit code."""
    options = _options(arguments)
    if not shutil.which("terraform"):
        sys.stderr.write(
            "regenerate: terraform is not on PATH. Install Terraform 1.11 or later (OpenTofu's"
            " plans differ in detail) and run this again; committed plan.json files still serve.\n"
        )
        return 2
    below = [Path(name).resolve() for name in options.below] or [ROOT]
    if missing := [str(folder) for folder in below if not folder.is_dir()]:
        sys.stderr.write(f"regenerate: no such folder: {', '.join(missing)}\n")
        return 2
    wanted = [
        fixture
        for fixture in fixtures(below)
        if not (options.missing and (fixture / "plan.json").exists())
    ]
    failed = differing = 0
    for number, (fixture, result) in enumerate(_planned(wanted, options.processes), 1):
        target = fixture / "plan.json"
        before = target.read_text(encoding="utf-8") if target.exists() else None
        name = fixture.relative_to(ROOT).as_posix() if ROOT in fixture.parents else str(fixture)
        if isinstance(result, PlanError):
            failed += 1
            word = f"FAILED\n{result}"
        elif before is not None and _comparable(result) == _comparable(before):
            word = "same"
        else:
            differing += 1
            word = "differs" if options.check else "written"
            if not options.check:
                target.write_text(result, encoding="utf-8")
        sys.stdout.write(f"[{number}/{len(wanted)}] {name}: {word}\n")
        sys.stdout.flush()
    word = "differ" if options.check else "written"
    sys.stdout.write(f"{len(wanted)} fixtures: {differing} {word}, {failed} failed\n")
    return 1 if failed or (options.check and differing) else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("below", nargs="*", help="folders to look in (default: all fixtures)")
    parser.add_argument("--missing", action="store_true", help="only where plan.json is missing")
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    parser.add_argument("--processes", type=int, default=PROCESSES, help="plans at a time")
    return parser.parse_args(arguments)


def _is_module(folder: Path) -> bool:
    inside = folder.relative_to(ROOT) if ROOT in folder.parents else folder
    return any(part in {"modules", ".terraform"} for part in inside.parts)


def _planned(wanted: list[Path], processes: int) -> Iterator[tuple[Path, str | PlanError]]:
    """Plan fixtures side by side; a cache of providers serves one init at a time."""
    with tempfile.TemporaryDirectory(prefix="providers-") as folder:
        caches: SimpleQueue[Path] = SimpleQueue()
        for number in range(max(1, processes)):
            cache = Path(folder) / str(number)
            cache.mkdir()
            caches.put(cache)

        def one(fixture: Path) -> str | PlanError:
            cache = caches.get()
            try:
                return plan(fixture, cache)
            except PlanError as why:
                return why
            finally:
                caches.put(cache)

        with ThreadPoolExecutor(max(1, processes)) as pool:
            running = {pool.submit(one, fixture): fixture for fixture in wanted}
            for future in as_completed(running):
                yield running[future], future.result()


def _environment(cache: Path) -> dict[str, str]:
    """Keep variables, accounts and logs of whoever runs this out of the plans."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "TF_")) or name == "TF_CLI_CONFIG_FILE"
    }
    return kept | {
        "TF_PLUGIN_CACHE_DIR": str(cache),
        "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1",
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_REGION": "ap-northeast-1",  # for a provider block that names none
    }


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def _terraform(
    work: Path, environment: dict[str, str], *arguments: str, fails: bool = False
) -> str:
    command = ["terraform", *arguments]
    try:
        done = subprocess.run(
            command, cwd=work, env=environment, capture_output=True, text=True,
            encoding="utf-8", timeout=MINUTES * 60, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise PlanError(f"terraform {arguments[0]} took more than {MINUTES} minutes") from late
    if done.returncode != (1 if fails else 0):
        raise PlanError(f"terraform {arguments[0]}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def _normalised(printed: str) -> str:
    stamp = json.dumps(json.loads(printed)["timestamp"])
    return printed.replace(f'"timestamp":{stamp}', f'"timestamp":"{TIMESTAMP}"', 1)


def _comparable(printed: str) -> Any:
    try:
        document = json.loads(printed)
    except ValueError:
        return printed  # a conflict, or cut off: to be written anew
    document.get("relevant_attributes", []).sort(key=json.dumps)
    return document


if __name__ == "__main__":
    sys.exit(main())
