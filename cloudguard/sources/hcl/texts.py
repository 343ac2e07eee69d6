"""Texts made of parts that may not be known, and the JSON documents among them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cloudguard.sources.hcl.functions import Document
from cloudguard.sources.hcl.operations import lifted, limited, made_of
from cloudguard.sources.hcl.parts import text
from cloudguard.values import Reference, Unknown


def written(values: list[Any]) -> Any:
    """Return the text that values make one after the other.

    What is not known in a JSON document stands there in its place.
    """
    if not any(isinstance(value, Unknown | Reference) for value in values):
        return limited("".join(text(value) for value in values))
    if isinstance(values[0], str) and values[0].lstrip().startswith(("{", "[")):
        document = _document(values)
        if document is not None:
            return document
    if any(isinstance(value, Unknown) and not value.among for value in values):
        return _joined(*values)
    return lifted(_joined, *values)


def _joined(*values: Any) -> Any:
    parts = [n for n, value in enumerate(values) if isinstance(value, Unknown | Reference)]
    if not parts:
        return limited("".join(text(value) for value in values))
    first, last = parts[0], parts[-1]
    before = "".join(text(value) for value in values[:first])
    after = "".join(text(value) for value in values[last + 1 :])
    part = values[first]
    unknown = made_of(part)
    named = part if first == last and isinstance(part, Reference) else None
    return Unknown(unknown.reason, unknown.source, around=(before, named, after))


def _document(values: list[Any]) -> Document | None:
    """Return the JSON that a template writes, the parts that are not known in their places."""
    marks = {f"\ue000{number}\ue001": value for number, value in enumerate(values)
             if isinstance(value, Unknown | Reference)}  # fmt: skip
    names = {id(value): mark for mark, value in marks.items()}
    whole = "".join(
        names[id(value)] if isinstance(value, Unknown | Reference) else text(value)
        for value in values
    )
    try:
        return Document(_restored(json.loads(whole), marks))
    except (ValueError, RecursionError):
        return None


def _restored(node: Any, marks: Mapping[str, Any]) -> Any:
    if isinstance(node, dict):
        if any("\ue000" in name for name in node):
            raise ValueError("a key that is not known")
        return {name: _restored(value, marks) for name, value in node.items()}
    if isinstance(node, list):
        return [_restored(value, marks) for value in node]
    if isinstance(node, str) and "\ue000" in node:
        return marks[node] if node in marks else made_of(marks[next(m for m in marks if m in node)])
    return node
