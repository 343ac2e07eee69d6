"""Whether source is that of a plan: the same names, constants and references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from cloudguard.sources.addresses import steps_of
from cloudguard.sources.expressions import alike, is_expression
from cloudguard.sources.hcl.syntax import Body, Expression, For, GetAttr, Literal, Variable
from cloudguard.sources.hcl.trees import META, META_BLOCKS

# What a plan lists as references as well, and what decides nothing about where source belongs.
_INSIDE: Final = frozenset({"each", "count", "path", "terraform", "self"})


def fits(expressions: Mapping[str, Any], body: Body, *, nested: bool = False) -> bool:
    """Tell whether a body is what a plan calls its expressions.

    Blocks that `dynamic` makes are left out: plans do not show them.
    """
    meta, meta_blocks = (frozenset(), frozenset()) if nested else (META, META_BLOCKS)
    attributes = {n: a.value for n, a in body.attributes.items() if n not in meta}
    dynamic = {b.labels[0] for b in body.blocks if b.type == "dynamic" and b.labels}
    blocks: dict[str, list[Body]] = {}
    for block in body.blocks:
        if block.type not in meta_blocks and block.type != "dynamic":
            blocks.setdefault(block.type, []).append(block.body)
    if (attributes.keys() | blocks.keys()) - dynamic != expressions.keys() - dynamic:
        return False
    return all(
        _blocks_fit(expressions[name], blocks[name])
        if name in blocks
        else _expression_fits(expressions[name], attributes[name])
        for name in expressions.keys() - dynamic
    )


def _blocks_fit(planned: Any, written: list[Body]) -> bool:
    if is_expression(planned):
        return True  # an attribute that is written as blocks: the plan shows its references alone
    found = planned if isinstance(planned, list) else [planned]
    return len(found) == len(written) and all(
        isinstance(one, Mapping) and fits(one, body, nested=True)
        for one, body in zip(found, written, strict=True)
    )


def _expression_fits(planned: Any, node: Expression) -> bool:
    if not isinstance(planned, Mapping):
        return isinstance(planned, list)  # an attribute that is written as blocks are
    if planned and not is_expression(planned):
        return False
    used = set(_references(node, frozenset()))
    if "constant_value" in planned:
        constant = planned["constant_value"]
        return not used and (not isinstance(node, Literal) or alike(node.value, constant))
    named = planned.get("references")
    listed = {_head(text) for text in named} if isinstance(named, list) else set()
    return used == listed - {()}


def _head(text: Any) -> tuple[str, ...]:
    """Return the names that a reference begins with: as many as tell what is referred to."""
    steps = [str(step) for step in steps_of(text)] if isinstance(text, str) else []
    if not steps or steps[0] in _INSIDE:
        return ()
    if len(steps) < _names_of(steps[0]):
        return ()  # the beginning of another one in the list
    return tuple(steps[: _names_of(steps[0])])


def _names_of(root: str) -> int:
    return 3 if root == "data" else 2


def _references(node: Any, bound: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Yield what an expression refers to; names of loops around it are `bound`."""
    if isinstance(node, For):
        yield from _references(node.over, bound)
        inner = bound | {node.key, node.value}
        for part in (node.name, node.result, node.test):
            yield from _references(part, inner)
        return
    if isinstance(node, GetAttr):
        names = [node.name]
        of: Any = node.of
        while isinstance(of, GetAttr):
            names.append(of.name)
            of = of.of
        if isinstance(of, Variable):
            head = (of.name, *reversed(names))
            if of.name not in bound and of.name not in _INSIDE and of.name != "*":
                yield head[: _names_of(of.name)]
            return
        yield from _references(of, bound)
        return
    if isinstance(node, tuple):
        for part in node:
            yield from _references(part, bound)
    elif is_dataclass(node):
        for field in fields(node):
            yield from _references(getattr(node, field.name), bound)
