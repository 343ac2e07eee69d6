"""The plan of one fixture, by Terraform."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from terraform_fixtures.regenerating.fixtures import ROOT, TIMESTAMP

FAILS = "# exits 1"
MINUTES = 10  # a plan that takes longer hangs


class PlanError(Exception):
    """A fixture could not be planned, and why."""


def plan(fixture: Path, cache: Path) -> str:
    """Return what `terraform show -json` says of a fixture's plan, with a fixed timestamp."""
    with tempfile.TemporaryDirectory(prefix="fixture-") as folder:
        work = Path(folder) / "root"
        shutil.copytree(fixture, work, ignore=shutil.ignore_patterns(".terraform*", "plan.json"))
        environment = environment_of(cache)
        terraform(work, environment, "init", "-input=false", "-backend=false", "-no-color")
        arguments = lines(fixture / "plan.arguments")
        terraform(
            work, environment, "plan", "-input=false", "-refresh=false", "-lock=false",
            "-no-color", "-out=fixture.tfplan", *(a for a in arguments if not a.startswith("#")),
            fails=FAILS in arguments,
        )  # fmt: skip
        printed = terraform(work, environment, "show", "-json", "fixture.tfplan")
        if folder in printed or str(ROOT) in printed:
            raise PlanError("the plan names a folder of this machine: is path.cwd or abspath used?")
    return _normalised(printed)


def lines(file: Path) -> list[str]:
    """Return the lines of a file, none where it is not there."""
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def terraform(
    work: Path,
    environment: dict[str, str],
    *arguments: str,
    fails: bool = False,
    minutes: int = MINUTES,
) -> str:
    """Run Terraform in a folder, return what it prints; raise PlanError where it fails."""
    command = ["terraform", *arguments]
    try:
        done = subprocess.run(
            command, cwd=work, env=environment, capture_output=True, text=True,
            encoding="utf-8", timeout=minutes * 60, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise PlanError(f"terraform {arguments[0]} took more than {minutes} minutes") from late
    if done.returncode != (1 if fails else 0):
        raise PlanError(f"terraform {arguments[0]}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def environment_of(cache: Path) -> dict[str, str]:
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


def _normalised(printed: str) -> str:
    stamp = json.dumps(json.loads(printed)["timestamp"])
    return printed.replace(f'"timestamp":{stamp}', f'"timestamp":"{TIMESTAMP}"', 1)
