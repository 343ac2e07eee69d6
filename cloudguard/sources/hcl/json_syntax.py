"""Terraform's JSON syntax (`.tf.json`) to the bodies that the native syntax gives.

What a property means depends on the block it is in (developer.hashicorp.com/terraform/language/
syntax/json); how blocks are nested in objects and arrays is said by HCL's json/spec.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from cloudguard.sources.hcl.json_text import (
    ARRAY,
    OBJECT,
    TEXT,
    Damage,
    Lines,
    Node,
    Property,
    read,
)
from cloudguard.sources.hcl.syntax import (
    Attribute,
    Block,
    Body,
    Expression,
    Literal,
    Object,
    Span,
    Trouble,
    Tuple,
    Unparsed,
    Variable,
)

COMMENT: Final = "//"
"""The property that is a comment wherever a body is expected."""

Reader: TypeAlias = Callable[[str], Expression]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A type of block: its labels, the blocks in it, and what its strings are if not templates.

    `open` tells that the provider's schema, which nobody has here, may know further blocks in it.
    """

    labels: int = 0
    blocks: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    literals: frozenset[str] = frozenset()
    all_literal: bool = False
    open: bool = False


def _kind(
    labels: int = 0,
    blocks: str = "",
    references: str = "",
    literals: str = "",
    *,
    open: bool = False,
) -> _Kind:
    return _Kind(
        labels,
        frozenset(blocks.split()),
        frozenset(references.split()),
        frozenset(literals.split()),
        open=open,
    )


_LITERAL: Final = _Kind(all_literal=True)
_TOP: Final = {
    "resource": _kind(
        2, "lifecycle provisioner connection dynamic _", "depends_on provider", open=True
    ),
    "data": _kind(2, "lifecycle dynamic _", "depends_on provider", open=True),
    "ephemeral": _kind(2, "lifecycle dynamic _", "depends_on provider", open=True),
    "action": _kind(2, "config", "depends_on provider"),
    "provider": _kind(1, "dynamic _", "", "alias version", open=True),
    "module": _kind(1, "lifecycle _", "depends_on providers", "source version"),
    "variable": _kind(1, "validation", "type", "default description deprecated"),
    "output": _kind(1, "precondition", "depends_on", "description deprecated"),
    "check": _kind(1, "data assert"),
    "locals": _kind(),
    "moved": _kind(0, "", "from to"),
    "removed": _kind(0, "lifecycle provisioner connection", "from"),
    "import": _kind(0, "", "to provider"),
    "terraform": _Kind(
        0, frozenset({"backend", "cloud", "required_providers", "provider_meta"}), all_literal=True
    ),
}
_WITHIN: Final = {
    "lifecycle": _kind(
        0, "precondition postcondition action_trigger", "ignore_changes replace_triggered_by"
    ),
    "action_trigger": _kind(0, "", "events actions"),
    "provisioner": _kind(1, "connection", "when on_failure"),
    "connection": _kind(0, "", "", "type"),
    "dynamic": _kind(1, "content", "iterator"),
    "content": _kind(0, "dynamic", open=True),
    "config": _kind(0, "dynamic", open=True),
    "_": _kind(0, "dynamic", open=True),
    "validation": _kind(),
    "precondition": _kind(),
    "postcondition": _kind(),
    "assert": _kind(),
    "data": _TOP["data"],
    "backend": _Kind(1, all_literal=True),
    "provider_meta": _Kind(1, all_literal=True),
    "cloud": _Kind(0, frozenset({"workspaces"}), all_literal=True),
    "workspaces": _LITERAL,
    "required_providers": _LITERAL,
}
_FILE: Final = _Kind(blocks=frozenset(_TOP))


def parse(text: str, file: str, template: Reader, expression: Reader) -> tuple[Body, list[Trouble]]:
    """Read a `.tf.json` file; of one that is cut off or damaged, what stands before the damage."""
    reader = _Reader(text, file, template, expression)
    if reader.root is None:
        return Body(), reader.troubles
    found = reader.body(reader.root, _FILE, _TOP)
    for unknown in found.attributes.values():
        reader.troubles.append(
            Trouble(unknown.span, "no block of the Terraform language has this name")
        )
    return Body(blocks=found.blocks), reader.troubles


def definitions(text: str, file: str) -> tuple[Body, list[Trouble]]:
    """Read the values of a `.tfvars.json` file, in which no string is a template."""
    reader = _Reader(text, file, Literal, Literal)
    if reader.root is None:
        return Body(), reader.troubles
    return reader.body(reader.root, _LITERAL, {}), reader.troubles


