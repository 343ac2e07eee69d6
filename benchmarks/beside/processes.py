"""The neighbours as processes: started as a user would, measured whole."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

STAGED: Final = Path(__file__).parent / "staged"
SECONDS: Final = 600
APPLYING: Final = 120  # what a mock lacks, Terraform waits for until it is stopped
STARTING: Final = 60  # seconds that a server may take to answer
# What a mock takes for credentials; Prowler and Terraform want some.
MADE_UP: Final = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "ap-northeast-1",
    "AWS_MAX_ATTEMPTS": "2",  # what a mock lacks it lacks at every attempt
}


class FailedError(Exception):  # what happened, not a kind of error
    """A process did not do its work, and what it said."""


@dataclass(frozen=True)
class Ran:
    """What a process printed, and what it took."""

    out: str
    seconds: float
    processor: float
    megabytes: float


def run(
    command: Sequence[str],
    codes: Sequence[int] = (0,),
    environment: Mapping[str, str] | None = None,
    seconds: int = SECONDS,
) -> Ran:
    """Run a command to its end; memory and processor time are its own (wait4)."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=errors,
            env={**os.environ, **(environment or {})}, start_new_session=True,
        )  # fmt: skip
        late = threading.Timer(seconds, os.killpg, (process.pid, signal.SIGKILL))
        late.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        late.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        if process.returncode not in codes:
            said = (errors.read() or out.read()).decode(errors="replace").strip()[-800:]
            raise FailedError(f"{' '.join(command[:2])} ended with {process.returncode}: {said}")
        spent = usage.ru_utime + usage.ru_stime
        return Ran(out.read().decode(), wall, spent, usage.ru_maxrss / 1024)


def version(tool: str) -> str:
    """Return the version that a tool prints, "" where it is not on PATH."""
    if shutil.which(tool) is None:
        return ""
    found = re.search(r"\d+\.\d+[.\d]*", run([tool, "--version"]).out)
    return found[0] if found else "?"


def checkov(input_: Path) -> Ran:
    """Run Checkov on a plan or on a folder, with every check that it has for Terraform."""
    where = ["-f", str(input_), "--framework", "terraform_plan"]
    if input_.is_dir():
        where = ["-d", str(input_), "--framework", "terraform"]
    return run(["checkov", *where, "-o", "json", "--skip-download"], (0, 1))


def cloudguard(input_: Path, config: Path | None, profile: str = "") -> Ran:
    """Run cloudguard on a plan or on a folder; a profile comes before that of a configuration."""
    command = ["cloudguard", "check", str(input_), "--verdicts", "all", "-f", "json"]
    if config is not None:
        command += ["--config", str(config)]
    if profile:
        command += ["--profile", profile]
    return run(command, (0, 1, 3))


def account(address: str) -> Ran:
    """Collect the mock account, and judge what was collected."""
    with tempfile.TemporaryDirectory(prefix="beside-") as made:
        snapshot = Path(made) / "account.json"
        command = ["cloudguard", "collect", "aws", "--endpoint-url", address, "-o", str(snapshot)]
        command += ["--region", MADE_UP["AWS_DEFAULT_REGION"]]
        took = run(command, (0, 3), environment=MADE_UP)  # 3: the mock does not answer everything
        judged = cloudguard(snapshot, None)
        return Ran(
            judged.out,
            took.seconds + judged.seconds,
            took.processor + judged.processor,
            max(took.megabytes, judged.megabytes),
        )


@contextmanager
def mock_account(staged: object = None) -> Iterator[str]:
    """Run moto's server on loopback, with the policies that AWS keeps; yield its address.

    What is staged there is an account of live.yaml.
    """
    environment = {**os.environ, "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}
    if staged is not None:
        environment |= {"PYTHONPATH": str(STAGED), "BESIDE_ACCOUNT": json.dumps(staged)}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        ["moto_server", "-H", "127.0.0.1", "-p", str(port)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=environment,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _answers(address)
        yield address
    finally:
        server.terminate()
        server.wait(STARTING)


def _answers(address: str) -> None:
    late = time.monotonic() + STARTING
    while True:
        try:
            emptied(address)
        except OSError as why:
            if time.monotonic() > late:
                raise FailedError(f"moto_server does not answer: {why}") from why
            time.sleep(0.5)
        else:
            return


def emptied(address: str) -> None:
    """Empty the mock account."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=STARTING)
    try:
        connection.request("POST", "/moto-api/reset")
        if (status := connection.getresponse().status) != HTTPStatus.OK:
            raise OSError(f"status {status}")
    finally:
        connection.close()


def apply(folder: Path, address: str, targets: Sequence[str]) -> str:
    """Make in the mock account what a folder of source says; return the state as JSON."""
    environment = {**MADE_UP, "AWS_ENDPOINT_URL": address, "TF_IN_AUTOMATION": "1"}
    with tempfile.TemporaryDirectory(prefix="beside-") as made:
        work = Path(made) / "source"
        shutil.copytree(folder, work, ignore=shutil.ignore_patterns("*.json"))
        terraform = ["terraform", f"-chdir={work}"]
        run([*terraform, "init", "-input=false"], environment=environment)
        only = [f"-target={target}" for target in targets]
        command = [*terraform, "apply", "-auto-approve", "-input=false", "-no-color", *only]
        run(command, environment=environment, seconds=APPLYING)
        return run([*terraform, "show", "-json"], environment=environment).out


def prowler(address: str) -> Ran:
    """Run every check that Prowler has of IAM on the mock account."""
    with tempfile.TemporaryDirectory(prefix="beside-") as made:
        command = ["prowler", "aws", "--service", "iam", "-f", MADE_UP["AWS_DEFAULT_REGION"]]
        command += ["-M", "json-ocsf", "-o", made, "-F", "found", "--no-banner"]
        ran = run(
            [*command, "--ignore-exit-code-3"],
            environment={**MADE_UP, "AWS_ENDPOINT_URL": address},
        )
        found = Path(made) / "found.ocsf.json"
        text = found.read_text(encoding="utf-8") if found.exists() else "[]"
        return Ran(text, ran.seconds, ran.processor, ran.megabytes)


def say(text: str) -> None:
    """Tell on standard error what is being done."""
    sys.stderr.write(f"beside: {text}\n")
    sys.stderr.flush()
