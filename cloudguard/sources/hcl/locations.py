"""Where in the source an attribute stands that decided something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cloudguard.sources.addresses import steps_of
from cloudguard.sources.hcl.modules import Instance
from cloudguard.sources.hcl.syntax import Span
from cloudguard.sources.hcl.trees import Tree

Pick = Callable[[tuple[str | int, ...], list[Any], int], Any]
"""Chooses the written block that became the one of a number: (trail, blocks, number)."""


def located(instance: Instance, path: str, pick: Pick) -> Span:
    """Return the place of an attribute of a resource, or of the block it would stand in.

    Of several blocks that cannot be told apart the one around them is meant: a place that is
    too wide is no wrong one.
    """
    span = instance.block.span
    node: Any = instance.tree
    trail: tuple[str | int, ...] = ()
    for step in steps_of(path) if path else ():
        if isinstance(node, list):
            node = pick(trail, node, step) if isinstance(step, int) else _only(node)
            if not isinstance(node, Tree):
                return span
            span = node.span
            if isinstance(step, int):
                trail = (*trail, step)
                continue
        if not isinstance(node, Tree) or not isinstance(step, str):
            return span
        if (attribute := node.body.attributes.get(step)) is not None:
            return attribute.span
        trail = (*trail, step)
        node = node.get(step)
    last = _only(node) if isinstance(node, list) else node
    return last.span if isinstance(last, Tree) else span


def _only(blocks: list[Any]) -> Any:
    return blocks[0] if len(blocks) == 1 else None


def in_order(_trail: tuple[str | int, ...], blocks: list[Any], number: int) -> Any:
    """Choose blocks by their number: where resources were made of the source itself."""
    return blocks[number] if number < len(blocks) else None
