"""Terraform addresses: modules, instance keys, the steps of a reference."""

from __future__ import annotations

import re
from functools import cache

_STEP = re.compile(r'([^.\[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]')


def parent(module: str) -> str:
    """Return the module instance that holds this one: `""` for the root."""
    parts = _split(module)
    return ".".join(parts[:-2])


def _split(module: str) -> list[str]:
    """Split a module address at the dots that stand outside of keys."""
    parts, start, quoted, skip = [], 0, False, False
    for position, letter in enumerate(module):
        if skip:
            skip = False
        elif letter == "\\" and quoted:
            skip = True
        elif letter == '"':
            quoted = not quoted
        elif letter == "." and not quoted:
            parts.append(module[start:position])
            start = position + 1
    return [*parts, module[start:]] if module else []


@cache
def calls_of(module: str) -> tuple[str, ...]:
    """Return the names of the module calls that lead to a module instance."""
    return tuple(step.partition("[")[0] for step in _split(module)[1::2])


def index_of(module: str) -> str | int | None:
    """Return the key of a module instance, None where it has none."""
    parts = _split(module)
    _, bracket, index = parts[-1].partition("[") if parts else ("", "", "")
    if not bracket:
        return None
    text = index.removesuffix("]")
    return int(text) if text.isdigit() else _unquoted(text[1:-1])


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).replace("$${", "${").replace("%%{", "%{")


def steps_of(text: str) -> list[str | int]:
    """Split a reference: `a.b["c.d"][0]` into a, b, c.d, 0."""
    found: list[str | int] = [
        int(number) if number else name or _unquoted(key)
        for name, number, key in _STEP.findall(text)
    ]
    return found or [text]
