"""Expressions as `configuration` shows them: constants and references."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from cloudguard.sources.hcl import syntax, trees
from cloudguard.sources.hcl.expressions import Scope, attempted
from cloudguard.sources.hcl.functions import FailedError
from cloudguard.sources.hcl.keys import written_key
from cloudguard.values import Reference
from terraform_fixtures.building.schemas import META, Body, Node
from terraform_fixtures.building.shown import leaves


class Nowhere:
    """A module without names: what can be evaluated in it is a constant."""

    def value(self, root: str, steps: tuple[str, ...]) -> Any:
        """Know nothing."""
        raise FailedError("no constant")

    def attribute(self, of: Reference, name: str) -> Any:
        """Know nothing."""
        raise FailedError("no constant")

    def read(self, function: str, args: list[Any], scope: Scope) -> Any:
        """Know nothing."""
        raise FailedError("no constant")

    def call_function(self, name: str, args: list[Any]) -> Any:
        """Know nothing: Terraform gives constants no functions."""
        raise FailedError("no constant")

    def spend(self, steps: int) -> None:
        """Count nothing."""


def expression(node: syntax.Expression) -> dict[str, Any]:
    """Return an expression as the configuration shows it (terraform, jsonconfig/expression.go)."""
    references = [name for chain in _chains(node, frozenset()) for name in _prefixes(*chain)]
    if references:
        return {"references": references}
    value = attempted(node, Scope(Nowhere()))
    return {"constant_value": value} if not any(leaves(value)) else {}


Chain: TypeAlias = tuple[str, tuple[str | list[Any], ...]]


def _chain(node: Any) -> Chain | None:
    """Return the root and steps of a name with literal indexes, an index as a list of one."""
    if isinstance(node, syntax.Variable):
        return node.name, ()
    if isinstance(node, syntax.GetAttr) and (of := _chain(node.of)):
        return of[0], (*of[1], node.name)
    if (
        isinstance(node, syntax.Index)
        and isinstance(node.key, syntax.Literal)
        and (of := _chain(node.of))
    ):
        return of[0], (*of[1], [node.key.value])
    return None


def _chains(node: Any, bound: frozenset[str]) -> Iterator[Chain]:
    """Yield the names in an expression in the order in which HCL visits them."""
    if (chain := _chain(node)) is not None:
        if chain[0] not in bound:
            yield chain
    elif isinstance(node, syntax.Splat):
        yield from _chains(node.of, bound)
        yield from _chains(node.each, bound | {"*"})
    elif isinstance(node, syntax.For):
        yield from _chains(node.over, bound)
        inner = bound | {node.key, node.value}
        for part in (node.name, node.result, node.test):
            yield from _chains(part, inner)
    elif isinstance(node, tuple):
        for part in node:
            yield from _chains(part, bound)
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for each in dataclasses.fields(node):
            yield from _chains(getattr(node, each.name), bound)


def _step(step: str | list[Any]) -> str:
    return f".{step}" if isinstance(step, str) else written_key(step[0])


def _prefixes(root: str, steps: tuple[str | list[Any], ...]) -> Iterator[str]:
    """Yield a name and every prefix of it down to what it is a name of (addrs.ParseRef)."""
    if not steps:
        return
    taken = {"data": 2, "resource": 2}.get(root, 1)
    subject = root + "".join(map(_step, steps[:taken]))
    rest = steps[taken:]
    if len(steps) < taken:
        return
    ends = [subject]
    if root == "module":
        if rest and isinstance(rest[0], list):
            ends.insert(0, subject + _step(rest[0]))
            rest = rest[1:]
        if rest:
            ends = [ends[0] + _step(rest[0]), ends[0]]
            rest = rest[1:]
    elif root not in _SINGLE and rest and isinstance(rest[0], list):
        ends.insert(0, subject + _step(rest[0]))
        rest = rest[1:]
    for count in range(len(rest), 0, -1):
        yield ends[0] + "".join(map(_step, rest[:count]))
    yield from ends


_SINGLE: Final = frozenset({"count", "each", "local", "path", "self", "terraform", "var"})


def expressions(body: syntax.Body, schema: Body | None, *, top: bool = True) -> dict[str, Any]:
    """Return the attributes and static blocks of a body; dynamic ones Terraform leaves out."""
    found: dict[str, Any] = {}
    for name, attribute in body.attributes.items():
        if not (top and name in META):
            found[name] = expression(attribute.value)
    for block in body.blocks:
        node = schema.get(block.type) if schema is not None else None
        if block.type == "dynamic" or (top and block.type in trees.META_BLOCKS):
            continue
        if node is not None and node.kind == "either" and node.nesting:
            found[block.type] = _as_attribute(body, block.type, node)
            continue
        inner = expressions(block.body, node.below if node else None, top=False)
        if node is not None and node.nesting == "o":
            found[block.type] = inner
        else:
            found.setdefault(block.type, []).append(inner)
    return dict(sorted(found.items()))


def _as_attribute(body: syntax.Body, name: str, node: Node) -> dict[str, Any]:
    """Return blocks of an attribute that may be written so: they are one expression."""
    written = [block.body for block in body.blocks if block.type == name]
    inner = [expressions(each, node.below, top=False) for each in written]
    references = [n for each in inner for e in each.values() for n in e.get("references", ())]
    if references:
        return {"references": references}
    if not all("constant_value" in e for each in inner for e in each.values()):
        return {}
    nothing = dict.fromkeys(node.below)
    return {
        "constant_value": [
            nothing | {n: e["constant_value"] for n, e in each.items()} for each in inner
        ]
    }


def loops(body: syntax.Body) -> dict[str, Any]:
    """Return `count` and `for_each` as they are written."""
    for name in ("count", "for_each"):
        if name in body.attributes and (found := expression(body.attributes[name].value)):
            return {f"{name}_expression": found}
    return {}


def depends_on(body: syntax.Body) -> dict[str, Any]:
    """Return the resources that `depends_on` names."""
    written = body.attributes.get("depends_on")
    items = written.value.items if written and isinstance(written.value, syntax.Tuple) else ()
    names = [list(_prefixes(*chain)) for item in items if (chain := _chain(item))]
    return {"depends_on": [name[0] for name in names]} if names else {}
