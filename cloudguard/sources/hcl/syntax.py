"""Terraform source as it is written: bodies, blocks, attributes, expressions and where they stand.

The terms are those of the HCL native syntax specification (hashicorp/hcl, hclsyntax/spec.md).
What is read from `.tf` and from `.tf.json` has the same shape.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file: lines and columns count from 1, the end column is the one after."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text without a template, true, false or null."""

    value: Any


@dataclass(frozen=True, slots=True)
class Variable:
    """The first name of a traversal: `var`, `local`, `aws_kms_key`, the name of a `for`."""

    name: str


@dataclass(frozen=True, slots=True)
class GetAttr:
    """`of.name`."""

    of: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """`of[key]`; the old `of.0` is one too."""

    of: Expression
    key: Expression


@dataclass(frozen=True, slots=True)
class Splat:
    """`of[*].each` or `of.*.each`: `each` is written over the name `Variable("*")`.

    `full` tells `[*]`, after which indexes belong to each element, from `.*`.
    """

    of: Expression
    each: Expression
    full: bool


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; `expand` where the last argument ends in `...`."""

    name: str
    args: tuple[Expression, ...]
    expand: bool = False


@dataclass(frozen=True, slots=True)
class Conditional:
    """`test ? yes : no`."""

    test: Expression
    yes: Expression
    no: Expression


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator with one operand (`!`, `-`) or two."""

    operator: str
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Tuple:
    """`[a, b]`."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Object:
    """`{ key = value }`: a bare name as key is a Literal, one in parentheses is not."""

    items: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True, slots=True)
class For:
    """`[for key, value in over : result if test]`, or the object form where `name` is given.

    `key` is empty where only one name is written, `grouped` tells the `...` after the result.
    """

    key: str
    value: str
    over: Expression
    name: Expression | None
    result: Expression
    test: Expression | None
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """Text with interpolations in it; one that is nothing but an interpolation is its part."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Unparsed:
    """An expression that could not be read, and why."""

    reason: str


# The directives of templates, `%{ if }` and `%{ for }`, are a Conditional of Templates and a Call
# of `join("", For)`: they mean the same.
Expression: TypeAlias = (
    Literal
    | Variable
    | GetAttr
    | Index
    | Splat
    | Call
    | Conditional
    | Operation
    | Tuple
    | Object
    | For
    | Template
    | Unparsed
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """`name = value`."""

    name: str
    value: Expression
    span: Span


@dataclass(slots=True)
class Block:
    """`type "label" { … }`."""

    type: str
    labels: tuple[str, ...]
    body: Body
    span: Span

    @property
    def makes(self) -> str:
        """Return the type of the block, of a dynamic one that of what it makes."""
        return self.labels[0] if self.type == "dynamic" and self.labels else self.type


@dataclass(slots=True)
class Body:
    """What stands between braces, or in a file.

    `unread` is the reason where the braces were found and what is between them was not read.
    """

    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A part of a file that was not read, and why."""

    span: Span
    reason: str
