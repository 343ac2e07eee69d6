"""The table of defaults as text; cloudguard/providers/schema.py says how it is encoded."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from terraform_fixtures.learning.planning import PROVIDER, VERSION
from terraform_fixtures.learning.seen import Seen
from terraform_fixtures.learning.shapes import Field, PathT, Shape

# Types of the plugin framework, whose schema has no defaults for what is optional and not computed:
# Terraform refuses a plan that fills it ("Provider produced invalid plan"). The plans that were
# looked at all write it, since one of four peers must be.
NEVER_FILLED = {
    ("aws_vpc_security_group_egress_rule", "cidr_ipv4"),
    ("aws_vpc_security_group_ingress_rule", "cidr_ipv4"),
}


class Line:
    """Writes the line of one type; bodies that stand in it several times stand there once."""

    def __init__(self, type_: str, shape: Shape, seen: Seen) -> None:
        """Encode a type."""
        self._type, self._seen = type_, seen
        self._proven = seen.proven[type_] > 0
        self._nodes: dict[tuple[tuple[str, str | int], ...], int] = {}
        self._uses: Counter[int] = Counter()
        root = self._node((), shape, "" if self._proven else "unproven")
        self._bodies = {number: dict(node) for node, number in self._nodes.items()}
        shared = [n for n, uses in self._uses.items() if uses > 1 and len(self._bodies[n]) > 1]
        self._shared = {number: f"#{position}" for position, number in enumerate(sorted(shared), 1)}
        self._root = root

    def text(self) -> str:
        """Return the JSON of the type."""
        whole: dict[str, Any] = self._inline(self._root)
        if self._shared:
            whole["#"] = {name[1:]: self._inline(n) for n, name in self._shared.items()}
        return json.dumps(whole, separators=(",", ":"), ensure_ascii=False)

    def _inline(self, number: int) -> dict[str, Any]:
        return {
            name: value
            if isinstance(value, str)
            else self._shared.get(value) or self._inline(value)
            for name, value in self._bodies[number].items()
        }

    def _node(self, path: PathT, shape: Shape, own: str) -> int:
        entries: list[tuple[str, str | int]] = [("*", own)] if own else []
        for name, what in sorted(shape.fields.items()):
            code = self._code((*path, name), shape, what)
            if what.nested is None:
                entries.append((name, code))
            else:
                child = self._node((*path, name), what.nested, code)
                entries.append((name, child))
        key = tuple(entries)
        if key not in self._nodes:
            self._nodes[key] = len(self._nodes)
            for _, value in entries:
                if isinstance(value, int):
                    self._uses[value] += 1
        return self._nodes[key]

    def _code(self, path: PathT, shape: Shape, what: Field) -> str:
        code = what.letters + "1" * what.one
        if what.required or what.items:
            return code + "r"
        word = self._seen.word(self._type, path, shape) if self._proven else None
        if not what.computed and (self._type, *path) in NEVER_FILLED:
            word = ""
        if what.computed and not what.optional:
            return code + "c" + (word if word and word[0] == "=" else "")
        if word is None:
            word = "?" if what.computed else "~" * self._proven
        return code + word


def table(shapes: dict[str, Shape], seen: Seen) -> str:
    """Return the table, a line for each type."""
    lines = [f'"{t}":{Line(t, shape, seen).text()}' for t, shape in sorted(shapes.items())]
    head = f'{{"provider":"{PROVIDER}","version":"{VERSION}","types":{{\n'
    return head + ",\n".join(lines) + "\n}}\n"
