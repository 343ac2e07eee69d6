"""The child process that evaluates Terraform's functions by tfparse: started by path, alone.

Requests and answers are JSON, each after its length in eight bytes. A request is the name of a
function and its arguments: `{"map": {…}}` is a map, `{"set": […]}` a set. An answer is the JSON
text of a list with the result in it, or null where Terraform refuses the call.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

if sys.platform != "win32":
    import resource

MEMORY = 1 << 30
SECONDS = 10
FILE = 16 << 20
LARGEST = 4 << 20  # bytes of an answer
HEAD = 8  # bytes that tell how long a message is
FOUR_DIGITS = 0xFFFF  # the last code point that `\\u` can write
PLAIN = frozenset(
    " !#&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz|~"
)


def literal(value: Any) -> str:
    """Write a value as HCL; in text only letters that mean nothing to HCL stay as they are."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return format(Decimal(repr(value)), "f")
        case str():
            return '"' + "".join(map(_letter, value)) + '"'
        case {"map": members}:
            pairs = (f"{literal(name)} = {literal(member)}" for name, member in members.items())
            return "{" + ", ".join(pairs) + "}"
        case {"set": items}:
            return f"toset({literal(items)})"
        case _:
            return "[" + ", ".join(map(literal, value)) + "]"


def _letter(letter: str) -> str:
    if letter in PLAIN:
        return letter
    code = ord(letter)
    return f"\\u{code:04x}" if code <= FOUR_DIGITS else f"\\U{code:08x}"


def limit() -> None:
    """Bound memory, files and the time until the next request."""
    if sys.platform != "win32":
        for what, most in (
            (resource.RLIMIT_DATA, MEMORY),
            (resource.RLIMIT_FSIZE, FILE),
            (resource.RLIMIT_CORE, 0),
        ):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))
        wind()


def wind() -> None:
    """Allow ten more seconds of processor time."""
    if sys.platform != "win32":
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + SECONDS
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(
                resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1])
            )


def receive(stream: IO[bytes]) -> bytes | None:
    """Read one message; None at the end."""
    head = stream.read(HEAD)
    if len(head) < HEAD:
        return None
    size = int.from_bytes(head, "big")
    body = stream.read(size)
    return body if len(body) == size else None


def send(stream: IO[bytes], body: bytes) -> None:
    """Write one message."""
    stream.write(len(body).to_bytes(HEAD, "big") + body)
    stream.flush()


def evaluate(parse: Any, folder: str, name: str, args: list[Any]) -> str | None:
    """Return the JSON text of a list with the result, or None where the call is refused."""
    call = f"{name}({', '.join(map(literal, args))})"
    Path(folder, "main.tf").write_text(f"locals {{\n  f = [jsonencode([{call}])]\n}}\n", "utf-8")
    for block in parse(folder).get("locals", ()):
        found = block.get("f")
        if isinstance(found, list) and len(found) == 1 and isinstance(found[0], str):
            return found[0]
    return None


def main(paths: list[str]) -> None:
    """Answer requests until there are no more."""
    stdin, stdout = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("wb") as nowhere:  # what Go prints is no answer
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    limit()
    sys.path += paths
    from tfparse import load_from_path  # under the limits

    send(stdout, b'"ready"')
    with tempfile.TemporaryDirectory() as folder:
        while (request := receive(stdin)) is not None:
            wind()
            name, args = json.loads(request)
            found = evaluate(load_from_path, folder, name, args)
            if found is not None and len(found) > LARGEST:
                send(stdout, b'"large"')
            else:
                send(stdout, json.dumps([found]).encode())


if __name__ == "__main__":
    main(sys.argv[1:])
