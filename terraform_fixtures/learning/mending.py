"""Resources that Terraform refuses, changed as its messages say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from terraform_fixtures.learning.cases import Case
from terraform_fixtures.learning.shapes import Body, PathT, Shape, at, drop, holds, put

TOO_MUCH: Final = re.compile(
    r"conflict|cannot|can ?not|only one of|mutually|no more than|must not|not (allowed|supported)"
    r"|\d attributes specified|too many|at most|unsupported (argument|block)",
    re.IGNORECASE,
)
NAMES: Final = re.compile(r"[a-z][a-z0-9_]*(?:(?:\.\d+|\[[^\]]*\])?\.[a-z][a-z0-9_]*)*")
INDEX: Final = re.compile(r"\.\d+|\[[^\]]*\]")


def mended(case: Case, shape: Shape) -> bool:
    """Change a case as its messages say; False where they say nothing that helps."""
    case.rounds += 1
    case.tried.add(json.dumps(case.body))
    for message in dict.fromkeys(case.wrong.splitlines()):
        paths = _named(message, shape, case.body)
        if TOO_MUCH.search(message):
            others = [p for p in paths if holds(case.body, p) and _free(p, case, shape)]
            if others:
                drop(case.body, others[(case.rounds - 1) % len(others)])
        else:
            absent = [p for p in paths if not holds(case.body, p)]
            one = "one of" in message.lower()
            if absent and one and len(absent) == len(paths):
                put(case.body, shape, absent[(case.rounds - 1) % len(absent)])
            elif not one:
                for path in absent:
                    put(case.body, shape, path)
    return json.dumps(case.body) not in case.tried


def _free(path: PathT, case: Case, shape: Shape) -> bool:
    what = at(shape, path)
    return what is not None and not what.required and case.focus[: len(path)] != path


def _named(message: str, shape: Shape, body: Body) -> list[PathT]:
    """Return the paths that a message names, whole or as the last part of what is written."""
    message = f" {message} "
    found: dict[PathT, None] = {}
    for name in NAMES.findall(message):
        path = tuple(INDEX.sub("", name).split("."))
        what = at(shape, path)
        if what is not None and (what.optional or what.required):
            if len(path) > 1 or "_" in name or f'"{name}"' in message or _listed(name, message):
                found[path] = None
        elif what is None:
            for prefix, inner in _open_blocks(body, shape):
                nested = at(inner, path)
                if nested is not None and (nested.optional or nested.required):
                    found[(*prefix, *path)] = None
    return list(found)


def _listed(name: str, message: str) -> bool:
    return bool(re.search(rf"[`\[,. ]{name}[`\],. ]", message))


def _open_blocks(body: Body, shape: Shape, prefix: PathT = ()) -> Iterator[tuple[PathT, Shape]]:
    for name, value in body.items():
        nested = shape.fields[name].nested
        if isinstance(value, list) and nested is not None:
            yield (*prefix, name), nested
            for block in value[:1]:
                yield from _open_blocks(block, nested, (*prefix, name))