class _Reader:
    """Turns the JSON of one file into nodes and gathers what it could not."""

    def __init__(self, text: str, file: str, template: Reader, expression: Reader) -> None:
        text = text.removeprefix("\ufeff")
        self.file, self.template, self.expression = file, template, expression
        self.lines = Lines(text)
        self.troubles: list[Trouble] = []
        self.root, damage = read(text)
        if damage is not None:
            self._damaged(damage)

    def _damaged(self, damage: Damage) -> None:
        at = self.lines.at(damage.position)
        self.troubles.append(Trouble(Span(self.file, *at, *at), damage.reason))

    def _span(self, start: int, end: int) -> Span:
        return Span(self.file, *self.lines.at(start), *self.lines.at(end))

    def body(self, node: Node, kind: _Kind, kinds: dict[str, _Kind]) -> Body:
        """Read what stands in a block: the blocks that the language knows, else attributes."""
        body = Body(unread="the file is damaged within this block" if node.cut else "")
        for member in self._members(node):
            if member.name in kind.blocks:
                body.blocks += self._blocks(member, kinds[member.name])
            elif (first := body.attributes.get(member.name)) is None:
                value = self._attribute(member, kind)
                body.attributes[member.name] = Attribute(member.name, value, self._place(member))
            else:
                body.attributes[member.name] = self._again(first, member, kind)
        return body

    def _members(self, node: Node) -> Iterator[Property]:
        """Yield the properties of an object, or of the objects of an array, without comments."""
        if node.kind == OBJECT:
            yield from (member for member in node.members if member.name != COMMENT)
        elif node.kind == ARRAY:
            for item in node.items:
                if item.kind == OBJECT:
                    yield from self._members(item)
                else:
                    self._refused(item)
        elif node.value is not None:
            self._refused(node)

    def _refused(self, node: Node) -> None:
        if not node.cut:
            span = self._span(node.start, node.end)
            self.troubles.append(Trouble(span, "a JSON object is required here"))

    def _place(self, member: Property) -> Span:
        return self._span(member.start, member.value.end)

    def _blocks(self, member: Property, kind: _Kind) -> Iterator[Block]:
        """Yield the blocks of a property named after their type, one level for each label."""
        labelled: list[tuple[tuple[str, ...], Property]] = [((), member)]
        for _ in range(kind.labels):
            labelled = [
                ((*labels, inner.name), inner)
                for labels, outer in labelled
                for inner in self._members(outer.value)
            ]
        for labels, named in labelled:
            node = named.value
            if node.kind == ARRAY:
                places = [(item, self._span(item.start, item.end)) for item in node.items]
            else:
                places = [(node, self._place(named))]
            for item, span in places:
                if item.kind in {OBJECT, ARRAY}:
                    yield Block(member.name, labels, self.body(item, kind, _WITHIN), span)
                elif item.value is not None:
                    self._refused(item)

    def _again(self, first: Attribute, member: Property, kind: _Kind) -> Attribute:
        """Join a property that stands twice with the first: they can only be blocks."""
        if kind.open and member.value.kind in {OBJECT, ARRAY}:
            joined = (*_several(first.value), *_several(self._attribute(member, kind)))
            if all(isinstance(item, Object) for item in joined):
                return Attribute(first.name, Tuple(joined), first.span)
        self.troubles.append(Trouble(self._place(member), "the argument was already set"))
        return first

    def _attribute(self, member: Property, kind: _Kind) -> Expression:
        if member.name in kind.references:
            return self._value(member.value, self.expression, named=True)
        literal = kind.all_literal or member.name in kind.literals
        return self._value(member.value, Literal if literal else self.template)

    def _value(self, node: Node, text: Reader, *, named: bool = False) -> Expression:
        """Turn a value into an expression; `named` tells that names are references too."""
        if node.cut:
            return Unparsed("the file is damaged within this value")
        if node.kind == OBJECT:
            items = []
            for member in node.members:
                name = text(member.name)
                if named and isinstance(name, Variable):
                    name = Literal(name.name)  # as the native syntax has it: a bare name
                items.append((name, self._value(member.value, text, named=named)))
            return Object(tuple(items))
        if node.kind == ARRAY:
            return Tuple(tuple([self._value(item, text, named=named) for item in node.items]))
        if node.kind == TEXT:
            return text(str(node.value))
        if node.unreadable:
            return Unparsed(node.unreadable)
        return Literal(node.value)


def _several(value: Expression) -> tuple[Expression, ...]:
    return value.items if isinstance(value, Tuple) else (value,)
