"""Calls whose arguments are all known, evaluated by tfparse in a child process with limits."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Self

from cloudguard.sources.hcl import evaluator
from cloudguard.sources.hcl.parts import INEXACT, FailedError, HiddenError, Set, digits, parsed
from cloudguard.values import Source, Unknown

START = 20.0  # seconds until the child must be ready
WAIT = 4.0  # seconds until an answer must be there
CHILDREN = 4  # the first and three more
LARGEST = 1 << 20  # bytes of a request
ALTOGETHER = 4.0  # seconds for all answers
KEPT = 32 << 20  # bytes of questions and answers that are remembered
DEEPEST = 60  # lists and maps within each other
ENVIRONMENT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT")

# What tfparse answers as Terraform does, and what depends on nothing but its arguments.
NAMES = (
    "abs base64decode base64encode base64gzip base64sha256 base64sha512 ceil chomp cidrhost "
    "cidrnetmask cidrsubnet cidrsubnets csvdecode endswith floor format formatdate formatlist "
    "indent join jsondecode length log lower md5 parseint pow range regex regexall replace sha1 "
    "sha256 sha512 signum split startswith strcontains strrev substr sum textdecodebase64 "
    "textencodebase64 timeadd timecmp title tonumber trim trimprefix trimspace trimsuffix upper "
    "urlencode uuidv5 yamldecode yamlencode "
)
EVALUATED = frozenset(NAMES.split())


class Closed:
    """An evaluator that starts a child when it is first needed and ends it with itself."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._child: subprocess.Popen[bytes] | None = None
        self._started = 0
        self._answers: dict[str, Any] = {}
        self._spent = 0.0
        self._kept = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        if (child := self._child) is None:
            return
        self._child = None
        child.kill()
        for stream in (child.stdin, child.stdout):
            with contextlib.suppress(OSError):
                if stream:
                    stream.close()
        child.wait()

    def call(self, name: str, args: list[Any]) -> Any:
        """Return what a function gives for known arguments, or an Unknown that says why not.

        Raises FailedError where Terraform refuses the call.
        """
        if name not in EVALUATED:
            return _unknown(f"the function {name} is not known to cloudguard")
        try:
            request = json.dumps([name, [_packed(arg, DEEPEST) for arg in args]])
        except HiddenError:
            return INEXACT
        except (_UnfitError, ValueError):
            return _unknown(f"the arguments of {name} are not ones that are evaluated")
        if len(request) > LARGEST:
            return _unknown(f"the arguments of {name} are larger than 1 MB")
        found = self._answers[request] if request in self._answers else self._timed(name, request)
        if found is None:
            raise FailedError(f"{name}: Terraform does not accept these arguments")
        if isinstance(found, Unknown):
            return found
        return _read(name, found)

    def _timed(self, name: str, request: str) -> Any:
        """Ask the child, within what all answers together may take in time and in memory."""
        if self._spent > ALTOGETHER:
            return _unknown("the functions of this folder take too long")
        begun = time.monotonic()
        found = self._asked(name, request)
        self._spent += time.monotonic() - begun
        self._kept += len(request) + (len(found) if isinstance(found, str) else 0)
        if self._kept < KEPT:
            self._answers[request] = found
        return found

    def _asked(self, name: str, request: str) -> Any:
        """Ask the child: the text of its answer, None where refused, Unknown where none came."""
        if self._child is None and (trouble := self._start()):
            return _unknown(trouble)
        try:
            answer = self._exchange(request.encode(), WAIT)
        except TimeoutError:
            self.close()
            return _unknown(f"evaluating {name} took too long")
        if answer is None:
            self.close()
            return _unknown(f"the evaluator failed on {name}")
        found = json.loads(answer)
        return (
            _unknown(f"the result of {name} is larger than 4 MB") if found == "large" else found[0]
        )

    def _start(self) -> str:
        """Start a child; return what is in the way."""
        if self._started == CHILDREN:
            return "the evaluator failed too often"
        paths = [_folder_of("tfparse"), _folder_of("_cffi_backend")]
        if not paths[0]:
            return "tfparse is not installed"
        self._started += 1
        script = str(Path(evaluator.__file__).resolve())
        kept = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
        self._child = subprocess.Popen(  # noqa: S603  # this interpreter, this package's own script
            [sys.executable, "-I", script, *filter(None, paths)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept,
            cwd=os.sep,
        )
        try:
            ready = self._exchange(None, START)
        except TimeoutError:
            ready = None
        if ready is None:
            self.close()
            return "tfparse could not be started"
        return ""

    def _exchange(self, request: bytes | None, seconds: float) -> bytes | None:
        """Send a request and wait for the answer; None where the child ended."""
        child, late = self._child, threading.Event()
        if child is None or child.stdin is None or child.stdout is None:
            return None

        def end() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        answer = None
        try:
            with contextlib.suppress(OSError):
                if request is not None:
                    evaluator.send(child.stdin, request)
                answer = evaluator.receive(child.stdout)
        finally:
            timer.cancel()
        if answer is None and late.is_set():
            raise TimeoutError
        return answer


class _UnfitError(Exception):
    """An argument that HCL cannot be given."""


def _packed(value: Any, depth: int) -> Any:
    """Write an argument for the child."""
    if depth == 0:
        raise _UnfitError
    match value:
        case bool() | None:
            return value
        case int() | float():
            digits(value)
            return value
        case str():
            value.encode()  # a lone surrogate is no text
            return value
        case dict():
            members = {_packed(key, 1): _packed(part, depth - 1) for key, part in value.items()}
            return {"map": members}
        case list():
            items = [_packed(part, depth - 1) for part in value]
            return {"set": items} if isinstance(value, Set) else items
        case _:
            raise _UnfitError


def _read(name: str, answer: str) -> Any:
    """Read the result from the text of a list that holds it."""
    try:
        return json.loads(answer, parse_float=parsed)[0]
    except HiddenError:
        return INEXACT
    except (ValueError, RecursionError):
        return _unknown(f"the result of {name} could not be read")


def _unknown(reason: str) -> Unknown:
    return Unknown(reason, Source(""))


def _folder_of(module: str) -> str:
    """Return the folder that a module is imported from, or nothing, without importing it."""
    try:
        found = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return ""
    if found is None or not found.origin:
        return ""
    return str(
        Path(found.origin).parent.parent
        if found.submodule_search_locations
        else Path(found.origin).parent
    )
