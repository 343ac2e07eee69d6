"""What plans showed for what is not written."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any

from terraform_fixtures.learning.cases import Case
from terraform_fixtures.learning.shapes import Body, Field, PathT, Shape


class Seen:
    """What plans showed for what was not written: by type and path, and by equal bodies."""

    def __init__(self, families: dict[str, str]) -> None:
        """Start with nothing."""
        self._families = families
        self.paths: dict[str, dict[PathT, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self.alike: dict[str, dict[tuple[int, str], Counter[str]]] = defaultdict(
            lambda: defaultdict(Counter)
        )
        self.proven: Counter[str] = Counter()

    def note(self, case: Case, shape: Shape, change: dict[str, Any]) -> None:
        """Take in one planned resource."""
        self.proven[case.type] += 1
        self._body(case.type, (), shape, case.body, change["after"], change["after_unknown"])

    def _body(
        self, type_: str, path: PathT, shape: Shape, body: Body, after: Any, unknown: Any
    ) -> None:
        if not isinstance(after, dict):
            return
        unknown = unknown if isinstance(unknown, dict) else {}
        for name, what in shape.fields.items():
            value, hidden = after.get(name), unknown.get(name, False)
            inside = body.get(name)
            if inside is None:
                word = _word(value, hidden, what)
                self.paths[type_][*path, name][word] += 1
                self.alike[self._family(type_)][shape.key, name][word] += 1
            elif isinstance(inside, list) and what.nested is not None and hidden is not True:
                first = value[0] if isinstance(value, list) and value else value
                under = hidden[0] if isinstance(hidden, list) and hidden else hidden
                self._body(type_, (*path, name), what.nested, inside[0], first, under)

    def dumped(self) -> str:
        """Return all of it as JSON."""
        paths = {
            type_: [[*path, dict(words)] for path, words in seen.items()]
            for type_, seen in self.paths.items()
        }
        alike = {
            type_: [[*key, dict(words)] for key, words in seen.items()]
            for type_, seen in self.alike.items()
        }
        return json.dumps({"proven": self.proven, "paths": paths, "alike": alike})

    def load(self, text: str) -> None:
        """Take in what was dumped."""
        document = json.loads(text)
        self.proven.update(document["proven"])
        for type_, rows in document["paths"].items():
            for *path, words in rows:
                self.paths[type_][tuple(path)].update(words)
        for type_, rows in document["alike"].items():
            for key, name, words in rows:
                self.alike[type_][key, name].update(words)

    def _family(self, type_: str) -> str:
        return self._families.get(type_, type_)

    def word(self, type_: str, path: PathT, shape: Shape) -> str | None:
        """Return what plans show at a path: "~" where they differ, None where nobody looked."""
        seen = self.paths[type_].get(path) or self.alike[self._family(type_)].get(
            (shape.key, path[-1])
        )
        if not seen:
            return None
        return next(iter(seen)) if len(seen) == 1 else "~"


def _word(value: Any, hidden: Any, what: Field) -> str:
    if hidden is True:
        return "?"
    if value is None or (value == [] and what.nested is not None):
        return ""
    if _holds_true(hidden):
        return "~"
    return "=" + json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def _holds_true(hidden: Any) -> bool:
    if isinstance(hidden, dict):
        return any(map(_holds_true, hidden.values()))
    return any(map(_holds_true, hidden)) if isinstance(hidden, list) else hidden is True
