"""The expressions of a plan's configuration: which of them stands at an attribute."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cloudguard.sources.resource import Resource, Trail
from cloudguard.values import Unknown


def longest(references: Any) -> list[str]:
    """Drop the references that are the beginning of another: Terraform lists every prefix."""
    texts = [r for r in references if isinstance(r, str)] if isinstance(references, list) else []
    return [
        text
        for text in dict.fromkeys(texts)
        if not any(o != text and o.startswith((f"{text}.", f"{text}[")) for o in texts)
    ]


def descend(node: Any, trail: Trail, resource: Resource) -> list[Any] | Unknown:
    """Return the expressions that stand at a trail: several where blocks cannot be told apart.

    None stand where nothing is written; a planned block that is not written comes from a
    dynamic block, of which the plan shows nothing.
    """
    places = [(node, resource.attributes if resource.whole is None else resource.whole)]
    for step in trail:
        following: list[tuple[Any, Any]] = []
        silent = False  # whether a block that may be the one does not write the step
        for written, planned in places:
            if isinstance(step, int):
                item = planned[step] if isinstance(planned, list) and step < len(planned) else None
                if isinstance(constants := _constant(written), list):
                    following += [(_stated(node), item) for node in _fitting(constants, item)]
                else:
                    following += [(block, item) for block in _matching(written, item)]
                continue
            for block in written if isinstance(written, list) else (written,):
                value = planned.get(step) if isinstance(planned, dict) else None
                if isinstance(constants := _constant(block), dict):
                    # An attribute that holds objects is one expression; what it does not state
                    # is not written.
                    following += [(_stated(constants[step]), value)] if step in constants else []
                elif is_expression(block):
                    following.append((block, None))
                elif isinstance(block, dict) and step in block:
                    following.append((block[step], value))
                elif isinstance(planned, dict) and _is_block(planned.get(step)):
                    reason = f"{step} comes from a dynamic block; give the folder by --source"
                    return Unknown(reason, resource.source())
                else:
                    silent = True
        if silent and following:
            return Unknown(
                f"several blocks: which of them sets {step} is not shown", resource.source()
            )
        places = following
    return [written for written, _ in places if written not in (None, {}, [])]


def _constant(written: Any) -> Any:
    """Return what a constant expression states, None for any other."""
    return written.get("constant_value") if isinstance(written, dict) else None


def _stated(value: Any) -> dict[str, Any]:
    return {"constant_value": value}


def _fitting(constants: list[Any], planned: Any) -> list[Any]:
    """Return the objects that may have become a planned one: sets have no order."""
    if len(constants) == 1 or not isinstance(planned, dict):
        return constants
    fitting = [
        each
        for each in constants
        if isinstance(each, dict)
        and all(alike(value, planned.get(name)) for name, value in each.items())
    ]
    return fitting or constants


def _is_block(planned: Any) -> bool:
    return isinstance(planned, list) and bool(planned)


def is_expression(node: Any) -> bool:
    """Tell an expression from a block."""
    return isinstance(node, dict) and ("references" in node or "constant_value" in node)


def alike(written: Any, planned: Any) -> bool:
    """Compare what is written with what is planned: Terraform makes "10" a number, 1 text."""
    return written == planned or str(written).lower() == str(planned).lower()


def _matching(blocks: Any, planned: Any) -> Iterable[Any]:
    """Return the written blocks that may have become a planned one.

    Sets have no order, so of several blocks those are taken whose constants fit; where none
    does, it may be any of them: never the one that stands in its place.
    """
    if not isinstance(blocks, list):
        return [blocks] if isinstance(blocks, dict) else []
    if len(blocks) == 1:
        return blocks
    fitting = [
        block
        for block in blocks
        if isinstance(block, dict)
        and all(
            not isinstance(planned, dict) or alike(expression["constant_value"], planned.get(name))
            for name, expression in block.items()
            if isinstance(expression, dict) and "constant_value" in expression
        )
    ]
    return fitting or blocks
